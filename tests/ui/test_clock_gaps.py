"""Tests of the clock after sleep, suspension, a changed system time and a new day."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ui.driver import House, Room
from textual.app import SuspendNotSupported

from wbtui.core.errors import SaveError
from wbtui.storage.disk import atomic_file
from wbtui.storage.disk.fingerprint import Fingerprint
from wbtui.ui.screens.confirm import Confirm


async def running(room: Room, minutes: float = 3) -> None:
    """Run a session with the clock running and the caret in the middle of a sentence."""
    await room.press("f4")
    await room.later(minutes=minutes)
    await room.type("Parents ")


async def test_sleep_is_asked_about_only_on_request(house: House) -> None:
    async with house.room() as room:
        await running(room)
        house.sleeps(minutes=42)
        await room.look()
        assert room.screen is room.stage
        assert room.header.right == "Away 42 min · ^g ! count it?"
        assert room.header.alarm
        assert room.shown()[0].rstrip().endswith("Away 42 min · ^g ! count it?")
        assert (room.clock, room.clock_note[0]) == ("07:00", "left")
        await room.later(minutes=1)
        assert room.clock == "06:00"
        await room.type("of twins")
        assert room.answer("customer.who") == "Parents of twins"
        assert "Away" in room.header.right
        await room.saved()
        assert room.toasts == []


@pytest.mark.parametrize(
    ("key", "clock", "settled"), [("y", "+36:00", True), ("n", "06:00", True), ("escape", "06:00", False)]
)
async def test_the_answers_to_the_question_about_sleep(house: House, key: str, clock: str, settled: bool) -> None:
    async with house.room() as room:
        await running(room)
        house.sleeps(minutes=42)
        await room.later(minutes=1)
        await room.menu("!")
        await room.until(lambda: isinstance(room.screen, Confirm))
        await room.settle()
        assert room.sees("Count 42 min")
        await room.press(key)
        await room.until(lambda: room.screen is room.stage)
        await room.settle()
        assert (room.clock, room.clock_note[0]) == (clock, "over" if key == "y" else "left")
        assert ("Away" not in room.header.right) is settled
        await room.press("ctrl+q")
    async with house.room(room.path) as again:
        assert again.clock == clock
        assert "Away" not in again.header.right


async def test_sleep_counts_for_the_stage_in_which_it_happened(house: House) -> None:
    async with house.room() as room:
        await running(room)
        house.sleeps(minutes=2)
        await room.look()
        await room.next()
        house.sleeps(minutes=3)
        await room.look()
        assert room.header.right.startswith("Away 5 min")
        await room.menu("!")
        await room.until(lambda: isinstance(room.screen, Confirm))
        await room.press("y")
        await room.until(lambda: room.screen is room.stage)
        await room.press("f4")
        assert room.session.clock.spent == {"customer": 300, "problem": 180}


async def test_sleep_with_a_paused_clock_asks_nothing(house: House) -> None:
    async with house.room() as room:
        await running(room)
        await room.press("f4")
        house.sleeps(minutes=42)
        await room.look()
        assert "Away" not in room.header.right
        assert (room.clock, room.clock_note[0]) == ("07:00", "paused")


async def test_short_sleep_counts(house: House) -> None:
    async with house.room() as room:
        await running(room)
        house.sleeps(minutes=0.5)
        await room.look()
        assert room.clock == "06:30"
        assert "Away" not in room.header.right


async def test_a_command_soon_after_a_sleep_does_not_jump_the_clock(house: House) -> None:
    async with house.room() as room:
        await running(room)
        house.sleeps(minutes=42)
        house.set_time(hours=-1)
        assert room.desk.clock.schedule().current
        await room.press("f4")
        assert room.clock == "07:00"
        await room.look()
        assert room.clock == "07:00"


@pytest.mark.parametrize("hours", [5, -5, 100, -100])
async def test_a_changed_system_time_does_not_change_the_countdown(house: House, hours: float) -> None:
    async with house.room() as room:
        await running(room)
        note = room.clock_note[:2]
        house.set_time(hours=hours)
        await room.look()
        assert room.clock == "07:00"
        assert room.clock_note[:2] == note
        await room.later(minutes=1)
        assert room.clock == "06:00"
        await room.until(lambda: room.header.right.startswith(("saved", "all saved")))
        assert room.toasts == ["The clock: The system time was changed. The workshop's clock was not."]
        # Other readers of the file see the same.
        clock = (await room.saved())["clock"]
        assert (house.now - clock["running_since"]).total_seconds() == pytest.approx(240, abs=0.2)
        await room.press("ctrl+q")
    async with house.room(room.path) as again:
        assert again.clock == "06:00"


async def test_a_suspension_counts_and_is_reported(house: House) -> None:
    async with house.room() as room:
        await running(room)
        house.passes(20 * 60)
        await room.look()
        assert (room.clock, room.clock_note[0]) == ("+13:00", "over")
        assert room.toasts == ["The clock: The program was suspended for 20 min. That time counts."]


async def test_time_in_an_external_editor_is_not_reported(house: House) -> None:
    async with house.room() as room:
        await running(room)
        house.passes(20 * 60)
        with pytest.raises(SuspendNotSupported), room.app.suspend():
            pass
        await room.look()
        assert room.clock == "+13:00"
        assert room.toasts == []


async def test_the_clock_is_paused_when_a_new_day_began_during_sleep(house: House) -> None:
    async with house.room() as room:
        await running(room)
        house.later(hours=8, minutes=39)
        house.sleeps(hours=14)
        await room.look()
        assert room.header.right == "Paused since yesterday 17:42"
        assert not room.header.alarm
        assert room.shown()[0].rstrip().endswith("Paused since yesterday 17:42")
        assert room.clock_note[0] == "paused"
        paused = room.clock
        await room.later(minutes=1)
        assert room.clock == paused
        assert room.screen is room.stage
        await room.press("f4")
        await room.saved()
        await room.until(lambda: room.header.right.startswith("saved"))
        assert room.clock_note[0] == "over"


# While the program was closed


async def gone(house: House, minutes: float = 3) -> Path:
    """End the program three minutes into a stage, with the clock running."""
    async with house.room() as room:
        await running(room, minutes)
        room.desk.clock.look()
        room.beat()
        await room.saved()
        async with room.crash():
            return room.path


async def test_a_new_day_pauses_the_clock_without_a_question(house: House) -> None:
    path = await gone(house)
    house.passes(20 * 3600)
    async with house.room(path) as room:
        assert room.screen is room.stage
        assert room.header.right == "Paused since yesterday 09:03"
        assert (room.clock, room.clock_note[0]) == ("07:00", "paused")
        await room.type("x")
        await room.saved()
        await room.until(lambda: room.header.right.startswith("saved"))


@pytest.mark.parametrize("hours", [2, -2, -100])
async def test_the_system_time_changed_while_the_program_was_closed(house: House, hours: float) -> None:
    path = await gone(house)
    house.passes(25 * 60)
    house.set_time(hours=hours)
    async with house.room(path) as room:
        assert room.sees("25 min ago")
        await room.press("y")
        assert (room.clock, room.clock_note[0]) == ("+18:00", "over")
        await room.later(minutes=1)
        assert room.clock == "+19:00"


async def test_the_clock_is_paused_if_the_system_time_was_set_back_across_a_reboot(house: House) -> None:
    path = await gone(house)
    house.reboot(minutes=-600)
    async with house.room(path) as room:
        assert room.screen is room.stage
        assert room.header.right == "Paused: the system time was set back"
        assert (room.clock, room.clock_note[0]) == ("07:00", "paused")


async def test_the_machine_rebooted_while_the_program_was_closed(house: House) -> None:
    path = await gone(house)
    house.reboot(minutes=25)
    async with house.room(path) as room:
        assert room.clock_note[0] == "paused"
        assert room.sees("25 min ago")
        await room.press("n")
        assert (room.clock, room.clock_note[0]) == ("07:00", "paused")


async def test_half_a_minute_away_counts_without_a_question(house: House) -> None:
    path = await gone(house)
    house.passes(30)
    async with house.room(path) as room:
        assert room.screen is room.stage
        assert (room.clock, room.clock_note[0]) == ("06:30", "left")


async def test_a_failed_save_hides_the_status_of_the_clock(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_arguments: object, **_options: object) -> Fingerprint:
        raise SaveError("disk.full")

    async with house.room() as room:
        await running(room)
        house.sleeps(minutes=42)
        await room.look()
        with monkeypatch.context() as broken:
            broken.setattr(atomic_file, "write", failing)
            await room.type("x")
            await room.press("ctrl+s")
            await room.until(lambda: room.header.right.startswith("NOT SAVED"))
        await room.press("ctrl+s")
        await room.until(lambda: room.header.right.startswith("Away 42 min"))
