"""The closed set of changes that can be made to a session.

Each change knows the place it acts on, applies itself to a session, and returns its inverse. Every modification
of a session is one of these: editors emit them, the journal writes them, merge, restore and undo apply them.

Applying a change that has no effect returns the same session object.

Changes to numbers and times of the clock carry the value before and the value after. If the current value is
another one, because of a change made in between, they apply the difference to the current value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from wbtui.core.place import Place
from wbtui.core.session import Person, with_item

if TYPE_CHECKING:
    from wbtui.core.session import Entry, Scalar, Session

FACTS = ("title", "workbook", "agenda", "slot", "status", "pivoted_from", "language", "people")
"""The names of the session attributes that `SetFact` can set."""
CLOCK = Place("", "clock")
"""The place of the clock; the places of its parts are below it."""
MOMENTS = ("starts", "started", "running_since")
"""The names of the `Clock` attributes that hold a point in time."""

Rank: TypeAlias = tuple[int, ...]
"""The 0-based position(s) at which to insert a new key: (stage, field), (part,) or (slot,); empty to append."""
Fact: TypeAlias = str | tuple[Person, ...]


class SetAnswer(NamedTuple):
    """Sets the answer at a place; None or an empty text unsets it. A text must have been through `clean`."""

    place: Place
    value: Scalar | None
    rank: Rank = ()

    def apply(self, session: Session) -> Session:
        """Return the session with the answer; unchanged if the entry is missing or the answer is a list."""
        if self.place.part and not self.place.entry:
            # A key was still on its way to an entry that somebody else had removed.
            return session
        if session.answer(self.place) == (None if self.value == "" else self.value):
            return session
        if not self.place.entry and session.entries(self.place):
            return session
        return session.put(self.place, self.value, self.rank)

    def inverse(self, session: Session) -> SetAnswer:
        """Return the change that sets the answer to its value in `session`."""
        before = session.answer(self.place)
        # The rank is needed even if this change does not remove the key: later typing may, before the undo.
        return SetAnswer(self.place, before, () if before is None else session.rank(self.place))

    def found(self, session: Session) -> object:
        """Return the current answer; for a part of an entry, the pair (entry exists, answer)."""
        answer = session.answer(self.place)
        return (session.entry(self.place) is not None, answer) if self.place.entry else answer


class InsertEntry(NamedTuple):
    """Inserts an entry after another one in its list."""

    place: Place
    """The place of the new entry."""
    entry: Entry
    after: str = ""
    """The id of the preceding entry; empty to insert at the start. If it is missing, the entry is appended."""
    rank: Rank = ()

    def apply(self, session: Session) -> Session:
        """Return the session with the entry; unchanged if the entry exists or the answer is not a list."""
        if session.entry(self.place) or session.answer(self.place.list) is not None:
            return session
        entries = session.entries(self.place)
        at = _behind(entries, self.after)
        return session.put_entries(self.place, (*entries[:at], self.entry, *entries[at:]), self.rank)

    def inverse(self, session: Session) -> RemoveEntry | InsertEntry:
        """Return the change that removes the entry, or this change (a no-op) if the entry exists already."""
        return self if session.entry(self.place) else RemoveEntry(self.place)

    def found(self, session: Session) -> object:
        """Return the entry with the id of the place, or None."""
        return session.entry(self.place)


class RemoveEntry(NamedTuple):
    """Removes an entry from its list."""

    place: Place

    def apply(self, session: Session) -> Session:
        """Return the session without the entry."""
        if session.entry(self.place) is None:
            return session
        rest = tuple(entry for entry in session.entries(self.place) if entry.id != self.place.entry)
        return session.put_entries(self.place, rest)

    def inverse(self, session: Session) -> InsertEntry | RemoveEntry:
        """Return the change that inserts the entry at its position in `session`."""
        entry = session.entry(self.place)
        if entry is None:
            return self
        last = len(session.entries(self.place)) == 1
        rank = session.rank(self.place.list) if last else ()
        return InsertEntry(self.place, entry, _predecessor(session, self.place), rank)

    def found(self, session: Session) -> object:
        """Return the entry with the id of the place, or None."""
        return session.entry(self.place)


class MoveEntry(NamedTuple):
    """Moves an entry to the position after another one in its list."""

    place: Place
    after: str = ""
    """The id of the preceding entry; empty to move the entry to the start."""

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
        """Return the change that moves the entry to its position in `session`."""
        return MoveEntry(self.place, _predecessor(session, self.place))

    def found(self, session: Session) -> object:
        """Return the id of the preceding entry, or None if the entry is missing."""
        return _predecessor(session, self.place) if session.entry(self.place) else None


class SetFact(NamedTuple):
    """Sets a fact of the whole session; `name` is one of `FACTS`. Setting `slot` moves the room."""

    name: str
    value: Fact

    @property
    def place(self) -> Place:
        """The place of the fact; its stage is empty."""
        return Place("", self.name)

    def apply(self, session: Session) -> Session:
        """Return the session with the new value of the fact."""
        return session if session.fact(self.name) == self.value else session.with_fact(self.name, self.value)

    def inverse(self, session: Session) -> SetFact:
        """Return the change that sets the fact to its value in `session`."""
        return SetFact(self.name, session.fact(self.name))

    def found(self, session: Session) -> object:
        """Return the current value of the fact."""
        return session.fact(self.name)


class SetMoment(NamedTuple):
    """Sets a point in time of the clock; `name` is one of `MOMENTS`. `running_since` starts or stops the clock."""

    name: str
    before: datetime | None
    now: datetime | None

    @property
    def place(self) -> Place:
        """The place of the moment, below the clock."""
        return CLOCK.at(part=self.name)

    def apply(self, session: Session) -> Session:
        """Return the session with the moment, shifted by as much as the current value differs from `before`."""
        current: datetime | None = getattr(session.clock, self.name)
        value = self.now
        if value and current and self.before and current != value:
            value += current - self.before
        return session if value == current else session.with_clock(**{self.name: value})

    def inverse(self, session: Session) -> SetMoment:
        """Return the change that sets the moment to its value in `session`."""
        current: datetime | None = getattr(session.clock, self.name)
        return SetMoment(self.name, getattr(self.apply(session).clock, self.name), current)

    def found(self, session: Session) -> object:
        """Return whether the moment is unset; its value is ignored because it may have been shifted."""
        return getattr(session.clock, self.name) is None


class SetMinutes(NamedTuple):
    """Sets the planned minutes of a slot; None means the minutes given by the agenda."""

    slot: str
    before: int | None
    now: int | None
    rank: Rank = ()

    @property
    def place(self) -> Place:
        """The place of the minutes, below the clock."""
        return CLOCK.at(entry=self.slot, part="planned")

    def apply(self, session: Session) -> Session:
        """Return the session with the new planned minutes."""
        current = session.clock.planned.get(self.slot)
        minutes = _shifted_minutes(current, self.before, self.now)
        if minutes == current:
            return session
        return session.with_clock(planned=with_item(session.clock.planned, self.slot, minutes, *self.rank))

    def inverse(self, session: Session) -> SetMinutes:
        """Return the change that sets the minutes to their value in `session`."""
        current = session.clock.planned.get(self.slot)
        after = self.apply(session).clock.planned.get(self.slot)
        return SetMinutes(self.slot, after, current, _rank(session.clock.planned, self.slot))

    def found(self, session: Session) -> object:
        """Return the current planned minutes, or None if the session has none for this slot."""
        return session.clock.planned.get(self.slot)


class SetSpent(NamedTuple):
    """Sets the seconds spent on a slot, not counting the time since `running_since`."""

    slot: str
    before: float | None
    now: float | None
    rank: Rank = ()

    @property
    def place(self) -> Place:
        """The place of the seconds, below the clock."""
        return CLOCK.at(entry=self.slot, part="spent")

    def apply(self, session: Session) -> Session:
        """Return the session with the new seconds, rounded to tenths and never negative."""
        current = session.clock.spent.get(self.slot)
        seconds = self.now
        if current not in (self.before, self.now):
            # A missing value counts as 0.
            moved = (current or 0.0) + (self.now or 0.0) - (self.before or 0.0)
            seconds = round(max(0.0, moved), 1) or (None if self.now is None else 0.0)
        if seconds == current:
            return session
        return session.with_clock(spent=with_item(session.clock.spent, self.slot, seconds, *self.rank))

    def inverse(self, session: Session) -> SetSpent:
        """Return the change that sets the seconds to their value in `session`."""
        current = session.clock.spent.get(self.slot)
        after = self.apply(session).clock.spent.get(self.slot)
        return SetSpent(self.slot, after, current, _rank(session.clock.spent, self.slot))

    def found(self, session: Session) -> object:
        """Return None: a difference in seconds can be undone whatever the current value is."""
        return None


class SetStep(NamedTuple):
    """Chooses a step of the script; `since` is the number of seconds spent on the slot when it begins."""

    step: int
    since: float

    @property
    def place(self) -> Place:
        """The place of the step, below the clock."""
        return CLOCK.at(part="step")

    def apply(self, session: Session) -> Session:
        """Return the session with the chosen step."""
        if (session.clock.step, session.clock.step_since) == self:
            return session
        return session.with_clock(step=self.step, step_since=self.since)

    def inverse(self, session: Session) -> SetStep:
        """Return the change that chooses the step of `session`."""
        return SetStep(session.clock.step, session.clock.step_since)

    def found(self, session: Session) -> object:
        """Return the chosen step and when it began."""
        return (session.clock.step, session.clock.step_since)


class SetTodayLine(NamedTuple):
    """Draws the line in a list below the entries that are answered today; None removes it."""

    list: Place
    above: int | None
    """The number of entries above the line, at least 1."""

    @property
    def place(self) -> Place:
        """The place of the line, below that of its list."""
        return self.list.at(part="today_line")

    def apply(self, session: Session) -> Session:
        """Return the session with the line."""
        if session.today_lines.get(self.list) == self.above:
            return session
        lines = {place: above for place, above in session.today_lines.items() if place != self.list}
        return replace(session, today_lines=lines | ({} if self.above is None else {self.list: self.above}))

    def inverse(self, session: Session) -> SetTodayLine:
        """Return the change that draws the line of `session`."""
        return SetTodayLine(self.list, session.today_lines.get(self.list))

    def found(self, session: Session) -> object:
        """Return the number of entries above the line, or None."""
        return session.today_lines.get(self.list)


Change: TypeAlias = (
    SetAnswer
    | InsertEntry
    | RemoveEntry
    | MoveEntry
    | SetFact
    | SetMoment
    | SetMinutes
    | SetSpent
    | SetStep
    | SetTodayLine
)


def apply(session: Session, changes: Iterable[Change]) -> Session:
    """Return the session after applying the changes in order."""
    for change in changes:
        session = change.apply(session)
    return session


class AppliedChange(NamedTuple):
    """A change that was applied, and the change that undoes it."""

    made: Change
    back: Change


def applied(
    session: Session,
    changes: Iterable[Change],
    placed: Callable[[Change, Session], Change] = lambda change, _session: change,
) -> tuple[tuple[AppliedChange, ...], Session]:
    """Apply the changes; return the effective ones with their inverses, and the resulting session.

    `placed` is called with each change that adds a key, and the session before it. It returns the change with the
    rank of that key.
    """
    found: list[AppliedChange] = []
    for change in changes:
        back = change.inverse(session)
        if isinstance(change, InsertEntry) or (isinstance(back, SetAnswer) and back.value is None):
            change = placed(change, session)
        after = change.apply(session)
        if after is not session:
            found.append(AppliedChange(change, back))
            session = after
    return tuple(found), session


def _behind(entries: tuple[Entry, ...], after: str) -> int:
    """Return the position after the entry with the id `after`: 0 if that is empty, the end if it is missing."""
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


def _shifted_minutes(current: int | None, before: int | None, now: int | None) -> int | None:
    """Return `now`, or `current` plus the difference if `current` is neither `before` nor `now`."""
    if current in (before, now, None) or now is None:
        return now
    return current + now - (before or 0)


def _rank(mapping: Mapping[str, object], key: str) -> Rank:
    """Return the position of a key as a rank, empty if the key is missing."""
    return (list(mapping).index(key),) if key in mapping else ()
