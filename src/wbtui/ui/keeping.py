"""Keeps the session that is open: on the disk, and together with what others do to its file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on, work
from textual.message import Message

from wbtui.core import schedule
from wbtui.core.changes import Change, apply
from wbtui.core.errors import MissingError, WbtuiError
from wbtui.core.session import Clock, Entry, Person, as_text
from wbtui.ui import screens
from wbtui.ui.screens.dialog import Confirm
from wbtui.ui.screens.session_screen import Saving, SessionScreen
from wbtui.ui.session_commands import SessionCommands
from wbtui.ui.timekeeping import SETTLE, Timekeeping

if TYPE_CHECKING:
    from wbtui.core.changes import Value
    from wbtui.core.lapse import Reading
    from wbtui.core.session import Session
    from wbtui.files.open import OpenSession
    from wbtui.files.outside import Dispute, Outside
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
        self._unreadable = ""
        """Why the file cannot be read at the moment; empty if it can."""
        self._gone = False
        self._disputes: list[Dispute] = []
        self.saved_in: Path | None = None
        """The file of the last session, to be told at the end."""

    def flush(self, timeout: float) -> bool:
        """Save what is open; called when the program ends, from any thread."""
        if self._open is None:
            return True
        self._open.heartbeat()
        return self._open.flush(timeout)

    def _welcome_back(self, opened: OpenSession) -> None:
        for text in (opened.recovered, *opened.notes):
            if text:
                self.notify(text, timeout=10, markup=False)
        if opened.read_only:
            self.notify(opened.read_only, title="Read-only", severity="warning", timeout=10, markup=False)
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

    def _say_saved(self, status: Status) -> None:
        self.saving = Saving(*self.standing(status))

    def standing(self, status: Status) -> tuple[str, bool]:
        """How it stands with the file, in a few words, and whether that is bad news."""
        if self._gone:
            return f"NOT SAVED: the file is gone ({SETTLE})", True
        if self._unreadable:
            return f"NOT SAVED: {self._unreadable}", True
        if self._disputes:
            return f"WRITTEN TWICE: {len(self._disputes)} ({SETTLE})", True
        if status.error:
            if self._open and self._open.journal_error:
                return f"NOT SAVED, only on this screen: {status.error.what}", True
            return f"NOT SAVED: {status.error.what}", True
        if self._open and self._open.read_only:
            return f"READ-ONLY: {self._open.read_only}", True
        if self.time_word:
            return self.time_word
        return f"saved {status.saved_at:%H:%M:%S}" if status.saved_at else "all saved", False

    async def _unsaved(self) -> str | None:
        """Why not everything is in the file, after one more attempt; None if it is."""
        opened = self._open
        if opened is None or opened.read_only or await asyncio.to_thread(opened.flush):
            return None
        why = opened.status.error or self._unreadable
        if opened.journal_error:
            return f"{why}\n\nIt is kept nowhere else either: what is not saved would be lost."
        return f"{why}\n\nWhat is not saved is kept beside it and comes back at the next start."

    async def _close_session(self) -> None:
        opened = self._open
        if opened is None:
            return
        self._remember()
        if self.session is not None and self.editable:
            self.session = schedule.pause(self.session, self.now())
        # Before home comes back, because home reads the file.
        await asyncio.to_thread(opened.close)
        self._open, self._disputes, self._gone, self._unreadable = None, [], False, ""
        while isinstance(self.screen, SessionScreen) and len(self.screen_stack) > 1:
            await self.pop_screen()
        self.forget_time()
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
        try:
            outside = await asyncio.to_thread(opened.look)
        except MissingError:
            self._gone = True
            self._say_unreadable("the file is gone")
        except WbtuiError as error:
            self._say_unreadable(error.what)
        else:
            self._gone = False
            self._say_unreadable("")
            if outside is not None and opened is self._open:
                self._take_in(opened, outside)
        finally:
            self._looking = False
        self._looked(opened)

    def _looked(self, opened: OpenSession) -> None:
        """The file has been looked at, and what there was to see has come in."""

    def _say_unreadable(self, why: str) -> None:
        if why != self._unreadable and self._open:
            self._unreadable = why
            self._say_saved(self._open.status)

    def _take_in(self, opened: OpenSession, outside: Outside) -> None:
        merged = opened.take_in(outside)
        self.session = merged.session
        if merged.came_in and self.editable:
            count = len(merged.came_in)
            text = f"{count} change{'' if count == 1 else 's'} by somebody else came in."
            self.notify(text, title="The file was changed", timeout=8, markup=False)
        self._disputes += merged.disputes
        self._say_saved(opened.status)

    @work
    async def command_settle(self) -> None:
        """Ask what only the person can decide. Never unasked: somebody may be in the middle of a sentence."""
        if self._gone and self._open:
            text = f"{self._open.path} was moved or deleted. Everything is still here."
            if await self.push_screen_wait(Confirm("The file is gone", text, "Write it again", "Wait")):
                self._open.recreate()
        while self._disputes:
            dispute = self._disputes[0]
            mine, theirs = plain(dispute.ours), plain(dispute.theirs)
            conflict = screens.conflict
            chosen = await self.push_screen_wait(conflict.ConflictScreen(str(dispute.place), mine, theirs))
            if chosen is None:
                break
            self._disputes.pop(0)
            if chosen == conflict.THEIRS:
                self.session = apply(self.opened[0], [Change(dispute.place, dispute.theirs)])
            elif chosen == conflict.BOTH and isinstance(dispute.ours, str) and isinstance(dispute.theirs, str):
                self.session = self.opened[0].with_answer(dispute.place, f"{mine}\n\n{theirs}")
        await self.settle_time()
        self.say_status()


def plain(value: Value) -> str:
    """A side of a dispute as people read it."""
    if isinstance(value, Entry):
        return "\n".join(value.text(part) for part in value.values)
    if isinstance(value, tuple):
        return "\n".join(item.name if isinstance(item, Person) else item for item in value)
    return "" if value is None or isinstance(value, Clock) else as_text(value)
