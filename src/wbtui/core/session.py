"""One run of a workbook: answers, people, clock. A frozen value; every edit returns a new one."""

from __future__ import annotations

import os
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

from wbtui.core.place import Place
from wbtui.core.text import clean

V = TypeVar("V")

FORMAT = 1
"""The version of the session file that this program writes."""

STATUSES = ("draft", "reviewed", "testing", "scaled", "pivoted", "killed")

FIRST_LETTERS = "bcdfghjkmnpqrstvwxz"
"""With which an id begins, so that it never reads as a number."""

SHARED = ("parking_lot", "actions")
"""The lists that belong to the whole session rather than to a stage; their places have an empty stage."""

OWN_PARTS = frozenset({"bank"})
"""The parts of an entry that the program writes itself; no workbook has a field for them."""

Scalar = str | int | float | date
"""One answer that is not a list. A number or a date that cannot be read as one stays the text that was typed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of an `entries` field."""

    id: str
    values: Mapping[str, Scalar] = field(default_factory=dict)

    def text(self, part: str) -> str:
        """The value as text, empty where there is none."""
        return as_text(self.values.get(part))

    def with_value(self, part: str, value: Scalar | None) -> Entry:
        """Set one part; None or an empty text unsets it."""
        return replace(self, values=with_item(self.values, part, cleaned(value)))


Answer = Scalar | tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the room."""

    name: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """What has been planned and spent, per slot. Time is computed from it, never counted in ticks."""

    starts: datetime | None = None
    """When the workshop is planned to begin."""
    started: datetime | None = None
    """When its clock was first started."""
    running_since: datetime | None = None
    """When the clock of the current slot was last started; None while it stands."""
    planned: Mapping[str, int] = field(default_factory=dict)
    """Minutes per slot id, copied from the agenda and changed by hand."""
    spent: Mapping[str, float] = field(default_factory=dict)
    """Seconds per slot id, without what has passed since `running_since`."""


@dataclass(frozen=True)
class Session:
    """Everything that one session file says and this version knows."""

    id: str
    title: str
    workbook: str
    agenda: str
    created: datetime
    updated: datetime
    slot: str
    """The slot of the agenda where the room is; looking at another stage does not change it."""
    status: str = "draft"
    pivoted_from: str = ""
    """The id and title of the session that this one continues, if it is a pivot."""
    clock: Clock = field(default_factory=Clock)
    people: tuple[Person, ...] = ()
    answers: Mapping[str, Mapping[str, Answer]] = field(default_factory=dict)
    """Per stage id (empty for the shared lists) and field."""

    def answer(self, place: Place) -> Scalar | None:
        """The single answer at a place, None where there is none."""
        if place.entry:
            entry = self.entry(place)
            return entry.values.get(place.part) if entry else None
        found = self.answers.get(place.stage, {}).get(place.field)
        return None if isinstance(found, tuple) else found

    def text(self, place: Place) -> str:
        """The answer at a place as text, empty where there is none."""
        return as_text(self.answer(place))

    def entries(self, place: Place) -> tuple[Entry, ...]:
        """The entries of the list that a place is in."""
        found = self.answers.get(place.stage, {}).get(place.field, ())
        return found if isinstance(found, tuple) else ()

    def entry(self, place: Place) -> Entry | None:
        """The entry that a place names."""
        key = (place.stage, place.field)
        if key not in self._by_id:
            # The first of those that have an id in common.
            self._by_id[key] = {entry.id: entry for entry in reversed(self.entries(place))}
        return self._by_id[key].get(place.entry)

    @cached_property
    def _by_id(self) -> dict[tuple[str, str], dict[str, Entry]]:
        """The entries by their id, of each list that was asked for."""
        return {}

    def with_answer(self, place: Place, value: Scalar | None) -> Session:
        """Set the answer at a place; None or an empty text unsets it. An entry that is gone stays gone."""
        return self.put(place, cleaned(value))

    def with_entries(self, place: Place, entries: tuple[Entry, ...]) -> Session:
        """Replace the whole list at a place."""
        return self.put_entries(place, entries)

    def with_entry(self, place: Place, entry: Entry, at: int | None = None) -> Session:
        """Insert an entry before position `at` (0-based), at the end without one."""
        entries = self.entries(place)
        at = len(entries) if at is None else at
        return self.put_entries(place, (*entries[:at], entry, *entries[at:]))

    def without_entry(self, place: Place) -> Session:
        """Remove the entry that a place names."""
        return self.put_entries(place, tuple(e for e in self.entries(place) if e.id != place.entry))

    def with_entry_moved(self, place: Place, by: int) -> Session:
        """Move the entry that a place names by so many positions, as far as the list goes."""
        entry = self.entry(place)
        if entry is None:
            return self
        rest = [e for e in self.entries(place) if e.id != place.entry]
        at = self.entries(place).index(entry) + by
        at = max(0, min(len(rest), at))
        return self.put_entries(place, (*rest[:at], entry, *rest[at:]))

    def places(self) -> Iterator[tuple[Place, Scalar]]:
        """Every single answer with its place, in the order of the file."""
        for stage, fields in self.answers.items():
            for name, answer in fields.items():
                if isinstance(answer, tuple):
                    for entry in answer:
                        for part, value in entry.values.items():
                            yield Place(stage, name, entry.id, part), value
                else:
                    yield Place(stage, name), answer

    # The steps that changes are made of; their texts have been cleaned.

    def put(self, place: Place, value: Scalar | None, rank: tuple[int, ...] = ()) -> Session:
        """Set the answer at a place, as `with_answer` does; a new key goes to the position that `rank` gives."""
        if not place.entry:
            return self._put(place, value, rank)
        entries = self.entries(place)
        for at, entry in enumerate(entries):
            if entry.id == place.entry:
                values = with_item(entry.values, place.part, value, rank[0] if rank else None)
                changed = Entry(entry.id, values)
                return self._put(place, (*entries[:at], changed, *entries[at + 1 :]), ())
        return self

    def put_entries(self, place: Place, entries: tuple[Entry, ...], rank: tuple[int, ...] = ()) -> Session:
        """Replace the list at a place; a list that was not there goes to the position that `rank` gives."""
        return self._put(place, entries, rank)

    def rank(self, place: Place) -> tuple[int, ...]:
        """Return the positions of the keys that lead to a place: stage and field, or the part in an entry."""
        if place.entry:
            entry = self.entry(place)
            return (list(entry.values).index(place.part),) if entry and place.part in entry.values else ()
        fields = self.answers.get(place.stage, {})
        if place.field not in fields:
            return ()
        return list(self.answers).index(place.stage), list(fields).index(place.field)

    def fact(self, name: str) -> str | tuple[Person, ...]:
        """Return a fact of the whole session by its name."""
        value: str | tuple[Person, ...] = getattr(self, name)
        return value

    def with_fact(self, name: str, value: str | tuple[Person, ...]) -> Session:
        """Return the session with another fact."""
        fact: dict[str, Any] = {name: value}
        return replace(self, **fact)

    def with_clock(self, **parts: Any) -> Session:
        """Return the session with other parts of its clock."""
        return replace(self, clock=replace(self.clock, **parts))

    def _put(self, place: Place, answer: Answer | None, rank: tuple[int, ...]) -> Session:
        stage_at, field_at = rank if rank else (None, None)
        fields = with_item(self.answers.get(place.stage, {}), place.field, answer, field_at)
        return replace(self, answers=with_item(self.answers, place.stage, fields, stage_at))


def with_item(mapping: Mapping[str, V], key: str, value: V | None, at: int | None = None) -> Mapping[str, V]:
    """Return a copy with one item set, or removed when the value is None or empty.

    The order of keys is kept; a new key comes last, or at the position `at`.
    """
    copy = dict(mapping)
    if value is None or value in ("", (), {}):
        copy.pop(key, None)
    elif at is None or key in copy or at >= len(copy):
        copy[key] = value
    else:
        items = list(copy.items())
        items.insert(at, (key, value))
        copy = dict(items)
    return copy


def cleaned(value: Scalar | None) -> Scalar | None:
    """The value as the session keeps it; all text passes the boundary here."""
    return clean(value) if isinstance(value, str) else value


def as_text(value: Scalar | None) -> str:
    """A value as a person reads and types it; a date in ISO form."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def fresh_id(taken: Container[str] = (), length: int = 4) -> str:
    """A short id that is not taken: a letter, then hexadecimal digits."""
    while True:
        # Not `secrets`, which costs every start 4 ms of cryptography.
        first, *rest = os.urandom(length)
        candidate = FIRST_LETTERS[first % len(FIRST_LETTERS)] + bytes(rest).hex()[: length - 1]
        if candidate not in taken:
            return candidate
