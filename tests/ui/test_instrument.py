"""Tests of the stage screen as an instrument: the visible parts, and a workshop led with four keys."""

from __future__ import annotations

from itertools import product

import pytest
from tests.ui import tour
from tests.ui.driver import LARGE, SMALL, House, Room, built_in

from wbtui.ui.screens.stage import StageScreen
from wbtui.ui.themes import THEMES
from wbtui.ui.widgets.answer_area import AnswerArea

STAGES = built_in().stages
QUESTIONS = {stage.id: stage.question for stage in STAGES}


def counted(room: Room) -> int:
    """Return how many sections the screen names, or counts as not shown."""
    bar = room.shown()[3]
    shown = sum(f" {section.title} " in bar for section in room.stage.outlook.sections)
    words = bar.split()
    return shown + sum(int(words[n - 1]) for n, word in enumerate(words) if word == "more")


DARK, LIGHT = "wbtui-dark", "ansi-light"


@pytest.mark.parametrize(
    ("theme", "size", "full"),
    [
        (DARK, SMALL, True),
        (DARK, LARGE, False),
        (LIGHT, SMALL, False),
        (LIGHT, LARGE, True),
    ],
)
async def test_question_time_and_sections_are_in_sight(
    house: House, theme: str, size: tuple[int, int], full: bool
) -> None:
    await they_are_in_sight(house, [theme], size, full)


@pytest.mark.slow
@pytest.mark.parametrize("size", [SMALL, (100, 30), LARGE, (200, 60), (300, 80)])
@pytest.mark.parametrize("full", [True, False])
async def test_question_time_and_sections_are_in_sight_everywhere(
    house: House, size: tuple[int, int], full: bool
) -> None:
    await they_are_in_sight(house, [*THEMES], size, full)


async def they_are_in_sight(house: House, themes: list[str], size: tuple[int, int], full: bool) -> None:
    """Look at every section of every stage, and find the question, the time and the sections in the frame."""
    async with house.room(tour.furnish(house) if full else None, size) as room:
        assert set(themes) <= set(room.app.available_themes)
        for theme, stage in product(themes, STAGES):
            room.app.theme = theme
            await room.look_at(stage.id)
            for section, _ in enumerate(room.stage.outlook.sections):
                await room.stage.look_at_section(section)
                await room.settle()
                top, _, question, bar = room.shown()[:4]
                assert room.header.time
                assert room.header.time.text.strip() in top, (stage.id, top)
                assert QUESTIONS[stage.id] in question
                if len(room.stage.outlook.sections) > 1:
                    assert f" {room.stage.outlook.sections[section].title} " in bar
                    assert counted(room) == len(room.stage.outlook.sections), bar


async def test_no_line_of_a_form_is_longer_than_84_letters(house: House) -> None:
    async with house.room(tour.furnish(house), (200, 60)) as room:
        widths = set()
        for stage in STAGES:
            await room.look_at(stage.id)
            widths |= {editor.content_size.width for editor in room.fields}
        # The caret may stand behind the last letter.
        assert max(widths) <= 84 + 1


OTHER_SIZES = [pytest.param(size, marks=pytest.mark.slow) for size in ((100, 30), (200, 60), (300, 80))]


@pytest.mark.parametrize("size", [SMALL, LARGE, *OTHER_SIZES])
async def test_the_time_is_there_under_any_dialog(house: House, size: tuple[int, int]) -> None:
    wrong = []
    async with house.room(size=size) as room:
        await room.press("f4")
        await room.later(minutes=4)
        told = "▶ 6:00 left of 10"
        before = room.colours(told)
        for keys in (keys for keys in tour.KEYS_OVER_STAGE if keys != "f8"):
            await room.press(*keys.split())
            assert not isinstance(room.screen, StageScreen), keys
            if told not in room.shown()[0] or room.colours(told) != before:
                wrong.append(f"{keys}: {room.shown()[0]}")
            await room.press("escape")
            assert room.screen is room.stage, keys
    assert wrong == []


async def test_an_hour_is_led_with_next_step_next_stage_pause_and_undo(house: House) -> None:
    """The facilitator presses four keys and types; each stage gets its minutes and something to read."""
    first = next(slot.id for slot in built_in().slots("60") if slot.minutes)
    async with house.room(house.add("Pocket Clinic", agenda="60", at=first), LARGE) as room:
        slots = [slot for slot in room.stage.outlook.slots if slot.minutes]
        written = 0
        await room.press("f4")
        for slot in slots:
            assert (room.session.slot, room.looking, room.session.clock.step) == (slot.id, slot.id, 0)
            script = room.workshop.workbook.script(slot)
            for number, step in enumerate(script):
                assert room.session.clock.step == number
                assert f"▶ {step.title}" in room.shown()[1]
                assert step.say.split()[0].strip("“‘") in room.coach or not step.say
                if number + 1 < len(script):
                    await room.later(minutes=step.minutes)
                    assert room.session.clock.step == number
                    await room.press("f2")
            before, focused = room.session.answers, room.app.focused
            await room.type("we are parents")
            if isinstance(focused, AnswerArea):
                said = [value for _, value in room.session.places() if value == "we are parents"]
                assert len(said) > written, slot.id
                written = len(said)
            else:
                # Nobody's words choose an option.
                assert room.session.answers == before
            if slot is slots[1]:
                await room.press("f4")
                assert "paused" in room.shown()[0]
                await room.later(minutes=5)
                await room.press("f4")
                await room.press("f3", "f6")
                assert room.session.slot == slot.id
            if slot is not slots[-1]:
                await room.press("f3")
        assert room.session.slot == slots[-1].id
        assert room.session.clock.running_since is not None
        assert written == len([slot for slot in slots if slot.stage])
