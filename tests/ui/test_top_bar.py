"""Tests of the top line: what gives way where it does not fit."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.content import Content

from wbtui.ui.widgets.bars import SlotTime, TopBar


class Bare(App[None]):
    """Shows the top line and nothing else."""

    CSS = "TopBar { width: 100%; height: 1; }"

    def compose(self) -> ComposeResult:
        yield TopBar()


async def test_the_title_is_whole_or_recognizable_or_left_out() -> None:
    """Time and status are never cut, and neither is the name of the stage before the title is gone."""
    app = Bare()
    async with app.run_test(size=(78, 1)):
        bar = app.query_one(TopBar)
        bar.right = "all saved"
        bar.time = SlotTime(" ❚❚ OVER 1:18 paused ")
        for title in ("Night Trolley", "Nit", "A workshop with a title that is too long for any line at all"):
            bar.left = title
            for cells in range(45):
                middle = "M" * cells
                bar.middle = middle
                drawn = bar.render()
                assert isinstance(drawn, Content)
                line = drawn.plain
                assert len(line) == 78
                assert line.endswith(" ❚❚ OVER 1:18 paused   all saved")
                assert middle in line
                shown = line.removesuffix(" ❚❚ OVER 1:18 paused   all saved").replace("M", "").strip()
                assert shown in ("", title) or (len(shown) >= 10 and shown.endswith("…")), (title, cells)
