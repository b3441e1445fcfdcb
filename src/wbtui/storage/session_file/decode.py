"""Conversion of a parsed session file to a Session, with errors that name the key."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, NamedTuple, TypeGuard

from wbtui.core.errors import Problem, SessionError
from wbtui.core.place import Place
from wbtui.core.session import (
    CLOCK_VALUE_BOUND,
    MAX_INTEGER,
    SHARED_LISTS,
    STATUSES,
    Clock,
    Entry,
    Person,
    Session,
)
from wbtui.core.text import clean, clean_line, one_line
from wbtui.storage.session_file.slots import read_slot
from wbtui.storage.session_file.toml_floats import SpelledFloat
from wbtui.storage.zones import is_zone, zone_named

if TYPE_CHECKING:
    from wbtui.core.session import Answer, Scalar

Table = Mapping[str, object]

_YEARS = range(2, 9998)
"""The years in which a time can be told in another zone or on another day."""
_LANGUAGE = r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*"
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""The time in place of a missing one, in a file of a newer format."""


def format_of(document: Table, where: str) -> int:
    """Return the format of a file; 0 without one. Raises SessionError if it is not a whole number."""
    return _Head(document, "", where).whole("format")


def session_from(document: Table, where: str, *, lenient: bool = False) -> tuple[Session, int]:
    """Return the session, and the number of texts from which control characters were removed.

    Raises SessionError for a value of a wrong type; with `lenient`, such values are left out instead.
    """
    head = _Head(document, "", where, lenient)
    cleaner = _Cleaner()
    status = head.text("status") or "draft"
    session = Session(
        id=cleaner.line(head.text("id", required=True)),
        title=cleaner.line(head.text("title", required=True)),
        workbook=head.text("workbook", required=True),
        agenda=cleaner.line(head.text("agenda")),
        created=head.time("created", required=True),
        updated=head.time("updated", required=True),
        slot=cleaner.line(head.text("slot") or head.text("stage")),
        status=status if status in STATUSES else "draft",
        pivoted_from=cleaner.line(head.text("pivoted_from")),
        language=cleaner.line(head.text("language")),
        clock=_clock(head.table("clock"), head.text("zone")),
        people=tuple(
            Person(cleaner.line(person.text("name")), cleaner.line(person.text("role")))
            for person in head.tables("people")
        ),
        answers=_answers(head, cleaner),
        today_lines=dict(_today_lines(head.table("today_line"))),
    )
    return session, cleaner.meddled


def doubts(document: Table) -> Iterator[Problem]:
    """Yield what the head of a readable file says in words that nobody knows, and that therefore say nothing."""
    status, zone, language = (document.get(name) or "" for name in ("status", "zone", "language"))
    if isinstance(status, str) and status and status not in STATUSES:
        yield Problem.of("head.status", value=one_line(status, 40))
    if isinstance(zone, str) and zone and not is_zone(zone):
        yield Problem.of("head.zone", value=one_line(zone, 40))
    if isinstance(language, str) and language and not re.fullmatch(_LANGUAGE, language):
        yield Problem.of("head.language", value=one_line(language, 40))


class _Cleaner:
    def __init__(self) -> None:
        self.meddled = 0

    def value(self, value: Scalar) -> Scalar:
        if isinstance(value, SpelledFloat):
            return value.spelling
        if not isinstance(value, str):
            return value
        cleaned = clean(value)
        self.meddled += cleaned != value
        return cleaned

    def line(self, text: str) -> str:
        self.meddled += clean(text) != text
        return clean_line(text)


class _Head(NamedTuple):
    """A table with typed access to its values.

    The methods raise SessionError for a value of another type; with `lenient`, all but `whole` return a default.
    """

    data: Table
    path: str
    where: str
    lenient: bool = False

    def wrong(self, code: str, name: str) -> SessionError:
        key = f"{self.path}.{name}" if self.path else name
        return SessionError(code, where=self.where, key=key, next_step="fix_in_editor")

    def text(self, name: str, *, required: bool = False) -> str:
        value = self.data.get(name, None if required else "")
        if not isinstance(value, str):
            if self.lenient:
                return ""
            raise self.wrong("key.missing" if value is None else "key.text", name)
        return value

    def whole(self, name: str) -> int:
        value = self.data.get(name, 0)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.wrong("key.whole", name)
        return value

    def time(self, name: str, *, required: bool = False) -> datetime:
        value = self.data.get(name)
        if not isinstance(value, datetime) or value.tzinfo is None:
            if self.lenient:
                return _LONG_AGO
            raise self.wrong("key.missing" if value is None else "key.time", name)
        if value.year not in _YEARS:
            if self.lenient:
                return _LONG_AGO
            raise self.wrong("key.year", name)
        return value

    def numbers(self, *, whole: bool = False) -> Iterator[tuple[str, int | float]]:
        for name, value in self.data.items():
            if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < CLOCK_VALUE_BOUND:
                problem = "key.number"
            elif whole and value != int(value):
                problem = "key.whole"
            else:
                yield name, value
                continue
            if not self.lenient:
                raise self.wrong(problem, name)

    def maybe_number(self, name: str, *, whole: bool = False) -> int | float:
        """Return the number under a key, 0 if there is none."""
        known = self._replace(data={name: self.data[name]} if name in self.data else {})
        return next((value for _, value in known.numbers(whole=whole)), 0)

    def maybe_time(self, name: str) -> datetime | None:
        return self.time(name) if name in self.data else None

    def table(self, name: str) -> _Head:
        value = self.data.get(name, {})
        if not isinstance(value, dict):
            if not self.lenient:
                raise self.wrong("key.table", name)
            value = {}
        return _Head(value, f"{self.path}.{name}" if self.path else name, self.where, self.lenient)

    def tables(self, name: str) -> Iterator[_Head]:
        value = self.data.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            if self.lenient:
                return
            raise self.wrong("key.tables", name)
        for n, item in enumerate(value):
            yield _Head(item, f"{name}[{n}]", self.where, self.lenient)


def _clock(head: _Head, zone: str) -> Clock:
    planned, spent = head.table("planned"), head.table("spent")
    return Clock(
        starts=_starts(head, zone),
        started=head.maybe_time("started"),
        running_since=head.maybe_time("running_since"),
        planned={name: int(value) for name, value in planned.numbers(whole=True)},
        spent={name: float(value) for name, value in spent.numbers()},
        step=int(head.maybe_number("step", whole=True)),
        step_since=float(head.maybe_number("step_since")),
    )


def _starts(head: _Head, zone: str) -> datetime | None:
    """Return the planned start: a wall-clock time in the zone of the session, or in an older file a moment."""
    value = head.data.get("starts")
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=zone_named(zone))
    if value is not None and not isinstance(value, datetime) and not head.lenient:
        raise head.wrong("key.wall_time", "starts")
    return head.maybe_time("starts")


def _today_lines(table: _Head) -> Iterator[tuple[Place, int]]:
    """Yield the lists with a line, each with the number of entries above it."""
    for name in table.data:
        count = table.data[name]
        if isinstance(count, int) and not isinstance(count, bool) and 0 < count <= MAX_INTEGER:
            stage, dot, field = name.partition(".")
            yield Place(stage, field) if dot else Place("", name), count
        elif not table.lenient:
            raise table.wrong("key.count", name)


def _answers(head: _Head, cleaner: _Cleaner) -> dict[str, dict[str, Answer]]:
    answers: dict[str, dict[str, Answer]] = {}
    stages = head.table("stages")
    for stage in stages.data:
        if fields := dict(_fields(stages.table(stage).data, cleaner)):
            answers[stage] = fields
    shared = {name: _entries([table.data for table in head.tables(name)], cleaner) for name in SHARED_LISTS}
    shared["slots"] = _entries([read_slot(table.data) for table in head.tables("slots")], cleaner)
    if shared := {name: entries for name, entries in shared.items() if entries}:
        answers[""] = dict(shared)
    return answers


def _fields(table: Table, cleaner: _Cleaner, group: str = "") -> Iterator[tuple[str, Answer]]:
    for name, value in table.items():
        if "." in name:
            continue
        if is_scalar(value):
            yield group + name, cleaner.value(value)
        elif not group and is_entries(value):
            yield name, _entries(value, cleaner)
        elif not group and isinstance(value, dict):
            yield from _fields(value, cleaner, f"{name}.")


def is_scalar(value: object) -> TypeGuard[Scalar]:
    """Return whether a TOML value can be an answer. Other values stay in the file but are not shown."""
    if isinstance(value, float):
        return math.isfinite(value)
    return value != "" and (isinstance(value, str) or type(value) in (int, date))


def is_entries(value: object) -> TypeGuard[list[Table]]:
    """Return whether a TOML value is a list of entries."""
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _entries(tables: list[Table], cleaner: _Cleaner) -> tuple[Entry, ...]:
    """Convert tables to entries. One without a valid, unique id gets an id derived from its position."""
    entries: dict[str, Entry] = {}
    for n, table in enumerate(tables):
        id_ = table.get("id")
        if not isinstance(id_, str) or not re.fullmatch(r"[\w-]{1,40}", id_) or id_ in entries:
            id_ = next(name for k in range(n, n + len(tables) + 1) if (name := f"n{k:03}") not in entries)
        values = {name: cleaner.value(value) for name, value in table.items() if name != "id" and is_scalar(value)}
        entries[id_] = Entry(id_, values)
    return tuple(entries.values())
