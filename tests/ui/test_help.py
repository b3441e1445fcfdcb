"""Tests of the help: it begins with the keys of the focused widget, and says how to edit a text."""

from __future__ import annotations

import pytest
from tests.ui.driver import LARGE, SMALL, House, Room, text_of

from wbtui.ui.screens.help import HelpScreen
from wbtui.ui.widgets.answer_area import AnswerArea, editing_keys
from wbtui.ui.widgets.long_text import LongText


async def help_in(room: Room) -> str:
    """Open the help, and return its text."""
    await room.press("f1")
    assert isinstance(room.screen, HelpScreen)
    return text_of(room.screen.query_one(LongText))


@pytest.mark.parametrize(
    ("stage", "first"),
    [
        ("customer", ["Tab  next", "F7  Jump to …", "^l  Park a note", "^t  Add an action"]),
        ("customer_faq", ["Enter  add", "↑  to the list", "^r  Question bank", "^l  Park a note"]),
        ("welcome", ["F7  Jump to …", "F8  Preview", "F9  Coach"]),
    ],
)
async def test_help_begins_with_the_keys_that_work_where_the_focus_is(
    house: House, stage: str, first: list[str]
) -> None:
    async with house.room(size=LARGE, at=stage) as room:
        lines = [line.strip() for line in (await help_in(room)).splitlines()]
    assert lines[: len(first) + 1] == ["Where you are", *first]


async def test_help_at_home_has_neither_where_you_are_nor_editing_keys(house: House) -> None:
    async with house.home() as room:
        said = await help_in(room)
    assert "Where you are" not in said
    assert "While you type" not in said


EDITING = [
    ("^z", "undo in this field"),
    ("^y", "redo"),
    ("Alt+a", "select all"),
    ("^x", "cut"),
    ("^c", "copy"),
    ("^v", "paste"),
    ("^w", "delete the word before"),
    ("^u", "delete to the start of the row"),
    ("^k", "delete to the end of the row"),
    ("⇧← ⇧→ ⇧↑ ⇧↓", "select"),
    ("^⇧Home ^⇧End", "select to the start or the end of the text"),
]


@pytest.mark.fault("NA1")
async def test_help_says_how_to_edit(house: House) -> None:
    assert [pair for pair in EDITING if pair not in editing_keys()] == []
    async with house.room(size=LARGE) as room:
        room.app.notify("Not exported: " + "a long way " * 20)
        shown = await help_in(room)
        rows = [line.strip() for line in shown.partition("While you type")[2].splitlines()]
        assert "^z z u  undo\n" in shown
        assert "Just said\nNot exported: " + "a long way " * 19 in shown
    assert [f"{key}  {does}" for key, does in EDITING if f"{key}  {does}" not in rows] == []


async def test_a_click_on_a_key_runs_its_command(house: House) -> None:
    async with house.room(size=LARGE) as room:
        await room.press("f1")
        await room.click("Type in a field")
        assert room.screen is not room.stage
        await room.click("Add 1 minute")
        assert room.app.screen is room.stage
        assert room.clock == "11:00"


TEXTS = {
    ("customer", "who"): "Old people who come home from hospital and their families. " * 2,
    ("press_release", "headline"): "One line",
    ("problem", "size"): "1900",
}


@pytest.mark.fault("NA1")
@pytest.mark.parametrize(("size", "places"), [(SMALL, [*TEXTS]), (LARGE, [*TEXTS][:1])], ids=["small", "large"])
async def test_select_all_takes_the_whole_text_however_it_wraps(
    house: House, size: tuple[int, int], places: list[tuple[str, str]]
) -> None:
    async with house.room(size=size) as room:
        for stage, name in places:
            await room.look_at(stage)
            fields = [field for field in room.fields if isinstance(field, AnswerArea)]
            area = room.field(name) if any(field.id == name for field in fields) else fields[0]
            area.focus()
            await room.settle()
            await room.type(TEXTS[stage, name])
            await room.press("alt+a")
            assert area.selected_text == area.text != "", name
            await room.press("9")
            assert area.text == "9", name
            await room.press("ctrl+z")
            await room.menu("A")
            assert area.selected_text == area.text != "", name


@pytest.mark.fault("NA1")
async def test_select_all_works_in_the_line_of_a_dialog(house: House) -> None:
    async with house.room() as room:
        await room.press("ctrl+l")
        await room.type("buy milk")
        await room.press("alt+a", "x")
        assert room.line.text == "x"


async def test_select_all_needs_a_text(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        assert await room.refused("A") == "Put the cursor in a text first."


@pytest.mark.fault("NA1")
@pytest.mark.parametrize(
    ("key", "selected"), [("ctrl+shift+home", "one\ntwo\nth"), ("ctrl+shift+end", "ree\nfour")]
)
async def test_a_text_can_be_selected_to_its_ends(house: House, key: str, selected: str) -> None:
    async with house.room() as room:
        await room.paste("one\ntwo\nthree\nfour")
        area = room.app.focused
        assert isinstance(area, AnswerArea)
        area.caret = (2, 2)
        await room.press(key)
        assert area.selected_text == selected
