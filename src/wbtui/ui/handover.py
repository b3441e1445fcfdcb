"""Two programs and one file: who asks for a session, and how it changes hands."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work

from wbtui.core.errors import WbtuiError
from wbtui.files.lock import TAKE_OVER_SECONDS, peek
from wbtui.ui.commands import MENU_KEY, key_label
from wbtui.ui.history_commands import HistoryCommands
from wbtui.ui.screens.dialog import Confirm
from wbtui.ui.screens.session_screen import SessionScreen

if TYPE_CHECKING:
    from wbtui.core.lapse import Reading
    from wbtui.files.open import OpenSession
    from wbtui.files.saver import Status

TAKE = f"{key_label(MENU_KEY)} O"
GIVE = f"{key_label(MENU_KEY)} G"
SLICE = 1.0
"""Seconds to wait in one go: so long the program would wait for its threads when it ends."""


class HandoverApp(HistoryCommands):
    """Takes a session over from another program, and gives one up to it."""

    def __init__(self, clocks: Callable[[], Reading], *, crash_log: Path | None, last_words: str) -> None:
        super().__init__(clocks, crash_log=crash_log, last_words=last_words)
        self._asking = ""
        """What to say while another program is being asked for the session; empty if none is."""

    def standing(self, status: Status) -> tuple[str, bool]:
        opened = self._open
        if opened is None:
            return super().standing(status)
        if self._asking:
            return self._asking, False
        if opened.read_only:
            held = f"{opened.held_by} ({TAKE})" if opened.held_by else opened.read_only
            return f"READ-ONLY: {self._why_barred or held}", True
        text, alarm = super().standing(status)
        return (f"{opened.asked_by} ({GIVE})", True) if opened.asked_by and not alarm else (text, alarm)

    def _looked(self, _opened: OpenSession) -> None:
        # Later, in between two commands: they change the same screen.
        self.call_later(self._agree)

    async def _agree(self) -> None:
        """Show who has the session, or asks for it, and whether it can be edited."""
        opened = self._open
        if opened is None or not self.is_running:
            return
        for screen in self.screen_stack:
            if isinstance(screen, SessionScreen):
                await screen.allow_writing(not opened.read_only)
        self._say_saved(opened.status)

    @work
    async def command_take_over(self) -> None:
        """Ask the one who has the session to give it up, and wait for that without standing in the way."""
        opened = self._open
        if opened is None or self._asking:
            return
        if not opened.held_by:
            text = f"It cannot be edited: {opened.read_only}." if opened.read_only else "You have it already."
            self.notify(text, title="Nothing to take over", markup=False)
            return
        try:
            taken = await self._asked_for(opened)
        except WbtuiError as error:
            self.notify(str(error), title="Not taken over", severity="error", timeout=15, markup=False)
        else:
            if taken is not None:
                await self._go_on_with(opened, taken)
        finally:
            self._asking = ""
            if self._open:
                self._say_saved(self._open.status)

    async def _asked_for(self, opened: OpenSession) -> OpenSession | None:
        """The session to write, as soon as it is free; None if it was not given up in time, which is said."""
        seconds = TAKE_OVER_SECONDS
        while seconds > 0 and opened is self._open:
            if holder := await asyncio.to_thread(peek, opened.path):
                self._asking = f"asked {holder.name}, waiting up to {seconds:.0f} s"
                self._say_saved(opened.status)
            if taken := await asyncio.to_thread(opened.take_over, SLICE if holder else 0.0):
                return taken
            seconds -= SLICE
        if opened is self._open:
            holder = await asyncio.to_thread(peek, opened.path)
            text = f"{holder or 'Somebody has it open'}. Ask again: {TAKE}."
            self.notify(text, title="Not given up", severity="warning", timeout=10, markup=False)
        return None

    async def _go_on_with(self, opened: OpenSession, taken: OpenSession) -> None:
        """Go on with the session that is ours now, at the very place where the person is."""
        await asyncio.to_thread(opened.close)
        if opened is not self._open:
            # Left while it was being asked for.
            await asyncio.to_thread(taken.close)
            return
        self._open, self._moves, self._asking = taken, [], ""
        self._disputes, self._barred = [], None
        self.session = taken.session
        self.call_later(self._agree)
        self.show_time()
        self.notify("It is yours now.", title="Taken over", markup=False)
        await self.welcome(taken)

    @work
    async def command_give_up(self) -> None:
        """Give the session to the one who asks for it, after one question."""
        opened = self._open
        if opened is None or opened.read_only or not opened.asked_by:
            self.notify("Nobody asks for this session.", markup=False)
            return
        text = f"{opened.asked_by}. All is saved first. Then you look on here; {TAKE} asks for it back."
        if await self.push_screen_wait(Confirm("Give this session away?", text, "Give it", "Keep it")):
            opened.give_up()
            self.call_later(self._agree)
