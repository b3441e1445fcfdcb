"""Tests that the widgets reused for each section look as if they were new."""

from __future__ import annotations

import asyncio
import random
import shutil
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

import pytest
from tests import small_workbook as small
from tests.said import HELD
from tests.ui.driver import EXAMPLES, LARGE, SMALL, House, Room
from textual.await_remove import AwaitRemove
from textual.widget import Widget

from wbtui.core.change import InsertEntry, SetAnswer
from wbtui.core.new_session import new_session
from wbtui.core.place import Place
from wbtui.core.session import Entry
from wbtui.core.workbook.sections import sections
from wbtui.storage.workbooks import load
from wbtui.ui.widgets.answer_area import AnswerArea
from wbtui.ui.widgets.bars import SectionBar
from wbtui.ui.widgets.below_line import BelowLine
from wbtui.ui.widgets.choice import Choice
from wbtui.ui.widgets.field_form import FieldForm
from wbtui.ui.widgets.workbench import Workbench

PROBLEM = Place("problem", "problem")
QUESTIONS = Place("customer_faq", "questions")


def whole(house: House) -> Path:
    """Add a session with an answer in every kind of field."""
    house.sessions.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(EXAMPLES / "night-trolley.toml", house.sessions))


THUMB = {ord(sign): " " for sign in "▁▂▃▄▅▆▇"}
"""A translation table that blanks the last cell of a scroll bar's thumb."""


def look(room: Room) -> tuple[list[str], list[tuple[object, ...]]]:
    """Return all visible state of a section: the screen between agenda and coach, and the editors."""
    assert room.toasts == []
    editors: list[tuple[object, ...]] = [
        (type(editor), editor.answer and editor.answer.place, editor.disabled, editor.has_focus)
        + ((editor.single_line, editor.read_only, editor.caret) if isinstance(editor, AnswerArea) else ())
        for editor in room.fields
    ]
    # Textual repaints the thumb of a scroll bar only after scrolling.
    return [line[29:84].translate(THUMB) for line in room.shown()[1:-1]], editors


async def settled_look(room: Room) -> tuple[list[str], list[tuple[object, ...]]]:
    """Return the visible state once it stays the same: a text that has got another width is wrapped anew."""
    before = None
    while before != (now := look(room)):
        before = now
        await room.settle()
        await asyncio.sleep(0.05)
        await room.settle()
    return now


def walk(room: Room) -> Iterator[tuple[str, int]]:
    """Go through every section of every slot."""
    for slot in room.stage.outlook.slots:
        stage = room.workshop.workbook.stage(slot.stage)
        yield from ((slot.id, number) for number in range(len(sections(stage)) if stage else 1))


async def go(room: Room, slot: str, section: int) -> None:
    await room.look_at(slot)
    await room.press(*["ctrl+g", "N"] * section)


def kind(room: Room) -> str:
    return "list" if room.stage.bench else "form" if room.stage.form else "page"


@pytest.mark.slow
async def test_a_section_looks_the_same_from_whichever_section_it_is_entered(house: House) -> None:
    path, chance = whole(house), random.Random(4)
    async with house.room(path, LARGE) as room:
        places = list(walk(room))
        await room.press("ctrl+q")
    assert len(places) > 20
    sampled = chance.sample(places, 8)
    fresh, kinds = {}, set()
    for slot, section in sampled:
        # No section has been visited before.
        shutil.rmtree(house.state, ignore_errors=True)
        async with house.room(path, LARGE) as room:
            await room.look_at(slot)
            await room.stage.look_at_section(section)
            fresh[slot, section] = await settled_look(room)
            kinds.add(kind(room))
            await room.press("ctrl+q")
    assert kinds == {"list", "form", "page"}
    async with house.room(path, LARGE) as room:
        for place in chance.sample(sampled, len(sampled)):
            await go(room, *chance.choice(places))
            await go(room, *place)
            # The rows of a text are known only once it has a width.
            await room.until(partial(lambda place: look(room) == fresh[place], place))


async def test_an_outside_change_during_a_section_change_is_shown(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house.room() as room:
        await room.look_at("problem")
        await room.look_at("customer")
        remove_children = FieldForm.remove_children

        def meanwhile(self: FieldForm, widgets: Iterable[Widget]) -> AwaitRemove:
            monkeypatch.undo()
            room.workshop.adopt(SetAnswer(PROBLEM, "Theirs, whole"))
            return remove_children(self, widgets)

        monkeypatch.setattr(FieldForm, "remove_children", meanwhile)
        await room.look_at("problem")
        assert room.field("problem").text == "Theirs, whole"
        await room.into("problem")
        await room.type("x")
        assert room.answer("problem.problem") == "xTheirs, whole"


async def test_an_outside_change_while_a_form_is_mounted_is_shown(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house.room(at="customer_faq") as room:
        compose = FieldForm.compose

        def meanwhile(self: FieldForm) -> Iterator[Widget]:
            monkeypatch.undo()
            yield from compose(self)
            room.workshop.adopt(SetAnswer(PROBLEM, "Theirs"))

        # No form of a stage is mounted yet, only that of a list.
        monkeypatch.setattr(FieldForm, "compose", meanwhile)
        await room.look_at("problem")
        assert room.field("problem").text == "Theirs"


async def test_an_outside_entry_while_a_list_is_mounted_is_shown(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house.room() as room:
        compose = Workbench.compose

        def meanwhile(self: Workbench) -> Iterator[Widget]:
            monkeypatch.undo()
            yield from compose(self)
            room.workshop.adopt(InsertEntry(QUESTIONS.at(entry="q1"), Entry("q1", {"question": "Why?"})))

        monkeypatch.setattr(Workbench, "compose", meanwhile)
        await room.look_at("customer_faq")
        assert room.sees("Why?")
        assert room.field("question").text == "Why?"


async def test_undo_in_a_field_survives_a_look_at_another_stage(house: House) -> None:
    async with house.room(agenda="90") as room:
        await room.type("Parents")
        await room.next()
        await room.press("ctrl+z")
        assert room.field("problem").text == ""
        await room.type("Sheets")
        await room.menu("b")
        assert room.field("who").text == "Parents"
        await room.press("ctrl+z")
        assert room.answer("customer.who") == ""
        assert room.answer("problem.problem") == "Sheets"
        await room.press("ctrl+y")
        assert room.answer("customer.who") == "Parents"
        assert room.field("who").caret == (0, 7)


async def test_returning_to_a_section_clears_the_selection(house: House) -> None:
    async with house.room(whole(house), LARGE, at="press_release") as room:
        await room.look_at("press_release")
        headline = room.answer("press_release.headline")
        await room.into("headline")
        await room.press("end", "shift+home")
        assert room.field("headline").selected_text
        await room.press("ctrl+pagedown", "ctrl+pageup")
        await room.look_at("customer_faq")
        await room.look_at("press_release")
        await room.type("x")
        assert room.answer("press_release.headline") == f"x{headline}"


async def test_read_only_fields_have_no_undo(house: House) -> None:
    async with house.room(agenda="90") as room:
        await room.type("Parents")
        room.desk.handle.read_only = HELD
        room.desk.handover.sync()
        await room.settle()
        area = room.field("who")
        assert area.read_only
        await room.press("ctrl+z")
        assert area.text == room.answer("customer.who") == "Parents"


async def test_a_stale_highlight_from_the_previous_list_is_ignored(house: House) -> None:
    async with house.room(whole(house), LARGE) as room:
        await room.look_at("customer_faq")
        rows = room.bench.rows
        rows.post_message(rows.Highlighted(rows, rows.count - 1))
        await room.stage.look_at("visuals")
        await room.settle()
        assert room.rows.highlighted == 0
        assert room.bench.selected == room.bench.entries[0].id


async def test_stale_enter_from_the_previous_section_is_ignored(house: House) -> None:
    async with house.room(whole(house), LARGE) as room:
        await room.look_at("press_release")
        last = [area for area in room.fields if isinstance(area, AnswerArea)][-1]
        last.post_message(last.Submitted(last))
        await room.stage.look_at("customer")
        await room.settle()
        assert (room.looking, room.stage.outlook.section, room.focused) == ("customer", 0, "who")


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_section_begins_at_its_top(house: House, size: tuple[int, int]) -> None:
    async with house.room(size=size, at="press_release") as room:
        assert room.stage.form
        room.stage.form.focus_last()
        await room.settle()
        assert room.stage.form.scroll_offset.y > 0
        await room.menu("b")
        # As it was noted: the rows at the foot may have moved the form since it was last drawn.
        left = room.stage.outlook._left["press_release"].scroll
        assert left > 0
        assert room.stage.form.scroll_offset.y == 0
        assert room.fields[0].has_focus
        await room.next()
        assert room.stage.form.scroll_offset.y == left
        assert room.fields[-1].has_focus


async def test_a_section_without_fields_takes_no_keys(house: House) -> None:
    """All fields of the section are optional and hidden; those of the previous section must be gone."""
    own = small.PATH.read_text(encoding="utf-8").replace('group = "zahlen"', 'group = "zahlen"\noptional = true')
    workbook = house.root / "own.toml"
    workbook.parent.mkdir(parents=True, exist_ok=True)
    workbook.write_text(own, encoding="utf-8")
    book = load(workbook)
    session = new_session(book, str(workbook), "Sommerfest", book.usual_agenda, house.now)
    async with house.room(house.library.add(session)) as room:
        await room.look_at("fundstuecke")
        await room.look_at("stimmung")
        await room.type("Laut")
        await room.menu("N")
        assert room.fields == []
        await room.type("and so on")
        assert room.answer("stimmung.wort") == "Laut"
        await room.menu("N")
        assert room.field("wort").text == "Laut"


async def test_a_hidden_form_gets_no_keys(house: House) -> None:
    """The form of the previous section stays mounted while a list is shown."""
    async with house.room(whole(house), LARGE) as room:
        await room.look_at("press_release")
        headline = room.answer("press_release.headline")
        await room.look_at("customer_faq")
        await room.press("enter")
        await room.type("Say: ")
        assert room.session.entries(Place("customer_faq", "questions"))[0].text("answer").startswith("Say: ")
        assert room.answer("press_release.headline") == headline


@pytest.mark.parametrize("way", ["menu", "key"])
async def test_a_form_that_follows_another_begins_with_its_first_label(house: House, way: str) -> None:
    async with house.room(whole(house)) as room:
        assert isinstance(room.app.focused, Choice)
        if way == "menu":
            await room.menu("4")
        else:
            await room.look_at("press_release")
        assert room.field("headline").has_focus
        assert room.stage.form
        assert room.stage.form.scroll_offset.y == 0


async def test_two_moves_at_once_leave_one_section_on_the_screen(house: House) -> None:
    async with house.room() as room:
        stage = room.stage
        await asyncio.gather(stage.look_at("customer_faq"), stage.look_at("press_release"))
        await room.settle()
        around = SectionBar | BelowLine
        pages = [page for page in stage.query_one("#middle").children if not isinstance(page, around)]
        assert [page for page in pages if page.display] == [stage.form]
        assert room.field("headline").has_focus
