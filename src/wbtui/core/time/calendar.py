"""Writes a schedule as a calendar file (iCalendar, RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from wbtui.core.text import clean_line
from wbtui.core.time.formats import to_the_minute

if TYPE_CHECKING:
    from wbtui.core.session import Session
    from wbtui.core.time.schedule import Row, Schedule

MAX_LINE_BYTES = 75
"""The longest line of a calendar file, without its end; a longer one is folded."""


def calendar(schedule: Schedule, session: Session, now: datetime) -> str:
    """Return the slots that are to come, and the present one, as events in UTC.

    The identifier of an event is made of those of session and slot, so that a later file moves it.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//wbtui//schedule//EN", "CALSCALE:GREGORIAN"]
    for row in schedule.rows:
        lines += _event(row, session, now) if row.expected and row.planned else ()
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(row: Row, session: Session, now: datetime) -> Iterator[str]:
    if row.expected is None:
        return
    start = to_the_minute(row.expected.start, row.plan and row.plan.start)
    end = to_the_minute(row.expected.end, row.plan and row.plan.end)
    yield "BEGIN:VEVENT"
    yield f"UID:{row.slot.id}.{session.id}@wbtui"
    yield f"DTSTAMP:{_moment(now)}"
    yield f"DTSTART:{_moment(start)}"
    yield f"DTEND:{_moment(max(start, end))}"
    yield f"SUMMARY:{_text(row.slot.title)}"
    yield f"DESCRIPTION:{_text(session.title)}"
    yield "END:VEVENT"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    """Return a text in which no sign has a meaning in a calendar file."""
    text = clean_line(text)
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text


def _folded(line: str) -> Iterator[str]:
    """Yield a line in parts of at most `MAX_LINE_BYTES`, the later ones after a blank; no letter is cut."""
    part = ""
    for letter in line:
        if len(f"{part}{letter}".encode()) > MAX_LINE_BYTES:
            yield part
            part = " "
        part += letter
    yield part
