"""The clock for the whole room, with the question of the stage."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Static

from wbtui.core.change import CLOCK
from wbtui.core.time.agenda import SLOTS
from wbtui.core.time.formats import end_time, face
from wbtui.ui.commands.footer import clock_footer
from wbtui.ui.commands.keys import keys_of, workshop_bindings
from wbtui.ui.screens.shown import SLOT
from wbtui.ui.terminal.own_bindings import change_bindings
from wbtui.ui.terminal.workarounds import ScreenWorkarounds
from wbtui.ui.widgets.bars import AlarmLine, KeyBar
from wbtui.ui.widgets.big_digits import BigDigits
from wbtui.ui.widgets.subscriptions import Subscriptions
from wbtui.ui.widgets.time_bar import PAUSED, TimeBar
from wbtui.wording.times import minutes_behind

if TYPE_CHECKING:
    from wbtui.core.time.schedule import Schedule
    from wbtui.ui.controllers.status import Status
    from wbtui.workshop import Batch, Workshop


class BigClockScreen(ScreenWorkarounds, Screen[None]):
    """Shows the time left in digits across the screen."""

    BINDINGS = [*workshop_bindings(), Binding("escape,q", "app.command('big_clock')", show=False)]

    def __init__(self, workshop: Workshop, schedule: Callable[[], Schedule], status: Callable[[], Status]) -> None:
        """`schedule` and `status` return the present state."""
        super().__init__()
        self.workshop = workshop
        self.schedule = schedule
        self.status = status
        self._subscriptions = Subscriptions(workshop, self)

    def compose(self) -> ComposeResult:
        yield Static(id="big-title", markup=False)
        with Vertical(id="big-clock"):
            yield BigDigits()
            yield TimeBar()
        yield Static(id="big-question", markup=False)
        yield Static(id="big-note", markup=False)
        yield KeyBar()
        yield AlarmLine()

    def on_mount(self) -> None:
        if (keys := keys_of(self)).changed:
            change_bindings(self, workshop_bindings(), workshop_bindings(keys))
        self.query_one(BigDigits).focus()
        self.show_time()
        self.show_status()
        self._subscriptions.add(self._time_changed, CLOCK, SLOT, SLOTS)

    def on_unmount(self) -> None:
        self._subscriptions.end()

    def _time_changed(self, _batch: Batch) -> None:
        self.show_time()

    def show_status(self) -> None:
        """Show the present status if it is an alarm."""
        self.query_one(AlarmLine).show_status(self.status())

    def show_time(self) -> None:
        """Show the present time."""
        schedule = self.schedule()
        row = schedule.current
        if row is None:
            return
        # Leave out the sign, which would make the digits smaller: the bar shows that the time is over.
        self.query_one(BigDigits).text = face(row.left).removeprefix("+")
        read_only = bool(self.workshop.read_only)
        self.query_one(KeyBar).footer = clock_footer(keys_of(self), schedule.running, read_only, schedule.at_end)
        bar = self.query_one(TimeBar)
        bar.share, bar.paused = row.left / max(1, row.planned), schedule.paused
        stage = self.workshop.workbook.stage(row.slot.stage)
        still = "" if schedule.running else PAUSED if schedule.started else "not started"
        states = filter(None, ("over" if row.left < 0 else "", still))
        _set(self.query_one("#big-title", Static), " · ".join([row.slot.title, *states]))
        _set(self.query_one("#big-question", Static), stage.question if stage else "")
        end = f"ends {end_time(schedule)} · {minutes_behind(schedule.behind)}"
        _set(self.query_one("#big-note", Static), end)


def _set(widget: Static, text: str) -> None:
    if str(widget.content) != text:
        widget.update(text)
