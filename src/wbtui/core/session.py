"""The session, one run of a workbook: answers, people, clock. It is immutable; every edit returns a new one."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Iterator, Mapping
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

MAX_INTEGER = 2**63 - 1
"""The largest integer of TOML; a larger one may not even be possible to print."""
CLOCK_VALUE_BOUND = 1_000_000_000
"""The exclusive upper bound of the minutes and seconds in a clock; a file with a larger value is refused."""

FIRST_LETTERS = "bcdfghjkmnpqrstvwxz"
"""The letters that an id can begin with, so that an id never looks like a number."""

SHARED_LISTS = ("parking_lot", "actions")
"""The ids of the lists that belong to the whole session, not to a stage; their places have an empty stage."""

OWN_LISTS = ("slots",)
"""The ids of the lists of the whole session that the program itself writes; no workbook has a field for them."""

OWN_PARTS = frozenset({"bank"})
"""The parts of an entry that the program itself writes; no workbook has a field for them."""

Scalar = str | int | float | date
"""One answer that is not a list. An answer to a number or date field is a str if it cannot be parsed as one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of an `entries` field."""

    id: str
    values: Mapping[str, Scalar] = field(default_factory=dict)

    def text(self, part: str) -> str:
        """Return a part as text, empty if it has no value."""
        return as_text(self.values.get(part))

    def with_value(self, part: str, value: Scalar | None) -> Entry:
        """Return the entry with one part set; None or an empty text unsets it."""
        return replace(self, values=with_item(self.values, part, cleaned(value)))


Answer = Scalar | tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """A person who takes part in the workshop."""

    name: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """Holds the planned and spent time of each slot; computed from points in time, never counted in ticks."""

    starts: datetime | None = None
    """The planned start of the workshop: a wall-clock time in a zone; in older files, a moment."""
    started: datetime | None = None
    """The time at which the clock was first started."""
    running_since: datetime | None = None
    """The time at which the clock was last started on the current slot; None while it is paused."""
    planned: Mapping[str, int] = field(default_factory=dict)
    """Planned minutes by slot id, copied from the agenda; the facilitator can change them."""
    spent: Mapping[str, float] = field(default_factory=dict)
    """Seconds spent by slot id, not counting the time since `running_since`."""
    step: int = 0
    """The position of the chosen step in the script of the slot where the room is; 0-based."""
    step_since: float = 0.0
    """The seconds spent on the slot when the step began, so that a pause needs no account of its own."""


@dataclass(frozen=True)
class Session:
    """Holds the content of a session file, except for keys that this version of the program does not know."""

    id: str
    title: str
    workbook: str
    agenda: str
    created: datetime
    updated: datetime
    slot: str
    """The id of the agenda slot where the room is; showing another stage does not change it."""
    status: str = "draft"
    pivoted_from: str = ""
    """The title and id of the session that this one is a pivot of; empty if it is not a pivot."""
    language: str = ""
    """The language in which the answers are written; empty for the workbook's."""
    clock: Clock = field(default_factory=Clock)
    people: tuple[Person, ...] = ()
    answers: Mapping[str, Mapping[str, Answer]] = field(default_factory=dict)
    """Answers by stage id (empty for the shared lists) and field key."""
    today_lines: Mapping[Place, int] = field(default_factory=dict)
    """The number of entries above the line, which are answered today, for each list that has a line."""

    def answer(self, place: Place) -> Scalar | None:
        """Return the single answer at a place; None if there is no answer or it is a list."""
        if place.entry:
            entry = self.entry(place)
            return entry.values.get(place.part) if entry else None
        found = self.answers.get(place.stage, {}).get(place.field)
        return None if isinstance(found, tuple) else found

    def text(self, place: Place) -> str:
        """Return the answer at a place as text, empty if there is no single answer."""
        return as_text(self.answer(place))

    def entries(self, place: Place) -> tuple[Entry, ...]:
        """Return the entries of the list that a place is in; empty if there is no list."""
        found = self.answers.get(place.stage, {}).get(place.field, ())
        return found if isinstance(found, tuple) else ()

    def entry(self, place: Place) -> Entry | None:
        """Return the entry with the id in `place`, or None."""
        key = (place.stage, place.field)
        if key not in self._by_id:
            # If entries have the same id, the first one wins.
            self._by_id[key] = {entry.id: entry for entry in reversed(self.entries(place))}
        return self._by_id[key].get(place.entry)

    @cached_property
    def _by_id(self) -> dict[tuple[str, str], dict[str, Entry]]:
        """Cache of `entry`: the entries by id, for each list looked up so far."""
        return {}

    def places(self) -> Iterator[tuple[Place, Scalar]]:
        """Yield every single answer with its place, in the order of the file."""
        for stage, fields in self.answers.items():
            for name, answer in fields.items():
                if isinstance(answer, tuple):
                    for entry in answer:
                        for part, value in entry.values.items():
                            yield Place(stage, name, entry.id, part), value
                else:
                    yield Place(stage, name), answer

    # Primitives for changes; the texts passed to them must have been through `clean`.

    def put(self, place: Place, value: Scalar | None, rank: tuple[int, ...] = ()) -> Session:
        """Return the session with the answer; None or an empty text unsets it.

        A new key is inserted at `rank`, or appended; a missing entry is not created.
        """
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
        """Return the session with the list at a place replaced.

        A new list gets the position `rank` among stages and fields, as returned by `rank`, or comes last.
        """
        return self._put(place, entries, rank)

    def rank(self, place: Place) -> tuple[int, ...]:
        """Return the positions of stage and field, or of the part in its entry; empty if there is no answer."""
        if place.entry:
            entry = self.entry(place)
            return (list(entry.values).index(place.part),) if entry and place.part in entry.values else ()
        fields = self.answers.get(place.stage, {})
        if place.field not in fields:
            return ()
        return list(self.answers).index(place.stage), list(fields).index(place.field)

    def fact(self, name: str) -> str | tuple[Person, ...]:
        """Return the fact with a name from `change.FACTS`."""
        value: str | tuple[Person, ...] = getattr(self, name)
        return value

    def with_fact(self, name: str, value: str | tuple[Person, ...]) -> Session:
        """Return the session with another value for a fact."""
        fact: dict[str, Any] = {name: value}
        return replace(self, **fact)

    def with_clock(self, **parts: Any) -> Session:
        """Return the session with the given attributes of its clock replaced."""
        return replace(self, clock=replace(self.clock, **parts))

    def _put(self, place: Place, answer: Answer | None, rank: tuple[int, ...]) -> Session:
        stage_at, field_at = rank if rank else (None, None)
        fields = with_item(self.answers.get(place.stage, {}), place.field, answer, field_at)
        return replace(self, answers=with_item(self.answers, place.stage, fields, stage_at))


def with_item(mapping: Mapping[str, V], key: str, value: V | None, at: int | None = None) -> Mapping[str, V]:
    """Return a copy with one item set, or removed when the value is None or empty.

    Existing keys keep their order; a new key comes last, or at the position `at`.
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
    """Return the value as a session stores it: a str goes through `clean`."""
    return clean(value) if isinstance(value, str) else value


def people_text(people: Iterable[Person]) -> str:
    """Return people as they are read and typed, one `name, role` per line; `people_from` is the reverse."""
    return "\n".join(f"{person.name}, {person.role}" if person.role else person.name for person in people)


def as_text(value: Scalar | None) -> str:
    """Return a value as people read and type it; a date in ISO format, None as an empty text."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def fresh_id(taken: Container[str] = (), length: int = 4) -> str:
    """Return a random id that is not in `taken`: a letter, then `length - 1` hexadecimal digits."""
    while True:
        # Not `secrets`: importing it would cost 4 ms at every start.
        first, *rest = os.urandom(length)
        candidate = FIRST_LETTERS[first % len(FIRST_LETTERS)] + bytes(rest).hex()[: length - 1]
        if candidate not in taken:
            return candidate
