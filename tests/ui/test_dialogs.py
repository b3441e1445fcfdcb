"""Tests that a dialog is answered once, however fast keys and clicks come."""

from __future__ import annotations

import pytest
from tests.ui.driver import House

from wbtui.ui.screens.confirm import Confirm
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
    "versions": ["ctrl+g", "V"],
    "version": ["ctrl+g", "K"],
    "preview": ["f8"],
    "big clock": ["f12"],
}


@pytest.mark.slow
async def test_dialogs_at_home_are_answered_once(house: House) -> None:
    house.add("One")
    async with house.home() as room:
        for name, opening in AT_HOME.items():
            if name == "replace":
                (house.sessions / "one.md").write_text("in the way")
            for answer in ANSWERS:
                await room.press(*opening)
                await room.until(lambda: isinstance(room.screen, Dialog))
                await room.press(*answer)
                while not isinstance(room.screen, HomeScreen):
                    await room.press("escape" if isinstance(room.screen, Dialog) else "ctrl+q")


@pytest.mark.slow
async def test_dialogs_in_the_workshop_are_answered_once(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        for name, opening in IN_THE_ROOM.items():
            for answer in ANSWERS:
                if room.looking != "customer_faq":
                    await room.look_at("customer_faq")
                await room.press(*opening)
                assert room.screen is not room.stage, name
                leaves = name in ("preview", "big clock") and "ctrl+q" in answer
                await room.press(*(["escape", "escape"] if leaves else answer))
                while room.screen is not room.stage:
                    await room.press("escape")


async def test_the_first_of_two_answers_counts(house: House) -> None:
    """Two answers come at the same time, bypassing the input queue."""
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


async def test_double_clicks_answer_a_dialog_once(house: House) -> None:
    house.add("One")
    async with house.home() as room:
        await room.press("x", "enter", "x", "enter")
        await room.click("Cancel", times=2)
        assert isinstance(room.screen, HomeScreen)
        await room.press("x", "enter")
        await room.click("[ Replace ]", times=3)
        assert isinstance(room.screen, HomeScreen)
    async with house.room() as room:
        await room.press("ctrl+g")
        await room.click("Add 5 minutes", times=2)
        assert room.screen is room.stage
        assert room.clock == "15:00"


async def test_control_s_acts_like_enter_in_every_dialog(house: House) -> None:
    """The keys are named in one order: Enter, Tab, Esc."""
    async with house.room(at="customer_faq") as room:
        await room.press("f4", "ctrl+r", "ctrl+s")
        assert len(room.entries("customer_faq.questions")) == 8
        await room.press("ctrl+l", *"Twins")
        assert room.shown()[-1].strip() == "Enter park  Esc discard"
        await room.press("ctrl+s")
        assert [entry.text("item") for entry in room.entries(".parking_lot")] == ["Twins"]
        await room.press("ctrl+g", "=", "end", *" 2")
        assert room.shown()[-1].strip() == "Enter save  Tab next  ^s save (in People)  Esc cancel"
        await room.press("ctrl+s")
        assert room.session.title == "Pocket Clinic 2"
        for _ in range(2):
            await room.menu("x")
            await room.press("ctrl+s")
            await room.until(lambda: "Exported" in room.toasts[-1] or isinstance(room.screen, Confirm))
        # What the first export said may still be the last word.
        await room.until(lambda: isinstance(room.screen, Confirm))
        await room.settle()
        assert room.shown()[-1].strip() == "Enter choose  Tab other  n cancel  y replace  Esc cancel"
        assert room.sees("[ Cancel ]  [ Replace ]")
        await room.press("ctrl+s")
        assert room.screen is room.stage
