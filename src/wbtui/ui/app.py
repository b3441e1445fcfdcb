"""The app: puts workshop, controllers and screens together."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on
from textual.app import App
from textual.notifications import SeverityLevel
from textual.widget import AwaitMount

from wbtui.storage.state import read_preferences
from wbtui.ui import screens
from wbtui.ui.controllers.export import Export
from wbtui.ui.controllers.library import LibraryCommands
from wbtui.ui.controllers.recovery import Recovery
from wbtui.ui.controllers.steady_clock import SteadyClock
from wbtui.ui.screens.dialog import Dialog
from wbtui.ui.shell.dispatch import Dispatch
from wbtui.ui.shell.host import AppHost, OpenSession
from wbtui.ui.shell.program import Program
from wbtui.ui.shell.sessions import Sessions
from wbtui.ui.stylesheets import stylesheets
from wbtui.ui.terminal.app import TerminalApp
from wbtui.ui.themes import OWN_THEMES, THEMES
from wbtui.ui.widgets.answer_area import AnswerArea
from wbtui.ui.widgets.bars import KeyBar
from wbtui.ui.widgets.messages import CoachHidden

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.theme import Theme

    from wbtui.ui.controllers.desk import Desk
    from wbtui.ui.screens.home import HomeScreen
    from wbtui.ui.surroundings import Surroundings


class WorkbookApp(TerminalApp):
    """Home, or the session that is open."""

    ENABLE_COMMAND_PALETTE = False
    # Selecting text outside of editors ends the program where a widget goes while the mouse is pressed: Textual
    # 8.2.8 then looks for the region of a parent that is None.
    ALLOW_SELECT = False
    CSS_PATH = stylesheets()
    TITLE = "wbtui"

    def __init__(self, around: Surroundings, start: Path | None = None) -> None:
        self.preferences = read_preferences(around.state_dir)
        theme = self.preferences.theme
        # Before all else, which is made with these colours. Later, every stylesheet would be parsed twice.
        self.set_reactive(App.theme, theme if theme in THEMES else THEMES[0])
        super().__init__(
            crash_log=around.state_dir / "crash.log",
            last_words="wbtui has ended.",
            before_shown=self._open_start,
        )
        for own in OWN_THEMES.values():
            self.register_theme(own)
        self.around = around
        self.steady = SteadyClock(around.clocks, around.monotonic)
        self.host = AppHost(self, lambda: self.steady.now().timestamp())
        self.export = Export(self.host, self._undisturbed)
        self.recovery = Recovery(self.host, around.library, around.state_dir, self.steady.now)
        self.program = Program(self)
        self.dispatch = Dispatch(self)
        self.sessions = Sessions(self, start)
        # Nothing moves by itself on a projector, and a scroll that is still under way is wrong for the next one.
        self.animation_level = "none"

    def get_theme(self, theme_name: str) -> Theme | None:
        # While the app is being made they are not registered yet; and a start asks for them 800 times.
        return OWN_THEMES.get(theme_name) or super().get_theme(theme_name)

    @property
    def desk(self) -> Desk | None:
        """The session that is open."""
        return self.sessions.desk

    # The start

    async def _open_start(self) -> None:
        await self.sessions.open_start()

    def get_default_screen(self) -> Screen[None]:
        """The session that the program was started with, or home: one first screen, and nothing under it."""
        return self.fitted(self.sessions.stage_screen(self.desk) if self.desk else self._home_screen())

    def _home_screen(self) -> HomeScreen:
        library, shelf, now = self.around.library, self.around.shelf, self.steady.now
        home = screens.home.HomeScreen(library, shelf, self.around.state_dir, now)
        self.library = LibraryCommands(self.host, library, shelf, now, home, self.export)
        return home

    def fitted(self, screen: Screen[None]) -> Screen[None]:
        """Give a screen the class for its width; Textual would style all of it again when it is shown."""
        points = sorted(screen.HORIZONTAL_BREAKPOINTS or (), reverse=True)
        screen.add_class(next(name for least, name in points if self.size.width >= least))
        return screen

    async def on_mount(self) -> None:
        await AwaitMount(self.screen, [self.screen])
        self.sessions.welcome()
        self._tick()

    def on_ready(self) -> None:
        if not gc.isenabled():
            # What is there now stays: no later collection need go through it while somebody types.
            gc.freeze()
            gc.enable()

    def _tick(self) -> None:
        if self.is_running:
            self.set_timer(self.sessions.tick(), self._tick)

    @contextmanager
    def suspend(self) -> Iterator[None]:
        """Leave the terminal to another program, for which nobody need be told that this one stands still."""
        try:
            with super().suspend():
                yield
        finally:
            if self.desk:
                self.desk.clock.look(tell=False)

    # What keys, screens and editors ask for

    async def action_command(self, command_id: str) -> None:
        """Carry out a command, or say why it cannot be."""
        await self.dispatch.run(command_id)

    @on(OpenSession)
    async def _open_session(self, event: OpenSession) -> None:
        await self.sessions.show(event.path)

    def _undisturbed(self) -> Callable[[], bool]:
        """Return what tells later whether the same screen is shown as now."""
        screen = self.screen
        return lambda: self.screen is screen

    async def action_quit(self) -> None:
        """^q; Textual binds it to the app, whose keys come before those of any screen."""
        if isinstance(self.screen, Dialog):
            self.screen.action_leave()
        else:
            await self.action_command("home" if self.desk else "quit")

    @on(KeyBar.Pressed)
    async def _key_bar(self, event: KeyBar.Pressed) -> None:
        await self.action_command(event.command_id)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Say something in passing; never as markup."""
        self.host.notify(message, title=title, severity=severity, timeout=timeout)

    @on(CoachHidden)
    def _coach_hidden(self, event: CoachHidden) -> None:
        self.program.remember_coach(event.hidden)

    @on(AnswerArea.Cleaned)
    def _cleaned(self) -> None:
        self.host.notify("Control characters and escape sequences were left out of what was inserted.")

    @on(AnswerArea.TooLong)
    def _too_long(self, event: AnswerArea.TooLong) -> None:
        text = f"An answer holds {event.limit} characters; nothing was inserted."
        self.host.notify(text, title="Too long", severity="warning")

    @on(AnswerArea.Refused)
    def _refused(self, event: AnswerArea.Refused) -> None:
        if self.desk:
            self.desk.undo.refused(event.error)
