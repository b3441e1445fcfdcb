"""Keeps the session that is open: on the disk, and together with what others do to its file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on, work
from textual.message import Message

from wbtui.core import schedule
from wbtui.core.errors import MissingError, WbtuiError
from wbtui.ui.screens.session_screen import Saving, SessionScreen
from wbtui.ui.session_commands import SessionCommands
from wbtui.ui.timekeeping import SETTLE, Timekeeping

if TYPE_CHECKING:
    from wbtui.core.disputes import Dispute
    from wbtui.core.lapse import Reading
    from wbtui.core.session import Session
    from wbtui.files.open import OpenSession
    from wbtui.files.outside import Outside
    from wbtui.files.saver import Status
    from wbtui.files.state import View


class SavingChanged(Message):
    """The saver has something to say; posted from its thread."""

    def __init__(self, status: Status) -> None:
        super().__init__()
        self.status = status


class KeepingApp(Timekeeping):
    """Forwards every change to the file, and every change of the file to the screen."""

    def __init__(self, clocks: Callable[[], Reading], *, crash_log: Path | None, last_words: str) -> None:
        super().__init__(clocks, crash_log=crash_log, last_words=last_words)
        self._open: OpenSession | None = None
        self._looking = False
        self._barred: WbtuiError | None = None
        """Why the file cannot be read at the moment; None if it can."""
        self._disputes: list[Dispute] = []
        self.saved_in: Path | None = None
        """The file of the last session, to be told at the end."""

    def flush(self, timeout: float) -> bool:
        """Save what is open; called when the program ends, from any thread."""
        if self._open is None:
            return True
        self._open.heartbeat()
        return self._open.flush(timeout)

    async def welcome(self, opened: OpenSession) -> None:
        """Say what a person has to know of a session that was just opened or taken over."""
        for text in (opened.recovered, *opened.notes):
            if text:
                self.notify(text, timeout=10, markup=False)
        if opened.read_only:
            self.notify(opened.read_only, title="Read-only", severity="warning", timeout=10, markup=False)
        self._disputes += opened.disputes
        if opened.away and self.editable:
            self.welcome_back(opened.away)

    def watch_session(self, session: Session | None) -> None:
        if self._open and session is not None:
            self._open.update(session, self._view)

    @property
    def editable(self) -> bool:
        return self._open is not None and not self._open.read_only

    def _on_status(self, status: Status) -> None:
        self.post_message(SavingChanged(status))

    @on(SavingChanged)
    def _saving_changed(self, event: SavingChanged) -> None:
        if self.is_running:  # Else its widgets are being taken away, one after the other.
            self._say_saved(event.status)

    @property
    def _gone(self) -> bool:
        return isinstance(self._barred, MissingError)

    @property
    def _why_barred(self) -> str:
        """Why the file cannot be read, in a few words; empty if it can."""
        return "the file is gone" if self._gone else self._barred.what if self._barred else ""

    def _say_saved(self, status: Status) -> None:
        self.saving = Saving(*self.standing(status))

    def standing(self, status: Status) -> tuple[str, bool]:
        """How it stands with the file, in a few words, and whether that is bad news."""
        if why := self._why_barred or (status.error.what if status.error else ""):
            only = ", only on this screen" if status.error and self._open and self._open.journal_error else ""
            return f"NOT SAVED{only}: {why} ({SETTLE})", True
        if self._disputes:
            return f"WRITTEN TWICE: {len(self._disputes)} ({SETTLE})", True
        if self._open and self._open.read_only:
            return f"READ-ONLY: {self._open.read_only}", True
        if self.time_word:
            return self.time_word
        return f"saved {status.saved_at:%H:%M:%S}" if status.saved_at else "all saved", False

    async def _close_session(self) -> None:
        opened = self._open
        if opened is None:
            return
        self._remember()
        if self.session is not None and self.editable:
            self.session = schedule.pause(self.session, self.now())
        # Before home comes back, because home reads the file.
        await asyncio.to_thread(opened.close)
        self._open, self._disputes, self._barred = None, [], None
        while isinstance(self.screen, SessionScreen) and len(self.screen_stack) > 1:
            await self.pop_screen()
        self.forget_time()
        if not isinstance(self.screen, SessionScreen):
            # Else the program is about to end with it, and keys may still come.
            self.workbook = None
            self.set_reactive(SessionCommands.session, None)

    # Every second

    def each_second(self) -> None:
        self._remember()
        self._look()

    def sign_of_life(self) -> None:
        if self._open:
            self._open.heartbeat()

    def say_status(self) -> None:
        if self._open:
            self._say_saved(self._open.status)

    def _remember(self) -> None:
        if self._open and (view := self._view):
            self._open.remember(view)

    @property
    def _view(self) -> View | None:
        return self.screen.view if isinstance(self.screen, SessionScreen) else None

    # What others do to the file

    @work
    async def _look(self) -> None:
        """Look at the file in a thread; whatever was changed there comes in."""
        opened = self._open
        if opened is None or self._looking:
            return
        self._looking = True
        outside: Outside | None = None
        barred: WbtuiError | None = None
        try:
            outside = await asyncio.to_thread(opened.look)
        except WbtuiError as error:
            barred = error
        finally:
            self._looking = False
        if opened is not self._open:
            return
        self._barred = barred
        if outside is not None:
            self._take_in(opened, outside)
        self._looked(opened)

    def _looked(self, opened: OpenSession) -> None:
        """The file has been looked at, and what there was to see has come in."""
        self._say_saved(opened.status)

    def _take_in(self, opened: OpenSession, outside: Outside) -> None:
        before, merged = self.opened[0].slot, opened.take_in(outside)
        self.session = merged.session
        if not self.editable and merged.session.slot != before:
            # Later, in between two commands: they change the same screen.
            self.call_later(self._follow_others, before)
        if merged.came_in and self.editable:
            count = len(merged.came_in)
            text = f"{count} change{'' if count == 1 else 's'} by somebody else came in."
            self.notify(text, title="The file was changed", timeout=8, markup=False)
        self._disputes += merged.disputes

    async def _follow_others(self, before: str) -> None:
        """Who looks on goes with the room, unless they have gone to look at something else."""
        for screen in self.screen_stack:
            if isinstance(screen, SessionScreen) and (screen.view is None or screen.view.slot == before):
                await screen.room_moved()
