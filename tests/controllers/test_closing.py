"""Tests of the end of a workshop."""

from __future__ import annotations

from datetime import date

from tests.controllers.fakes import Machine
from tests.said import HELD

from wbtui.core.closing import ACTIONS
from wbtui.ui.controllers.closing import LOOK_AGAIN
from wbtui.ui.controllers.questions import Ending, HowToClose


async def test_the_end_stops_the_clock_notes_the_day_and_exports_in_one_act(machine: Machine) -> None:
    """NA14: nothing helped to close; the last words of the program were that this is the last stage."""
    desk = await machine.open()
    desk.clock.pause_or_start()
    machine.later(minutes=5)
    exports: list[str] = []
    machine.host.answers = [Ending(date(2026, 12, 7))]
    await desk.closing.close(lambda: exports.append("md"))
    session = desk.workshop.session
    assert isinstance(machine.host.asked[-1], HowToClose)
    assert session.clock.running_since is None
    assert [entry.values for entry in session.entries(ACTIONS)] == [
        {"action": LOOK_AGAIN, "due": date(2026, 12, 7)}
    ]
    assert machine.host.last.endswith("is an action for Monday 7 December")
    assert exports == ["md"]
    desk.undo.undo()
    assert desk.workshop.session.clock.running_since is not None
    assert desk.workshop.session.entries(ACTIONS) == ()


async def test_going_on_changes_nothing(machine: Machine) -> None:
    desk = await machine.open()
    desk.clock.pause_or_start()
    before = desk.workshop.session
    exports: list[str] = []
    machine.host.answers = [None]
    await desk.closing.close(lambda: exports.append("md"))
    assert desk.workshop.session is before
    assert not exports


async def test_a_read_only_session_is_not_closed(machine: Machine) -> None:
    desk = await machine.open()
    desk.workshop.read_only = HELD
    await desk.closing.close(lambda: None)
    assert not machine.host.asked
