"""Tests of the page beside the fields in a wide terminal."""

from __future__ import annotations

from tests.ui.driver import House

from wbtui.ui.screens.page_stand import EMPTY_TEXT
from wbtui.ui.widgets.long_text import LongText


async def test_the_page_of_a_stage_stands_beside_its_fields_and_follows_them(house: House) -> None:
    async with house.room(size=(200, 60), at="press_release") as room:
        await room.until(lambda: room.sees(EMPTY_TEXT))
        await room.type("Bread at *night*")
        await room.until(lambda: room.sees("Bread at night"))
        page = room.screen.query_one("#beside", LongText)
        fields = room.fields
        assert max(field.region.right for field in fields) < page.region.x
        assert room.fields[0].has_focus

        await room.look_at("customer_faq")
        assert not page.display
        await room.look_at("problem")
        await room.until(lambda: page.display and room.sees(EMPTY_TEXT))
        await room.look_at("press_release")
        await room.until(lambda: room.sees("Bread at night"))

        await room.pilot.resize_terminal(199, 60)
        await room.settle()
        assert not page.display
