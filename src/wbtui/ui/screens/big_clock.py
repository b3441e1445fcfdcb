"""The clock for the whole room, with the question it is working on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import ProgressBar, Static

from wbtui.core.clock_face import face, minutes_behind
from wbtui.ui.commands import WORKSHOP
from wbtui.ui.screens.session_screen import SessionScreen
from wbtui.ui.widgets.bars import KeyBar
from wbtui.ui.widgets.big_digits import BigDigits

if TYPE_CHECKING:
    from wbtui.core.schedule import Schedule
    from wbtui.core.workbook import Workbook


class BigClockScreen(SessionScreen):
    """Digits across the screen; Escape goes back."""

    BINDINGS = [Binding("escape,q", "app.command('big_clock')", show=False)]

    def __init__(self, workbook: Workbook, schedule: Schedule) -> None:
        super().__init__()
        self.workbook = workbook
        self._schedule = schedule

    def compose(self) -> ComposeResult:
        yield Static(id="big-title", markup=False)
        with Vertical(id="big-clock"):
            yield BigDigits()
            yield ProgressBar(total=1.0, show_percentage=False, show_eta=False)
        yield Static(id="big-question", markup=False)
        yield Static(id="big-note", markup=False)
        yield KeyBar(WORKSHOP).with_menu()

    def on_mount(self) -> None:
        self.query_one(BigDigits).focus()
        self.show_time(self._schedule)

    def show_time(self, schedule: Schedule) -> None:
        row = schedule.current
        if row is None:
            return
        self.query_one(BigDigits).text = face(row.left)
        self.query_one(KeyBar).running = schedule.running
        share = max(0.0, min(1.0, row.left / row.planned)) if row.planned else 0.0
        self.query_one(ProgressBar).update(progress=round(share, 2))
        self.set_class(row.left < 0, "-over")
        self.set_class(row.left >= 0 and share <= 0.2, "-short")
        stage = self.workbook.stage(row.slot.stage)
        state = "over time" if row.left < 0 else "" if schedule.running else "paused"
        _set(self.query_one("#big-title", Static), f"{row.slot.title}{' · ' if state else ''}{state}")
        _set(self.query_one("#big-question", Static), stage.question if stage else "")
        end = f"ends {schedule.expected_end:%H:%M} · {minutes_behind(schedule.behind)}"
        _set(self.query_one("#big-note", Static), end)


def _set(widget: Static, text: str) -> None:
    if str(widget.content) != text:
        widget.update(text)
