"""What a screen hears of an edit: by the workshop, by the editor itself, or not at all."""

from __future__ import annotations

from tests.ui.driver import House, name_of

from wbtui.core.change import SetAnswer
from wbtui.core.place import Place

ABOUT = Place("press_release", "about")


async def test_a_hidden_field_comes_and_goes_with_an_answer_from_elsewhere(house: House) -> None:
    async with house.room(at="press_release") as room:
        assert "about" not in [name_of(editor) for editor in room.fields]
        room.workshop.edit(SetAnswer(ABOUT, "A shop."))
        await room.settle()
        assert room.field("about").text == "A shop."
        room.workshop.undo()
        await room.settle()
        assert "about" not in [name_of(editor) for editor in room.fields]


async def test_a_form_without_fields_hears_of_one_that_is_to_be_shown(house: House) -> None:
    async with house.room(at="press_release") as room:
        form = room.stage.form
        assert form
        await form.become((), 1)
        room.workshop.edit(SetAnswer(ABOUT, "A shop."))
        await room.settle()
        assert room.field("about").text == "A shop."


async def test_an_editor_of_somebody_else_is_told_at_once(house: House) -> None:
    async with house.room(at="press_release") as room:
        place = room.field("headline").answer.place
        room.workshop.edit(SetAnswer(place, "Typed over there"), origin=house)
        assert room.field("headline").text == "Typed over there"
