"""Tests of changes by other programs that come in while the user types or looks around."""

from __future__ import annotations

import asyncio

import pytest
from tests.ui.driver import House, name_of

from wbtui.core.change import InsertEntry, RemoveEntry, SetAnswer, SetFact
from wbtui.core.place import Place
from wbtui.core.session import Entry
from wbtui.ui.controllers.questions import YesOrNo
from wbtui.ui.screens.confirm import Confirm
from wbtui.ui.screens.quick_note import QuickNote
from wbtui.ui.widgets.bars import SectionBar

ABOUT = Place("press_release", "about")
GATEKEEPERS, MISSING = Place("decision", "team.gatekeepers"), Place("decision", "team.missing")
QUESTIONS = Place("customer_faq", "questions")
Q1, Q2 = QUESTIONS.at(entry="q1"), QUESTIONS.at(entry="q2")


@pytest.mark.parametrize("agenda", ["90", "no such agenda"])
async def test_another_agenda_shows_the_same_stage_in_a_slot_that_it_has(house: House, agenda: str) -> None:
    async with house.room(at="cost_of_failure", agenda="480") as room:
        await room.stage.look_at_section(len(room.stage.outlook.sections) - 1)
        last = room.stage.outlook.section
        assert last > 0
        room.workshop.adopt(SetFact("agenda", agenda))
        # Act before the screen has been updated.
        assert room.stage.view.slot == "cost_of_failure"
        room.stage.show_time()
        await room.settle()
        assert room.stage.outlook.slot.stage == "internal_faq"
        assert room.stage.looking in {slot.id for slot in room.stage.outlook.slots}
        assert room.stage.outlook.section == last


async def test_typing_goes_on_in_its_field_while_another_field_appears(house: House) -> None:
    async with house.room(at="decision") as room:
        ids = [section.id for section in room.stage.outlook.sections]
        await room.stage.look_at_section(ids.index("team"))
        await room.into("gatekeepers")
        await room.type("Hello")
        room.workshop.adopt(SetAnswer(MISSING, "Designer"))
        room.wait(*"abc")
        await asyncio.sleep(0.01)
        room.wait(*"def")
        await room.settle()
        assert room.answer(str(GATEKEEPERS)) == "Helloabcdef"
        assert room.field("missing").text == "Designer"
        assert room.field("gatekeepers").has_focus


async def test_typing_goes_on_in_its_field_while_a_field_disappears(house: House) -> None:
    async with house.room(at="press_release") as room:
        room.workshop.adopt(SetAnswer(ABOUT, "A shop"))
        await room.settle()
        assert room.field("about").text == "A shop"
        await room.into("headline")
        await room.type("Hello")
        room.workshop.adopt(SetAnswer(ABOUT, None))
        room.wait(*"abc")
        await room.settle()
        assert room.answer("press_release.headline") == "Helloabc"
        assert "about" not in [name_of(editor) for editor in room.fields]


async def test_typing_goes_on_in_the_line_of_an_entry_that_is_removed(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        await room.press("ctrl+n")
        await room.type("Why")
        bench = room.stage.bench
        assert bench
        (entry,) = bench.entries
        room.wait(*"xyz")
        room.workshop.adopt(RemoveEntry(QUESTIONS.at(entry=entry.id)))
        await room.settle()
        assert [entry.text("question") for entry in bench.entries] == ["Whyxyz"]
        await room.press("ctrl+n")
        await room.type("New")
        assert [entry.text("question") for entry in bench.entries] == ["Whyxyz", "New"]


async def test_typing_does_not_go_on_in_the_neighbour_of_an_entry_that_is_removed(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        room.workshop.edit(InsertEntry(Q1, Entry("q1", {"question": "Who?"})))
        room.workshop.edit(InsertEntry(Q2, Entry("q2", {"question": "When?"}), "q1"))
        await room.settle()
        assert room.stage.bench
        room.stage.bench.select("q1")
        await room.into("question")
        room.workshop.adopt(RemoveEntry(Q1))
        await room.type("xyz")
        assert room.workshop.session.text(Q2.at(part="question")) == "When?"


@pytest.mark.parametrize("start", ["customer_faq", "customer", "welcome"])
async def test_a_field_that_appears_while_its_section_comes_onto_the_screen(house: House, start: str) -> None:
    async with house.room(at=start) as room:
        for turns in (0, 1, 2, 5):
            room.workshop.adopt(SetAnswer(ABOUT, None))
            await room.look_at(start)
            if start != "customer":
                # The form of the section is a new one each time, as it is the first time.
                await room.stage.query("#middle > FieldForm").remove()
            looking = asyncio.ensure_future(room.stage.look_at("press_release"))
            for _ in range(turns):
                await asyncio.sleep(0)
            room.workshop.adopt(SetAnswer(ABOUT, "A shop"))
            await looking
            await room.settle()
            assert "about" in [name_of(editor) for editor in room.fields], turns


async def test_answers_without_a_field_appear_in_the_section_on_the_screen(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        room.workshop.edit(InsertEntry(Q1, Entry("q1", {"question": "Who?"})))
        room.workshop.edit(InsertEntry(Q2, Entry("q2", {"question": "When?"}), "q1"))
        await room.settle()
        bench = room.stage.bench
        assert bench
        bench.select("q2")
        room.workshop.adopt(
            SetAnswer(Q1.at(part="colour"), "red"), SetAnswer(Place("customer_faq", "weather"), "rain")
        )
        await room.settle()
        assert bench.selected == "q2"
        assert "colour" in [name_of(editor) for editor in room.fields]
        assert len(room.stage.query_one(SectionBar).titles) == len(room.stage.outlook.sections) == 2


async def test_a_dialog_answered_below_another_closes_both(house: House) -> None:
    async with house.room() as room:
        await room.press("ctrl+l")
        note = room.screen
        assert isinstance(note, QuickNote)
        asked = room.app.host.ask(YesOrNo("Count it?", "", "Yes", "No"))
        question = asyncio.create_task(asked)
        await room.until(lambda: isinstance(room.screen, Confirm))
        note.close(True)
        await room.settle()
        assert room.screen is room.stage
        assert await question is None
