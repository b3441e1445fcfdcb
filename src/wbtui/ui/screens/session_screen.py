"""What every screen of an open session has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual import events, on
from textual.binding import Binding
from textual.reactive import var
from textual.screen import Screen
from textual.widget import Widget

from wbtui.core.text import clean_line
from wbtui.ui.commands import MENU_KEY, WORKSHOP
from wbtui.ui.screens.calm import Calm
from wbtui.ui.widgets.bars import AlarmLine, TopBar

if TYPE_CHECKING:
    from wbtui.core.schedule import Schedule
    from wbtui.core.session import Session
    from wbtui.files.state import View
    from wbtui.ui.commands import Command


def command_bindings(commands: tuple[Command, ...]) -> list[Binding]:
    """Keys that work at once, also in the middle of typing: the app carries the command out."""
    keys = [(command.key, command.id) for command in commands if command.key]
    return [Binding(key, f"app.command('{id_}')", id=id_, priority=True, show=False) for key, id_ in keys]


class Saving(NamedTuple):
    """What there is to say about saving, and about the time."""

    text: str = ""
    alarm: bool = False
    """Whether it is bad news, or asks for an answer."""


class SessionScreen(Calm, Screen[None]):
    """Shows the session and the time; every command of the workshop works on it."""

    BINDINGS = [
        *command_bindings(WORKSHOP),
        Binding(MENU_KEY, "app.command('menu')", id="menu", priority=True, show=False),
    ]

    session: var[Session | None] = var(None, init=False)
    """The session as it is now; bound to the app's."""
    saving: var[Saving] = var(Saving(), init=False)
    """Bound to the app's."""

    @on(events.Mount)
    def _mounted(self) -> None:
        if not self.query(TopBar):
            self.mount(AlarmLine())
        self.watch_saving()

    def watch_saving(self) -> None:
        """Say it where the top bar has it; elsewhere only what is bad news."""
        text = clean_line(self.saving.text)
        if bar := self.query_one_optional(TopBar):
            bar.right, bar.alarm = text, self.saving.alarm
        elif line := self.query_one_optional(AlarmLine):
            line.text = text if self.saving.alarm else ""

    @property
    def command_targets(self) -> tuple[Widget, ...]:
        """Who is asked to carry out a command before the app is."""
        return (self,)

    @property
    def view(self) -> View | None:
        """Where the person is, to come back to; None where that is nothing to come back to."""
        return None

    async def room_moved(self) -> None:
        """The room is at another slot now."""

    async def look_at_stage(self, number: int) -> None:
        """The person wants to look at the stage with this number, 1 for the first."""

    async def allow_writing(self, allowed: bool) -> None:
        """The person may write from now on, or only look on."""

    async def show_anew(self) -> None:
        """Everything may be another one now."""

    def show_time(self, schedule: Schedule) -> None:
        """Time has passed."""
