"""The workshop: the one owner of session, workbook, clock and undo.

It knows neither Textual nor the disk. Whoever changes the session calls `edit`; whoever shows it subscribes to
places. Everything is called from one thread.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol

from wbtui.core.change import RemoveEntry, steps
from wbtui.core.errors import ReadOnlyError, WbtuiError
from wbtui.core.place import Place
from wbtui.core.ranking import Ranking
from wbtui.core.undo import UndoList
from wbtui.core.workbook.completion import completed

if TYPE_CHECKING:
    from wbtui.core.change import Change
    from wbtui.core.place import Caret
    from wbtui.core.session import Session
    from wbtui.core.undo import Undone
    from wbtui.core.workbook.model import Workbook


READ_ONLY = Place("", "read_only")
"""The place that subscribers are told of when the session can be edited from now on, or not any more."""

WORKBOOK = Place("", "workbook_fields")
"""The place that subscribers are told of when the workbook got fields for answers that it had none for."""


class Journal(Protocol):
    """Writes every change down at once. What goes wrong is a status of its own, never an exception."""

    def append(self, changes: tuple[Change, ...], session: Session, caret: Caret | None) -> None:
        """Append a batch of changes that led to `session`."""


class Autosave(Protocol):
    """Writes the session file soon, in a thread."""

    def schedule(self, session: Session) -> None:
        """Have the session saved, instead of any earlier one."""


class Batch(NamedTuple):
    """What subscribers are told after an edit."""

    changes: tuple[Change, ...]
    origin: object
    """Who made the edit and is not told; None for an undo, a merge and a restore."""
    ours: bool = True
    """Whether it was an act of the person here, or its undo."""


class _Subscription(NamedTuple):
    owner: object
    callback: Callable[[Batch], None]
    keys: tuple[tuple[str, ...], ...]


class Workshop:
    """Holds a session, changes it, and tells whoever shows what was changed."""

    def __init__(
        self,
        session: Session,
        workbook: Workbook,
        *,
        now: Callable[[], datetime],
        journal: Journal,
        autosave: Autosave,
        log: Callable[[Exception], None],
        read_only: str = "",
    ) -> None:
        """`now` gives the time of the workshop; `log` gets what a subscriber raises.

        `read_only` is why nothing can be edited, empty if it can.
        """
        self.workbook = workbook
        self._read_only = read_only
        self._session = session
        self._now = now
        self._journal = journal
        self._autosave = autosave
        self._log = log
        self._ranking = Ranking(workbook)
        self._acts = UndoList()
        self._subscriptions: dict[int, _Subscription] = {}
        self._by_key: dict[tuple[str, ...], list[int]] = {}
        self._numbered = 0
        self._waiting: deque[Callable[[], None]] = deque()
        self._telling = False

    @property
    def session(self) -> Session:
        """The session as it is now."""
        return self._session

    @property
    def read_only(self) -> str:
        """The reason why nothing can be edited; empty if it can. Those who subscribe to `READ_ONLY` are told."""
        return self._read_only

    @read_only.setter
    def read_only(self, reason: str) -> None:
        if reason != self._read_only:
            self._read_only = reason
            self._tell(Batch((), None), READ_ONLY)

    @property
    def now(self) -> datetime:
        """The time of the workshop."""
        return self._now()

    @property
    def subscriptions(self) -> int:
        """The number of subscriptions that have not ended."""
        return len(self._subscriptions)

    def connect(self, journal: Journal, autosave: Autosave, *, session_id: str) -> None:
        """Write from now on to another journal and file, after the session has changed hands."""
        self._journal, self._autosave = journal, autosave
        self._session = replace(self._session, id=session_id)

    # Changing

    def edit(self, *changes: Change, origin: object = None, caret: Caret | None = None) -> None:
        """Make the changes as one act that can be undone. Raises ReadOnlyError.

        `origin` is not told of its own edit. `caret` is where the person is in a text after typing; such edits
        at one place are one act while they follow each other closely.
        """
        if self._read_only:
            raise ReadOnlyError(self._read_only)
        if self._telling:
            self._waiting.append(lambda: self.edit(*changes, origin=origin, caret=caret))
            return
        made, session = steps(self._session, changes, self._ranking.placed)
        if made:
            others = () if caret else self._completed(changes, session)
            now = self._now()
            self._acts.add(made, session, now, origin, caret)
            batch = Batch(tuple([step.made for step in made]), origin)
            self._commit(batch.changes, session, caret, now)
            self._tell(batch, *others)

    def adopt(self, *changes: Change, updated: datetime | None = None) -> None:
        """Make changes that are nobody's act here: of somebody else to the file, or of the clocks.

        They cannot be undone, and are made in a session that is read-only, too. The session is stamped with
        `updated`, or with the time of now.
        """
        if self._telling:
            self._waiting.append(lambda: self.adopt(*changes, updated=updated))
            return
        made, session = steps(self._session, changes, self._ranking.placed)
        if made:
            others = self._completed(changes, session)
            self._acts.end_burst()
            batch = Batch(tuple(step.made for step in made), None, ours=False)
            self._commit(batch.changes, session, None, updated or self._now())
            self._tell(batch, *others)

    def _completed(self, changes: tuple[Change, ...], session: Session) -> tuple[Place, ...]:
        """Give the workbook a read-only field for each answer that it has none for; return whom to tell of it."""
        if all(map(self._ranking.knows, changes)):
            return ()
        self.workbook = completed(self.workbook, session)
        self._ranking = Ranking(self.workbook)
        return (WORKBOOK,)

    def discard(self, place: Place) -> None:
        """Remove an entry that came to nothing; neither undo nor redo brings it back.

        Raises ReadOnlyError.
        """
        self._refuse_if_read_only()
        self._acts.drop(place)
        self.adopt(RemoveEntry(place))

    def shift_acts(self, by: Mapping[str, float]) -> None:
        """Make the moments of the clock that an undo would bring back later by so many seconds, each by its name.

        Those in the session itself are shifted by a change; these are noted in the same system time.
        """
        self._acts.shift(by)

    def end_burst(self) -> None:
        """Let what is typed next be an act of its own: the field was left."""
        self._acts.end_burst()

    @property
    def can_undo(self) -> bool:
        """Whether there is an act to take back."""
        return self._acts.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether there is an act to make again."""
        return self._acts.can_redo

    def undo(self, place: Place | None = None) -> Undone | None:
        """Take back the last act, or the last one at a place; None if there is none.

        Raises ReadOnlyError, and UndoError if somebody else has changed the same since; such an act is given up.
        """
        self._refuse_if_read_only()
        return self._carry_out(self._acts.undo(self._session, place))

    def redo(self, place: Place | None = None) -> Undone | None:
        """Make the act again that was undone last, or the last one at a place; as `undo` otherwise."""
        self._refuse_if_read_only()
        return self._carry_out(self._acts.redo(self._session, place))

    def _carry_out(self, undone: Undone | None) -> Undone | None:
        if undone is not None and undone.changes:
            self._commit(undone.changes, undone.session, undone.caret, self._now())
            self._tell(Batch(undone.changes, None))
        return undone

    def _refuse_if_read_only(self) -> None:
        if self._read_only:
            raise ReadOnlyError(self._read_only)

    def _commit(
        self, changes: tuple[Change, ...], session: Session, caret: Caret | None, updated: datetime
    ) -> None:
        self._session = replace(session, updated=updated)
        self._journal.append(changes, self._session, caret)
        self._autosave.schedule(self._session)

    # Telling

    def subscribe(self, owner: object, callback: Callable[[Batch], None], *places: Place) -> Callable[[], None]:
        """Have `callback` called after each edit that `owner` did not make; returns what ends that.

        A place stands for all below it: a stage for its fields, a list for its entries. Facts of the session and
        its clock are places with an empty stage. Without places, every edit counts. A callback must not wait. One
        that edits is followed by that edit once all have been told of the present one.
        """
        keys = tuple(_key(place) for place in places) or ((),)
        self._numbered += 1
        number = self._numbered
        self._subscriptions[number] = _Subscription(owner, callback, keys)
        for key in keys:
            self._by_key.setdefault(key, []).append(number)
        return lambda: self._unsubscribe(number)

    def _unsubscribe(self, number: int) -> None:
        subscription = self._subscriptions.pop(number, None)
        for key in subscription.keys if subscription else ():
            self._by_key[key].remove(number)
            if not self._by_key[key]:
                del self._by_key[key]

    def _tell(self, batch: Batch, *others: Place) -> None:
        if self._telling:
            self._waiting.append(lambda: self._tell(batch, *others))
            return
        concerned: set[int] = set(self._by_key.get((), ())) if batch.changes else set()
        for place in (*(change.place for change in batch.changes), *others):
            path = (place.stage, place.field, place.entry, place.part)
            for length in (1, 2, 3, 4):
                concerned.update(self._by_key.get(path[:length], ()))
        self._telling = True
        try:
            for number in sorted(concerned):
                subscription = self._subscriptions.get(number)
                if subscription is None or (batch.origin is not None and subscription.owner is batch.origin):
                    continue
                try:
                    subscription.callback(batch)
                except Exception as error:  # noqa: BLE001 - neither the others nor the key may suffer for it.
                    self._log(error)
        finally:
            self._telling = False
        while self._waiting:
            try:
                self._waiting.popleft()()
            except WbtuiError as error:
                self._log(error)


def _key(place: Place) -> tuple[str, ...]:
    """Return the path of a place as far as it goes."""
    path = (place.stage, place.field, place.entry, place.part)
    length = max((n for n, name in enumerate(path, 1) if name), default=1)
    return path[:length]
