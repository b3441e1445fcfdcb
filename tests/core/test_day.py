"""Tests of slots on the clock of a day: fixed times, gaps, and breaks that shrink."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.slow_day import SlowSlot, SlowSpan, slow_forecast, slow_plan

from wbtui.core.change import apply
from wbtui.core.days import time_of_day
from wbtui.core.session import Clock, Session
from wbtui.core.time.day import Block, Span, lay_out, moment_of
from wbtui.core.time.formats import minutes_of_drift
from wbtui.core.time.schedule import MINUTE, Schedule, go, schedule, start
from wbtui.core.time.zones import with_offset
from wbtui.core.workbook.model import Slot

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = (
    Slot("one", "One", 60, "one"),
    Slot("tea", "Tea", 20, least=10),
    Slot("two", "Two", 60, "two"),
    Slot("lunch", "Lunch", 45, at=time(12, 0)),
    Slot("three", "Three", 45, "three"),
    Slot("end", "End", 0, at=time(14, 0)),
)


def at(minutes: float) -> datetime:
    """Return the time so many minutes after nine."""
    return NINE + timedelta(minutes=minutes)


def running(slot: str, *, spent: dict[str, float], now: datetime) -> Schedule:
    """Return the schedule of the day, with the clock running in a slot."""
    fresh = Session("s1", "Pocket Clinic", "w", "day", NINE, NINE, "one")
    session = apply(fresh, start(fresh, NINE))
    session = apply(session, go(session, slot, now))
    clock = Clock(started=NINE, running_since=now, spent=spent)
    return schedule(DAY, Session("s1", "P", "w", "day", NINE, NINE, session.slot, clock=clock), now)


def clocks(found: Schedule) -> dict[str, str]:
    """Return when each slot to come begins."""
    return {row.slot.id: f"{row.expected.start:%H:%M}" for row in found.rows if row.expected}


def too_many(found: Schedule) -> dict[str, int]:
    """Return the minutes for which there is no room, by slot."""
    excess = {row.slot.id: minutes_of_drift(row.expected.too_many) for row in found.rows if row.expected}
    return {slot: minutes for slot, minutes in excess.items() if minutes}


def test_a_day_on_plan_has_its_planned_times() -> None:
    found = running("one", spent={}, now=NINE)
    planned = {row.slot.id: f"{row.plan.start:%H:%M}" for row in found.rows if row.plan}
    assert planned == clocks(found)
    assert planned == {
        "one": "09:00",
        "tea": "10:00",
        "two": "10:20",
        "lunch": "12:00",
        "three": "12:45",
        "end": "14:00",
    }
    assert (found.behind, too_many(found)) == (0, {})


@pytest.mark.parametrize(
    ("late", "tea", "two", "lunch"),
    [
        (0, "10:00", "10:20", 0),
        (5, "10:05", "10:20", 0),
        (10, "10:10", "10:20", 0),
        (30, "10:30", "10:40", 0),
        (50, "10:50", "11:00", 0),
        (70, "11:10", "11:20", 20),
    ],
)
def test_a_delay_runs_until_a_break_a_gap_or_a_fixed_time_swallows_it(
    late: int, tea: str, two: str, lunch: int
) -> None:
    found = running("one", spent={"one": (60 + late) * MINUTE}, now=at(60 + late))
    times = clocks(found)
    assert (times["tea"], times["two"], times["lunch"], times["three"]) == (tea, two, "12:00", "12:45")
    assert too_many(found) == ({"lunch": lunch} if lunch else {})
    assert found.behind == 0


def test_who_is_early_does_not_get_a_longer_break() -> None:
    found = running("tea", spent={"one": 50 * MINUTE}, now=at(50))
    assert clocks(found)["two"] == "10:10"
    assert clocks(found)["lunch"] == "12:00"


def test_what_is_too_much_before_the_room_has_to_be_left_is_said_there() -> None:
    found = running("three", spent={"one": 60 * MINUTE}, now=at(4.5 * 60))
    assert too_many(found) == {"end": 15}


@pytest.mark.parametrize(
    ("day", "fixed", "moment"),
    [
        ("2026-11-23 09:00", time(12, 30), "2026-11-23 12:30"),
        ("2026-11-23 13:00", time(12, 30), "2026-11-23 12:30"),
        ("2026-11-23 22:00", time(0, 30), "2026-11-24 00:30"),
        ("2026-11-23 22:00", time(10, 0), "2026-11-24 10:00"),
    ],
)
def test_a_fixed_time_is_on_the_day_or_in_the_night_after_it(day: str, fixed: time, moment: str) -> None:
    begin = datetime.fromisoformat(day).replace(tzinfo=UTC)
    assert moment_of(fixed, begin) == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "begin", "fixed", "minutes"),
    [
        ("Europe/Berlin", "2026-10-25 01:00", time(4, 0), 240),
        ("Europe/Berlin", "2026-03-29 01:00", time(4, 0), 120),
        ("America/New_York", "2026-11-01 00:30", time(3, 30), 240),
        ("Australia/Lord_Howe", "2026-10-04 01:00", time(3, 0), 90),
        ("UTC", "2026-10-25 01:00", time(4, 0), 180),
    ],
)
def test_a_fixed_time_is_the_time_on_the_wall_when_the_clocks_change(
    zone: str, begin: str, fixed: time, minutes: int
) -> None:
    there = ZoneInfo(zone)
    first = with_offset(datetime.fromisoformat(begin).replace(tzinfo=there), there)
    (span,) = lay_out([Block(60, fixed)], first, first)
    assert span.start - first == timedelta(minutes=minutes)
    assert f"{span.start:%H:%M}" == f"{fixed:%H:%M}"


def test_a_day_that_goes_on_on_another_has_no_plan() -> None:
    clock = Clock(started=NINE, running_since=at(3 * 24 * 60), spent={"one": 60.0})
    session = Session("s1", "P", "w", "day", NINE, NINE, "two", clock=clock)
    found = schedule(DAY, session, at(3 * 24 * 60))
    assert all(row.plan is None for row in found.rows)
    assert clocks(found) == {"two": "09:00", "lunch": "12:00", "three": "12:45", "end": "14:00"}


SLOTS_OF_A_DAY = st.lists(
    st.builds(
        SlowSlot,
        minutes=st.integers(0, 120),
        now_minutes=st.integers(0, 150),
        at=st.none() | st.none() | st.times().map(lambda at: at.replace(second=0, microsecond=0)),
        least=st.none() | st.integers(0, 60),
        is_break=st.booleans(),
        spent=st.just(0) | st.integers(0, 7200),
    ),
    min_size=1,
    max_size=9,
)


@settings(max_examples=300)
@given(
    SLOTS_OF_A_DAY,
    st.datetimes(NINE.replace(tzinfo=None), NINE.replace(tzinfo=None) + timedelta(days=1)),
    st.data(),
)
def test_the_day_agrees_with_a_slow_calculation(
    slots: list[SlowSlot], begin: datetime, data: st.DataObject
) -> None:
    """Random days: fixed times, gaps, breaks that shrink, delays, added minutes, skipped slots."""
    begin = begin.replace(microsecond=0)
    current = data.draw(st.integers(0, len(slots) - 1))
    now = begin + timedelta(seconds=data.draw(st.integers(0, 5 * 3600)))
    session = session_of(slots, begin, current, now)
    found = schedule(slots_in(slots), session, now.replace(tzinfo=UTC))
    assert [row.plan for row in found.rows] == [spanned(span) for span in slow_plan(slots, begin)]
    expected = [spanned(span) for span in slow_forecast(slots, begin, current, now)]
    coming = [row.expected for row in found.rows if row.expected]
    assert [(span.end, span.too_many) for span in coming] == [(span.end, span.too_many) for span in expected]
    assert [span.start for span in coming[1:]] == [span.start for span in expected[1:]]
    assert found.expected_end == expected[-1].end
    assert found.planned_end == spanned(slow_plan(slots, begin)[-1]).end


def spanned(span: SlowSpan) -> Span:
    return Span(span.start.replace(tzinfo=UTC), span.end.replace(tzinfo=UTC), span.too_many)


def slots_in(slots: list[SlowSlot]) -> tuple[Slot, ...]:
    return tuple(
        Slot(f"s{n}", f"S{n}", slot.minutes, "" if slot.is_break else "stage", least=slot.least, at=slot.at)
        for n, slot in enumerate(slots)
    )


def session_of(slots: list[SlowSlot], begin: datetime, current: int, now: datetime) -> Session:
    """Return a session whose clock stands in a slot."""
    clock = Clock(
        starts=begin.replace(tzinfo=UTC),
        started=now.replace(tzinfo=UTC),
        planned={f"s{n}": slot.now_minutes for n, slot in enumerate(slots)},
        spent={f"s{n}": float(slot.spent) for n, slot in enumerate(slots)},
    )
    return Session("s1", "P", "w", "day", NINE, NINE, f"s{current}", clock=clock)


@pytest.mark.parametrize("text", ["", "noon", "25:00", "9:60", "-1", "12:30:00", "²"])
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        time_of_day(text)
