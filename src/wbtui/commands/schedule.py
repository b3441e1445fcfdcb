"""The command `schedule`, which tells the times of a session: planned, used, and to be expected."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from wbtui.commands.common import DONE_STATUS
from wbtui.commands.output import put, put_document, put_json
from wbtui.commands.reading import read_session
from wbtui.core.text import clean_line
from wbtui.core.time.agenda import slots_of
from wbtui.core.time.calendar import calendar
from wbtui.core.time.formats import clock_time, end_time, minutes_of_drift, to_the_minute
from wbtui.core.time.schedule import MINUTE
from wbtui.core.time.schedule import schedule as schedule_of
from wbtui.core.time.zones import with_offset
from wbtui.wording.times import minutes_behind

if TYPE_CHECKING:
    from wbtui.commands import Options
    from wbtui.core.session import Session
    from wbtui.core.time.day import Span
    from wbtui.core.time.schedule import Row, Schedule
    from wbtui.paths import Paths

UNKNOWN = "–"
MAX_TITLE_CHARS = 28


def schedule(options: Options, places: Paths) -> int:
    """Print the schedule of a session as it is now."""
    path, session, workbook = read_session(options, places)
    now = _now()
    found = schedule_of(slots_of(session, workbook), session, now)
    if options.ics:
        put_document(calendar(found, session, now).encode())
    elif options.json:
        put_json({"path": str(path), **_facts(found, session, now)})
    else:
        _print(found, session, now)
    return DONE_STATUS


def _now() -> datetime:
    here = datetime.now(UTC).astimezone()
    return with_offset(here, here.tzinfo or UTC)


def _print(found: Schedule, session: Session, now: datetime) -> None:
    put(f"{clean_line(session.title)}  {minutes_behind(found.behind)} · {_end(found, now)}")
    put(f"  {'slot':<{MAX_TITLE_CHARS}}  plan   now    min  used   ±")
    for row in found.rows:
        put(_line(row, now).rstrip())


def _end(found: Schedule, now: datetime) -> str:
    planned = f" (plan {clock_time(found.planned_end, now)})" if found.planned_end else ""
    return f"ends {end_time(found)}{planned}"


def _line(row: Row, now: datetime) -> str:
    mark = ">" if row.current else "x" if row.passed else " "
    title = clean_line(row.slot.title)[:MAX_TITLE_CHARS]
    used = f"{round(row.spent / MINUTE):>4}" if row.spent else "    "
    more = round((row.spent - row.planned) / MINUTE) if row.passed else 0
    plan, expected = (_told(span, row.plan, now) for span in (row.plan, row.expected))
    text = f"{mark} {title:<{MAX_TITLE_CHARS}}  {plan:<5}  {expected:<5}  {row.planned // MINUTE:>3}  {used}  "
    return f"{text}{f'{more:+}' if more else '  ':>3}  {_rule(row)}"


def _told(span: Span | None, plan: Span | None, now: datetime) -> str:
    return clock_time(to_the_minute(span.start, plan and plan.start), now) if span else UNKNOWN


def _rule(row: Row) -> str:
    """Return what holds for a slot, and what a fixed time has no room for."""
    slot = row.slot
    rules = [f"fixed {slot.at:%H:%M}"] if slot.at else []
    rules += ["must"] if slot.must else []
    rules += ["may go"] if slot.may_go else []
    rules += [f"min {slot.least}"] if slot.least is not None else []
    if too_many := minutes_too_many(row):
        rules.append(f"{too_many} min too many before it")
    return ", ".join(rules)


def minutes_too_many(row: Row) -> int:
    """Return the whole minutes for which there is no room before the fixed time of a slot."""
    return minutes_of_drift(row.expected.too_many) if row.expected else 0


def _facts(found: Schedule, session: Session, now: datetime) -> dict[str, object]:
    return {
        "id": session.id,
        "title": session.title,
        "now": now.isoformat(timespec="seconds"),
        "running": found.running,
        "minutes_behind": minutes_of_drift(found.behind),
        "ends": to_the_minute(found.expected_end, found.planned_end).isoformat(),
        "planned_end": found.planned_end and to_the_minute(found.planned_end, None).isoformat(),
        "slots": [_slot(row) for row in found.rows],
    }


def _slot(row: Row) -> dict[str, object]:
    slot, plan, expected = row.slot, row.plan, row.expected
    return {
        "id": slot.id,
        "title": slot.title,
        "stage": slot.stage,
        "planned_start": plan and to_the_minute(plan.start, None).isoformat(),
        "start": expected and to_the_minute(expected.start, plan and plan.start).isoformat(),
        "end": expected and to_the_minute(expected.end, plan and plan.end).isoformat(),
        "minutes": row.planned // MINUTE,
        "used_seconds": round(row.spent),
        "current": row.current,
        "fixed": slot.at and f"{slot.at:%H:%M}",
        "min": slot.least,
        "must": slot.must,
        "may_go": slot.may_go,
        "minutes_too_many": minutes_too_many(row),
    }
