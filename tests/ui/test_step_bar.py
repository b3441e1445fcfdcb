"""Tests that the bar of steps has room for every script of the built-in workbook."""

from __future__ import annotations

import pytest
from tests.ui.driver import House, built_in
from textual.app import App, ComposeResult
from textual.content import Content

from wbtui.core.time.schedule import StepTime
from wbtui.core.workbook.model import Step
from wbtui.ui.widgets.stage_head import StageHead

BAR_CELLS = 118
"""The width of the bar in a window of 120 columns."""


class Bare(App[None]):
    """Shows the bar of steps and nothing else."""

    CSS = "StageHead { width: 100%; height: 2; }"

    def compose(self) -> ComposeResult:
        yield StageHead()


def scripts() -> list[tuple[Step, ...]]:
    """Return every script of the built-in workbook."""
    workbook = built_in()
    slots = [slot for agenda in workbook.agendas for slot in agenda.slots]
    return [
        found
        for found in (*(stage.script for stage in workbook.stages), *(slot.script for slot in slots))
        if found
    ]


async def test_every_script_of_the_built_in_workbook_fits_the_bar() -> None:
    app = Bare()
    async with app.run_test(size=(BAR_CELLS, 4)):
        head = app.query_one(StageHead)
        assert head.size.width == BAR_CELLS
        for script in scripts():
            head.steps = script
            for number, step in enumerate(script):
                head.chosen = StepTime(number, step.minutes * 60, 0.0)
                shown = head.render()
                assert isinstance(shown, Content)
                bar = shown.plain.splitlines()[0]
                assert [step.title for step in script if step.title not in bar] == []
                assert "›" not in bar
                assert "…" not in bar


async def test_the_steps_shown_at_80_columns_stay_when_one_is_over_and_the_rest_is_counted() -> None:
    app = Bare()
    async with app.run_test(size=(78, 4)):
        head = app.query_one(StageHead)
        counted = 0
        for script in scripts():
            head.steps = script
            for number, step in enumerate(script):
                named = set()
                for spent in (0.0, step.minutes * 30.0, step.minutes * 60 - 1.0, step.minutes * 60 + 80.0):
                    head.chosen = StepTime(number, step.minutes * 60, spent)
                    shown = head.render()
                    assert isinstance(shown, Content)
                    bar = shown.plain.splitlines()[0]
                    seen = [step.title for step in script if f"{step.title} " in f"{bar} "]
                    words = bar.replace("‹ ", "‹").split()
                    before = sum(int(word[1:]) for word in words if word[:1] == "‹")
                    after = sum(int(words[at - 1]) for at, word in enumerate(words) if word == "more")
                    assert before + len(seen) + after == len(script), bar
                    counted += after
                    named.add((*seen, before, after))
                assert len(named) == 1, named
        assert counted


@pytest.mark.fault("NB7", "NB8")
async def test_choosing_a_step_shows_the_section_that_it_speaks_of(house: House) -> None:
    async with house.room(agenda="60", at="customer_faq") as room:

        def section() -> str:
            current = room.stage.outlook.current
            return current.title if current else ""

        await room.press("f4", "f3")
        assert section() == "Cost of failure"
        await room.press("f2")
        assert section() == "Three reasons"
        await room.press("f6")
        assert section() == "Cost of failure"
        await room.press("f3")
        assert section() == "Verdict"
        await room.menu("1")
        await room.press("f2")
        # Who looks elsewhere stays there.
        assert room.looking == "customer"
        await room.press("escape")
        assert room.session.clock.step == 1
