"""Tests of reopening a session: position, caret and remaining time."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

from tests.ui.driver import House, Room

from wbtui.storage.state import State
from wbtui.ui.screens.confirm import Confirm


async def seen_on_disk(room: Room) -> None:
    """Wait until the position of the user has been saved, which takes up to two seconds."""
    view = room.stage.view
    await room.until(lambda: State(room.house.state, room.path).view() == view)
    await room.saved()


def where(room: Room) -> tuple[str, str, tuple[int, int], int]:
    focused = room.focused
    caret = room.field(focused).caret if focused != "RowList" else (0, 0)
    scroll = int(room.stage.form.scroll_offset.y) if room.stage.form else 0
    return room.looking, focused, caret, scroll


async def in_the_middle(room: Room) -> None:
    """Go to a scrolled field of the press release, with the clock running for three minutes."""
    await room.press("f4")
    await room.write("call_to_action", "\n".join(f"line {n}" for n in range(30)))
    await room.press("up", "up", "left", "left")
    room.house.later(minutes=3)
    room.stage.show_time()


async def test_position_and_time_are_restored_after_leaving(house: House) -> None:
    async with house.room(at="press_release") as room:
        await in_the_middle(room)
        before = where(room)
        assert before[2] == (27, 5)
        assert before[3] > 0
        await room.press("ctrl+q")
    house.later(hours=20)
    async with house.room(room.path) as again:
        assert where(again) == before
        assert (again.clock, again.clock_note[0]) == ("17:00", "paused")
        assert again.screen is again.stage
        await again.type("X")
        assert "line X27" in again.answer("press_release.call_to_action")


async def test_position_and_time_are_restored_after_a_crash(house: House) -> None:
    async with house.room(at="press_release") as room:
        await in_the_middle(room)
        await seen_on_disk(room)
        before = where(room)
        room.beat()
        await room.type("Y")
        async with room.crash():
            path = room.path
    house.later(minutes=25)
    async with house.room(path) as again:
        assert isinstance(again.screen, Confirm)
        assert again.sees("Count the time away?")
        assert again.sees("at 09:03, 25 min ago")
        await again.press("n")
        assert where(again)[:2] == before[:2]
        assert "line Y27" in again.answer("press_release.call_to_action")
        assert (again.clock, again.clock_note[0]) == ("17:00", "paused")
        assert "line Y27" in (await again.saved())["stages"]["press_release"]["call_to_action"]


async def test_the_answers_about_the_time_away(house: House) -> None:
    async with house.room(at="press_release") as room:
        await room.press("f4")
        house.later(minutes=3)
        async with _crashed(room):
            path = room.path
    house.later(minutes=25)
    killed = shutil.copytree(house.root, house.root.with_name("killed"))
    for key, clock, state in (("y", "+08:00", "over"), ("n", "17:00", "paused"), ("escape", "17:00", "paused")):
        shutil.rmtree(house.root)
        shutil.copytree(killed, house.root)
        async with house.room(path) as again:
            assert again.sees("25 min ago"), key
            await again.press(key)
            await again.later(seconds=0)
            assert (again.clock, again.clock_note[0]) == (clock, state), key
            await again.press("ctrl+q")
        async with house.room(path) as third:
            assert third.clock == clock, key
            assert third.screen is third.stage, key


async def test_a_paused_clock_asks_nothing(house: House) -> None:
    async with house.room() as room:
        await room.type("abc")
        async with _crashed(room):
            path = room.path
    house.later(hours=2)
    async with house.room(path) as again:
        assert again.screen is again.stage
        assert again.answer("customer.who") == "abc"


async def test_the_selected_entry_and_its_section_are_restored(house: House) -> None:
    async with house.room(at="decision") as room:
        await room.section("Open questions")
        await room.press("ctrl+n", *"one", "enter", *"two", "enter", *"three", "enter")
        await room.press("up", "up", "enter")
        await room.type("Ada")
        await room.press("left", "ctrl+q")
    async with house.room(room.path) as again:
        assert again.stage.outlook.sections[again.stage.outlook.section].title == "Open questions"
        assert (again.rows.highlighted, again.focused) == (1, "owner")
        assert again.field("owner").caret == (0, 2)


async def test_the_focus_on_a_list_is_restored(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        for text in ("one", "two", "three"):
            await room.press("ctrl+n", *text)
        await room.press("up", "up", "ctrl+q")
    async with house.room(room.path) as again:
        assert (again.rows.highlighted, again.focused) == (1, "RowList")


async def test_a_slot_other_than_the_rooms_is_restored(house: House) -> None:
    async with house.room() as room:
        await room.menu("3")
        await room.press("ctrl+q")
    async with house.room(room.path) as again:
        assert (again.looking, again.session.slot) == ("benefit", "customer")


async def test_a_session_opens_although_the_last_position_no_longer_exists(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        await room.press("ctrl+n", *"one")
        await room.press("ctrl+q")
    text = room.path.read_text().split("[[stages")[0]
    room.path.write_text(text + "# end: 0 answers\n")
    async with house.room(room.path) as again:
        assert again.looking == "customer_faq"
        assert again.focused == "new-entry"


def _crashed(room: Room) -> Crashed:
    return Crashed(room)


class Crashed:
    """Ends the program without any clean-up; the heartbeat is up to date."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._crash = room.crash()

    async def __aenter__(self) -> Path:
        self._room.beat()
        await self._room.saved()
        await asyncio.sleep(0)
        await self._crash.__aenter__()
        return self._room.path

    async def __aexit__(self, *_: object) -> None:
        await self._crash.__aexit__(None, None, None)


async def test_keys_pressed_while_the_program_ends_are_ignored(house: House) -> None:
    async with house.room() as room:
        await room.type("abc")
        await room.app.sessions.close()
        await room.press(*"def", "f3", "f8", "escape", "f12", "escape", "ctrl+l", "ctrl+g", "escape", "ctrl+q")
    assert room.app.return_code == 0
    assert not room.app.crash_log or not room.app.crash_log.exists()
    assert "abc" in room.path.read_text()
