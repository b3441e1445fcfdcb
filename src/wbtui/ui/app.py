"""The Textual app, which connects the workshop, the controllers and the screens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import App
from textual.widget import AwaitMount

from wbtui.storage.drafts.dialogs import Drafts
from wbtui.ui import screens
from wbtui.ui.commands.footer import status_line
from wbtui.ui.controllers.export import Export
from wbtui.ui.controllers.news import Notice
from wbtui.ui.controllers.recovery import Recovery
from wbtui.ui.controllers.steady_clock import SteadyClock
from wbtui.ui.controllers.theme_setting import ThemeSetting
from wbtui.ui.screens.dialog import Dialog
from wbtui.ui.shell.dispatch import Dispatch
from wbtui.ui.shell.host import AppHost, OpenSession
from wbtui.ui.shell.program import Program
from wbtui.ui.shell.sessions import Sessions
from wbtui.ui.stylesheets import stylesheets
from wbtui.ui.terminal.app import TerminalApp
from wbtui.ui.themes import OWN_THEMES, usual_theme, without_colours
from wbtui.ui.widgets.answer_area import AnswerArea
from wbtui.ui.widgets.choice import Choice
from wbtui.ui.widgets.messages import Named, Pressed, StatusMessage
from wbtui.ui.widgets.stage_head import StageHead

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.theme import Theme

    from wbtui.ui.commands.footer import StatusLine
    from wbtui.ui.commands.keys import Keys
    from wbtui.ui.context import AppContext
    from wbtui.ui.controllers.command_ids import CommandId
    from wbtui.ui.controllers.desk import Desk
    from wbtui.ui.screens.home import HomeScreen


class WorkbookApp(TerminalApp):
    """Shows the home screen, or the open session."""

    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = stylesheets()
    TITLE = "wbtui"

    def __init__(self, context: AppContext, start: Path | None = None) -> None:
        # Set the theme before `super().__init__`, or Textual parses every stylesheet twice.
        self.set_reactive(App.theme, context.theme or usual_theme())
        super().__init__(
            crash_log=context.state_dir / "crash.log",
            last_words=f"wbtui has stopped because of a mistake in it. Details: {context.state_dir}/crash.log",
            before_shown=lambda: self.sessions.open_start(),
        )
        for own in OWN_THEMES.values():
            self.register_theme(own)
        self.context = context
        self.steady = SteadyClock(context.clocks, context.monotonic)
        self.host = AppHost(self, lambda: self.steady.now().timestamp(), Drafts(context.state_dir))
        self.export = Export(self.host, self.host.undisturbed)
        self.recovery = Recovery(self.host, context.library, context.state_dir, self.steady.now)
        self.program = Program(self, ThemeSetting(self.host, context.settings))
        self.dispatch = Dispatch(self)
        self.sessions = Sessions(self, start)
        # Animations distract on a projector, and a second scroll would start from the middle of an animated one.
        self.animation_level = "none"

    def get_theme(self, theme_name: str) -> Theme | None:
        # Textual asks before our themes are registered, and asks 800 times during a start.
        return OWN_THEMES.get(theme_name) or super().get_theme(theme_name)

    def get_css_variables(self) -> dict[str, str]:
        variables = super().get_css_variables()
        return without_colours(variables) if self.no_color else variables

    @property
    def keys(self) -> Keys:
        """The keys of this run."""
        return self.context.keys

    @property
    def status_line(self) -> StatusLine:
        """The contents of the status line."""
        return status_line(self.keys, self.host.news.shown)

    @property
    def desk(self) -> Desk | None:
        """The open session; None on the home screen."""
        return self.sessions.desk

    # Start

    def get_default_screen(self) -> Screen[None]:
        """Return the screen of the session to start with, or the home screen; no other screen lies below it."""
        return self.fitted(self.sessions.stage_screen(self.desk) if self.desk else self._home_screen())

    def _home_screen(self) -> HomeScreen:
        from wbtui.ui.controllers.library import LibraryCommands
        from wbtui.ui.controllers.session_folder import SessionFolder

        library, workbooks, now = self.context.library, self.context.workbooks, self.steady.now
        home = screens.home.HomeScreen(SessionFolder(library, workbooks, self.context.state_dir, now), now)
        self.library = LibraryCommands(self.host, library, workbooks, now, home, self.export)
        return home

    def fitted(self, screen: Screen[None]) -> Screen[None]:
        """Give a screen the CSS class for its width now, so that Textual need not restyle it once it is shown."""
        points = sorted(screen.HORIZONTAL_BREAKPOINTS or (), reverse=True)
        screen.add_class(next(name for least, name in points if self.size.width >= least), update=False)
        return screen

    async def on_mount(self) -> None:
        await AwaitMount(self.screen, [self.screen])
        self.sessions.welcome()
        self._tick()

    def on_ready(self) -> None:
        self.context.shown()

    def _tick(self) -> None:
        if self.is_running:
            self.set_timer(self.sessions.tick(), self._tick)

    @contextmanager
    def suspend(self) -> Iterator[None]:
        """Lend the terminal to another program; the pause is not reported to the user as a suspension."""
        try:
            with super().suspend():
                yield
        finally:
            if self.desk:
                self.desk.clock.look(tell=False)

    # Requests from keys, screens and editors

    async def action_command(self, command_id: CommandId, free: bool = False) -> None:
        """Carry out a command, or tell why it is not available; `free` keys count only where nobody types."""
        await self.dispatch.run(command_id, free=free)

    @on(OpenSession)
    async def _open_session(self, event: OpenSession) -> None:
        await self.sessions.show(event.path)

    async def action_quit(self) -> None:
        """Handle ^q, which Textual binds to the app, ahead of the bindings of any screen."""
        await self.dispatch.leave()

    @on(Named)
    async def _named(self, event: Named) -> None:
        if command_id := self.keys.command_at(event.text, event.at, at_home=event.at_home):
            await self.action_command(command_id)

    @on(Pressed)
    async def _pressed(self, event: Pressed) -> None:
        await self.action_command(event.command_id)

    @on(StageHead.Chosen)
    def _step_chosen(self, event: StageHead.Chosen) -> None:
        if self.desk:
            self.desk.clock.choose_step(event.number)

    def notify(self, message: str, **how: Any) -> None:
        """Say something in the status line, where Textual would open a toast."""
        self.host.notify(message, title=how.get("title", ""), severity=how.get("severity", "information"))

    @on(StatusMessage)
    def _show_status_message(self, event: StatusMessage) -> None:
        self.host.say(Notice(event.text, "warning" if event.bad else "information", event.about, event.command))

    @on(AnswerArea.Edited)
    @on(Choice.Edited)
    def _typed_in_dialog(self) -> None:
        # The forms of the stage stop these messages.
        if isinstance(self.screen, Dialog):
            self.host.keep_draft(self.screen)

    @on(AnswerArea.TooLong)
    def _too_long(self, event: AnswerArea.TooLong) -> None:
        text = f"An answer can hold {event.limit} characters. Nothing was added."
        self.host.notify(text, title="Too long", severity="warning")

    @on(AnswerArea.Refused)
    def _refused(self, event: AnswerArea.Refused) -> None:
        if self.desk:
            self.desk.undo.refused(event.error)
