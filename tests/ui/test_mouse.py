"""Tests of everything that can be clicked."""

from __future__ import annotations

import pytest
from tests.ui.driver import BOTH, LARGE, SMALL, House

from wbtui.ui.screens.help import HelpScreen
from wbtui.ui.screens.menu import MenuScreen
from wbtui.ui.screens.preview import PreviewScreen
from wbtui.ui.screens.stage import StageScreen
from wbtui.ui.widgets.bars import SectionBar


async def test_a_click_on_the_agenda_shows_the_slot(house: House) -> None:
    async with house.room(size=LARGE) as room:
        await room.click("Benefit")
        assert (room.looking, room.session.slot) == ("benefit", "customer")
        await room.click("Welcome")
        assert room.looking == "welcome"
        await room.pilot.resize_terminal(*SMALL)
        signs = room.shown()[1].index("–▶")
        for at, slot in enumerate(room.stage.outlook.slots[:4]):
            await room.click_at(signs + at, 1)
            assert (room.looking, room.session.slot) == (slot.id, "customer")


async def test_a_click_on_a_scrolled_agenda(house: House) -> None:
    async with house.room(agenda="480", size=(120, 18)) as room:
        await room.look_at("close")
        await room.settle()
        await room.click("Decision")
        assert room.looking == "decision"


async def test_a_click_on_a_count_in_the_agenda_shows_its_list(house: House) -> None:
    async with house.room(size=LARGE) as room:
        assert room.sees("Parked 0  Actions 0  Open 0")
        await room.look_at("customer_faq")
        await room.press("ctrl+n", *"why")
        await room.look()
        await room.press("ctrl+l", *"twins", "enter")
        for count, title in (
            ("Actions 0", "Actions"),
            ("Parked 1", "Parking lot"),
            ("Open 1", "Questions from customers"),
        ):
            await room.look_at("customer")
            await room.click(count)
            assert room.stage.outlook.sections[room.stage.outlook.section].title == title


async def test_a_click_on_the_coach_opens_the_whole_script(house: House) -> None:
    for size in BOTH:
        async with house.room(size=size) as room:
            assert not room.sees("Full script")
            await room.click("SAY")
            assert room.sees("Say now")


async def test_a_click_in_the_key_bar_runs_the_command(house: House) -> None:
    async with house.room() as room:
        await room.click("F4 START")
        for n, size in enumerate((SMALL, LARGE, (60, 20)), 1):
            await room.pilot.resize_terminal(*size)
            await room.click("F2 ")
            assert room.session.clock.step == 1, size
            await room.click("F3 ")
            assert room.session.slot == "problem", size
            await room.menu("b")
            await room.click("F5 +1")
            assert room.clock == f"{10 + n}:00", size
            await room.click("^g menu")
            assert isinstance(room.screen, MenuScreen), size
            await room.press("escape")
            await room.click("F1 help")
            assert isinstance(room.screen, HelpScreen), size
            await room.press("escape")
            assert room.app.screen is room.stage


@pytest.mark.fault("S5")
async def test_a_click_on_a_section_shows_it(house: House) -> None:
    async with house.room(size=(100, 30), at="decision") as room:
        await room.click(" Experiments ")
        assert room.stage.outlook.sections[room.stage.outlook.section].title == "Experiments"
        await room.click(" more ›")
        assert room.stage.outlook.sections[room.stage.outlook.section].title == "Open questions"


async def test_a_click_on_an_option_chooses_it(house: House) -> None:
    async with house.room(size=LARGE, at="decision") as room:
        field = room.field("verdict").field
        for option in field.options:
            await room.click(f"○ {option.label}")
            assert room.answer("decision.verdict.verdict") == option.id
        await room.click(f"● {field.options[-1].label}")
        assert room.answer("decision.verdict.verdict") == ""


async def test_a_click_on_a_row_selects_the_entry(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        await room.press("ctrl+n", *"alpha", "enter", *"beta", "enter", *"gamma", "enter")
        for size in BOTH:
            await room.pilot.resize_terminal(*size)
            await room.click(" 2  beta")
            assert room.field("question").text == "beta", size
            await room.click(" 3  gamma", times=2)
            assert room.focused == "answer", size
            assert room.field("question").text == "gamma", size


async def test_a_click_in_a_field_moves_focus_and_caret(house: House) -> None:
    async with house.room(size=LARGE) as room:
        await room.type("one two")
        await room.press("tab")
        await room.click("two")
        await room.type("X")
        assert room.answer("customer.who") == "one Xtwo"


async def test_clicks_select_questions_of_the_bank(house: House) -> None:
    async with house.room(size=LARGE, at="internal_faq") as room:
        await room.press("ctrl+r")
        await room.click(room.row_texts[1][0].removeprefix("[ ] ")[:30])
        assert room.sees("1 selected")
        await room.click(room.screen.query_one(SectionBar).titles[2])
        await room.press("space")
        assert room.sees("2 selected")
        await room.press("enter")
        assert len(room.entries("internal_faq.questions")) == 2


async def test_a_click_below_the_last_question_selects_nothing(house: House) -> None:
    async with house.room(size=(120, 60), at="customer_faq") as room:
        await room.press("ctrl+r", "right")
        rows = room.rows
        assert rows.region.height > 2 * rows.count
        before = room.screenshot
        await room.click_at(rows.region.x + 5, rows.region.bottom - 1)
        assert room.screenshot == before


@pytest.mark.parametrize("size", BOTH)
async def test_a_click_in_the_menu_runs_the_command(house: House, size: tuple[int, int]) -> None:
    async with house.room(size=size) as room:
        await room.press("ctrl+g")
        await room.click("Add 1 minute")
        assert room.clock == "11:00"
        await room.press("ctrl+g")
        await room.click("~  More")
        await room.click("Look ahead")
        assert room.looking == "problem"
        await room.press("ctrl+g")
        await room.click("Preview")
        assert isinstance(room.screen, PreviewScreen)
        await room.press("escape", "ctrl+g")
        await room.click_at(5, 1)
        assert room.focused == "problem"


async def test_a_click_in_a_narrow_menu_runs_the_command(house: House) -> None:
    async with house.room(size=(60, 30)) as room:
        await room.press("ctrl+g")
        await room.click("Add 1 minute")
        assert room.clock == "11:00"
        assert room.screen is room.stage


async def test_clicks_select_and_open_a_session_at_home(house: House) -> None:
    house.add("Alpha")
    house.add("Beta")
    async with house.home() as room:
        await room.click("   Alpha")
        assert "Alpha" in room.summary
        await room.click("n new")
        await room.press("escape")
        await room.click("   Beta", times=2)
        assert isinstance(room.screen, StageScreen)
        assert room.session.title == "Beta"
