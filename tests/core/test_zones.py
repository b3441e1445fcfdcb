"""Tests of planned and running clocks in zones whose clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.zones import CHANGES, ClockChange

from wbtui.core.change import apply
from wbtui.core.new_session import new_session, planned_start
from wbtui.core.session import Clock
from wbtui.core.time.downtime import Downtime
from wbtui.core.time.formats import clock_time, end_time
from wbtui.core.time.gaps import ClockSample, clock_gap, smoothed
from wbtui.core.time.schedule import schedule, start
from wbtui.core.time.zones import comes_twice, on_clock_of, with_offset
from wbtui.core.workbook.model import Agenda, Slot, Stage, Workbook
from wbtui.wording.times import day_and_time, minutes_behind, moment

AGENDA = Agenda("90", "90", (Slot("one", "One", 90, "one"),))
WORKBOOK = Workbook("w", "W", (Stage("one", "One", "?", "", ()),), (AGENDA,))
SECOND = timedelta(seconds=1)
ZONES = ("Europe/Berlin", "America/New_York", "Pacific/Apia", "UTC", "Australia/Lord_Howe", "Africa/Casablanca")


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.fault("R11")
@pytest.mark.fault("R24")
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: f"{change.zone} {change.before} {change.start}")
class TestChangeOfTheClocks:
    """A workshop that is planned before a change and held after it, or over it."""

    def test_planned_start_is_a_wall_clock_time(self, change: ClockChange) -> None:
        starts = planned_start(change.start, "", AGENDA, change.planned_at)
        assert starts is not None
        assert starts.astimezone(UTC) == instant(change.starts)

    def test_workshop_that_begins_on_time_is_on_time(self, change: ClockChange) -> None:
        starts = planned_start(change.start, "", AGENDA, change.planned_at)
        session = new_session(WORKBOOK, "w", "T", AGENDA, change.planned_at, starts=starts)
        for now in (change.planned_at, change.begins - timedelta(minutes=10)):
            seen = schedule(AGENDA.slots, session, now)
            assert (minutes_behind(seen.behind), end_time(seen)) == ("on time", change.ends)
        session = apply(session, start(session, change.begins))
        for minutes in (0, 1, 45, 89):
            seen = schedule(AGENDA.slots, session, change.begins + timedelta(minutes=minutes))
            assert (seen.rows[0].spent, minutes_behind(seen.behind)) == (minutes * 60, "on time")
            assert end_time(seen) == change.ends

    def test_clock_without_a_plan_ends_at_the_same_time(self, change: ClockChange) -> None:
        session = new_session(WORKBOOK, "w", "T", AGENDA, change.planned_at)
        assert end_time(schedule(AGENDA.slots, session, change.begins)) == change.ends
        session = apply(session, start(session, change.begins))
        later = with_offset(change.begins + timedelta(minutes=80), ZoneInfo(change.zone))
        seen = schedule(AGENDA.slots, session, later)
        assert (seen.rows[0].left, end_time(seen)) == (600, change.ends)

    def test_planned_end_stands_for_its_start(self, change: ClockChange) -> None:
        if len(change.ends) > len("00:00"):
            pytest.skip("a time that comes twice is meant as its first")
        starts = planned_start("", change.ends, AGENDA, change.planned_at)
        assert starts is not None
        assert (starts.astimezone(UTC) - instant(change.starts)) % timedelta(days=1) == timedelta(0)


@pytest.mark.parametrize(
    "starts",
    [
        datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone(-timedelta(hours=23, minutes=59))),
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=23, minutes=59))),
        datetime(9999, 12, 31, 23, 59, tzinfo=ZoneInfo("America/New_York")),
        datetime(1, 1, 1, tzinfo=ZoneInfo("Pacific/Apia")),
        datetime(2600, 1, 1, tzinfo=UTC),
    ],
    ids=str,
)
@pytest.mark.parametrize("zone", ZONES)
def test_absurd_start_is_no_plan(starts: datetime, zone: str) -> None:
    now = with_offset(datetime(2026, 10, 24, 23, 50, tzinfo=UTC), ZoneInfo(zone))
    session = new_session(WORKBOOK, "w", "T", AGENDA, now)
    assert schedule(AGENDA.slots, session.with_clock(starts=starts), now) == schedule(AGENDA.slots, session, now)
    assert clock_time(starts, now)
    assert day_and_time(starts, now)


@pytest.mark.fault("R18")
@pytest.mark.parametrize(
    ("kept", "reader", "said"),
    [
        ("2026-11-23T08:30:00+09:00", "America/Los_Angeles", "15:30"),
        ("2026-11-22T23:30:00+00:00", "Asia/Kathmandu", "05:15"),
        ("2026-07-01T12:00:00+00:00", "Europe/Berlin", "14:00"),
        ("2026-10-25T02:50:00+02:00", "Europe/Berlin", "02:50 CEST"),
        ("2026-10-25T02:10:00+01:00", "Europe/Berlin", "02:10 CET"),
        ("2026-10-25T03:10:00+01:00", "Europe/Berlin", "03:10"),
        ("2026-03-29T03:10:00+02:00", "Europe/Berlin", "03:10"),
        ("2026-11-01T01:30:00-05:00", "America/New_York", "01:30 EST"),
    ],
)
def test_a_time_is_shown_in_the_time_zone_of_the_reader(kept: str, reader: str, said: str) -> None:
    at = datetime.fromisoformat(kept)
    now = with_offset(at + timedelta(minutes=10), ZoneInfo(reader))
    assert clock_time(at, now) == said
    assert moment(at, now) == f"today {said[:5]}:00"


@pytest.mark.fault("R24")
@pytest.mark.parametrize(
    ("then", "said"),
    [
        ("2026-11-28T10:00:00+01:00", "10:00"),
        ("2026-11-27T23:30:00+01:00", "yesterday 23:30"),
        ("2026-11-27T23:30:00+00:00", "00:30"),
        ("2026-11-26T12:00:00+01:00", "26 November 12:00"),
        ("2025-11-28T12:00:00+01:00", "28 November 2025 12:00"),
        ("2012-11-28T12:00:00+01:00", "28 November 2012 12:00"),
        ("2025-12-31T23:30:00+00:00", "1 January 00:30"),
        ("2026-11-29T12:00:00+01:00", "29 November 12:00"),
        ("0001-01-01T00:00:00+01:00", "1 January 1 00:00"),
    ],
)
def test_day_is_reported_with_its_year_unless_it_is_this_one(then: str, said: str) -> None:
    now = with_offset(datetime(2026, 11, 28, 11, tzinfo=UTC), ZoneInfo("Europe/Berlin"))
    assert day_and_time(datetime.fromisoformat(then), now) == said


@pytest.mark.fault("NA15")
@pytest.mark.parametrize(
    ("started", "seconds", "drift", "end"),
    [
        ("18:00:00", 0, "on time", "19:30"),
        ("18:00:00", 280, "5 min behind", "19:35"),
        ("18:00:20", 280, "5 min behind", "19:35"),
        ("18:00:59", 2, "on time", "19:30"),
        ("18:00:59", 29, "on time", "19:30"),
        ("18:00:00", 30, "1 min behind", "19:31"),
        ("18:00:00", 89, "1 min behind", "19:31"),
        ("18:00:00", 3600, "60 min behind", "20:30"),
    ],
)
def test_drift_and_expected_end_agree(started: str, seconds: int, drift: str, end: str) -> None:
    now = datetime.fromisoformat(f"2026-11-28T{started}+00:00")
    session = new_session(WORKBOOK, "w", "T", AGENDA, now)
    session = session.with_clock(started=now, spent={"one": 60.0})
    seen = schedule(AGENDA.slots, session, now + timedelta(seconds=seconds + 60))
    assert (minutes_behind(seen.behind), end_time(seen)) == (drift, end)


@pytest.mark.fault("NA15")
@given(st.integers(0, 59), st.integers(-3000, 9000))
def test_shown_end_is_the_planned_end_plus_the_shown_drift(second: int, drift: int) -> None:
    started = datetime(2026, 11, 28, 18, 0, second, tzinfo=UTC)
    now = started + timedelta(hours=1)
    spent = 3600.0 - drift
    session = new_session(WORKBOOK, "w", "T", AGENDA, now)
    seen = schedule(AGENDA.slots, session.with_clock(started=started, spent={"one": max(0.0, spent)}), now)
    words = minutes_behind(seen.behind).split()
    told = 0 if words[0] == "on" else int(words[0]) * (1 if words[2] == "behind" else -1)
    end = datetime(2026, 11, 28, 19, 30, tzinfo=UTC) + timedelta(minutes=told)
    assert end_time(seen) == f"{end:%H:%M}"
    assert abs((end - seen.expected_end).total_seconds()) < 120


@pytest.mark.fault("R11")
@given(
    st.datetimes(datetime(1975, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(ZONES),
    st.timedeltas(-timedelta(days=300), timedelta(days=300)),
)
def test_arithmetic_is_exact_and_the_clock_is_that_of_the_zone(at: datetime, zone: str, later: timedelta) -> None:
    there = with_offset(at, ZoneInfo(zone))
    assert there == at
    assert (there + later) - there == later
    shown = on_clock_of(there, there + later)
    assert shown == at + later
    assert shown.replace(tzinfo=None) == (at + later).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert (at + later).astimezone(there.tzinfo) == at + later


@pytest.mark.parametrize("zone", ZONES)
def test_running_clock_counts_every_second_over_every_change(zone: str) -> None:
    for change in (c for c in CHANGES if c.zone == zone):
        session = new_session(WORKBOOK, "w", "T", AGENDA, change.planned_at)
        session = apply(session, start(session, change.planned_at))
        for hours in range(1, 36):
            now = with_offset(change.planned_at + timedelta(hours=hours), ZoneInfo(zone))
            assert schedule(AGENDA.slots, session, now).rows[0].spent == hours * 3600
            assert Downtime(change.planned_at, now).seconds == hours * 3600


def test_a_clock_across_a_change_of_offset_uses_the_offset_of_its_zone() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    change = datetime(2026, 10, 25, 1, tzinfo=UTC)
    before = ClockSample(with_offset(change - SECOND, berlin), 100.0, 500.0, "boot")
    after = ClockSample(with_offset(change + SECOND, berlin), 102.0, 502.0, "boot")
    assert clock_gap(before, after) == (2.0, 0.0, 0.0, after.wall)
    assert f"{smoothed(before, after).wall:%H:%M:%S%z}" == "02:00:01+0100"


def test_a_time_that_comes_twice_is_recognised() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    twice = [
        comes_twice(with_offset(datetime(2026, 10, 25, hour, 30, tzinfo=UTC), berlin)) for hour in range(-1 % 24)
    ]
    assert twice[:4] == [True, True, False, False]
    assert not comes_twice(datetime(2026, 10, 25, 2, 30, tzinfo=timezone(timedelta(hours=2))))


@pytest.mark.parametrize(
    ("typed", "hour"),
    [("9", (9, 0)), ("09:30", (9, 30)), ("9.30", (9, 30)), (" 23:59 ", (23, 59)), ("0:00", (0, 0))],
)
def test_time_of_day_is_read(typed: str, hour: tuple[int, int]) -> None:
    now = with_offset(datetime(2026, 7, 1, 23, tzinfo=UTC), ZoneInfo("Europe/Berlin"))
    starts = planned_start(typed, "", AGENDA, now)
    assert starts is not None
    assert (starts.hour, starts.minute) == hour


@pytest.mark.parametrize("typed", ["18h", "24:00", "9:5", "9:75", "-9", "1_0", "٩:٣٠", "9:30:00", "noon", "900"])
def test_text_that_is_no_time_of_day_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the caller words it.
        planned_start(typed, "", AGENDA, datetime(2026, 7, 1, 12, tzinfo=UTC))


def test_plan_is_kept_as_the_zone_says() -> None:
    now = with_offset(datetime(2026, 10, 24, 18, tzinfo=UTC), ZoneInfo("Europe/Berlin"))
    starts = planned_start("09:00", "", AGENDA, now)
    assert Clock(starts=starts).starts == datetime(2026, 10, 25, 9, tzinfo=ZoneInfo("Europe/Berlin"))
