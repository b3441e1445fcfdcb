"""Tests of the coach: whose help it shows, and how it writes what to say."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from tests.ui.driver import EXAMPLES, LARGE, House, Room, built_in

from wbtui.core.text import quoted
from wbtui.ui.widgets.coach import advice


def expected(room: Room) -> str:
    """Return the prompt of the focused field, or else of the list on the screen."""
    stage = room.stage
    if stage.focused_field:
        return stage.focused_field[0].prompt
    section = stage.outlook.current
    return section.list.prompt if section and section.list else ""


def shown_helps(room: Room) -> list[str]:
    lines = room.coach.split("\n")
    return [lines[n + 1] for n, line in enumerate(lines[:-1]) if line == "Ask"]


def keeps_up(room: Room) -> bool:
    return shown_helps(room) == [text for text in [expected(room)] if text]


def example(house: House) -> Path:
    return house.library.duplicate(EXAMPLES / "village-bread-cabinet.toml", "", house.now)


@pytest.mark.fault("S1")
async def test_the_coach_helps_with_the_field_on_the_screen(house: House) -> None:
    starts = ("customer", "problem", "press_release", "customer_faq", "decision")
    moves = (("ctrl+g", "5"), ("ctrl+g", "7"), ("ctrl+g", "2"), ("ctrl+pagedown",), ("f3",))
    wrong = []
    async with house.room(example(house), LARGE) as room:
        for move, start in product(moves, starts):
            await room.look_at(start)
            await room.press("tab")
            await room.press(*move)
            if not keeps_up(room):
                wrong.append((start, move, room.coach, room.focused))
    assert wrong == []


@pytest.mark.fault("S1")
async def test_the_coach_keeps_up_with_every_command_of_the_menu(house: House) -> None:
    wrong = []
    async with house.room(example(house), LARGE) as room:
        for letter, start in product("swNBm.,ri", ("internal_faq", "decision")):
            await room.look_at(start)
            await room.menu("N")
            await room.press("tab", "tab")
            await room.menu(letter)
            if not keeps_up(room):
                wrong.append((start, letter, room.coach, room.focused))
            while room.screen is not room.stage:
                await room.press("escape")
    assert wrong == []


@pytest.mark.fault("S4")
@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("“This will not succeed, because …” We write", "“‘This will not succeed, because …’ We write”"),
        ("Begin with “yes, and”. Five minutes.", "“Begin with ‘yes, and’. Five minutes.”"),
        ("We know", "“We know”"),
        ("", "“”"),
        ("“”“”", "“‘’‘’”"),
    ],
)
def test_quotation_marks_are_never_doubled(text: str, want: str) -> None:
    assert quoted(text) == want


@pytest.mark.fault("S4")
def test_no_script_is_shown_with_doubled_quotation_marks() -> None:
    workbook = built_in()
    slots = [slot for agenda in workbook.agendas for slot in agenda.slots]
    for slot in slots:
        stage = workbook.stage(slot.stage)
        script = workbook.script(slot)
        for step in range(len(script)):
            text = advice(script, stage, None, step).plain
            assert not {"““", "””"} & {text[n : n + 2] for n in range(len(text))}
