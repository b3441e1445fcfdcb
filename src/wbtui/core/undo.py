"""The acts of this run of the program, and the way back through them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.change import MoveEntry, SetAnswer, SetMoment, steps
from wbtui.core.errors import UndoError
from wbtui.core.session import as_text

if TYPE_CHECKING:
    from wbtui.core.change import Change, Step
    from wbtui.core.place import Caret, Place
    from wbtui.core.session import Session

MAX_ACTS = 200
BURST = timedelta(seconds=2)
"""Time without a key after which typing goes on as another act."""


class Undone(NamedTuple):
    """An act that is being taken back, or made again."""

    made: tuple[Change, ...]
    """The changes of the act itself, to say which one it is."""
    changes: tuple[Change, ...]
    """The changes to make now."""
    session: Session
    """The session that they lead to."""
    caret: Caret | None
    """Where the person was in the text; None if the act was not typing."""


class _Act(NamedTuple):
    made: tuple[Change, ...]
    back: tuple[Change, ...]
    """The changes that take the act back, in the order to apply them."""
    left: tuple[object, ...]
    """For each of them, what it finds if nobody else has changed the same since."""
    place: Place | None
    """The place, if the act changed one answer and nothing else."""
    at: datetime
    caret: Caret | None
    """Where the caret was before."""
    caret_after: Caret | None

    def goes_on(self, place: Place | None, at: datetime) -> bool:
        """Return whether typing at a place and time belongs to this act; not after a clock that was set back."""
        return self.place == place and timedelta() <= at - self.at < BURST

    def touches(self, place: Place) -> bool:
        """Return whether the act changed the answer at a place, alone or among others."""
        around = (place, place.at(part=""))
        return any(change.place in around and not isinstance(change, MoveEntry) for change in self.back)


class UndoList:
    """The last acts, newest last. An act keeps the inverse of what it touched and nothing else."""

    def __init__(self) -> None:
        self._acts: list[_Act] = []
        self._undone: list[_Act] = []
        self._burst = False
        """Whether the last act is typing that may go on."""
        self._typist: object = None
        """Who is typing; the acts themselves keep nobody alive."""

    def add(
        self, made: Sequence[Step], session: Session, at: datetime, origin: object, caret: Caret | None
    ) -> None:
        """Remember an act that led to `session`; typing goes on in the act before where that is the same burst."""
        self._undone.clear()
        last = self._acts[-1] if self._acts else None
        back = tuple(step.back for step in reversed(made))
        place = made[0].made.place if len(made) == 1 and isinstance(made[0].made, SetAnswer) else None
        typed = place is not None and caret is not None
        if typed and last and self._burst and self._typist is origin and last.goes_on(place, at):
            changed = tuple(step.made for step in made)
            # An answer that was emptied and begun again must go before it can come back where it was.
            back = (*back, *last.back) if _begins(made[0]) else last.back
            left = _left(session, back)
            self._acts[-1] = last._replace(made=changed, back=back, left=left, at=at, caret_after=caret)
            return
        before = _caret_before(made[0], caret) if typed else None
        self._acts.append(_Act(tuple(s.made for s in made), back, _left(session, back), place, at, before, caret))
        del self._acts[:-MAX_ACTS]
        self._burst, self._typist = typed, origin if typed else None

    @property
    def can_undo(self) -> bool:
        """Whether there is an act to take back."""
        return bool(self._acts)

    @property
    def can_redo(self) -> bool:
        """Whether there is an act to make again."""
        return bool(self._undone)

    def end_burst(self) -> None:
        """Let what is typed next be another act."""
        self._burst, self._typist = False, None

    def drop(self, place: Place) -> None:
        """Forget the acts that were about the entry at a place and nothing else."""
        self.end_burst()
        for acts in (self._acts, self._undone):
            acts[:] = [act for act in acts if any(change.place.at(part="") != place for change in act.back)]

    def shift(self, by: Mapping[str, float]) -> None:
        """Make the moments of the clock that acts bring back later by so many seconds, each by its name."""
        for acts in (self._acts, self._undone):
            acts[:] = [act._replace(back=tuple([_shifted(change, by) for change in act.back])) for act in acts]

    def undo(self, session: Session, place: Place | None) -> Undone | None:
        """Return how to take back the last act, or the last one at a place. Raises UndoError."""
        return self._turn(self._acts, self._undone, session, place)

    def redo(self, session: Session, place: Place | None) -> Undone | None:
        """Return how to make the act again that was undone last, or the last one at a place. Raises UndoError."""
        return self._turn(self._undone, self._acts, session, place)

    def _turn(self, acts: list[_Act], others: list[_Act], session: Session, place: Place | None) -> Undone | None:
        self.end_burst()
        while (act := _take(acts, place)) is not None:
            if _left(session, act.back) != act.left:
                raise UndoError(act.made, again=acts is self._undone)
            made, after = steps(session, act.back)
            if not made:
                # Typing that came to nothing: it is not an act to anybody.
                continue
            back = tuple(step.back for step in reversed(made))
            others.append(
                act._replace(back=back, left=_left(after, back), caret=act.caret_after, caret_after=act.caret)
            )
            return Undone(act.made, tuple(step.made for step in made), after, act.caret)
        return None


def _take(acts: list[_Act], place: Place | None) -> _Act | None:
    """Take out the last act, or the last one at a place unless a later one changed that place among others."""
    for at in reversed(range(len(acts))):
        if place is None or acts[at].place == place:
            return acts.pop(at)
        if acts[at].touches(place):
            break
    return None


def _shifted(change: Change, by: Mapping[str, float]) -> Change:
    if not isinstance(change, SetMoment) or change.name not in by:
        return change
    later = timedelta(seconds=by[change.name])
    return change._replace(before=change.before and change.before + later, now=change.now and change.now + later)


def _begins(step: Step) -> bool:
    """Return whether there was no answer before."""
    return isinstance(step.back, SetAnswer) and step.back.value is None


def _left(session: Session, back: Sequence[Change]) -> tuple[object, ...]:
    found = []
    for n, change in enumerate(back):
        found.append(change.found(session))
        if n + 1 < len(back):
            session = change.apply(session)
    return tuple(found)


def _caret_before(step: Step, caret: Caret | None) -> Caret | None:
    """Return where the caret was before typing: where the text has become another one."""
    if caret is None or not isinstance(step.made, SetAnswer) or not isinstance(step.back, SetAnswer):
        return caret
    before, after = as_text(step.back.value), as_text(step.made.value)
    same, differs = 0, min(len(before), len(after)) + 1
    while differs - same > 1:
        middle = (same + differs) // 2
        same, differs = (middle, differs) if before[:middle] == after[:middle] else (same, middle)
    at = same + max(0, len(before) - len(after))
    return caret._replace(row=before.count("\n", 0, at), column=at - (before.rfind("\n", 0, at) + 1))
