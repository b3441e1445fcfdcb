"""Tests of the ways to win back time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wbtui.core.change import applied, apply
from wbtui.core.session import Clock, Session
from wbtui.core.time.agenda import minutes_of, slots_of
from wbtui.core.time.catch_up import CatchUp, Way, catch_up, changes_of, in_proportion
from wbtui.core.time.schedule import MINUTE, Schedule, schedule
from wbtui.core.workbook.model import Agenda, Slot, Stage, Workbook

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
SPRINT = (
    Slot("problem", "Problem", 20, "problem"),
    Slot("faq", "Customer FAQ", 11, "faq", least=6),
    Slot("internal", "Internal FAQ", 13, "internal", least=8),
    Slot("visuals", "Visuals", 4, "visuals", may_go=True),
    Slot("decision", "Decision", 10, "decision", least=8, must=True),
)


def workbook(slots: tuple[Slot, ...]) -> Workbook:
    stages = tuple(Stage(slot.id, slot.title, "", "", ()) for slot in slots if slot.stage)
    return Workbook("w", "W", stages, (Agenda("day", "Day", slots),))


def at(slots: tuple[Slot, ...], current: str, late: float) -> tuple[Session, datetime]:
    """Return a session that has just come to a slot, so many minutes late, and the moment."""
    before = sum(slot.minutes for slot in slots[: [slot.id for slot in slots].index(current)])
    now = NINE + timedelta(minutes=before + late)
    clock = Clock(starts=NINE, started=NINE, running_since=now, planned={slot.id: slot.minutes for slot in slots})
    return Session("s", "S", "w", "day", NINE, NINE, current, clock=clock), now


def seen(session: Session, slots: tuple[Slot, ...], now: datetime) -> Schedule:
    return schedule(slots_of(session, workbook(slots)), session, now)


def ways(slots: tuple[Slot, ...], current: str, late: float) -> CatchUp | None:
    session, now = at(slots, current, late)
    return catch_up(seen(session, slots, now))


def test_a_plan_that_fits_needs_no_way() -> None:
    assert ways(SPRINT, "problem", 0) is None
    assert ways(SPRINT, "problem", -5) is None


def test_six_minutes_are_won_back_as_facilitators_ask_for_it() -> None:
    """NA12."""
    found = ways(SPRINT, "problem", 6)
    assert found
    assert (found.minutes, found.before, found.to_drop) == (6, None, ())
    end = NINE + timedelta(minutes=58)
    assert found.ways == (
        Way("shorten", {"faq": 9, "internal": 11, "visuals": 3, "decision": 9}, end),
        Way("drop", {"visuals": 0, "faq": 10, "internal": 12}, end),
        Way("move_end", {}, end + timedelta(minutes=6)),
    )


def test_what_is_too_many_before_a_fixed_time_is_won_back_before_it() -> None:
    day = (*SPRINT[:2], Slot("lunch", "Lunch", 45, at=time(9, 31)), *SPRINT[2:])
    found = ways(day, "problem", 5)
    assert found
    assert found.before
    assert (found.before.slot.id, found.minutes) == ("lunch", 5)
    assert [(way.kind, way.minutes) for way in found.ways] == [("shorten", {"faq": 6})]
    too_late = ways(day, "problem", 6)
    assert too_late
    assert (too_late.ways, [row.slot.id for row in too_late.to_drop]) == ((), ["faq"])


def test_when_nothing_helps_it_says_what_to_drop() -> None:
    found = ways(SPRINT, "problem", 20)
    assert found
    assert [way.kind for way in found.ways] == ["move_end"]
    assert [row.slot.id for row in found.to_drop] == ["visuals", "internal"]
    late = ways(SPRINT, "problem", 30)
    assert late
    assert [row.slot.id for row in late.to_drop] == ["visuals", "internal", "faq"]


@pytest.mark.parametrize(
    ("slots", "room", "minutes"),
    [
        ([(15, 1)] * 4, 55, [14, 14, 14, 13]),
        ([(11, 6), (13, 8), (4, 1), (10, 8)], 32, [9, 11, 3, 9]),
        ([(10, 10), (10, 1)], 15, [10, 5]),
        ([(10, 5), (10, 5)], 9, None),
        ([(10, 5)], 30, [10]),
        ([], 0, []),
    ],
)
def test_minutes_are_shared_by_the_largest_remainder(
    slots: list[tuple[int, int]], room: int, minutes: list[int] | None
) -> None:
    assert in_proportion(slots, room) == minutes


@given(st.lists(st.tuples(st.integers(1, 200), st.integers(0, 200)), max_size=12), st.integers(0, 800))
def test_sums_are_exact_and_minimums_kept(drawn: list[tuple[int, int]], room: int) -> None:
    slots = [(minutes, min(minutes, least)) for minutes, least in drawn]
    found = in_proportion(slots, room)
    if found is None:
        assert sum(least for _, least in slots) > room
        return
    assert sum(found) == min(room, sum(minutes for minutes, _ in slots))
    assert all(least <= new <= minutes for new, (minutes, least) in zip(found, slots, strict=True))


DAYS = st.lists(
    st.tuples(
        st.integers(1, 90),
        st.none() | st.integers(1, 60),
        st.none()
        | st.none()
        | st.times(time(9), time(18)).map(lambda moment: moment.replace(second=0, microsecond=0)),
        st.sampled_from(["", "must", "may_go", "break"]),
    ),
    min_size=2,
    max_size=9,
)


@settings(max_examples=300)
@given(DAYS, st.integers(-20, 90), st.data())
def test_every_way_leads_to_a_plan_that_fits(
    drawn: list[tuple[int, int | None, time | None, str]], late: int, data: st.DataObject
) -> None:
    slots = tuple(
        Slot(
            f"s{n}",
            f"S{n}",
            minutes,
            "" if kind == "break" else f"s{n}",
            least=None if least is None else min(minutes, least),
            at=fixed,
            must=kind == "must",
            may_go=kind == "may_go",
        )
        for n, (minutes, least, fixed, kind) in enumerate(drawn)
    )
    session, now = at(slots, f"s{data.draw(st.integers(0, len(slots) - 1))}", late)
    before = seen(session, slots, now)
    found = catch_up(before)
    if found is None:
        first = next((row.expected.too_many for row in before.rows if row.expected and row.expected.too_many), 0)
        assert first < MINUTE + MINUTE or before.behind < MINUTE + MINUTE or not any(_may_change(before))
        return
    assert len(found.ways) <= 3
    for way in found.ways:
        steps, after = applied(session, changes_of(way, before, session, workbook(slots)))
        assert apply(after, [step.back for step in reversed(steps)]) == session
        then = seen(after, slots, now)
        assert [row.slot.id for row in then.rows] == [row.slot.id for row in before.rows]
        for row in then.rows:
            if row.expected and row.slot.at and not row.current:
                assert f"{row.expected.start:%H:%M}" == f"{row.slot.at:%H:%M}"
            usual = next(slot for slot in slots if slot.id == row.slot.id)
            least = min(usual.minutes, usual.least or 0)
            assert row.planned >= least * MINUTE or (usual.may_go and row.planned == 0)
        if found.before is None:
            assert then.behind < MINUTE
            assert then.expected_end - way.end < timedelta(minutes=1)
        else:
            there = next(row.expected for row in then.rows if row.slot.id == found.before.slot.id)
            assert there
            assert there.too_many < MINUTE


def _may_change(found: Schedule) -> list[bool]:
    return [bool(row.slot.stage or row.slot.may_go) for row in found.rows if row.expected and not row.current]


def test_moving_the_end_promises_the_later_one() -> None:
    session, now = at(SPRINT, "problem", 6.5)
    before = seen(session, SPRINT, now)
    found = catch_up(before)
    assert found
    after = apply(session, changes_of(found.ways[-1], before, session, workbook(SPRINT)))
    then = seen(after, SPRINT, now)
    assert then.planned_end == NINE + timedelta(minutes=58 + 7)
    assert then.behind <= 0
    assert {slot.id: minutes_of(after, slot) for slot in SPRINT} == {slot.id: slot.minutes for slot in SPRINT}


def test_a_workshop_that_has_not_begun_needs_no_way() -> None:
    session, now = at(SPRINT, "problem", 0)
    assert catch_up(seen(replace(session, clock=Clock()), SPRINT, now)) is None
