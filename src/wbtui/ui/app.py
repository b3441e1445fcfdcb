"""WorkbookApp: wires messages to core and files; nothing else."""

from __future__ import annotations

import asyncio
import gc
import inspect
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import App
from textual.widget import AwaitMount

from wbtui.core.errors import WbtuiError
from wbtui.files.reading import load_for_reading, workbook_for
from wbtui.files.state import read_preferences, write_preferences
from wbtui.ui import screens
from wbtui.ui.commands import HOME, WORKSHOP
from wbtui.ui.mending import MendingApp
from wbtui.ui.messages import CoachHidden, Opened, WantsExport
from wbtui.ui.screens.dialog import Dialog
from wbtui.ui.screens.session_screen import SessionScreen
from wbtui.ui.session_commands import SessionCommands, rendered
from wbtui.ui.stylesheets import stylesheets
from wbtui.ui.themes import OWN_THEMES, THEMES
from wbtui.ui.widgets.bars import KeyBar

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.theme import Theme

    from wbtui.core.workbook import Workbook
    from wbtui.files.open import OpenSession
    from wbtui.files.state import Preferences
    from wbtui.ui.surroundings import Surroundings


class WorkbookApp(MendingApp):
    """Home, and the session that is open."""

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
        log = around.state_dir / "crash.log"
        super().__init__(around.clocks, crash_log=log, last_words="wbtui has ended.")
        for own in OWN_THEMES.values():
            self.register_theme(own)
        self.around = around
        self.edit = around.edit
        self._start = start
        self._not_started: WbtuiError | None = None
        # Nothing moves by itself on a projector, and a scroll that is still under way is wrong for the next one.
        self.animation_level = "none"

    def get_theme(self, theme_name: str) -> Theme | None:
        # While the app is being made they are not registered yet; and a start asks for them 800 times.
        return OWN_THEMES.get(theme_name) or super().get_theme(theme_name)

    async def before_shown(self) -> None:
        if self._start is not None:
            try:
                self._take_up(*await self._opened(self._start))
            except WbtuiError as error:
                self._not_started = error

    def get_default_screen(self) -> Screen[None]:
        """The session that the program was started with, or home: one first screen, and nothing under it."""
        around = self.around
        screen: Screen[None] = (
            self._stage_screen(self._open)
            if self._open
            else screens.home.HomeScreen(around.library, around.shelf, around.state_dir, self.now)
        )
        return self._fitted(screen)

    def _fitted(self, screen: Screen[None]) -> Screen[None]:
        """With the class for its width, for which Textual would style all of it once more when it is shown."""
        points = sorted(screen.HORIZONTAL_BREAKPOINTS or (), reverse=True)
        screen.add_class(next(name for least, name in points if self.size.width >= least))
        return screen

    async def on_mount(self) -> None:
        await AwaitMount(self.screen, [self.screen])
        if self._open:
            await self.welcome(self._open)
        elif self._start and self._not_started:
            self.say_not_opened(self._start, self._not_started)
        self._tick()

    def on_ready(self) -> None:
        if not gc.isenabled():
            # What is there now stays: no later collection need go through it while somebody types.
            gc.freeze()
            gc.enable()

    @property
    def at_home(self) -> bool:
        """Whether home is what the person sees."""
        return bool(self.screen.id == "home")

    # Sessions

    async def open_session(self, path: Path) -> None:
        """Open a session and show where it was left."""
        try:
            opened, workbook = await self._opened(path)
        except WbtuiError as error:
            self.say_not_opened(path, error)
            return
        self._take_up(opened, workbook)
        await self.push_screen(self._fitted(self._stage_screen(opened)))
        await self.welcome(opened)

    async def _opened(self, path: Path) -> tuple[OpenSession, Workbook]:
        """A session and its workbook. Raises WbtuiError."""
        from wbtui.files.open import OpenSession

        around = self.around
        opened = await asyncio.to_thread(
            OpenSession.open,
            path,
            state_dir=around.state_dir,
            now=around.now,
            on_status=self._on_status,
            clocks=around.clocks,
        )
        return opened, self._workbook_for(opened)

    def _take_up(self, opened: OpenSession, workbook: Workbook) -> None:
        self._open, self.workbook, self._moves = opened, workbook, []
        self.export_folder = opened.path.parent
        self.saved_in = opened.path
        self.last_words = f"Your work is saved in {opened.path}."
        self.set_reactive(SessionCommands.session, opened.session)
        self._say_saved(opened.status)

    def _stage_screen(self, opened: OpenSession) -> SessionScreen:
        screen = screens.stage.StageScreen(
            self.opened[1],
            opened.session,
            opened.view,
            self.schedule(),
            coach_hidden=self.preferences.coach_hidden,
            read_only=bool(opened.read_only),
        )
        return self._bound(screen)

    def _workbook_for(self, opened: OpenSession) -> Workbook:
        """The session's workbook; without it, the answers are shown as they are and nothing can be changed."""
        try:
            workbook, missing = workbook_for(opened.session, opened.path, self.around.shelf)
        except WbtuiError:
            opened.close()
            raise
        if missing:
            opened.read_only = opened.read_only or str(missing)
        return workbook

    async def command_home(self) -> None:
        if (question := await self.why_stay()) is None:
            await self._leave_session()
        else:
            await self.push_screen(question, self._leave_all_the_same)

    async def _leave_all_the_same(self, leave: bool | None) -> None:
        if leave:
            await self._leave_session()

    async def _leave_session(self) -> None:
        await self._close_session()
        if self._start is not None:
            self.exit(0)

    # Commands

    async def action_command(self, command_id: str) -> None:
        """Carry out a command: the screen, what is on it, or the app knows how."""
        targets = getattr(self.screen, "command_targets", ())
        for target in (*targets, self):
            method = getattr(target, f"command_{command_id}", None)
            if method is not None:
                result = method()
                if inspect.isawaitable(result):
                    await result
                return

    @on(KeyBar.Pressed)
    async def _key_bar(self, event: KeyBar.Pressed) -> None:
        await self.action_command(event.command_id)

    async def command_menu(self) -> None:
        await self.push_screen(screens.menu.MenuScreen(WORKSHOP), self._menu_chosen)

    async def _menu_chosen(self, chosen: str | None) -> None:
        if chosen and chosen.isdigit() and isinstance(self.screen, SessionScreen):
            await self.screen.look_at_stage(int(chosen))
        elif chosen:
            await self.action_command(chosen)

    async def command_help(self) -> None:
        about = (HOME, "your sessions") if self.at_home else (WORKSHOP, "the workshop")
        await self.push_screen(screens.help.HelpScreen(*about))

    def command_theme(self) -> None:
        at = THEMES.index(self.theme) + 1 if self.theme in THEMES else 0
        self.theme = THEMES[at % len(THEMES)]
        self._prefer(replace(self.preferences, theme=self.theme))
        self.notify(self.theme, title="Colours", markup=False)

    @on(CoachHidden)
    def _coach_hidden(self, event: CoachHidden) -> None:
        self._prefer(replace(self.preferences, coach_hidden=event.hidden))

    def _prefer(self, preferences: Preferences) -> None:
        self.preferences = preferences
        write_preferences(self.around.state_dir, preferences)

    def command_save(self) -> None:
        self._save_now()

    @work(exclusive=True)
    async def _save_now(self) -> None:
        if self._open:
            await asyncio.to_thread(self._open.flush)

    @on(Opened)
    async def _home_opened(self, event: Opened) -> None:
        try:
            path = self.around.library.own(event.path, self.now())
        except WbtuiError as error:
            self.notify(str(error), title="Not opened", severity="error", timeout=15, markup=False)
            return
        if path != event.path:
            self.notify("A worked example; this is a copy of your own.", markup=False)
        await self.open_session(path)

    @on(WantsExport)
    def _home_export(self, event: WantsExport) -> None:
        shelf = self.around.shelf

        def make() -> bytes:
            found = load_for_reading(event.path, shelf)
            return rendered(found.session, found.workbook)

        self.export(event.title, event.path.parent, make)

    async def action_quit(self) -> None:
        """^q; Textual binds it to the app, whose keys come before those of any screen."""
        if isinstance(self.screen, Dialog):
            self.screen.action_leave()
        else:
            await self.action_command("home" if self._open else "quit")

    def command_quit(self) -> None:
        self.exit(0)
