"""Tests of the timetable: edits by hand, and ways to catch up that are only taken on command."""

from __future__ import annotations

from tests.controllers.fakes import Machine
from tests.said import HELD

from wbtui.core.time.agenda import SLOTS
from wbtui.core.time.schedule import MINUTE
from wbtui.ui.controllers.desk import Desk


async def late(machine: Machine) -> Desk:
    """Return a workshop in its second stage, six minutes behind its plan."""
    desk = await machine.open()
    desk.clock.pause_or_start()
    machine.later(minutes=19)
    desk.clock.step(1)
    return desk


def minutes(desk: Desk) -> dict[str, int]:
    """Return the minutes of each slot."""
    return {row.slot.id: row.planned // MINUTE for row in desk.timetable.rows}


async def test_nothing_changes_until_a_way_is_taken_and_one_undo_takes_it_back(machine: Machine) -> None:
    desk = await late(machine)
    before, session = minutes(desk), desk.workshop.session
    found = desk.timetable.catch_up
    assert found
    assert found.minutes == 6
    assert desk.workshop.session is session
    desk.timetable.take(0)
    assert desk.timetable.catch_up is None
    assert sum(before.values()) - sum(minutes(desk).values()) == 6
    assert machine.host.last.startswith("Minutes of ")
    desk.undo.undo()
    assert minutes(desk) == before
    assert desk.workshop.session.entries(SLOTS) == ()
    desk.timetable.take(7)
    assert minutes(desk) == before


async def test_moving_the_end_keeps_all_minutes(machine: Machine) -> None:
    desk = await late(machine)
    before, found = minutes(desk), desk.timetable.catch_up
    assert found
    desk.timetable.take(len(found.ways) - 1)
    assert minutes(desk) == before
    assert desk.timetable.schedule().behind == 0
    assert machine.host.last == "Promised end"


async def test_every_edit_by_hand_is_one_act(machine: Machine) -> None:
    desk = await late(machine)
    table = desk.timetable
    start = desk.workshop.session

    def row(slot_id: str) -> int:
        return [each.slot.id for each in table.rows].index(slot_id)

    machine.host.answers = ["12.30", "half past", "no fixed time", None]
    table.add_minutes(table.rows[row("visuals")], 5)
    assert minutes(desk)["visuals"] == 9
    table.skip(table.rows[row("visuals")])
    assert minutes(desk)["visuals"] == 0
    table.skip(table.rows[row("visuals")])
    assert minutes(desk)["visuals"] == 9
    table.move(table.rows[row("visuals")], -1)
    assert row("visuals") + 1 == row("internal_faq")
    table.add_break(table.rows[row("visuals")])
    assert table.rows[row("visuals") + 1].slot.title == "Break"
    table.move(table.rows[row("visuals") + 1], 1)
    assert table.rows[row("internal_faq") + 1].slot.title == "Break"
    table.remove(table.rows[row("internal_faq") + 1])
    table.remove(table.rows[row("decision")])
    assert machine.host.last == "A stage cannot be removed, only skipped."
    for fixed in ("12:30", "12:30", None):
        await table.fix(table.rows[row("decision")])
        at = table.rows[row("decision")].slot.at
        assert (f"{at:%H:%M}" if at else None) == fixed
    await table.fix(table.rows[row("decision")])
    for _ in range(9):
        desk.undo.undo()
    assert desk.workshop.session.answers == start.answers


async def test_a_read_only_session_keeps_its_timetable(machine: Machine) -> None:
    desk = await late(machine)
    desk.workshop.read_only = HELD
    before = desk.workshop.session
    desk.timetable.take(0)
    desk.timetable.add_minutes(desk.timetable.rows[0], 1)
    desk.timetable.add_break(desk.timetable.rows[0])
    assert desk.workshop.session is before
