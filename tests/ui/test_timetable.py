"""Tests of the timetable on the screen."""

from __future__ import annotations

import pytest
from tests.ui.driver import LARGE, SMALL, House

from wbtui.ui.screens.ask_line import AskLine
from wbtui.ui.screens.timetable import TimetableScreen


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_workshop_that_falls_behind_catches_up(house: House, size: tuple[int, int]) -> None:
    """NB4, NA12."""
    async with house.room(size=size) as room:
        await room.press("f4")
        await room.later(minutes=19)
        await room.next()
        await room.menu("t")
        assert isinstance(room.screen, TimetableScreen)
        assert room.sees("6 minutes too many. Nothing changes until you choose.")
        assert room.sees("Shorten all that is left")
        assert room.sees("6 min behind")
        assert room.minutes("press_release") == 20
        await room.press("1")
        assert room.sees("on time")
        assert room.minutes("press_release") == 18
        await room.press("u")
        assert room.sees("6 minutes too many")
        await room.press("down", "plus", "plus", "minus", "l")
        assert isinstance(room.screen, AskLine)
        await room.press("escape", "down", "k", "b", "shift+down", "delete", "escape")
        assert not isinstance(room.screen, TimetableScreen | AskLine)
        assert room.minutes("benefit") == 8


async def test_all_of_the_day_is_told_with_its_band(house: House) -> None:
    async with house.room(size=LARGE) as room:
        await room.press("f4")
        await room.later(minutes=12)
        await room.next()
        await room.menu("t")
        text = "\n".join(room.shown())
        assert "Customer" in text
        assert "+2" in text
        assert "█" in text
        assert "▓" in text or "░" in text
        assert "10:00" in text
