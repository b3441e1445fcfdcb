"""Tests of the workshop clock and the schedule, which take the current time as an argument."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fake_workshop import Desk
from tests.session_edits import with_minutes

from wbtui.core.change import SetMinutes, SetMoment, SetSpent, SetStep, apply
from wbtui.core.session import Clock, Session
from wbtui.core.time import schedule as acts_of
from wbtui.core.time.formats import face
from wbtui.core.time.schedule import (
    ANOTHER_DAY_SECONDS,
    MINUTE,
    Schedule,
    StageTime,
    StepTime,
    choose_step,
    count,
    schedule,
    shift,
    spent,
    stage_time,
    step,
    step_time,
    total_spent,
)
from wbtui.core.workbook.model import Agenda, Slot, Stage, Step, Workbook

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
SLOTS = (Slot("hello", "Hello", 3), Slot("one", "One", 10, "one"), Slot("two", "Two", 20, "two"))
AGENDA = sum(slot.minutes for slot in SLOTS) * MINUTE
WORKBOOK = Workbook("w", "W", (), (Agenda("90", "Ninety", SLOTS),))
FRESH = Session("s1", "Pocket Clinic", "w", "90", NINE, NINE, "hello")


def at(seconds: float) -> datetime:
    """Return the time some seconds after nine."""
    return NINE + timedelta(seconds=seconds)


def start(session: Session, now: datetime) -> Session:
    return apply(session, acts_of.start(session, now))


def pause(session: Session, now: datetime) -> Session:
    return apply(session, acts_of.pause(session, now))


def extend(session: Session, slot_id: str, minutes: int, planned: int) -> Session:
    return apply(session, [with_minutes(session, slot_id, minutes, planned)])


def go(session: Session, slot_id: str, now: datetime) -> Session:
    return apply(session, acts_of.go(session, slot_id, now))


def seen(session: Session, seconds: float) -> Schedule:
    return schedule(SLOTS, session, at(seconds))


def clock(session: Session, seconds: float) -> str:
    """Return the remaining time of the current slot, as the room sees it."""
    row = seen(session, seconds).current
    assert row is not None
    return face(row.left)


def test_clock_that_was_not_started_does_not_run() -> None:
    assert clock(FRESH, 3600) == "03:00"
    assert not seen(FRESH, 3600).started
    assert not seen(FRESH, 3600).running


def test_clock_counts_down_and_then_up() -> None:
    session = start(FRESH, at(0))
    assert [clock(session, t) for t in (0, 1, 179.5, 180, 181, 240)] == [
        "03:00",
        "02:59",
        "00:01",
        "00:00",
        "+00:01",
        "+01:00",
    ]


def test_pause_stops_the_clock_and_start_resumes_it() -> None:
    paused = pause(start(FRESH, at(0)), at(60))
    assert clock(paused, 60) == clock(paused, 9999) == "02:00"
    assert clock(start(paused, at(9999)), 9999 + 30) == "01:30"
    assert start(paused, at(9999)).clock.started == at(0)


def test_start_and_pause_are_idempotent() -> None:
    running = start(FRESH, at(0))
    assert acts_of.start(running, at(60)) == ()
    paused = pause(running, at(60))
    assert acts_of.pause(paused, at(120)) == ()


def test_clock_changes_hold_the_value_before_and_after() -> None:
    running = start(FRESH, at(0))
    assert acts_of.start(FRESH, at(0))[0] == SetMoment("started", None, at(0))
    assert acts_of.pause(running, at(60)) == (
        SetSpent("hello", None, 60.0),
        SetMoment("running_since", at(0), None),
    )
    assert with_minutes(FRESH, "hello", 1, 3) == SetMinutes("hello", None, 4)
    assert with_minutes(extend(FRESH, "hello", 1, 3), "hello", -2, 3) == SetMinutes("hello", 4, 2)
    assert shift(FRESH, 10) == ()
    assert apply(running, shift(running, 10)).clock.running_since == at(10)
    assert count(running, "one", 7) == SetSpent("one", None, 7.0)
    assert spent(apply(running, [count(running, "hello", 7)]), "hello", at(60)) == 67


@pytest.mark.parametrize(("minutes", "shown"), [(1, "03:00"), (-1, "01:00"), (5, "07:00"), (-3, "+01:00")])
def test_minutes_are_added_to_the_plan(minutes: int, shown: str) -> None:
    session = extend(start(FRESH, at(0)), "hello", minutes, 3)
    assert clock(session, 60) == shown
    assert session.clock.spent == FRESH.clock.spent


def test_planned_minutes_never_fall_below_zero() -> None:
    session = extend(FRESH, "hello", -99, 3)
    assert session.clock.planned["hello"] == 0
    assert extend(session, "hello", 1, 3).clock.planned["hello"] == 1


def test_system_clock_set_back_does_not_reduce_time_spent() -> None:
    session = start(replace(FRESH, clock=Clock(spent={"hello": 30})), at(1000))
    assert spent(session, "hello", at(0)) == 30
    assert spent(pause(session, at(0)), "hello", at(0)) == 30


def test_running_clock_follows_the_room_and_slots_keep_their_time() -> None:
    session = go(start(FRESH, at(0)), "one", at(100))
    assert clock(session, 100) == "10:00"
    session = go(session, "hello", at(160))
    assert clock(session, 160) == "01:20"
    assert spent(session, "one", at(200)) == 60


def test_moving_the_room_does_not_start_a_paused_clock() -> None:
    session = go(FRESH, "one", at(100))
    assert not seen(session, 100).running
    assert not seen(session, 100).started


class Room:
    """A workshop with a simulated clock in tenths of a second."""

    def __init__(self) -> None:
        self.desk = Desk(FRESH, WORKBOOK)
        self.workshop = self.desk.workshop
        self.time = 0
        self.running = 0
        """The tenths of a second for which the workshop clock has run."""

    @property
    def session(self) -> Session:
        return self.workshop.session

    @property
    def now(self) -> datetime:
        return NINE + timedelta(milliseconds=100 * self.time)

    def do(self, act: str | int) -> None:
        """Do one step: wait some tenths of a second, start, pause, change the minutes, undo, or go to a slot."""
        if isinstance(act, int):
            self.time += act
            self.running += act if self.session.clock.running_since else 0
        elif act == "start":
            self.workshop.edit(*acts_of.start(self.session, self.now))
        elif act == "pause":
            self.workshop.edit(*acts_of.pause(self.session, self.now))
        elif act in ("+1", "-1"):
            self.workshop.edit(with_minutes(self.session, self.session.slot, int(act), 5))
        elif act == "undo":
            self.workshop.undo()
        else:
            self.workshop.edit(*acts_of.go(self.session, act, self.now))

    def does(self, *acts: str | int) -> Room:
        for act in acts:
            self.do(act)
        return self

    def times(self) -> dict[str, float]:
        return {slot.id: spent(self.session, slot.id, self.now) for slot in SLOTS}


def test_undo_of_a_move_returns_its_time() -> None:
    room = Room().does("start", 1000, "one", 100, "undo")
    assert clock(room.session, 110) == "01:10"
    assert spent(room.session, "one", at(110)) == 0
    assert clock(room.session, 120) == "01:00"


def test_undo_through_pauses_and_added_minutes() -> None:
    room = Room().does("start", 600, "one", 400, "hello", 200, "one", 100, "pause", 3700, "start", "+1", 300)
    room.does("undo")
    assert "one" not in room.session.clock.planned
    room.does("undo")
    assert not room.session.clock.running_since
    assert room.times() == {"hello": 80, "one": 50, "two": 0}
    room.does("undo")
    # The undone pause counts as time that ran.
    assert room.times() == {"hello": 80, "one": 40 + 10 + 370 + 30, "two": 0}
    room.does("undo")
    assert room.times() == {"hello": 60 + 20 + 10 + 370 + 30, "one": 40, "two": 0}


def test_undo_of_a_move_does_not_start_a_paused_clock() -> None:
    room = Room().does("start", 100, "pause", "one", 500, "undo")
    assert not room.session.clock.running_since
    assert room.times() == {"hello": 10, "one": 0, "two": 0}


def test_two_moves_are_undone_one_after_the_other() -> None:
    room = Room().does("start", 100, "one", 100, "two", 100, "undo", 100, "undo")
    assert room.session.slot == "hello"
    assert spent(room.session, "hello", at(40)) == 40


def test_undo_of_a_move_keeps_a_clock_shift_made_since() -> None:
    """The machine slept for five seconds, which do not count."""
    room = Room().does("start", 100, "one", 100)
    room.workshop.adopt(*shift(room.session, 5))
    room.does("undo", 100)
    assert room.times() == {"hello": 25, "one": 0, "two": 0}


def test_undo_of_a_move_keeps_time_counted_since() -> None:
    room = Room().does("start", 100, "one", 100)
    room.workshop.adopt(count(room.session, "one", 7), count(room.session, "hello", 3))
    room.does("undo")
    assert room.times() == {"hello": 23, "one": 7, "two": 0}


@pytest.mark.parametrize(
    ("here", "by", "there"),
    [
        ("hello", 1, "one"),
        ("one", 1, "three"),
        ("two", 1, "three"),
        ("three", 1, None),
        ("three", -1, "one"),
        ("two", -1, "one"),
        ("hello", -1, None),
        ("elsewhere", 1, "hello"),
        ("elsewhere", -1, None),
    ],
)
def test_next_and_back_skip_slots_without_minutes(here: str, by: int, there: str | None) -> None:
    slots = (SLOTS[0], SLOTS[1], Slot("two", "Two", 0, "two"), Slot("three", "Three", 5, "three"))
    found = step(slots, replace(FRESH, slot=here), by)
    assert (found.id if found else None) == there


def test_slot_given_minutes_is_no_longer_skipped() -> None:
    slots = (SLOTS[0], Slot("two", "Two", 0, "two"))
    assert step(slots, FRESH, 1) is None
    assert step(slots, extend(FRESH, "two", 5, 0), 1) == slots[1]


# Expected end and drift


def test_expected_end_before_the_start_is_now_plus_the_agenda() -> None:
    assert seen(FRESH, 0).expected_end == at(AGENDA)
    assert seen(FRESH, 500).behind == 0


def test_planned_start_counts_until_it_is_missed() -> None:
    planned = replace(FRESH, clock=Clock(starts=at(600)))
    assert seen(planned, 0).expected_end == at(600 + AGENDA)
    assert seen(planned, 0).behind == 0
    assert seen(planned, 900).expected_end == at(900 + AGENDA)
    assert seen(planned, 900).behind == 300


def test_a_late_start_is_behind_and_an_early_start_ahead() -> None:
    planned = replace(FRESH, clock=Clock(starts=at(600)))
    assert seen(start(planned, at(720)), 720).behind == 120
    assert seen(start(planned, at(480)), 480).behind == -120


def test_overtime_moves_the_end_and_early_moves_bring_it_back() -> None:
    session = start(FRESH, at(0))
    assert seen(session, 180).behind == 0
    assert seen(session, 240).behind == 60
    early = go(session, "one", at(60))
    assert seen(early, 60).behind == -120
    assert seen(early, 60).expected_end == at(AGENDA - 120)


def test_minutes_added_to_the_plan_move_the_end() -> None:
    session = extend(start(FRESH, at(0)), "two", 5, 20)
    assert seen(session, 0).behind == 300


def test_a_pause_moves_the_end() -> None:
    session = pause(start(FRESH, at(0)), at(60))
    assert seen(session, 360).behind == 300


def test_a_session_resumed_another_day_is_measured_by_time_spent() -> None:
    session = pause(start(FRESH, at(0)), at(180))
    day = 24 * 3600.0
    session = go(start(session, at(day)), "one", at(day))
    assert seen(session, day).behind == 0
    assert seen(session, day).expected_end == at(day + AGENDA - 180)
    assert seen(session, day + 660).behind == 60


def test_long_pause_on_one_day_counts_as_behind() -> None:
    session = pause(start(FRESH, at(0)), at(180))
    assert seen(session, 180 + ANOTHER_DAY_SECONDS / 2).behind == ANOTHER_DAY_SECONDS / 2


def test_slot_outside_the_agenda_has_no_current_row() -> None:
    assert seen(replace(FRESH, slot="gone"), 0).current is None


def test_rows_mark_passed_and_current_slots() -> None:
    session = go(start(FRESH, at(0)), "one", at(60))
    session = go(session, "two", at(60))
    assert [(row.passed, row.current) for row in seen(session, 70).rows] == [
        (True, False),
        (False, False),
        (False, True),
    ]


# Properties of any sequence of steps. Times are in tenths of a second, as the session rounds them.

tenths = st.integers(1, 50_000)
acts = st.one_of(
    st.sampled_from(["start", "pause", "+1", "-1"]),
    st.sampled_from([slot.id for slot in SLOTS]),
    tenths,
)


@given(st.lists(acts, max_size=30))
def test_time_spent_equals_time_the_clock_ran(done: list[str | int]) -> None:
    room = Room()
    for act in done:
        room.do(act)
        assert sum(room.times().values()) == pytest.approx(room.running / 10, abs=1e-6)
        assert total_spent(room.session, room.now) == pytest.approx(room.running / 10, abs=1e-6)


@given(st.lists(acts, max_size=30))
def test_only_undo_reduces_time_spent(done: list[str | int]) -> None:
    room = Room()
    for act in done:
        before = room.times()
        room.do(act)
        assert not [id_ for id_, seconds in room.times().items() if seconds < before[id_] - 1e-6]


@given(st.lists(acts, max_size=10), st.sampled_from([slot.id for slot in SLOTS]), st.lists(acts, max_size=10))
def test_an_undone_move_leaves_no_trace(before: list[str | int], target: str, then: list[str | int]) -> None:
    moved, stayed = Room(), Room()
    moved.does(*before, target)
    stayed.does(*before)
    journalled = len(moved.desk.journal)
    for act in then:
        moved.do(act)
        if isinstance(act, int):
            stayed.do(act)
    for _ in range(len(moved.desk.journal) - journalled):
        moved.do("undo")
    if moved.session != stayed.session:
        moved.do("undo")
    assert replace(moved.session, updated=NINE) == replace(stayed.session, updated=NINE)
    assert moved.times() == pytest.approx(stayed.times(), abs=1e-6)


@given(st.floats(-1e6, 1e6))
def test_the_countdown_shows_zero_only_when_time_is_up(left: float) -> None:
    shown = face(left)
    assert shown.startswith("+") == (left <= -1)
    assert (shown == "00:00") == (-1 < left <= 0)


def test_stage_time_is_the_sum_of_its_slots() -> None:
    slots = (
        Slot("who", "Who", 10, "customer"),
        Slot("evidence", "Evidence", 20, "customer"),
        Slot("tea", "Tea", 5),
    )
    workbook = Workbook("w", "W", (Stage("customer", "Customer", "", "", ()),), (Agenda("a", "A", slots),))
    clock = Clock(planned={"evidence": 25}, spent={"who": 600.0, "evidence": 60.0}, running_since=NINE)
    session = replace(FRESH, agenda="a", slot="evidence", clock=clock)
    time = stage_time(workbook, session, "customer", NINE + timedelta(seconds=30))
    assert time == StageTime(planned=35, spent=690.0, current=True)
    assert not stage_time(workbook, replace(session, slot="tea"), "customer", NINE).current


# Steps of the script

SCRIPT = (Step(minutes=2, title="Silence"), Step(minutes=3, title="Read round"), Step(title="Thanks"))


def chosen(session: Session, number: int, seconds: float) -> Session:
    """Return the session after a step was chosen some seconds after nine."""
    return apply(session, [choose_step(number, session, at(seconds))])


def test_the_first_step_begins_with_the_slot_and_the_next_only_on_command() -> None:
    running = start(FRESH, at(0))
    assert step_time(SCRIPT, running, at(30)) == StepTime(0, 120, 30.0)
    assert step_time(SCRIPT, running, at(500)) == StepTime(0, 120, 500.0)
    assert schedule(SLOTS, running, at(500), SCRIPT).step == StepTime(0, 120, 500.0)


def test_a_chosen_step_counts_from_its_own_beginning() -> None:
    running = chosen(start(FRESH, at(0)), 1, 100)
    assert step_time(SCRIPT, running, at(130)) == StepTime(1, 180, 30.0)


def test_a_pause_does_not_count_in_a_step() -> None:
    paused = pause(chosen(start(FRESH, at(0)), 1, 100), at(110))
    assert step_time(SCRIPT, paused, at(900)) == StepTime(1, 180, 10.0)
    assert step_time(SCRIPT, start(paused, at(900)), at(905)) == StepTime(1, 180, 15.0)


def test_moving_the_room_begins_the_first_step_of_the_new_slot() -> None:
    moved = go(chosen(start(FRESH, at(0)), 2, 100), "one", at(120))
    assert step_time(SCRIPT, moved, at(125)) == StepTime(0, 120, 5.0)
    back = go(moved, "hello", at(180))
    assert step_time(SCRIPT, back, at(190)) == StepTime(0, 120, 10.0), "the time spent there before does not count"


@pytest.mark.parametrize("number", [3, 99])
def test_a_step_beyond_the_end_of_the_script_is_its_last(number: int) -> None:
    session = FRESH.with_clock(step=number)
    assert step_time(SCRIPT, session, at(0)) == StepTime(2, 0, 0.0)
    assert step_time((), session, at(0)) is None


def test_choosing_a_step_is_undone_to_the_step_before() -> None:
    running = start(FRESH, at(0))
    change = choose_step(1, running, at(61.26))
    assert change == SetStep(1, 61.3)
    assert apply(apply(running, [change]), [change.inverse(running)]) == running
