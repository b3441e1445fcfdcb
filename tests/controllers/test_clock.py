"""Tests of the clock controller: countdown, sleep, system time, moving the room."""

from __future__ import annotations

from datetime import UTC, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.controllers.fakes import NOON, WHO, Machine
from tests.said import HELD

from wbtui.core.change import SetAnswer
from wbtui.core.time.zones import with_offset
from wbtui.ui.controllers.desk import Desk
from wbtui.ui.controllers.questions import YesOrNo
from wbtui.ui.controllers.status import Status
from wbtui.ui.themes import ALARM
from wbtui.ui.widgets.bars import slot_time


async def running(machine: Machine, minutes: float = 3) -> Desk:
    desk = await machine.open()
    desk.clock.pause_or_start()
    for _ in range(round(minutes * 2)):
        machine.later(minutes=0.5)
        await machine.look(desk)
    return desk


def left(desk: Desk) -> float:
    row = desk.clock.schedule().current
    assert row
    return row.left


async def test_the_countdown_runs_and_pauses(machine: Machine) -> None:
    desk = await running(machine)
    assert left(desk) == 7 * 60
    desk.clock.pause_or_start()
    machine.later(minutes=5)
    assert left(desk) == 7 * 60
    assert desk.workshop.session.clock.spent == {"customer": 180}


async def test_tick_returns_the_seconds_until_the_countdown_changes(machine: Machine) -> None:
    desk = await machine.open()
    assert desk.clock.tick() == 1
    desk.clock.pause_or_start()
    machine.later(seconds=0.4)
    assert desk.clock.tick() == pytest.approx(0.6)


async def test_a_running_clock_writes_a_heartbeat_every_ten_seconds(machine: Machine) -> None:
    desk = await machine.open()
    beats: list[object] = []
    desk.clock._note_beat = beats.append
    desk.clock.tick()
    assert beats == []
    desk.clock.pause_or_start()
    for _ in range(21):
        desk.clock.tick()
        machine.later(seconds=1)
    assert beats == [NOON] * 3


async def test_sleep_is_asked_about_only_on_request(machine: Machine) -> None:
    desk = await running(machine)
    machine.sleeps(minutes=42)
    await machine.look(desk)
    assert desk.status() == Status("Away 42 min · <resolve> count it?", alarm=True)
    assert left(desk) == 7 * 60
    assert machine.host.told == machine.host.asked == []


@pytest.mark.parametrize(("answer", "minutes", "settled"), [(True, -35, True), (False, 7, True), (None, 7, False)])
async def test_the_answers_to_the_question_about_sleep(
    machine: Machine, answer: bool | None, minutes: int, settled: bool
) -> None:
    desk = await running(machine)
    machine.sleeps(minutes=42)
    await machine.look(desk)
    machine.host.answers = [answer]
    await desk.resolve()
    question = machine.host.question
    assert question == YesOrNo(
        "Count the time away?",
        "The computer was asleep for 42 min. The clock has been running again since then.",
        "Count 42 min",
        "Leave it out",
    )
    assert left(desk) == minutes * 60
    assert ("Away" not in desk.status().text) is settled
    if answer:
        desk.undo.undo()
        assert left(desk) == 7 * 60


async def test_sleep_counts_for_the_slot_in_which_it_happened(machine: Machine) -> None:
    desk = await running(machine)
    # Two spans in one slot, one in the next: each counts for its own slot.
    for minutes, by in ((2, 0), (2, 1), (3, 0)):
        machine.sleeps(minutes=minutes)
        await machine.look(desk)
        if by:
            desk.clock.step(by)
    assert desk.status().text.startswith("Away 7 min")
    machine.host.answers = [True]
    await desk.resolve()
    desk.clock.pause_or_start()
    assert desk.workshop.session.clock.spent == {"customer": 420, "problem": 180}


async def test_short_sleep_counts_but_not_while_paused(machine: Machine) -> None:
    desk = await running(machine)
    machine.sleeps(minutes=0.5)
    await machine.look(desk)
    assert left(desk) == 6.5 * 60
    desk.clock.pause_or_start()
    machine.sleeps(minutes=42)
    await machine.look(desk)
    assert left(desk) == 6.5 * 60
    assert desk.clock.status is None


@pytest.mark.parametrize("hours", [1, -1])
async def test_undoing_a_pause_is_not_affected_by_a_changed_system_time(machine: Machine, hours: float) -> None:
    desk = await running(machine)
    desk.clock.pause_or_start()
    machine.later(seconds=30)
    machine.set_time(hours=hours)
    await machine.look(desk)
    desk.undo.undo()
    assert left(desk) == 6.5 * 60
    clock = desk.workshop.session.clock
    assert clock.running_since == clock.started


async def test_sleep_during_an_undone_pause_does_not_count(machine: Machine) -> None:
    desk = await running(machine)
    desk.clock.pause_or_start()
    machine.later(seconds=30)
    await machine.look(desk)
    machine.sleeps(minutes=50)
    await machine.look(desk)
    desk.undo.undo()
    assert left(desk) == 6.5 * 60
    assert machine.host.asked == []


async def test_a_command_soon_after_a_sleep_does_not_jump_the_clock(machine: Machine) -> None:
    desk = await running(machine)
    machine.sleeps(minutes=42)
    machine.set_time(hours=-1)
    desk.clock.pause_or_start()
    assert left(desk) == 7 * 60
    await machine.look(desk)
    assert left(desk) == 7 * 60


@pytest.mark.parametrize("hours", [5, -5, 100, -100])
async def test_a_changed_system_time_does_not_change_the_countdown(machine: Machine, hours: float) -> None:
    desk = await running(machine)
    machine.set_time(hours=hours)
    await machine.look(desk)
    assert left(desk) == 7 * 60
    assert machine.host.told == ["The clock: The system time was changed. The workshop's clock was not."]
    since = desk.workshop.session.clock.running_since
    assert since
    assert (machine.reading.wall - since).total_seconds() == pytest.approx(180, abs=0.2)


@pytest.mark.parametrize("tell", [True, False])
async def test_a_suspension_of_the_program_is_reported(machine: Machine, tell: bool) -> None:
    desk = await running(machine)
    machine.later(minutes=2)
    machine.host.told.clear()
    desk.clock.look(tell=tell)
    said = ["The clock: The program was suspended for 2 min. That time counts."]
    assert machine.host.told == (said if tell else [])
    assert left(desk) == 5 * 60


async def test_the_clock_is_paused_when_a_new_day_began_during_sleep(machine: Machine) -> None:
    desk = await running(machine)
    machine.sleeps(minutes=20 * 60)
    await machine.look(desk)
    assert desk.workshop.session.clock.running_since is None
    assert desk.status() == Status("Paused since yesterday 12:03", alarm=False)
    desk.workshop.edit(SetAnswer(WHO, "Nurses"))
    assert desk.clock.status is None


async def test_minutes_can_be_added_and_taken_off(machine: Machine) -> None:
    desk = await machine.open()
    desk.clock.add_minutes(5)
    desk.clock.add_minutes(-1)
    assert left(desk) == 14 * 60
    desk.undo.undo()
    assert left(desk) == 15 * 60
    assert machine.host.last == "Undone: −1 minute of Customer"


async def test_the_time_in_the_top_bar_says_over_and_paused(machine: Machine) -> None:
    desk = await running(machine)
    desk.clock.add_minutes(-99)
    machine.later(seconds=80)
    over = slot_time(desk.clock.schedule())
    assert over
    desk.clock.pause_or_start()
    paused = slot_time(desk.clock.schedule())
    assert paused
    assert paused.text.replace("❚❚ ", "").replace(" paused", "") == over.text != paused.text
    assert paused.style == over.style == ALARM
    assert paused.text.startswith(" ❚❚ OVER ")


async def test_a_step_that_cannot_be_seen_is_named_and_so_is_its_undo(machine: Machine) -> None:
    desk = await machine.open()
    desk.clock.step_on()
    assert machine.host.told == []
    desk.clock.step_on(tell=True)
    second = desk.clock.script[2].title
    assert machine.host.last == f"Step of Customer: {second}"
    desk.undo.undo()
    assert machine.host.last == f"Undone: Step “{second}” of Customer"


async def test_the_room_moves_forward_and_back(machine: Machine) -> None:
    desk = await machine.open()
    while desk.clock.beyond(-1):
        desk.clock.step(-1)
    desk.clock.step(-1)
    assert desk.clock.beyond(-1) is None
    desk.clock.go("customer")
    beyond = desk.clock.beyond(1)
    assert beyond
    desk.clock.step(1)
    assert desk.workshop.session.slot == beyond.id == "problem"
    desk.clock.go("problem")
    while desk.clock.beyond(1):
        desk.clock.step(1)
    last = desk.workshop.session.slot
    desk.clock.step(1)
    assert desk.workshop.session.slot == last


async def test_a_read_only_session_refuses_all_clock_commands(machine: Machine) -> None:
    desk = await running(machine)
    desk.workshop.read_only = HELD
    before = desk.workshop.session
    machine.sleeps(minutes=42)
    desk.clock.look()
    for act in (desk.clock.pause_or_start, desk.clock.stop):
        act()
    desk.clock.add_minutes(1)
    desk.clock.step(1)
    assert desk.workshop.session is before


# After the program was killed


async def killed(machine: Machine) -> Path:
    """Return the file of a program that was killed after its clock had run for three minutes."""
    desk = await running(machine)
    machine.opened.remove(desk)
    desk.handle._autosave.close(5)
    lock = desk.handle._lock
    assert lock
    lock.release()
    return desk.handle.path


@pytest.mark.parametrize(("answer", "minutes", "runs"), [(True, -35, True), (False, 7, False), (None, 7, False)])
async def test_after_a_crash_the_time_away_is_asked_about(
    machine: Machine, answer: bool | None, minutes: int, runs: bool
) -> None:
    path = await killed(machine)
    machine.later(minutes=42)
    machine.steady.look()
    desk = await machine.open(path)
    machine.host.answers = [answer]
    await desk.welcome()
    assert machine.host.question == YesOrNo(
        "Count the time away?",
        "The clock was running when the program ended at 12:03, 42 min ago.",
        "Count 42 min",
        "Leave the clock paused",
    )
    assert left(desk) == minutes * 60
    assert bool(desk.workshop.session.clock.running_since) is runs
    assert desk.workshop.undo() is None or answer


@pytest.mark.fault("R18")
@pytest.mark.parametrize(
    ("reader", "ended"),
    [
        (ZoneInfo("America/Los_Angeles"), "04:03"),
        (ZoneInfo("Asia/Tokyo"), "21:03"),
        (ZoneInfo("Asia/Kathmandu"), "17:48"),
        (UTC, "12:03"),
    ],
    ids=str,
)
async def test_the_end_of_the_program_is_shown_in_the_time_zone_of_the_reader(
    machine: Machine, reader: tzinfo, ended: str
) -> None:
    path = await killed(machine)
    machine.later(minutes=10)
    there = with_offset(machine.reading.wall, reader)
    machine.reading = machine.reading._replace(wall=there, boot=1.0, boot_id="another")
    machine.steady.look()
    desk = await machine.open(path)
    machine.host.answers = [False]
    await desk.welcome()
    assert isinstance(machine.host.question, YesOrNo)
    assert f"the program ended at {ended}, 10 min ago" in machine.host.question.text


@pytest.mark.fault("R24")
@pytest.mark.parametrize("hours", [0, 11.75, 12, 20])
async def test_twenty_minutes_away_are_asked_about_however_long_the_session_ran(
    machine: Machine, hours: float
) -> None:
    machine.later(minutes=hours * 60)
    machine.steady.look()
    path = await killed(machine)
    machine.later(minutes=20)
    machine.steady.look()
    desk = await machine.open(path)
    machine.host.answers = [True]
    await desk.welcome()
    assert isinstance(machine.host.question, YesOrNo)
    assert "20 min ago" in machine.host.question.text
    assert desk.workshop.session.clock.running_since


async def test_half_a_minute_away_counts_without_a_question(machine: Machine) -> None:
    path = await killed(machine)
    machine.later(minutes=0.5)
    machine.steady.look()
    desk = await machine.open(path)
    await desk.welcome()
    assert machine.host.asked == []
    assert left(desk) == 6.5 * 60
    assert desk.workshop.session.clock.running_since
    assert desk.workshop.undo() is None


@pytest.mark.parametrize(
    ("hours", "word"), [(20, "Paused since yesterday 12:03"), (-5, "Paused: the system time was set back")]
)
async def test_a_new_day_or_a_changed_system_time_pauses_without_a_question(
    machine: Machine, hours: float, word: str
) -> None:
    path = await killed(machine)
    machine.set_time(hours=hours)
    machine.reading = machine.reading._replace(boot=1.0, boot_id="another")
    machine.steady.look()
    desk = await machine.open(path)
    await desk.welcome()
    assert machine.host.asked == []
    assert desk.status() == Status(word, alarm=False)
    assert desk.workshop.session.clock.running_since is None
