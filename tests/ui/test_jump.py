"""Tests of the list of places to jump to: one key for each of them, on one screen."""

from __future__ import annotations

import pytest
from tests.ui.driver import built_in
from textual.app import App

from wbtui.core.workbook.sections import sections
from wbtui.ui.screens.jump import JumpList, JumpScreen, Target, keyed

STAGES = built_in().stages


def places(fields: int, stages: int = 8) -> list[Target]:
    """Return so many fields and stages; each goes nowhere."""
    named = [Target("Fields", f"Field {number}", list) for number in range(fields)]
    return [*named, *(Target("Stages", f"Stage {number}", list, numbered=True) for number in range(stages))]


def test_letters_are_followed_by_capitals_and_stages_have_digits() -> None:
    keys = [key for key, _ in keyed(places(54))]
    assert "".join(keys[:52]) == "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    assert keys[52:] == ["", "", *"12345678"]


@pytest.mark.parametrize("width", [78, 98, 118])
def test_all_places_of_a_stage_are_on_one_screen_of_24_rows(width: int) -> None:
    """The time stays above them, and the keys below."""
    steps = [
        Target("Steps", f"Step {number}", list) for number in range(max(len(stage.script) for stage in STAGES))
    ]
    for stage in STAGES:
        for section in sections(stage):
            # Fields whose place others have taken are shown only with an old answer.
            fields = [Target("Fields", field.label, list) for field in section.fields if not field.retired]
            others = [Target("Sections", other.title, list) for other in sections(stage) if other is not section]
            places_ = JumpList([*fields, *others, *steps, *places(0)])
            keys = [key for key, _ in places_.targets]
            assert "" not in keys
            assert len(set(keys)) == len(keys)
            assert places_.get_content_height(None, None, width) <= 24 - 2 - 1 - 2, section.title


@pytest.mark.parametrize(("key", "title"), [("b", "Field 1"), ("B", "Field 27"), ("3", "Stage 2"), ("escape", "")])
async def test_a_letter_a_capital_or_a_digit_chooses_its_place(key: str, title: str) -> None:
    app = App[None]()
    chosen: list[Target | None] = []
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(JumpScreen(places(30)), chosen.append)
        await pilot.press(key)
    assert [target.title if target else "" for target in chosen] == [title]
