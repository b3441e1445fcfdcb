"""Conversion of a Session to the tables of its file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from wbtui.core.session import FORMAT, OWN_LISTS, SHARED_LISTS
from wbtui.core.time.agenda import SLOTS
from wbtui.storage.session_file.slots import slot_table
from wbtui.storage.session_file.tables import KnownTable
from wbtui.storage.zones import wall_clock

if TYPE_CHECKING:
    from wbtui.core.session import Answer, Session


def known_tables(session: Session) -> Iterator[KnownTable]:
    """Yield all tables of a session, in the order of a new file."""
    clock = session.clock
    starts = wall_clock(clock.starts) if clock.starts else None
    yield KnownTable((), _head(session) | ({"zone": starts[1]} if starts and starts[1] else {}))
    times = {
        "starts": starts[0] if starts else clock.starts,
        "started": clock.started,
        "running_since": clock.running_since,
    }
    step = {"step": clock.step, "step_since": _short(clock.step_since)}
    yield KnownTable(("clock",), {name: value for name, value in (times | step).items() if value})
    yield KnownTable(("clock", "planned"), dict(clock.planned))
    yield KnownTable(("clock", "spent"), {name: _short(seconds) for name, seconds in clock.spent.items()})
    names = Counter[str]()
    for person in session.people:
        names[person.name] += 1
        item = f"{person.name} {names[person.name]}"
        yield KnownTable(("people",), {"name": person.name, "role": person.role}, item=item)
    for stage, fields in session.answers.items():
        if stage:
            yield from _stage_tables(stage, fields)
    # Sorted, so that a line which is drawn again stands where it stood.
    yield KnownTable(("today_line",), {str(place): count for place, count in sorted(session.today_lines.items())})
    yield from (slot_table(entry) for entry in session.entries(SLOTS))
    for name in SHARED_LISTS:
        yield from _entry_tables((name,), session.answers.get("", {}).get(name))


def count_answers(session: Session) -> int:
    """Return the number of answers, counting each value of an entry."""
    lists = (
        answer
        for stage, fields in session.answers.items()
        for name, answer in fields.items()
        if stage or name not in OWN_LISTS
    )
    return sum(sum(len(entry.values) for entry in a) if isinstance(a, tuple) else 1 for a in lists)


def _head(session: Session) -> dict[str, object]:
    head: dict[str, object] = {
        "format": FORMAT,
        "id": session.id,
        "title": session.title,
        "workbook": session.workbook,
        "agenda": session.agenda,
        "created": session.created,
        "updated": session.updated,
        "slot": session.slot,
        "status": session.status,
    }
    rare = {"pivoted_from": session.pivoted_from, "language": session.language}
    return head | {name: fact for name, fact in rare.items() if fact}


def _short(seconds: float) -> float | int:
    """Return whole seconds as an int, which is easier to read in the file."""
    return int(seconds) if seconds == int(seconds) else seconds


def _stage_tables(stage: str, fields: Mapping[str, Answer]) -> Iterator[KnownTable]:
    plain: dict[str, object] = {}
    groups: dict[str, dict[str, object]] = {}
    for name, answer in fields.items():
        group, _, id_ = name.rpartition(".")
        if not isinstance(answer, tuple):
            (groups.setdefault(group, {}) if group else plain)[id_] = answer
    yield KnownTable(("stages", stage), plain)
    for group, values in groups.items():
        yield KnownTable(("stages", stage, group), values)
    for name, answer in fields.items():
        yield from _entry_tables(("stages", stage, name), answer)


def _entry_tables(path: tuple[str, ...], answer: Answer | None) -> Iterator[KnownTable]:
    for entry in answer if isinstance(answer, tuple) else ():
        yield KnownTable(path, {"id": entry.id, **entry.values}, item=entry.id)
