"""Tests that the workshop clock counts the time the machine is awake, whatever happens to the system time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbtui.core.change import apply
from wbtui.core.session import Clock, Session
from wbtui.core.time import schedule
from wbtui.core.time.downtime import Downtime, Heartbeat, downtime, last_known
from wbtui.core.time.gaps import ClockGap, ClockSample, clock_gap, corrections, smoothed
from wbtui.core.time.schedule import ANOTHER_DAY_SECONDS, spent

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
FRESH = Session("s1", "Pocket Clinic", "w", "90", NINE, NINE, "hello")
FIRST = ClockSample(NINE, 100.0, 1000.0, "first")
MINUTE, HOUR = 60.0, 3600.0


def start(session: Session, now: datetime) -> Session:
    return apply(session, schedule.start(session, now))


def pause(session: Session, now: datetime) -> Session:
    return apply(session, schedule.pause(session, now))


def corrected(session: Session, before: ClockSample, passed: ClockGap) -> Session:
    return apply(session, corrections(session, before, passed))


def later(
    before: ClockSample, awake: float = 0.0, slept: float = 0.0, set_by: float = 0.0, *, goes_on: bool = False
) -> ClockSample:
    """Return the clocks after some seconds; `goes_on` if the monotonic clock advances during sleep."""
    return before._replace(
        wall=before.wall + timedelta(seconds=awake + slept + set_by),
        monotonic=before.monotonic + awake + (slept if goes_on else 0.0),
        boot=None if before.boot is None else before.boot + awake + slept,
    )


@pytest.mark.parametrize(
    ("awake", "slept", "set_by"),
    [
        (1, 0, 0),
        (1, 42 * MINUTE, 0),
        (1, 14 * HOUR, 0),
        (1, 0, HOUR),
        (1, 0, -HOUR),
        (20 * MINUTE, 0, 0),
        (1, 42 * MINUTE, -HOUR),
        (300, 90, 7),
    ],
)
def test_time_awake_asleep_and_adjusted_is_determined(awake: float, slept: float, set_by: float) -> None:
    now = later(FIRST, awake, slept, set_by)
    assert clock_gap(FIRST, now) == ClockGap(awake, slept, set_by, now.wall)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param(later(FIRST, 1, 0, 0.4), (1, 0, 0), id="how clocks differ"),
        pytest.param(later(FIRST, 1, 0.5, 0), (1, 0, 0), id="hardly asleep"),
        pytest.param(FIRST._replace(monotonic=50.0, boot=900.0), (0, 0, 0), id="clocks that go backwards"),
    ],
)
def test_small_clock_differences_are_ignored(now: ClockSample, expected: tuple[float, float, float]) -> None:
    passed = clock_gap(FIRST, now)
    assert (passed.awake, passed.slept, passed.set_by) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("awake", "slept", "set_by", "goes_on", "expected"),
    [
        pytest.param(1, 0, 0, False, (1, 0, 0), id="a second"),
        pytest.param(1, 42 * MINUTE, 0, False, (1, 42 * MINUTE, 0), id="asleep"),
        pytest.param(1, 42 * MINUTE, 0, True, (0, 42 * MINUTE + 1, 0), id="asleep on Windows"),
        pytest.param(1, 0, 20, False, (1, 0, 20), id="set ahead a little"),
        pytest.param(1, 0, -HOUR, False, (1, 0, -HOUR), id="set back"),
        pytest.param(1, 0, HOUR, False, (1, HOUR, 0), id="set ahead, which looks like sleep, and is asked about"),
        pytest.param(40, 0, 0, False, (40, 0, 0), id="stopped for a short while"),
    ],
)
def test_without_a_boot_clock_sleep_and_adjustment_are_estimated(
    awake: float, slept: float, set_by: float, goes_on: bool, expected: tuple[float, float, float]
) -> None:
    first = FIRST._replace(boot=None)
    passed = clock_gap(first, later(first, awake, slept, set_by, goes_on=goes_on))
    assert (passed.awake, passed.slept, passed.set_by) == expected


@pytest.mark.parametrize(
    ("at", "awake", "slept", "another"),
    [
        pytest.param(22, 1, 14 * HOUR, True, id="overnight"),
        pytest.param(9, 1, 8 * HOUR, True, id="the whole day"),
        pytest.param(23, 7 * HOUR, 0, True, id="stopped overnight"),
        pytest.param(23, 2 * HOUR, 0, False, id="stopped in the evening"),
        pytest.param(12, 1, 20 * 60, False, id="20 minutes at noon"),
        pytest.param(23.9, 1, 20 * 60, False, id="20 minutes at midnight"),
        pytest.param(9, 0, ANOTHER_DAY_SECONDS, True, id="just long enough"),
        pytest.param(23, 0, ANOTHER_DAY_SECONDS - 1, False, id="just too short"),
        pytest.param(23.9999, 1, 0, False, id="midnight passes"),
        pytest.param(23.999, 1, 30, False, id="a nap at midnight"),
    ],
)
@pytest.mark.fault("R24")
def test_long_gap_is_another_day_whatever_the_date_says(
    at: float, awake: float, slept: float, another: bool
) -> None:
    first = FIRST._replace(wall=NINE.replace(hour=0) + timedelta(hours=at))
    assert clock_gap(first, later(first, awake, slept)).another_day is another
    assert not clock_gap(first, later(first, 1, 0, 24 * HOUR)).another_day


def test_another_day_stops_the_clock_at_the_last_sample() -> None:
    before = later(FIRST, 600)
    passed = clock_gap(before, later(before, 0, 20 * HOUR))
    session = corrected(start(FRESH, NINE), before, passed)
    assert session.clock == Clock(started=NINE, spent={"hello": 600.0})
    assert passed.since == before.wall


def test_paused_clock_is_unaffected_by_sleep() -> None:
    session = pause(start(FRESH, NINE), NINE + timedelta(seconds=30))
    assert corrected(session, FIRST, clock_gap(FIRST, later(FIRST, 1, HOUR))) is session
    assert corrected(FRESH, FIRST, clock_gap(FIRST, later(FIRST, 1, HOUR, HOUR))) is FRESH


def test_start_time_follows_a_change_of_the_system_time() -> None:
    """The planned start must move with the clock, or the workshop would seem to be behind by the change."""
    session = pause(start(FRESH, NINE), NINE + timedelta(seconds=30))
    session = corrected(session, FIRST, clock_gap(FIRST, later(FIRST, 1, 0, HOUR)))
    assert session.clock == Clock(started=NINE + timedelta(hours=1), spent={"hello": 30.0})


def test_small_differences_do_not_add_up() -> None:
    """The system time gains half a second every second."""
    seen = true = FIRST
    session = start(FRESH, NINE)
    for _ in range(100):
        true = later(true, 1, 0, 0.5)
        session = corrected(session, seen, clock_gap(seen, true))
        seen = smoothed(seen, true)
        assert abs((true.wall - seen.wall).total_seconds()) < 1
    assert spent(session, "hello", seen.wall) == pytest.approx(100, abs=1)


def test_summer_time_has_no_effect() -> None:
    winter, summer = timezone(timedelta(hours=1)), timezone(timedelta(hours=2))
    before = FIRST._replace(wall=datetime(2026, 3, 29, 1, 59, 59, tzinfo=winter))
    session = start(FRESH, before.wall)
    now = later(before, 2)._replace(wall=datetime(2026, 3, 29, 3, 0, 1, tzinfo=summer))
    passed = clock_gap(before, now)
    assert (passed.awake, passed.slept, passed.set_by, passed.another_day) == (2, 0, 0, False)
    seen = smoothed(before, now)
    assert f"{seen.wall:%H:%M}" == "03:00"
    assert corrected(session, before, passed) is session
    assert spent(session, "hello", seen.wall) == 2


# Arbitrary sequences of events


@dataclass
class Machine:
    """A machine with clocks, a program that samples them, and the expected time of the session in seconds."""

    boot: bool
    true: ClockSample = FIRST
    seen: ClockSample = FIRST
    session: Session = FRESH
    expected: float = 0.0
    shown: float = 0.0
    jumps: int = 0
    asked: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.true = self.seen = FIRST if self.boot else FIRST._replace(boot=None)

    def happens(self, awake: float, slept: float, set_by: float) -> None:
        running = self.session.clock.running_since is not None
        before, self.true = self.seen, later(self.true, awake, slept, set_by)
        passed = clock_gap(before, self.true)
        self.session = corrected(self.session, before, passed)
        self.seen = smoothed(before, self.true)
        self.jumps += bool(passed.set_by or passed.away)
        if running and not passed.another_day:
            self.expected += awake + (slept if slept < MINUTE else 0.0)
            self.asked += [passed.away] if passed.away else []
        elif running:
            assert self.session.clock.running_since is None

    def check(self, noise: float = 0.01) -> None:
        now = spent(self.session, "hello", self.seen.wall)
        assert now >= self.shown - 0.06, "the display went backwards"
        self.shown = max(now, self.shown)
        # Each correction and each pause is rounded to tenths of a second.
        assert now == pytest.approx(self.expected, abs=noise + 0.1 * (self.jumps + 1))


Step = Callable[[Machine], None]
seconds = st.floats(0, 59, allow_nan=False)
LONG = MINUTE + 0.01
"""A little more than a minute, because differences of clocks have rounding errors."""


def turn(machine: Machine) -> None:
    running = machine.session.clock.running_since is not None
    machine.session = (pause if running else start)(machine.session, machine.seen.wall)
    machine.jumps += 1


STEPS = st.one_of(
    st.just(turn),
    seconds.map(lambda awake: lambda machine: machine.happens(awake, 0, 0)),
    st.floats(3, 59).map(lambda slept: lambda machine: machine.happens(0.5, slept, 0)),
    st.floats(LONG, 40 * HOUR).map(lambda slept: lambda machine: machine.happens(0.5, slept, 0)),
    st.floats(LONG, HOUR).map(lambda still: lambda machine: machine.happens(still, 0, 0)),
    st.floats(2, 90 * HOUR).map(lambda by: lambda machine: machine.happens(0.5, 0, by)),
    st.floats(2, 90 * HOUR).map(lambda by: lambda machine: machine.happens(0.5, 0, -by)),
    st.tuples(st.floats(LONG, HOUR), st.floats(-HOUR, HOUR).filter(lambda by: abs(by) > 2)).map(
        lambda both: lambda machine: machine.happens(1, *both)
    ),
)


@given(st.lists(STEPS, max_size=25))
def test_only_time_awake_counts(steps: list[Step]) -> None:
    machine = Machine(boot=True)
    turn(machine)
    for step in steps:
        day = machine.session.clock.running_since is None
        before = machine.expected
        step(machine)
        if not day and machine.session.clock.running_since is None and step is not turn:
            # On another day, the time awake since the last sample does not count.
            machine.expected = before
        machine.check()
    assert all(away >= MINUTE for away in machine.asked)


@given(st.lists(st.tuples(st.floats(0, 29), st.floats(-90 * HOUR, 25)), max_size=25))
def test_without_a_boot_clock_changes_of_the_system_time_do_not_count(steps: list[tuple[float, float]]) -> None:
    machine = Machine(boot=False)
    turn(machine)
    for awake, set_by in steps:
        machine.happens(awake, 0, set_by)
        machine.check(noise=1)


# Times when the program was not running


BEAT = Heartbeat(NINE + timedelta(minutes=30), NINE, 2800.0, "first")


@pytest.mark.parametrize(
    ("updated", "beat", "minutes"),
    [
        pytest.param(5, BEAT, 30, id="a sign of life"),
        pytest.param(31, BEAT, 31, id="a later edit"),
        pytest.param(5, BEAT._replace(since=NINE - timedelta(hours=1)), 5, id="of another run"),
        pytest.param(5, Heartbeat(BEAT.at), 5, id="of a clock that stood"),
        pytest.param(5, None, 5, id="no sign of life"),
        pytest.param(99, None, 0, id="an edit that is still to come"),
        pytest.param(-5, None, 0, id="an edit before the start"),
    ],
)
def test_last_known_time_of_a_running_clock(updated: float, beat: Heartbeat | None, minutes: float) -> None:
    now = NINE + timedelta(hours=1)
    assert last_known(NINE, NINE + timedelta(minutes=updated), beat, now) == NINE + timedelta(minutes=minutes)


def test_heartbeat_in_the_future_counts() -> None:
    """The system time may have been set back since."""
    assert last_known(NINE, NINE, BEAT, NINE + timedelta(minutes=10)) == BEAT.at
    assert last_known(NINE, NINE, BEAT, NINE - timedelta(days=10)) == BEAT.at


def present(
    minutes: float, *, set_by: float = 0, boot_id: str = "first", boot: float | None = 2800
) -> ClockSample:
    """Return the clocks some minutes after the heartbeat BEAT."""
    boot = None if boot is None else boot + minutes * 60
    return ClockSample(BEAT.at + timedelta(minutes=minutes + set_by), 7.0, boot, boot_id)


@pytest.mark.parametrize(
    ("now", "minutes"),
    [
        pytest.param(present(25), 25, id="plain"),
        pytest.param(present(25, set_by=60), 25, id="set ahead"),
        pytest.param(present(25, set_by=-600), 25, id="set back"),
        pytest.param(present(25, boot_id="second", boot=-1490), 25, id="started anew"),
        pytest.param(present(25, boot=None), 25, id="no such clock"),
        pytest.param(present(25, boot_id="second", set_by=-600), None, id="started anew and set back"),
        pytest.param(present(25, boot_id="", set_by=-600), None, id="not known if started anew"),
    ],
)
def test_the_length_of_a_downtime_is_measured_or_unknown(now: ClockSample, minutes: float | None) -> None:
    away = downtime(BEAT.at, BEAT, now)
    assert away.until == now.wall
    assert away.seconds == (None if minutes is None else minutes * 60)
    assert not away.counts


def test_downtime_starts_at_an_edit_after_the_heartbeat() -> None:
    away = downtime(BEAT.at + timedelta(seconds=8), BEAT, present(1, set_by=600))
    assert away.seconds == 52
    assert away.counts


@pytest.mark.fault("R24")
@pytest.mark.parametrize(
    ("since", "until", "counts", "another"),
    [
        ((23, 17, 42), (23, 18, 30), False, False),
        ((23, 17, 42), (24, 9, 0), False, True),
        ((23, 23, 58), (24, 0, 1), False, False),
        ((23, 23, 50), (24, 0, 10), False, False),
        ((23, 12, 0), (23, 12, 20), False, False),
        ((23, 8, 0), (23, 18, 0), False, True),
        ((24, 0, 30), (24, 6, 30), False, True),
        ((23, 9, 0), (23, 9, 0), True, False),
    ],
)
def test_downtime_of_a_minute_or_more_does_not_count(
    since: tuple[int, int, int], until: tuple[int, int, int], counts: bool, another: bool
) -> None:
    away = Downtime(*(datetime(2026, 11, day, hour, minute, tzinfo=UTC) for day, hour, minute in (since, until)))
    assert (away.counts, away.another_day) == (counts, another)


def test_downtime_under_a_minute_counts_even_across_midnight() -> None:
    night = datetime(2026, 11, 24, tzinfo=UTC)
    away = Downtime(night - timedelta(seconds=20), night + timedelta(seconds=20))
    assert (away.counts, away.another_day) == (True, False)
