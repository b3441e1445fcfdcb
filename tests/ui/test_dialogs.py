"""A dialog is answered once, however fast the keys and clicks come."""

from __future__ import annotations

import pytest
from tests.ui.driver import House

from wbtui.ui.screens.dialog import Dialog
from wbtui.ui.screens.home import HomeScreen

ANSWERS = (
    ["enter", "enter", "escape"],
    ["escape", "escape", "enter"],
    ["ctrl+q", "escape"],
)

AT_HOME = {
    "new": ["n"],
    "export": ["x"],
    "replace": ["x", "enter"],
    "pivot": ["p"],
    "example": ["e"],
    "help": ["f1"],
}
IN_THE_ROOM = {
    "menu": ["ctrl+g"],
    "find": ["ctrl+g", "/"],
    "help": ["f1"],
    "bank": ["ctrl+r"],
    "capture": ["ctrl+l"],
    "export": ["ctrl+g", "x"],
    "details": ["ctrl+g", "="],
    "preview": ["f8"],
    "big clock": ["f12"],
}


@pytest.mark.parametrize("name", AT_HOME)
async def test_at_home(house: House, name: str) -> None:
    house.add("One")
    async with house.home() as room:
        if name == "replace":
            (house.sessions / "one.md").write_text("in the way")
        for answer in ANSWERS:
            await room.press(*AT_HOME[name])
            assert isinstance(room.screen, Dialog), answer
            await room.press(*answer)
            assert room.app.is_running or "ctrl+q" in answer
            while room.app.is_running and not isinstance(room.screen, HomeScreen):
                await room.press("escape" if isinstance(room.screen, Dialog) else "ctrl+q")


@pytest.mark.parametrize("name", IN_THE_ROOM)
async def test_in_the_room(house: House, name: str) -> None:
    async with house.room(at="customer_faq") as room:
        for answer in ANSWERS:
            await room.press(*IN_THE_ROOM[name])
            assert room.screen is not room.stage
            if name in ("preview", "big clock") and "ctrl+q" in answer:
                answer = ["escape", "escape"]
            await room.press(*answer)
            assert room.app.is_running
            while room.screen is not room.stage:
                await room.press("escape")


async def test_the_answer_that_is_already_given_counts(house: House) -> None:
    """Two answers in the very same moment, past the queue that keeps keys apart."""
    async with house.room() as room:
        for key in ("f1", "ctrl+g", "ctrl+l"):
            await room.press(key)
            dialog = room.screen
            assert isinstance(dialog, Dialog)
            dialog.action_cancel()
            dialog.action_cancel()
            dialog.action_leave()
            await room.settle()
            dialog.action_cancel()
            await room.settle()
            assert room.screen is room.stage


async def test_double_clicks(house: House) -> None:
    house.add("One")
    async with house.home() as room:
        await room.press("x", "enter", "x", "enter")
        await room.click("Keep", times=2)
        room.app.clear_notifications()
        assert isinstance(room.screen, HomeScreen)
        await room.press("x", "enter")
        await room.click("  Replace  ", times=3)
        assert isinstance(room.screen, HomeScreen)
    async with house.room() as room:
        await room.press("ctrl+g")
        await room.click("Five minutes more", times=2)
        assert room.screen is room.stage
        assert room.clock == "15:00"
