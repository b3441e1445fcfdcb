"""WorkbookApp: wires messages to core and files; nothing else."""

from __future__ import annotations

import asyncio
import inspect
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from textual import on, work
from textual.message import Message

from wbtui.core import schedule
from wbtui.core.clock_face import duration
from wbtui.core.completion import completed
from wbtui.core.errors import SessionError, WbtuiError
from wbtui.core.progress import mismatches
from wbtui.core.session import Session
from wbtui.core.workbook import Workbook
from wbtui.files import codec, store
from wbtui.files.library import Library
from wbtui.files.open import OpenSession
from wbtui.files.saver import Status
from wbtui.files.state import Preferences, read_preferences, write_preferences
from wbtui.files.workbooks import Shelf
from wbtui.ui.commands import HOME, WORKSHOP
from wbtui.ui.screens.dialog import Confirm, Dialog
from wbtui.ui.screens.help import HelpScreen
from wbtui.ui.screens.home import HomeScreen
from wbtui.ui.screens.menu import MenuScreen
from wbtui.ui.screens.session_screen import SessionScreen
from wbtui.ui.screens.stage import StageScreen
from wbtui.ui.session_commands import SessionCommands
from wbtui.ui.stylesheets import stylesheets
from wbtui.ui.themes import OWN_THEMES, THEMES
from wbtui.ui.widgets.bars import KeyBar

HEARTBEAT = 10.0
"""Seconds between signs of life of a running clock."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the program finds outside itself."""

    library: Library
    shelf: Shelf
    state_dir: Path
    now: Callable[[], datetime]
    edit: Callable[[str], str]


class SavingChanged(Message):
    """The saver has something to say; posted from its thread."""

    def __init__(self, status: Status) -> None:
        super().__init__()
        self.status = status


class WorkbookApp(SessionCommands):
    """Home, and the session that is open."""

    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = stylesheets()
    TITLE = "wbtui"

    def __init__(self, around: Surroundings, start: Path | None = None) -> None:
        super().__init__(crash_log=around.state_dir / "crash.log", last_words="wbtui has ended.")
        self.around = around
        self.now = around.now
        self.edit = around.edit
        self._start = start
        self._open: OpenSession | None = None
        self._heartbeat = 0.0
        self.saved_in: Path | None = None
        """The file of the last session, to be told at the end."""
        # Nothing moves by itself on a projector, and a scroll that is still under way is wrong for the next one.
        self.animation_level = "none"
        self.preferences = read_preferences(around.state_dir)
        for theme in OWN_THEMES:
            self.register_theme(theme)
        self.theme = self.preferences.theme if self.preferences.theme in THEMES else THEMES[0]

    async def on_mount(self) -> None:
        if self._start is None:
            await self._show_home()
        else:
            await self.open_session(self._start)
        self._tick()

    async def _show_home(self) -> None:
        await self.push_screen(HomeScreen(self.around.library, self.around.shelf, self.now))

    def flush(self, timeout: float) -> bool:
        """Save what is open; called when the program ends, from any thread."""
        if self._open is None:
            return True
        self._open.heartbeat()
        return self._open.flush(timeout)

    # Sessions

    async def open_session(self, path: Path) -> None:
        """Open a session and show where it was left."""
        around = self.around
        try:
            opened = OpenSession.open(path, state_dir=around.state_dir, now=self.now, on_status=self._on_status)
            workbook = self._workbook_for(opened)
        except WbtuiError as error:
            self.notify(str(error), title="Not opened", severity="error", timeout=15, markup=False)
            if not isinstance(self.screen, HomeScreen):
                await self._show_home()
            return
        self._open, self.workbook, self._moves = opened, workbook, []
        self.export_folder = opened.path.parent
        self.saved_in = opened.path
        self.last_words = f"Your work is saved in {opened.path}."
        self.set_reactive(SessionCommands.session, opened.session)
        screen = StageScreen(
            workbook,
            opened.session,
            opened.view,
            coach_hidden=self.preferences.coach_hidden,
            read_only=bool(opened.read_only),
        )
        await self.push_screen(self._bound(screen))
        self._say_saved(opened.status)
        self.show_time()
        self._welcome_back(opened)

    def _workbook_for(self, opened: OpenSession) -> Workbook:
        """The session's workbook; without it, the answers are shown as they are and nothing can be changed."""
        session, beside = opened.session, opened.path.parent
        try:
            workbook = self.around.shelf.load(session.workbook, beside)
        except WbtuiError as error:
            opened.read_only = opened.read_only or str(error)
            return completed(None, session)
        if wrong := mismatches(session, workbook):
            opened.close()
            raise SessionError(wrong[0], where=str(opened.path), next_step="Mend it in an editor")
        return completed(workbook, session)

    def _welcome_back(self, opened: OpenSession) -> None:
        for text in (opened.recovered, *opened.notes):
            if text:
                self.notify(text, timeout=10, markup=False)
        if opened.read_only:
            self.notify(opened.read_only, title="Read-only", severity="warning", timeout=10, markup=False)
        if opened.away and self.editable:
            since, until = opened.away
            gone = duration((until - since).total_seconds())
            text = f"The clock was running when the program ended at {since.astimezone():%H:%M}, {gone} ago."
            question = Confirm("Count the time away?", text, f"Count {gone}", "Go on from there")
            self.push_screen(question, lambda yes: self._count_away(since, until) if yes else None)

    def _count_away(self, since: datetime, until: datetime) -> None:
        session = schedule.start(self.opened[0], since)
        self.session = schedule.start(schedule.pause(session, until), self.now())
        self.show_time()

    def watch_session(self, session: Session | None) -> None:
        if self._open and session is not None:
            self._open.update(session)

    @property
    def editable(self) -> bool:
        return self._open is not None and not self._open.read_only

    def _on_status(self, status: Status) -> None:
        self.post_message(SavingChanged(status))

    @on(SavingChanged)
    def _saving_changed(self, event: SavingChanged) -> None:
        if self.is_running:  # Else its widgets are being taken away, one after the other.
            self._say_saved(event.status)

    def _say_saved(self, status: Status) -> None:
        opened = self._open
        text, alarm = f"saved {status.saved_at:%H:%M:%S}" if status.saved_at else "all saved", False
        if status.error:
            text, alarm = f"NOT SAVED: {status.error.what}", True
        elif opened and opened.read_only:
            text, alarm = f"READ-ONLY: {opened.read_only}", True
        for screen in self.screen_stack:
            if isinstance(screen, SessionScreen):
                screen.show_saving(text, alarm)

    async def command_home(self) -> None:
        await self._close_session()
        if self._start is not None:
            self.exit(0)
        elif not isinstance(self.screen, HomeScreen):
            await self._show_home()

    async def _close_session(self) -> None:
        opened = self._open
        if opened is None:
            return
        self._remember()
        if self.session is not None and self.editable:
            self.session = schedule.pause(self.session, self.now())
        # Before home comes back, because home reads the file.
        await asyncio.to_thread(opened.close)
        self._open = None
        while isinstance(self.screen, SessionScreen):
            await self.pop_screen()
        self.workbook = None
        self.set_reactive(SessionCommands.session, None)

    # Time

    def _tick(self) -> None:
        if not self.is_running:
            return
        self.show_time()
        self._remember()
        left = 0.0
        if self._open and self.session and self.session.clock.running_since:
            row = self.schedule().current
            left = row.left if row else 0.0
            self._beat()
        self.set_timer(left - math.floor(left) or 1.0, self._tick)

    def _beat(self) -> None:
        now = self.now().timestamp()
        if self._open and abs(now - self._heartbeat) >= HEARTBEAT:
            self._heartbeat = now
            self._open.heartbeat()

    def _remember(self) -> None:
        if self._open and isinstance(self.screen, StageScreen):
            self._open.remember(self.screen.view)

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
        await self.push_screen(MenuScreen(WORKSHOP), self._menu_chosen)

    async def _menu_chosen(self, chosen: str | None) -> None:
        if chosen and chosen.isdigit() and isinstance(self.screen, StageScreen):
            await self.screen.look_at_stage(int(chosen))
        elif chosen:
            await self.action_command(chosen)

    async def command_help(self) -> None:
        home = isinstance(self.screen, HomeScreen)
        await self.push_screen(HelpScreen(HOME if home else WORKSHOP, "your sessions" if home else "the workshop"))

    def command_theme(self) -> None:
        at = THEMES.index(self.theme) + 1 if self.theme in THEMES else 0
        self.theme = THEMES[at % len(THEMES)]
        self._prefer(replace(self.preferences, theme=self.theme))
        self.notify(self.theme, title="Colours", markup=False)

    @on(StageScreen.CoachHidden)
    def _coach_hidden(self, event: StageScreen.CoachHidden) -> None:
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

    @on(HomeScreen.Opened)
    async def _home_opened(self, event: HomeScreen.Opened) -> None:
        await self.open_session(event.path)

    @on(HomeScreen.WantsExport)
    def _home_export(self, event: HomeScreen.WantsExport) -> None:
        try:
            session = codec.read(store.read_bytes(event.path), str(event.path)).session
            workbook = self.around.shelf.load(session.workbook, event.path.parent)
        except WbtuiError as error:
            self.notify(str(error), title="Not exported", severity="error", timeout=15, markup=False)
        else:
            self.export(session, workbook, event.path.parent)

    async def action_quit(self) -> None:
        """^q; Textual binds it to the app, whose keys come before those of any screen."""
        if isinstance(self.screen, Dialog):
            self.screen.action_leave()
        else:
            await (self.command_home() if self._open else self.action_command("quit"))

    def command_quit(self) -> None:
        self.exit(0)
