"""The workshop: the only owner of the current session, its workbook and its undo list.

The workshop depends neither on Textual nor on the disk. Code that changes the session calls `edit`; code that
shows it subscribes to places. All methods must be called from the same thread.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol

from wbtui.core.change import RemoveEntry, applied
from wbtui.core.errors import ReadOnlyError, WbtuiError
from wbtui.core.place import Place
from wbtui.core.ranking import Ranking
from wbtui.core.undo import UndoList
from wbtui.core.workbook.unknown_fields import with_unknown_fields

if TYPE_CHECKING:
    from wbtui.core.change import Change, SetAnswer
    from wbtui.core.errors import Problem
    from wbtui.core.place import Caret
    from wbtui.core.session import Session
    from wbtui.core.undo import Undone
    from wbtui.core.workbook.model import Workbook


READ_ONLY = Place("", "read_only")
"""The place whose subscribers are notified when the session becomes read-only or editable."""

WORKBOOK = Place("", "workbook_fields")
"""The place whose subscribers are notified when the workbook gets fields for answers that had no field."""


class Journal(Protocol):
    """Writes every change to disk at once. It reports errors as a status and raises none."""

    def append(self, changes: tuple[Change, ...], session: Session, caret: Caret | None) -> None:
        """Append a batch of changes, after which the session is `session`."""


class SaveScheduler(Protocol):
    """Writes the session file after a short delay, in another thread."""

    def schedule(self, session: Session) -> None:
        """Schedule a save of the session; it replaces any session scheduled earlier."""


class Batch(NamedTuple):
    """The changes of one edit, as passed to the subscribers."""

    changes: tuple[Change, ...]
    origin: object
    """The owner who made the edit and is not notified; None for an undo, a merge and a restore."""
    ours: bool = True
    """True if the edit is an act of the local user or an undo of one; False for `Workshop.adopt`."""


class _Subscription(NamedTuple):
    owner: object
    callback: Callable[[Batch], None]
    keys: tuple[tuple[str, ...], ...]


class Workshop:
    """Holds a session, changes it, and notifies the subscribers of the places that changed."""

    def __init__(
        self,
        session: Session,
        workbook: Workbook,
        *,
        now: Callable[[], datetime],
        journal: Journal,
        autosave: SaveScheduler,
        log: Callable[[Exception], None],
        read_only: Problem | None = None,
    ) -> None:
        """Make a workshop without subscribers.

        `now` returns the time of the workshop. `log` receives exceptions of subscribers and of deferred edits.
        `read_only` is the reason why the session cannot be edited; None if it can.
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
        self._last_number = 0
        self._deferred: deque[Callable[[], None]] = deque()
        self._notifying = False

    @property
    def session(self) -> Session:
        """The current session."""
        return self._session

    @property
    def read_only(self) -> Problem | None:
        """The reason why the session cannot be edited; None if it can. Setting it notifies `READ_ONLY`."""
        return self._read_only

    @read_only.setter
    def read_only(self, reason: Problem | None) -> None:
        if reason != self._read_only:
            self._read_only = reason
            self._notify(Batch((), None), READ_ONLY)

    @property
    def now(self) -> datetime:
        """The current time of the workshop."""
        return self._now()

    @property
    def today(self) -> date:
        """The day on which the workshop is, where it takes place."""
        return self._now().date()

    def connect(self, journal: Journal, autosave: SaveScheduler, *, session_id: str) -> None:
        """Use another journal and file from now on, and the session id of that file, after a handover."""
        self._journal, self._autosave = journal, autosave
        self._session = replace(self._session, id=session_id)

    # Editing

    def edit(self, *changes: Change, origin: object = None, caret: Caret | None = None) -> None:
        """Apply the changes as one act that can be undone. Raises ReadOnlyError.

        The subscriptions of `origin` are not notified. `caret` is the position of the caret after typing; such
        edits at one place form one act as long as they follow each other closely.
        """
        if self._read_only:
            raise ReadOnlyError(self._read_only)
        if self._notifying:
            self._deferred.append(lambda: self.edit(*changes, origin=origin, caret=caret))
            return
        made, session = applied(self._session, changes, self._ranking.placed)
        if made:
            others = () if caret else self._extend_workbook(changes, session)
            now = self._now()
            self._acts.add(made, session, now, origin, caret)
            batch = Batch(tuple([each.made for each in made]), origin)
            self._commit(batch.changes, session, caret, now)
            self._notify(batch, *others)

    def adopt(self, *changes: Change, updated: datetime | None = None) -> None:
        """Apply changes that are not acts of the local user: merged from the file, or corrections of the clock.

        They cannot be undone, and apply to a read-only session, too. `updated` becomes the session's time of the
        last change; None means the current time.
        """
        if self._notifying:
            self._deferred.append(lambda: self.adopt(*changes, updated=updated))
            return
        made, session = applied(self._session, changes, self._ranking.placed)
        if made:
            others = self._extend_workbook(changes, session)
            self._acts.end_burst()
            batch = Batch(tuple(each.made for each in made), None, ours=False)
            self._commit(batch.changes, session, None, updated or self._now())
            self._notify(batch, *others)

    def _extend_workbook(self, changes: tuple[Change, ...], session: Session) -> tuple[Place, ...]:
        """Add a read-only field to the workbook for each answer that has no field; return the place to notify."""
        if all(map(self._ranking.knows, changes)):
            return ()
        self.workbook = with_unknown_fields(self.workbook, session)
        self._ranking = Ranking(self.workbook)
        return (WORKBOOK,)

    def discard(self, place: Place) -> None:
        """Remove an entry that was left empty, and drop it from undo and redo. Raises ReadOnlyError."""
        self._refuse_if_read_only()
        self._acts.drop(place)
        self.adopt(RemoveEntry(place))

    def join_acts(self, place: Place) -> None:
        """Make one act of inserting and writing the entry at a place, so that one undo removes it."""
        self._acts.join(place, self._session, self._now())

    @property
    def last_act(self) -> object:
        """A mark for `join_since`."""
        return self._acts.last

    def join_since(self, mark: object, part: Place) -> None:
        """Make one act of the answers that were set since `mark` to one part of the entries of a list."""
        self._acts.join_since(
            mark, lambda place: (place.list, place.part) == (part.list, part.part), self._session, self._now()
        )

    def shift_acts(self, by: Mapping[str, float]) -> None:
        """Add seconds, given by the name of the moment, to the moments of the clock in the undo list.

        After a jump of the system time, the undo list needs the same shift as the session, which `adopt` applies.
        """
        self._acts.shift(by)

    def understand(self, place: Place) -> tuple[SetAnswer, ...]:
        """Make a day or an owner of what the text at a place says, as an act of its own; return what was changed.

        To be called once the text is complete; undoing the act gives the text back as it was typed.
        """
        if self._read_only:
            return ()
        # Import here: nobody has typed anything when the first frame is drawn.
        from wbtui.core.promise import understood

        changes = understood(place, self._session, self.workbook, self._now().date())
        if changes:
            self.edit(*changes)
        return changes

    def end_burst(self) -> None:
        """Make the next typing a new act; called when the field loses the focus."""
        self._acts.end_burst()

    @property
    def can_undo(self) -> bool:
        """True if there is an act to undo."""
        return self._acts.can_undo

    @property
    def can_redo(self) -> bool:
        """True if there is an act to redo."""
        return self._acts.can_redo

    def undo(self, place: Place | None = None) -> Undone | None:
        """Undo the last act, or the last one at a place; return None if there is none.

        Raises ReadOnlyError. Raises UndoError if somebody else has changed the same place since; such an act is
        dropped from the undo list.
        """
        self._refuse_if_read_only()
        return self._carry_out(self._acts.undo(self._session, place))

    def redo(self, place: Place | None = None) -> Undone | None:
        """Redo the act that was undone last, or the last one at a place. Returns and raises the same as `undo`."""
        self._refuse_if_read_only()
        return self._carry_out(self._acts.redo(self._session, place))

    def _carry_out(self, undone: Undone | None) -> Undone | None:
        if undone is not None and undone.changes:
            self._commit(undone.changes, undone.session, undone.caret, self._now())
            self._notify(Batch(undone.changes, None))
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

    # Notifying

    def subscribe(self, owner: object, callback: Callable[[Batch], None], *places: Place) -> Callable[[], None]:
        """Call `callback` after each edit that `owner` did not make; return a function that ends the subscription.

        A place includes all places below it: a stage its fields, a list its entries. Facts of the session and the
        clock are places with an empty stage. Without places, the callback gets every edit. A callback must not
        block. An edit made in a callback is deferred until all subscribers got the current one.
        """
        keys = tuple(_key(place) for place in places) or ((),)
        self._last_number += 1
        number = self._last_number
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

    def _notify(self, batch: Batch, *others: Place) -> None:
        if self._notifying:
            self._deferred.append(lambda: self._notify(batch, *others))
            return
        numbers: set[int] = set(self._by_key.get((), ())) if batch.changes else set()
        for place in (*(change.place for change in batch.changes), *others):
            path = (place.stage, place.field, place.entry, place.part)
            for length in (1, 2, 3, 4):
                numbers.update(self._by_key.get(path[:length], ()))
        self._notifying = True
        try:
            for number in sorted(numbers):
                subscription = self._subscriptions.get(number)
                if subscription is None or (batch.origin is not None and subscription.owner is batch.origin):
                    continue
                try:
                    subscription.callback(batch)
                except Exception as error:  # noqa: BLE001 - the other subscribers must still be called.
                    self._log(error)
        finally:
            self._notifying = False
        while self._deferred:
            try:
                self._deferred.popleft()()
            except WbtuiError as error:
                self._log(error)


def _key(place: Place) -> tuple[str, ...]:
    """Return the components of a place without the empty ones at its end."""
    path = (place.stage, place.field, place.entry, place.part)
    length = max((n for n, name in enumerate(path, 1) if name), default=1)
    return path[:length]
