"""Tests that view, selection and caret are restored after the program was ended or killed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from tests.ui.driver import LARGE, PATIENCE_SECONDS, WHO, House, Room, other_program

from wbtui.core.change import SetAnswer
from wbtui.core.place import Place
from wbtui.core.view import View
from wbtui.storage.disk.atomic_file import real_path
from wbtui.storage.state import State, view_from_json, view_to_json
from wbtui.ui.shell.sessions import Sessions
from wbtui.ui.widgets.answer_area import AnswerArea


def kept_view(room: Room) -> View:
    return State(room.house.state, real_path(room.path)).view()


@pytest.mark.fault("XM7")
@pytest.mark.parametrize(
    ("keys", "seen"),
    [
        (("ctrl+pagedown",), lambda view: view.slot == "problem"),
        (("ctrl+g", "8", "ctrl+l"), lambda view: view.slot == "decision"),
        (("ctrl+g", "6", "ctrl+g", "N", "f8"), lambda view: view.section and view.slot == "internal_faq"),
        (("tab", "tab", "ctrl+g"), lambda view: view.place == Place("customer", "buyer")),
        (("f9", "f1"), lambda view: view.coach_hidden),
    ],
)
async def test_a_signal_saves_the_view_of_that_moment(
    house: House, keys: tuple[str, ...], seen: Callable[[View], bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The signal comes before the next tick.
    monkeypatch.setattr(Sessions, "tick", lambda _: 60.0)
    async with house.room(size=LARGE) as room:
        await room.press(*keys)
        assert await asyncio.to_thread(room.app.sessions.flush, PATIENCE_SECONDS)
        assert seen(kept_view(room)), kept_view(room)


@pytest.mark.fault("XM7")
async def test_the_end_of_the_program_does_not_overwrite_the_view(house: House) -> None:
    async with house.room() as room:
        await room.look_at("problem")
        await asyncio.to_thread(room.app.sessions.flush, PATIENCE_SECONDS)
        view = kept_view(room)
        assert view.slot == "problem"
        assert view.place
    # The room has flushed once more by now, without a screen.
    assert kept_view(room) == view


@pytest.mark.fault("NA18")
async def test_a_coach_hidden_in_a_second_window_is_hidden_there_alone(house: House) -> None:
    path = house.add("Pocket Clinic")
    holder = other_program(house, path)
    async with house.room(path, LARGE) as room:
        assert room.workshop.read_only
        await room.press("f9")
        assert not room.coach_is_shown
        await room.menu("q")
    holder.handle.close()
    async with house.room(path, LARGE) as room:
        assert room.coach_is_shown


@pytest.mark.fault("NA18")
@pytest.mark.parametrize("hidden", [True, False])
def test_the_view_remembers_whether_the_coach_is_hidden(hidden: bool) -> None:
    view = View("problem", coach_hidden=hidden)
    assert view_from_json(view_to_json(view)) == view
    before = {key: value for key, value in view_to_json(view).items() if key != "coach_hidden"}
    assert view_from_json(before) == View("problem")


@pytest.mark.fault("XM8")
async def test_a_restored_entry_is_selected(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        for name in ("one", "two", "three"):
            await room.press("ctrl+n", *name)
        for back in (("f6",), ("ctrl+g", "u")):
            await room.menu("k")
            assert [entry.text("question") for entry in room.entries("customer_faq.questions")] == ["one", "two"]
            await room.press(*back)
            assert room.bench.entry
            assert room.bench.entry.text("question") == "three", back
        await room.menu("k")
        assert [entry.text("question") for entry in room.entries("customer_faq.questions")] == ["one", "two"]


async def test_a_note_leaves_the_selection_of_its_list_as_it_is(house: House) -> None:
    async with house.room(at="decision") as room:
        while not (room.stage.bench and room.bench.place == Place("decision", "decisions")):
            await room.menu("N")
        await room.press("ctrl+n")
        await room.type("First")
        selected, field = room.bench.selected, room.focused
        await room.press("ctrl+o")
        await room.type("Second")
        await room.press("enter")
        assert (room.bench.selected, room.focused) == (selected, field)


@pytest.mark.fault("XM8")
async def test_the_caret_is_where_it_was_after_another_section(house: House) -> None:
    async with house.room(at="problem") as room:
        first = room.stage.outlook.section
        fields = room.fields
        fields[-1].focus()
        await room.settle()
        last = room.focused
        await room.type("aaa")
        await room.press("tab")
        assert room.stage.outlook.section != first
        await room.press("shift+tab")
        assert room.focused == last
        await room.type("34")
        assert isinstance(room.app.focused, AnswerArea)
        assert room.app.focused.text == "aaa34"


@pytest.mark.fault("XM8")
async def test_the_caret_of_each_field_is_where_it_was_after_a_look_elsewhere(house: House) -> None:
    async with house.room() as room:
        for moves in (("ctrl+g", "5", "ctrl+g", "1"), ("ctrl+pagedown", "ctrl+pageup"), ("f3", "ctrl+g", "b")):
            await room.press(*"Parents", "left", "left", *moves)
            assert room.focused == "who", moves
            await room.type("!")
            assert room.answer("customer.who") == "Paren!ts", moves
            await room.erase()


@pytest.mark.fault("NA4")
async def test_the_page_is_scrolled_to_where_it_was_after_a_look_elsewhere(house: House) -> None:
    async with house.room(at="press_release") as room:
        await room.into("call_to_action")
        await room.type("Call")
        form = room.stage.form
        assert form
        await room.press("ctrl+g", "5")
        assert room.looking == "customer_faq"
        # As it was noted: the rows at the foot may have moved the form since it was last drawn.
        before = room.stage.outlook._left["press_release"].scroll
        assert before > 0
        await room.press("ctrl+g", "4")
        assert (room.focused, form.scroll_offset.y) == ("call_to_action", before)
        await room.type(" us")
        assert room.answer("press_release.call_to_action") == "Call us"


@pytest.mark.fault("XM8")
async def test_the_caret_of_each_entry_is_where_it_was(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        await room.press("ctrl+n", *"one", "enter", *"two", "enter", "up", "tab", "end", "left")
        await room.press("shift+tab", "up", "down", "tab")
        await room.type("!")
        assert room.entries("customer_faq.questions")[1].text("question") == "tw!o"


@pytest.mark.fault("XM8")
async def test_the_caret_survives_a_text_from_elsewhere_that_is_too_short(house: House) -> None:
    async with house.room() as room:
        for texts, want in (
            (["", "first second third"], "first second! third"),
            (["x", "", "a", "first second third"], "first second! third"),
            (["first", "first second"], "first second!"),
            (["one\ntwo", "first second"], "first second!"),
        ):
            await room.press(*"first second third", *["left"] * 6)
            for text in texts:
                room.workshop.adopt(SetAnswer(WHO, text or None))
                await room.settle()
            await room.type("!")
            assert room.answer("customer.who") == want, texts
            await room.erase()


@pytest.mark.fault("XM8")
async def test_a_caret_that_the_user_has_moved_stays_moved(house: House) -> None:
    async with house.room() as room:
        await room.type("first second third")
        room.workshop.adopt(SetAnswer(WHO, "first"))
        await room.settle()
        await room.press("home", "right")
        room.workshop.adopt(SetAnswer(WHO, "first second third"))
        await room.settle()
        await room.type("!")
        assert room.answer("customer.who") == "f!irst second third"
