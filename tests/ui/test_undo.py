"""Undo in the room: of the last act, of a field, and what it leaves alone."""

from __future__ import annotations

from tests.ui.driver import LARGE, House
from textual.app import ComposeResult

from wbtui.core.change import SetAnswer
from wbtui.core.session import Place
from wbtui.ui.screens.dialog import Dialog
from wbtui.ui.widgets.answer_area import AnswerArea

WHO = Place("customer", "who")


async def test_one_key_takes_back_the_last_act_and_says_which(house: House) -> None:
    async with house.room() as room:
        await room.type("Parents")
        await room.press("f3", "f5")
        assert room.clock == "13:00"
        await room.press("f6")
        assert room.clock == "12:00"
        await room.press("f6")
        assert (room.session.slot, room.looking) == ("customer", "customer")
        await room.press("f6")
        assert room.field("who").text == ""
        said = ["Minutes of Problem", "Move of the room to Problem", "Customer · Who"]
        assert room.toasts == [f"Taken back: {what}" for what in said]
        await room.press("f6")
        assert room.toasts[-1] == "Nothing to undo."


async def test_what_was_undone_is_made_again(house: House) -> None:
    async with house.room() as room:
        await room.type("Parents")
        await room.press("f6")
        await room.menu("Y")
        assert room.field("who").text == "Parents"
        assert room.toasts[-1] == "Made again: Customer · Who"


async def test_an_answer_that_somebody_else_has_changed_is_left_alone(house: House) -> None:
    async with house.room() as room:
        await room.type("Parents")
        room.workshop.adopt(SetAnswer(WHO, "Nurses"))
        await room.settle()
        assert room.field("who").text == "Nurses"
        await room.press("ctrl+z")
        assert room.field("who").text == "Nurses"
        title, _, _ = room.toasts[-1].partition(":")
        assert title == "Not taken back"
        assert "somebody else has changed this since" in room.toasts[-1]


async def test_what_others_write_is_shown_in_the_field_at_once(house: House) -> None:
    async with house.room() as room:
        await room.type("Parents")
        room.workshop.adopt(SetAnswer(Place("customer", "situation"), "At night"))
        assert room.field("situation").text == "At night"
        assert room.field("who").text == "Parents"


class Draft(Dialog[str]):
    """A dialog whose author knows nothing of workshops."""

    def compose(self) -> ComposeResult:
        yield AnswerArea(single_line=True)

    def on_mount(self) -> None:
        self.query_one(AnswerArea).focus()


async def test_a_dialog_of_its_own_writes_nothing_into_the_session(house: House) -> None:
    async with house.room() as room:
        before = room.session
        await room.app.push_screen(Draft())
        await room.type("oops")
        assert room.line.text == "oops"
        assert room.session is before


async def test_a_walk_through_all_screens_leaves_as_many_subscriptions(house: House) -> None:
    async with house.room(agenda="240", size=LARGE) as room:
        await room.look_at("customer")
        before = room.workshop.subscriptions
        for slot in room.stage.slots:
            await room.look_at(slot.id)
            for _ in room.stage.sections[1:]:
                await room.press("f7")
        for keys in (["f8", "escape"], ["f12", "escape"], ["f1", "escape"], ["ctrl+l", "escape"]):
            await room.press(*keys)
        for letter in ("V", "K", "=", "x"):
            await room.menu(letter)
            await room.until(lambda: room.screen is not room.stage)
            await room.press("escape")
            await room.until(lambda: room.screen is room.stage)
        await room.look_at("customer")
        assert room.workshop.subscriptions == before
        assert before > 3
