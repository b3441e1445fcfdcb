"""The closed set of changes that can be made to a session.

Each change knows the place it acts on, applies itself to a session, and names its inverse. Whatever changes a
session is one of these: editors emit them, the journal writes them, merge, restore and undo apply them.

A change that changes nothing returns the very session it was given.

A change tells a difference. Numbers and times of the clock carry the value before and the value after: where
another change came between, the difference is applied to what is there now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from wbtui.core.place import Place
from wbtui.core.session import Person, with_item

if TYPE_CHECKING:
    from wbtui.core.session import Entry, Scalar, Session

FACTS = ("title", "workbook", "agenda", "slot", "status", "pivoted_from", "people")
"""The facts of a session outside its answers and its clock."""
CLOCK = Place("", "clock")
"""The place of the clock; the parts of the clock are below it."""
MOMENTS = ("starts", "started", "running_since")
"""The points in time that a clock holds."""

Rank: TypeAlias = tuple[int, ...]
"""Positions at which a key that had vanished comes back: of stage and field; of a part, or of a slot, alone."""
Fact: TypeAlias = str | tuple[Person, ...]


class SetAnswer(NamedTuple):
    """Set the answer at a place. None or an empty text unsets it. The text has been cleaned."""

    place: Place
    value: Scalar | None
    rank: Rank = ()

    def apply(self, session: Session) -> Session:
        """Return the session with the answer; an entry that is not there stays away, and a list stays a list."""
        if self.place.part and not self.place.entry:
            # The part of no entry: a key that was still on its way to one that somebody else has removed.
            return session
        if session.answer(self.place) == (None if self.value == "" else self.value):
            return session
        if not self.place.entry and session.entries(self.place):
            return session
        return session.put(self.place, self.value, self.rank)

    def inverse(self, session: Session) -> SetAnswer:
        """Return the change that sets the answer to what it is in `session`."""
        before = session.answer(self.place)
        # Also where the key stays: later typing may take it away before this is undone.
        return SetAnswer(self.place, before, () if before is None else session.rank(self.place))

    def found(self, session: Session) -> object:
        """Return the present answer; in an entry, with whether the entry is there at all."""
        answer = session.answer(self.place)
        return (session.entry(self.place) is not None, answer) if self.place.entry else answer


class InsertEntry(NamedTuple):
    """Insert an entry behind another one of its list."""

    place: Place
    """The place of the new entry."""
    entry: Entry
    after: str = ""
    """The id of the entry before it. Empty for the first; the end, if that entry is not there."""
    rank: Rank = ()

    def apply(self, session: Session) -> Session:
        """Return the session with the entry, which is not inserted twice, nor where an answer is no list."""
        if session.entry(self.place) or session.answer(self.place.list) is not None:
            return session
        entries = session.entries(self.place)
        at = _behind(entries, self.after)
        return session.put_entries(self.place, (*entries[:at], self.entry, *entries[at:]), self.rank)

    def inverse(self, session: Session) -> RemoveEntry | InsertEntry:
        """Return the change that removes the entry, unless it is there already."""
        return self if session.entry(self.place) else RemoveEntry(self.place)

    def found(self, session: Session) -> object:
        """Return the entry that is there, if any."""
        return session.entry(self.place)


class RemoveEntry(NamedTuple):
    """Remove an entry from its list."""

    place: Place

    def apply(self, session: Session) -> Session:
        """Return the session without the entry."""
        if session.entry(self.place) is None:
            return session
        rest = tuple(entry for entry in session.entries(self.place) if entry.id != self.place.entry)
        return session.put_entries(self.place, rest)

    def inverse(self, session: Session) -> InsertEntry | RemoveEntry:
        """Return the change that inserts the entry where it is in `session`."""
        entry = session.entry(self.place)
        if entry is None:
            return self
        last = len(session.entries(self.place)) == 1
        rank = session.rank(self.place.list) if last else ()
        return InsertEntry(self.place, entry, _predecessor(session, self.place), rank)

    def found(self, session: Session) -> object:
        """Return the entry that is there, if any."""
        return session.entry(self.place)


class MoveEntry(NamedTuple):
    """Move an entry behind another one of its list."""

    place: Place
    after: str = ""
    """The id of the entry before it; empty for the first."""

    def apply(self, session: Session) -> Session:
        """Return the session with the entry at its new position."""
        entry = session.entry(self.place)
        if entry is None or self.after == self.place.entry:
            return session
        entries = session.entries(self.place)
        rest = tuple(other for other in entries if other.id != entry.id)
        at = _behind(rest, self.after)
        moved = (*rest[:at], entry, *rest[at:])
        return session if at < len(entries) and entries[at] is entry else session.put_entries(self.place, moved)

    def inverse(self, session: Session) -> MoveEntry:
        """Return the change that moves the entry to where it is in `session`."""
        return MoveEntry(self.place, _predecessor(session, self.place))

    def found(self, session: Session) -> object:
        """Return the id of the entry before it."""
        return _predecessor(session, self.place) if session.entry(self.place) else None


class SetFact(NamedTuple):
    """Set a fact of the whole session: a name from `FACTS`. Setting `slot` moves the room."""

    name: str
    value: Fact

    @property
    def place(self) -> Place:
        """The place of the fact, which has an empty stage."""
        return Place("", self.name)

    def apply(self, session: Session) -> Session:
        """Return the session with the fact."""
        return session if session.fact(self.name) == self.value else session.with_fact(self.name, self.value)

    def inverse(self, session: Session) -> SetFact:
        """Return the change that sets the fact to what it is in `session`."""
        return SetFact(self.name, session.fact(self.name))

    def found(self, session: Session) -> object:
        """Return the present value."""
        return session.fact(self.name)


class SetMoment(NamedTuple):
    """Set a point in time of the clock: a name from `MOMENTS`. `running_since` starts or stops the clock."""

    name: str
    before: datetime | None
    now: datetime | None

    @property
    def place(self) -> Place:
        """The place of the moment, below the clock."""
        return CLOCK.at(part=self.name)

    def apply(self, session: Session) -> Session:
        """Return the session with the moment; one that was shifted meanwhile stays shifted."""
        there: datetime | None = getattr(session.clock, self.name)
        value = self.now
        if value and there and self.before and there != value:
            value += there - self.before
        return session if value == there else session.with_clock(**{self.name: value})

    def inverse(self, session: Session) -> SetMoment:
        """Return the change that sets the moment to what it is in `session`."""
        there: datetime | None = getattr(session.clock, self.name)
        return SetMoment(self.name, getattr(self.apply(session).clock, self.name), there)

    def found(self, session: Session) -> object:
        """Return whether the moment is set; that it was shifted does not matter."""
        return getattr(session.clock, self.name) is None


class SetMinutes(NamedTuple):
    """Set the planned minutes of a slot. None leaves them to the agenda."""

    slot: str
    before: int | None
    now: int | None
    rank: Rank = ()

    @property
    def place(self) -> Place:
        """The place of the minutes, below the clock."""
        return CLOCK.at(entry=self.slot, part="planned")

    def apply(self, session: Session) -> Session:
        """Return the session with the minutes."""
        there = session.clock.planned.get(self.slot)
        minutes = _moved(there, self.before, self.now)
        if minutes == there:
            return session
        return session.with_clock(planned=with_item(session.clock.planned, self.slot, minutes, *self.rank))

    def inverse(self, session: Session) -> SetMinutes:
        """Return the change that sets the minutes to what they are in `session`."""
        there = session.clock.planned.get(self.slot)
        after = self.apply(session).clock.planned.get(self.slot)
        return SetMinutes(self.slot, after, there, _rank(session.clock.planned, self.slot))

    def found(self, session: Session) -> object:
        """Return the present minutes."""
        return session.clock.planned.get(self.slot)


class SetSpent(NamedTuple):
    """Set the seconds spent on a slot, without what has passed since the clock was started last."""

    slot: str
    before: float | None
    now: float | None
    rank: Rank = ()

    @property
    def place(self) -> Place:
        """The place of the seconds, below the clock."""
        return CLOCK.at(entry=self.slot, part="spent")

    def apply(self, session: Session) -> Session:
        """Return the session with the seconds, in tenths."""
        there = session.clock.spent.get(self.slot)
        seconds = self.now
        if there not in (self.before, self.now):
            # Where nothing stands, nothing was spent.
            moved = (there or 0.0) + (self.now or 0.0) - (self.before or 0.0)
            seconds = round(max(0.0, moved), 1) or (None if self.now is None else 0.0)
        if seconds == there:
            return session
        return session.with_clock(spent=with_item(session.clock.spent, self.slot, seconds, *self.rank))

    def inverse(self, session: Session) -> SetSpent:
        """Return the change that sets the seconds to what they are in `session`."""
        there = session.clock.spent.get(self.slot)
        after = self.apply(session).clock.spent.get(self.slot)
        return SetSpent(self.slot, after, there, _rank(session.clock.spent, self.slot))

    def found(self, session: Session) -> object:
        """Return nothing: a difference of seconds can always be applied."""
        return None


Change: TypeAlias = SetAnswer | InsertEntry | RemoveEntry | MoveEntry | SetFact | SetMoment | SetMinutes | SetSpent


def apply(session: Session, changes: Iterable[Change]) -> Session:
    """Return the session with the changes made, in order."""
    for change in changes:
        session = change.apply(session)
    return session


class Step(NamedTuple):
    """A change that was made, and the change that takes it back."""

    made: Change
    back: Change


def steps(
    session: Session,
    changes: Iterable[Change],
    placed: Callable[[Change, Session], Change] = lambda change, _session: change,
) -> tuple[tuple[Step, ...], Session]:
    """Return the changes that changed something, with their inverses, and the session that they lead to.

    `placed` may give a change the position of the key that it adds.
    """
    found: list[Step] = []
    for change in changes:
        back = change.inverse(session)
        if isinstance(change, InsertEntry) or (isinstance(back, SetAnswer) and back.value is None):
            change = placed(change, session)
        after = change.apply(session)
        if after is not session:
            found.append(Step(change, back))
            session = after
    return tuple(found), session


def _behind(entries: tuple[Entry, ...], after: str) -> int:
    """Return the position behind the entry with an id."""
    if not after:
        return 0
    return next((n + 1 for n, entry in enumerate(entries) if entry.id == after), len(entries))


def _predecessor(session: Session, place: Place) -> str:
    before = ""
    for entry in session.entries(place):
        if entry.id == place.entry:
            return before
        before = entry.id
    return before


def _moved(there: int | None, before: int | None, now: int | None) -> int | None:
    """Return `now`; where another value stands than `before`, that value and the same difference.

    Where `now` stands already, the change was made before.
    """
    if there in (before, now, None) or now is None:
        return now
    return there + now - (before or 0)


def _rank(mapping: Mapping[str, object], key: str) -> Rank:
    """Return the position of a key, if it is there."""
    return (list(mapping).index(key),) if key in mapping else ()
