"""Tests of calendar files, which a library reads back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from wbtui.core.change import apply
from wbtui.core.session import Session
from wbtui.core.text import clean_line
from wbtui.core.time.calendar import MAX_LINE_BYTES, calendar
from wbtui.core.time.schedule import go, schedule, start
from wbtui.core.workbook.model import Slot

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
SLOTS = (Slot("hello", "Hello", 3), Slot("one", "One", 10, "one"), Slot("none", "None", 0), Slot("two", "Two", 20))
FRESH = Session("s1", "Pocket Clinic", "w", "90", NINE, NINE, "hello")


def events(text: str) -> list[tuple[str, str, datetime, datetime]]:
    """Return title, identifier, start and end of each event."""
    read = Calendar.from_ical(text)
    return [
        (str(event["SUMMARY"]), str(event["UID"]), event.decoded("DTSTART"), event.decoded("DTEND"))
        for event in read.walk("VEVENT")
    ]


def test_every_slot_to_come_is_an_event() -> None:
    session = apply(FRESH, start(FRESH, NINE))
    session = apply(session, go(session, "one", NINE + timedelta(minutes=5)))
    now = NINE + timedelta(minutes=6)
    assert events(calendar(schedule(SLOTS, session, now), session, now)) == [
        ("One", "one.s1@wbtui", NINE + timedelta(minutes=5), NINE + timedelta(minutes=15)),
        ("Two", "two.s1@wbtui", NINE + timedelta(minutes=15), NINE + timedelta(minutes=35)),
    ]


def test_the_identifiers_stay_when_the_times_move() -> None:
    first, later = (
        events(calendar(schedule(SLOTS, FRESH, now), FRESH, now)) for now in (NINE, NINE + timedelta(hours=1))
    )
    assert [event[1] for event in first] == [event[1] for event in later]
    assert [event[2] for event in first] != [event[2] for event in later]


@given(st.text(min_size=1, max_size=120), st.text(max_size=120))
def test_any_title_is_read_back_as_it_is(title: str, name: str) -> None:
    slots = (SLOTS[0]._replace(title=title),)
    session = replace(FRESH, title=name)
    text = calendar(schedule(slots, session, NINE), session, NINE)
    assert all(len(line.encode()) <= MAX_LINE_BYTES for line in text.split("\r\n"))
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert str(event["SUMMARY"]) == clean_line(title)
    assert str(event["DESCRIPTION"]) == clean_line(name)
