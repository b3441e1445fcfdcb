"""Tests of dialogs in a killed program: the typed texts are offered again."""

from __future__ import annotations

import pytest
from tests.ui.driver import LARGE, House

from wbtui.ui.screens.ask_line import AskLine
from wbtui.ui.screens.details import DetailsScreen
from wbtui.ui.screens.dialog import Dialog
from wbtui.ui.screens.new import NewScreen
from wbtui.ui.screens.stage import StageScreen

KEPT = "What you typed there before the program ended is kept. Open it again."


@pytest.mark.fault("XD1")
async def test_people_typed_in_the_dialog_survive_a_kill(house: House) -> None:
    path = house.add("Pocket Clinic")
    async with house.room(path) as room:
        await room.menu("=")
        await room.press("end", *" 2", "tab", "right", "tab", *"Ada, facilitator", "enter", *"Ben")
        async with room.crash():
            pass
    async with house.room(path) as again:
        assert again.toasts == [f"Title, status and people: {KEPT}"]
        await again.menu("=")
        assert isinstance(again.screen, DetailsScreen)
        assert again.screen.texts == {
            "title": "Pocket Clinic 2",
            "people": "Ada, facilitator\nBen",
            "status": "reviewed",
        }
        await again.press("enter")
        assert (again.session.title, again.session.status) == ("Pocket Clinic 2", "reviewed")
        assert [person.name for person in again.session.people] == ["Ada", "Ben"]
        await again.menu("=")
        assert isinstance(again.screen, DetailsScreen)
        assert again.screen.draft == {}


@pytest.mark.fault("XD1")
@pytest.mark.parametrize("opening", [("ctrl+g", "K"), ("ctrl+g", "x")])
async def test_a_line_typed_in_a_dialog_survives_a_kill(house: House, opening: tuple[str, ...]) -> None:
    path = house.add("Pocket Clinic")
    async with house.room(path) as room:
        await room.press(*opening, "ctrl+u", *"after the break")
        assert isinstance(room.screen, AskLine)
        title, text = room.screen.draft_name, room.line.text
        async with room.crash():
            pass
    async with house.room(path) as again:
        assert again.toasts == [f"{title}: {KEPT}"]
        await again.press(*opening)
        assert isinstance(again.screen, AskLine)
        assert again.line.text == text
        await again.type("!")
        assert again.line.text == f"{text}!"
        await again.press("escape", *opening)
        assert "after the break" not in again.line.text


@pytest.mark.fault("XD1")
async def test_a_new_session_survives_a_kill(house: House) -> None:
    async with house.home() as room:
        await room.press("n", *"Night bus", "tab", "right", "tab", *"Ada", "tab", *"09:00")
        async with room.crash():
            pass
    async with house.home() as again:
        assert again.toasts == [f"New session: {KEPT}"]
        await again.press("n")
        assert isinstance(again.screen, NewScreen)
        assert (again.screen.texts["title"], again.screen.texts["people"]) == ("Night bus", "Ada")
        await again.press("enter")
        assert again.session.title == "Night bus"


@pytest.mark.fault("XD1")
async def test_a_draft_that_cannot_be_written_is_told_until_it_can(house: House) -> None:
    async with house.room() as room:
        assert room.app.desk
        in_the_way = room.app.desk.handle.folder / "drafts.jsonl"
        in_the_way.mkdir()
        await room.press("ctrl+g", "K", *"ab")
        told = "NOT KEPT: What you type here is only on this screen: a folder with this name is in the way"
        assert set(room.toasts) == {told}
        assert "NOT KEPT" in room.screenshot
        in_the_way.rmdir()
        await room.press("c")
        assert "NOT KEPT" not in room.screenshot
        assert in_the_way.read_bytes().endswith(b'"abc"}]')


async def test_nothing_is_offered_after_a_dialog_was_closed(house: House) -> None:
    path = house.add("Pocket Clinic")
    async with house.room(path) as room:
        await room.press("ctrl+g", "K", *"a", "escape", "ctrl+g", "K", *"b", "enter", "ctrl+l", *"note", "enter")
        await room.menu("=")
        await room.press(*"x", "escape")
        await room.menu("q")
    async with house.room(path) as again:
        assert again.toasts == []


@pytest.mark.fault("NB13")
@pytest.mark.fault("S16")
async def test_enter_saves_from_every_line_of_the_details(house: House) -> None:
    async with house.room() as room:
        for keys, downs, status in ((["end", *" 2"], 0, "draft"), (["right", "right"], 1, "testing")):
            await room.press("ctrl+g", "=", *["tab"] * downs, "f3")
            assert isinstance(room.screen, DetailsScreen)
            await room.press(*keys, "enter")
            assert isinstance(room.screen, StageScreen)
            assert (room.session.title, room.session.status) == ("Pocket Clinic 2", status)
            assert room.session.slot == "customer"


@pytest.mark.fault("NB13")
@pytest.mark.fault("S16")
async def test_enter_creates_from_every_line_of_a_new_session(house: House) -> None:
    async with house.home(LARGE) as room:
        for tabs in (0, 1, 3, 4):
            await room.press("n", *["tab"] * tabs, "f3")
            assert isinstance(room.screen, NewScreen), tabs
            assert "Enter create" in room.screenshot
            await room.press("enter")
            assert isinstance(room.screen, StageScreen), tabs
            await room.press("ctrl+q")


@pytest.mark.fault("S16")
async def test_f3_answers_no_dialog_and_moves_no_room(house: House) -> None:
    async with house.room() as room:
        for opening in (["ctrl+l"], ["ctrl+g", "K"], ["ctrl+g", "="], ["ctrl+g", "x"], ["f1"], ["ctrl+g", "V"]):
            await room.press(*opening)
            before = room.screen
            assert isinstance(before, Dialog), opening
            await room.press("f3", "f3")
            assert room.screen is before, opening
            assert room.session.slot == "customer", opening
            await room.press("escape")
            assert room.app.screen is room.stage


async def test_enter_on_a_choice_of_the_stage_goes_to_the_next_field(house: House) -> None:
    async with house.room(at="decision") as room:
        while not any(type(field).__name__ == "Choice" for field in room.fields[:-1]):
            await room.menu("N")
        choice = next(n for n, field in enumerate(room.fields) if type(field).__name__ == "Choice")
        room.fields[choice].focus()
        await room.settle()
        await room.press("enter")
        assert room.app.focused is room.fields[choice + 1]
