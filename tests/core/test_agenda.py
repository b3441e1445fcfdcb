"""Tests of the slots of a session, which it has of its own once somebody has changed them by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.session_edits import with_minutes

from wbtui.core.change import Change, applied, apply
from wbtui.core.new_session import new_session
from wbtui.core.session import Session
from wbtui.core.time.agenda import (
    SLOTS,
    add_break,
    minutes_of,
    move,
    remove,
    set_minutes,
    set_part,
    slots_of,
)
from wbtui.core.time.schedule import schedule
from wbtui.core.workbook.model import Workbook
from wbtui.core.workbook.unknown_fields import with_unknown_fields
from wbtui.storage.session_file import codec
from wbtui.storage.workbooks import DEFAULT_WORKBOOK, WorkbookLibrary
from wbtui.wording.labels import act_label

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
BUILT_IN: Workbook = WorkbookLibrary(Path()).load(DEFAULT_WORKBOOK)
AGENDAS = [agenda.id for agenda in BUILT_IN.agendas]


def fresh(agenda: str = "90") -> Session:
    found = BUILT_IN.agenda(agenda)
    assert found
    return new_session(BUILT_IN, DEFAULT_WORKBOOK, "Pocket Clinic", found, NINE)


def minutes(session: Session) -> dict[str, int]:
    """Return the minutes that each slot has now."""
    return {slot.id: minutes_of(session, slot) for slot in slots_of(session, BUILT_IN)}


@pytest.mark.parametrize("agenda", AGENDAS)
def test_a_copy_of_the_agenda_changes_nothing_but_what_was_changed(agenda: str) -> None:
    session = fresh(agenda)
    first = next(slot for slot in slots_of(session, BUILT_IN) if slot.minutes)
    changed = apply(session, set_minutes(session, BUILT_IN, first.id, first.minutes + 5))
    assert slots_of(changed, BUILT_IN) == slots_of(session, BUILT_IN)
    assert minutes(changed) == minutes(session) | {first.id: first.minutes + 5}
    assert changed.clock == session.clock
    before, after = (schedule(slots_of(each, BUILT_IN), each, NINE) for each in (session, changed))
    assert [row.plan for row in before.rows] == [row.plan for row in after.rows]
    assert (before.behind, after.behind) == (0, 300)


EDITS: dict[str, Callable[[Session], tuple[Change, ...]]] = {
    "+1 minute of Customer": lambda s: set_minutes(s, BUILT_IN, "customer", 11),
    "Visuals skipped": lambda s: set_part(s, BUILT_IN, "visuals", "skip", 1),
    "Customer FAQ fixed at 12:30": lambda s: set_part(s, BUILT_IN, "customer_faq", "at", "12:30"),
    "order of the slots": lambda s: move(s, BUILT_IN, "visuals", "customer"),
    "new slot “Tea”": lambda s: add_break(s, BUILT_IN, "benefit", "Tea", 10),
    "removed slot “Welcome and roles”": lambda s: remove(s, BUILT_IN, "welcome"),
}


@pytest.mark.parametrize("label", EDITS)
def test_an_edit_has_a_label_and_is_undone_whole(label: str) -> None:
    session = fresh()
    for start in (session, apply(session, set_minutes(session, BUILT_IN, "problem", 20))):
        steps, after = applied(start, EDITS[label](start))
        assert after != start
        assert act_label([step.made for step in steps], BUILT_IN, start, after) == label
        assert apply(after, [step.back for step in reversed(steps)]) == start
        assert codec.read(codec.render(after).text.encode()).session == after


def test_edits_of_the_day_move_what_is_to_come() -> None:
    session = fresh()
    for edit in EDITS.values():
        session = apply(session, edit(session))
    slots = slots_of(session, BUILT_IN)
    assert [slot.title for slot in slots if minutes_of(session, slot)] == [
        *("Customer", "Problem", "Benefit", "Tea", "Press release", "Customer FAQ", "Internal FAQ", "Decision"),
    ]
    assert next(slot.at for slot in slots if slot.id == "customer_faq") == time(12, 30)
    rows = {row.slot.id: row for row in schedule(slots, session, NINE).rows}
    faq = rows["customer_faq"].expected
    assert faq
    assert f"{faq.start:%H:%M}" == "12:30"


def test_minutes_that_an_older_version_changed_are_promised_as_the_agenda_has_them() -> None:
    session = apply(fresh(), [with_minutes(fresh(), "customer", 5, 10)])
    changed = apply(session, set_minutes(session, BUILT_IN, "problem", 13))
    assert minutes(changed) == minutes(session) | {"problem": 13}
    assert changed.clock.planned == fresh().clock.planned


def test_a_stage_that_the_agenda_leaves_out_gets_a_slot_when_it_gets_minutes() -> None:
    session = fresh("60")
    left_out = next(slot for slot in slots_of(session, BUILT_IN) if not slot.minutes)
    changed = apply(session, set_minutes(session, BUILT_IN, left_out.id, 5))
    assert [slot.id for slot in slots_of(changed, BUILT_IN)] == [slot.id for slot in slots_of(session, BUILT_IN)]
    assert minutes(changed)[left_out.id] == 5


def test_the_slots_of_a_session_are_no_answers() -> None:
    session = fresh()
    changed = apply(session, set_minutes(session, BUILT_IN, "customer", 11))
    text = codec.render(changed).text
    assert text.endswith("# end: 0 answers\n")
    assert with_unknown_fields(BUILT_IN, changed) is BUILT_IN


def test_times_and_flags_stand_in_the_file_as_toml_has_them() -> None:
    session = fresh()
    for part, value in (("at", "12:30"), ("skip", 1), ("min", 4)):
        session = apply(session, set_part(session, BUILT_IN, "customer", part, value))
    text = codec.render(session).text
    assert (
        '[[slots]]\nid = "customer"\nstage = "customer"\nminutes = 10\nat = 12:30:00\nskip = true\nmin = 4\n'
        in text
    )
    assert codec.read(text.encode()).session == session


@given(
    st.fixed_dictionaries(
        {},
        optional={
            name: st.integers(-5, 10**12) | st.text(max_size=5) | st.floats(allow_nan=False, allow_infinity=False)
            for name in ("minutes", "at", "min", "skip", "must", "stage", "title")
        },
    )
)
def test_slots_written_by_hand_never_end_the_program(values: dict[str, int | str | float]) -> None:
    session = fresh()
    session = apply(session, set_minutes(session, BUILT_IN, "customer", 11))
    for part, value in values.items():
        session = session.put(SLOTS.at(entry="customer", part=part), value or None)
    found = schedule(slots_of(session, BUILT_IN), replace(session, slot="welcome"), NINE)
    assert found.expected_end >= NINE or values.get("at")
    assert len(found.rows) == len({row.slot.id for row in found.rows})
