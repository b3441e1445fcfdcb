"""Tests of the last minutes of a workshop on the screen."""

from __future__ import annotations

from tests.ui.driver import SMALL, House

from wbtui.core.closing import ACTIONS
from wbtui.ui.screens.ask_line import AskLine
from wbtui.ui.screens.closing import ClosingScreen


async def test_next_stage_in_the_last_stage_leads_to_the_end_of_the_workshop(house: House) -> None:
    """NA14."""
    async with house.room(size=SMALL, at="decision") as room:
        await room.press("f4")
        assert room.sees("F3 close")
        await room.press("ctrl+t")
        await room.type("Ask the hospital @Ben by Friday")
        await room.press("enter")
        await room.press("f3")
        assert isinstance(room.screen, ClosingScreen)
        assert room.sees("Read aloud: 1 action")
        assert room.sees("Ben, Friday 27 November  Ask the hospital")
        await room.type("whenever")
        await room.press("enter")
        assert room.toasts[-1].startswith("Which day?")
        await room.press("ctrl+u")
        await room.type("in two weeks")
        await room.press("enter")
        await room.until(lambda: isinstance(room.screen, AskLine))
        assert room.session.clock.running_since is None
        assert str(room.session.entries(ACTIONS)[-1].values["due"]) == "2026-12-07"
