"""Tests of undo in the interface: by command, in a field, and its limits."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from tests.said import HELD
from tests.ui.driver import LARGE, House, Room
from textual.app import ComposeResult
from textual.screen import Screen

from wbtui.core.change import SetAnswer
from wbtui.core.diff.conflicts import Conflict
from wbtui.core.place import Place
from wbtui.core.workbook.model import Field, Option
from wbtui.ui import screens
from wbtui.ui.controllers.questions import FileChoice, NewSession, OfferRestore, OneOf, Question, YesOrNo
from wbtui.ui.screens.dialog import Dialog
from wbtui.ui.screens.home import HomeScreen
from wbtui.ui.widgets.answer_area import AnswerArea
from wbtui.ui.widgets.choice import Choice

WHO = Place("customer", "who")


async def test_the_undo_key_undoes_the_last_act_and_names_it(house: House) -> None:
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
        said = ["+1 minute of Problem", "Move of the room to Problem", "Customer · Who"]
        assert room.toasts == ["The room is in Problem", *(f"Undone: {what}" for what in said)]
        await room.press("f6")
        assert room.toasts[-1] == "Nothing to undo."


async def test_redo_after_undo(house: House) -> None:
    async with house.room() as room:
        await room.type("Parents")
        await room.press("f6")
        await room.menu("U")
        assert room.field("who").text == "Parents"
        assert room.toasts[-1] == "Redone: Customer · Who"


async def test_undo_leaves_an_answer_that_somebody_else_changed(house: House) -> None:
    async with house.room() as room:
        await room.type("Parents")
        room.workshop.adopt(SetAnswer(WHO, "Nurses"))
        await room.settle()
        assert room.field("who").text == "Nurses"
        await room.press("ctrl+z")
        assert room.field("who").text == "Nurses"
        title, _, _ = room.toasts[-1].partition(":")
        assert title == "Not undone"
        assert "somebody else has changed this since" in room.toasts[-1]


async def test_undo_skips_an_act_that_somebody_else_changed(house: House) -> None:
    async with house.room() as room:
        await room.press("f5")
        await room.type("Parents")
        room.workshop.adopt(SetAnswer(WHO, "Nurses"))
        await room.press("f6")
        assert room.toasts[-1].startswith("Not undone: Customer · Who: somebody else has changed this since")
        assert (room.answer("customer.who"), room.clock) == ("Nurses", "11:00")
        await room.press("f6")
        assert room.toasts[-1] == "Undone: +1 minute of Customer"
        assert (room.answer("customer.who"), room.clock) == ("Nurses", "10:00")


async def test_a_field_undoes_its_own_last_act_and_the_command_the_last_of_all(house: House) -> None:
    async with house.room() as room:
        await room.type("Parents")
        await room.press("tab")
        await room.type("At night")
        await room.press("f5", "shift+tab")
        assert room.focused == "who"
        await room.press("ctrl+z")
        assert (room.answer("customer.who"), room.answer("customer.situation")) == ("", "At night")
        assert room.clock == "11:00"
        assert room.toasts == []
        await room.press("ctrl+y")
        assert room.field("who").text == room.answer("customer.who") == "Parents"
        await room.press("ctrl+z", "f6")
        assert room.clock == "10:00"
        await room.press("f6")
        assert (room.answer("customer.who"), room.answer("customer.situation")) == ("", "")
        assert room.toasts == ["Undone: +1 minute of Customer", "Undone: Customer · Their situation"]


async def test_undo_restores_text_and_caret_after_a_look_at_another_stage(house: House) -> None:
    async with house.room() as room:
        await room.type("Parents of twins")
        await room.press("tab", "shift+tab", "home", *["right"] * 7)
        await room.type(", and nurses,")
        await room.press("ctrl+pagedown", "ctrl+pagedown")
        await room.type("Sleep")
        await room.press("ctrl+pageup", "ctrl+pageup")
        who = room.field("who")
        await room.press("ctrl+z")
        assert who.text == room.answer("customer.who") == "Parents of twins"
        assert who.caret == (0, 7)
        await room.press("ctrl+y")
        assert who.text == room.answer("customer.who") == "Parents, and nurses, of twins"
        assert who.caret == (0, 20)
        await room.press("ctrl+z", "ctrl+z")
        assert who.text == room.answer("customer.who") == ""
        assert room.answer("benefit.benefit") == "Sleep"
        await room.look_at("benefit")
        assert room.field("benefit").text == "Sleep"


async def test_outside_changes_are_shown_in_the_field_at_once(house: House) -> None:
    async with house.room() as room:
        await room.type("Parents")
        room.workshop.adopt(SetAnswer(Place("customer", "situation"), "At night"))
        assert room.field("situation").text == "At night"
        assert room.field("who").text == "Parents"


class Draft(Dialog[str]):
    """A dialog with editors that are not bound to a workshop."""

    def compose(self) -> ComposeResult:
        yield AnswerArea(single_line=True)
        yield Choice(Field("colour", "Colour", "choice", options=(Option("red", "Red"), Option("blue", "Blue"))))

    def on_mount(self) -> None:
        self.query_one(AnswerArea).focus()


async def test_a_draft_writes_nothing_into_the_session(house: House) -> None:
    async with house.room() as room:
        before = room.session
        await room.app.push_screen(Draft())
        await room.type("oops")
        assert room.line.text == "oops"
        await room.press("backspace", "ctrl+z", "ctrl+y", "ctrl+z")
        assert room.line.text == "oops"
        await room.paste(", and more")
        await room.press("tab", "right")
        assert room.field("colour").value == "red"
        assert room.session is before
        await room.press("escape", "f6")
        assert room.toasts == ["Nothing to undo."]


def all_screens() -> set[type[Screen[Any]]]:
    """Return every class of screen that the program can show, but for the base of the dialogs."""
    modules = [import_module(f"{screens.__name__}.{module.name}") for module in iter_modules(screens.__path__)]
    found = [value for module in modules for value in vars(module).values() if isinstance(value, type)]
    ours = [each for each in found if issubclass(each, Screen) and each.__module__.startswith(screens.__name__)]
    return {*ours} - {Dialog}


def rare_questions(room: Room) -> tuple[Question[Any], ...]:
    """Return the questions that the program asks only after a problem, or on another screen."""
    return (
        YesOrNo("Leave?", "One conflict is open.", "Leave", "Stay"),
        OneOf("Which one?", (FileChoice("One", "one.toml", room.path),), "open"),
        OfferRestore("Open it?", "Damaged.", "It stays.", "Open", "Leave it", "None.", iter(()), room.house.now),
        NewSession(room.workshop.workbook, room.house.now),
    )


async def opened(room: Room) -> type[Screen[Any]]:
    """Wait for a screen over the stage, close it, and return its class."""
    await room.until(lambda: room.screen is not room.stage)
    found = type(room.screen)
    await room.press("escape")
    await room.until(lambda: room.screen is room.stage)
    return found


async def walk(room: Room) -> set[type[Screen[Any]]]:
    """Go through all stages and sections, open and close all screens, and return the classes of the screens."""
    seen: set[type[Screen[Any]]] = {type(room.stage)}
    for slot in room.stage.outlook.slots:
        await room.look_at(slot.id)
        await room.press(*["ctrl+g", "N"] * len(room.stage.outlook.sections[1:]))
    await room.look_at("customer")
    await room.into("who")
    room.desk.conflicts.add([Conflict(WHO, "Nurses")])
    for keys in ("f7", "f8", "f12", "f1", "ctrl+l", "ctrl+g", *(f"ctrl+g {letter}" for letter in "KVCt=xE!")):
        await room.press(*keys.split())
        seen.add(await opened(room))
    room.desk.conflicts.clear()
    for question in rare_questions(room):
        room.app.host.start(room.app.host.ask(question))
        seen.add(await opened(room))
    room.workshop.edit(SetAnswer(Place("problem", "today_statement.statement"), "Today nurses wait."))
    await room.look_at("customer_faq")
    await room.menu("R")
    seen.add(await opened(room))
    await room.press("ctrl+r")
    return {*seen, await opened(room)}


async def test_every_screen_ends_its_subscriptions_when_it_closes(house: House) -> None:
    house.add("Pocket Clinic", agenda="240")
    async with house.home(LARGE) as room:
        await room.press("enter")
        workshop, before = room.workshop, len(room.workshop._subscriptions)
        assert before > 3
        assert await walk(room) == all_screens() - {HomeScreen}
        await room.look_at("customer")
        assert len(workshop._subscriptions) == before
        await room.press("ctrl+q")
        assert isinstance(room.screen, HomeScreen)
        assert len(workshop._subscriptions) == 0
        await room.press("enter")
        assert len(room.workshop._subscriptions) == before


async def test_undo_in_a_session_that_became_read_only_changes_nothing(house: House) -> None:
    async with house.room() as room:
        await room.type("Parents")
        area = room.app.focused
        assert isinstance(area, AnswerArea)
        room.workshop.read_only = HELD
        # Before the editor is notified.
        assert not area.read_only
        area.undo()
        await room.settle()
        assert room.answer("customer.who") == "Parents"
