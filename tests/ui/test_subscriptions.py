"""Tests which edits reach a screen: through the workshop, from the editor itself, or not at all."""

from __future__ import annotations

from tests.ui.driver import House, name_of

from wbtui.core.change import SetAnswer
from wbtui.core.place import Place

ABOUT = Place("press_release", "about")


async def test_an_outside_answer_shows_and_hides_an_optional_field(house: House) -> None:
    async with house.room(at="press_release") as room:
        assert "about" not in [name_of(editor) for editor in room.fields]
        room.workshop.edit(SetAnswer(ABOUT, "A shop."))
        await room.settle()
        assert room.field("about").text == "A shop."
        room.workshop.undo()
        await room.settle()
        assert "about" not in [name_of(editor) for editor in room.fields]


async def test_an_empty_form_shows_an_optional_field_once_it_is_answered(house: House) -> None:
    async with house.room(at="press_release") as room:
        form = room.stage.form
        assert form
        await form.rebind(())
        room.workshop.edit(SetAnswer(ABOUT, "A shop."))
        await room.settle()
        assert room.field("about").text == "A shop."


async def test_another_editor_of_the_same_answer_is_updated_at_once(house: House) -> None:
    async with house.room(at="press_release") as room:
        place = room.field("headline").answer.place
        room.workshop.edit(SetAnswer(place, "Typed over there"), origin=house)
        assert room.field("headline").text == "Typed over there"
