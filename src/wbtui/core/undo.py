"""The undo list: the acts of this run of the program, with their inverses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.change import MoveEntry, RemoveEntry, SetAnswer, SetMoment, applied
from wbtui.core.errors import UndoError
from wbtui.core.session import as_text

if TYPE_CHECKING:
    from wbtui.core.change import AppliedChange, Change
    from wbtui.core.place import Caret, Place
    from wbtui.core.session import Session

MAX_ACTS = 200
BURST_GAP = timedelta(seconds=2)
"""The pause in typing after which the next key begins another act."""


class Undone(NamedTuple):
    """An act that is being undone or redone."""

    made: tuple[Change, ...]
    """The changes of the original act, from which its label is made."""
    changes: tuple[Change, ...]
    """The changes that undo or redo the act."""
    session: Session
    """The session after those changes."""
    caret: Caret | None
    """The position of the caret to restore; None if the act was not typing."""


class _Act(NamedTuple):
    made: tuple[Change, ...]
    back: tuple[Change, ...]
    """The changes that undo the act, in the order to apply them."""
    expected: tuple[object, ...]
    """The result of `found` for each change in `back`, as long as nobody else changes the same place."""
    place: Place | None
    """The place of the answer, if the act changed one answer and nothing else."""
    at: datetime
    caret: Caret | None
    """The position of the caret before the act."""
    caret_after: Caret | None

    def goes_on(self, place: Place | None, at: datetime) -> bool:
        """Return whether typing at a place and time belongs to this act; never if the clock was set back."""
        return self.place == place and timedelta() <= at - self.at < BURST_GAP

    def touches(self, place: Place) -> bool:
        """Return whether the act changed the answer at a place, or inserted or removed its entry."""
        around = (place, place.at(part=""))
        return any(change.place in around and not isinstance(change, MoveEntry) for change in self.back)


class UndoList:
    """Holds the last `MAX_ACTS` acts, newest last. An act stores its changes and their inverses, not sessions."""

    def __init__(self) -> None:
        self._acts: list[_Act] = []
        self._undone: list[_Act] = []
        self._burst = False
        """True if the last act is typing to which the next key may belong."""
        self._typist: object = None
        """The origin of the last act if that is typing. Acts hold no origin, so that they keep no widget alive."""

    def add(
        self, made: Sequence[AppliedChange], session: Session, at: datetime, origin: object, caret: Caret | None
    ) -> None:
        """Add an act that led to `session`, or extend the last act if this is typing in the same burst."""
        self._undone.clear()
        last = self._acts[-1] if self._acts else None
        back = tuple(each.back for each in reversed(made))
        place = made[0].made.place if len(made) == 1 and isinstance(made[0].made, SetAnswer) else None
        typed = place is not None and caret is not None
        if typed and last and self._burst and self._typist is origin and last.goes_on(place, at):
            changed = tuple(each.made for each in made)
            # If an answer was emptied and typed anew, undo must remove it first to restore its old position.
            back = (*back, *last.back) if _begins(made[0]) else last.back
            expected = _current_values(session, back)
            self._acts[-1] = last._replace(made=changed, back=back, expected=expected, at=at, caret_after=caret)
            return
        before = _caret_before(made[0], caret) if typed else None
        self._acts.append(
            _Act(tuple(s.made for s in made), back, _current_values(session, back), place, at, before, caret)
        )
        del self._acts[:-MAX_ACTS]
        self._burst, self._typist = typed, origin if typed else None

    @property
    def can_undo(self) -> bool:
        """True if there is an act to undo."""
        return bool(self._acts)

    @property
    def can_redo(self) -> bool:
        """True if there is an act to redo."""
        return bool(self._undone)

    def end_burst(self) -> None:
        """Make the next key begin another act."""
        self._burst, self._typist = False, None

    def drop(self, place: Place) -> None:
        """Remove the acts that changed the entry at a place and nothing else."""
        self.end_burst()
        for acts in (self._acts, self._undone):
            acts[:] = [act for act in acts if any(change.place.at(part="") != place for change in act.back)]

    def join(self, place: Place, session: Session, at: datetime) -> None:
        """Make one act of those that inserted the entry at a place and changed nothing else since."""
        self.drop(place)
        made, _ = applied(session, (RemoveEntry(place),))
        if made:
            (removal,) = made
            back = (removal.made,)
            self._acts.append(_Act((removal.back,), back, _current_values(session, back), None, at, None, None))
            del self._acts[:-MAX_ACTS]

    @property
    def last(self) -> object:
        """The last act, as a mark for `join_since`; None if there is none."""
        return self._acts[-1] if self._acts else None

    def join_since(self, mark: object, is_part: Callable[[Place], bool], session: Session, at: datetime) -> None:
        """Make one act of those after `mark` that set answers only, all of them at places that are part of it."""
        start = next((n + 1 for n, act in enumerate(self._acts) if act is mark), 0)
        joined = [
            act
            for act in self._acts[start:]
            if all(isinstance(change, SetAnswer) and is_part(change.place) for change in act.back)
        ]
        if len(joined) < 2:
            return
        made = {change.place: change for act in joined for change in act.made}
        back = {change.place: change for act in reversed(joined) for change in act.back}
        self._acts = [act for act in self._acts if not any(act is each for each in joined)]
        undoing = tuple(back.values())
        expected = _current_values(session, undoing)
        self._acts.append(_Act(tuple(made.values()), undoing, expected, None, at, None, None))
        self.end_burst()

    def shift(self, by: Mapping[str, float]) -> None:
        """Add seconds, given by the name of the moment, to the clock's moments that undo or redo would set."""
        for acts in (self._acts, self._undone):
            acts[:] = [act._replace(back=tuple([_shifted(change, by) for change in act.back])) for act in acts]

    def undo(self, session: Session, place: Place | None) -> Undone | None:
        """Return how to undo the last act, or the last one at a place, or None. Raises UndoError."""
        return self._turn(self._acts, self._undone, session, place)

    def redo(self, session: Session, place: Place | None) -> Undone | None:
        """Return how to redo the act undone last, or the last one at a place, or None. Raises UndoError."""
        return self._turn(self._undone, self._acts, session, place)

    def _turn(self, acts: list[_Act], others: list[_Act], session: Session, place: Place | None) -> Undone | None:
        self.end_burst()
        while (act := _take(acts, place)) is not None:
            if _current_values(session, act.back) != act.expected:
                raise UndoError(act.made, again=acts is self._undone)
            made, after = applied(session, act.back)
            if not made:
                # Typing without a net effect: skip it, the person does not see an act in it.
                continue
            back = tuple(each.back for each in reversed(made))
            others.append(
                act._replace(
                    back=back, expected=_current_values(after, back), caret=act.caret_after, caret_after=act.caret
                )
            )
            return Undone(act.made, tuple(each.made for each in made), after, act.caret)
        return None


def _take(acts: list[_Act], place: Place | None) -> _Act | None:
    """Pop the last act, or the last one at a place unless a later act changed that place together with others."""
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


def _begins(change: AppliedChange) -> bool:
    """Return whether the change set an answer that was unset before."""
    return isinstance(change.back, SetAnswer) and change.back.value is None


def _current_values(session: Session, back: Sequence[Change]) -> tuple[object, ...]:
    found = []
    for n, change in enumerate(back):
        found.append(change.found(session))
        if n + 1 < len(back):
            session = change.apply(session)
    return tuple(found)


def _caret_before(change: AppliedChange, caret: Caret | None) -> Caret | None:
    """Return the position of the caret before typing: where the two texts begin to differ."""
    if caret is None or not isinstance(change.made, SetAnswer) or not isinstance(change.back, SetAnswer):
        return caret
    before, after = as_text(change.back.value), as_text(change.made.value)
    same, differs = 0, min(len(before), len(after)) + 1
    while differs - same > 1:
        middle = (same + differs) // 2
        same, differs = (middle, differs) if before[:middle] == after[:middle] else (same, middle)
    at = same + max(0, len(before) - len(after))
    return caret._replace(row=before.count("\n", 0, at), column=at - (before.rfind("\n", 0, at) + 1))
