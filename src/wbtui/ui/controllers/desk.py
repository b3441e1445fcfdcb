"""Groups the objects of one open session: the workshop, its file and a controller for each task."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from wbtui.core.errors import Problem, WbtuiError
from wbtui.storage.session.handle import CLOSE_SECONDS
from wbtui.storage.session.opening import open_session
from wbtui.storage.session.reading import workbook_for
from wbtui.ui.controllers.clock import Clock
from wbtui.ui.controllers.closing import Close
from wbtui.ui.controllers.conflicts import Conflicts
from wbtui.ui.controllers.external_changes import ExternalChanges
from wbtui.ui.controllers.handover import Handover
from wbtui.ui.controllers.history import History
from wbtui.ui.controllers.last_words import last_words
from wbtui.ui.controllers.notes import Notes
from wbtui.ui.controllers.outside_editing import OutsideEditing
from wbtui.ui.controllers.saving import Saving
from wbtui.ui.controllers.undo import Undo
from wbtui.wording import phrase, sentence, statement
from wbtui.workshop import Workshop
from wbtui.writers import ParsedAnswers

if TYPE_CHECKING:
    from datetime import datetime

    from wbtui.core.time.gaps import ClockSample
    from wbtui.core.workbook.model import Workbook
    from wbtui.storage.session.autosave import SaveTiming
    from wbtui.storage.session.handle import SessionHandle
    from wbtui.storage.workbooks import WorkbookLibrary
    from wbtui.ui.controllers.host import Host
    from wbtui.ui.controllers.questions import YesOrNo
    from wbtui.ui.controllers.recovery import Recovery
    from wbtui.ui.controllers.status import Status
    from wbtui.ui.controllers.steady_clock import SteadyClock

CLOSING = Problem("session.closing")


class Desk:
    """An open session: its workshop, its file and their controllers."""

    def __init__(
        self,
        handle: SessionHandle,
        workbook: Workbook,
        host: Host,
        steady: SteadyClock,
        recovery: Recovery,
        *,
        log: Callable[[Exception], None],
        changed: Callable[[], None],
    ) -> None:
        """Call `changed` when `status` may have changed, and `log` with exceptions that subscribers raise."""
        self.handle = handle
        self.recovery = recovery
        self.workshop = Workshop(
            handle.found,
            workbook,
            now=steady.now,
            journal=handle,
            autosave=handle,
            log=log,
            read_only=handle.read_only,
        )
        self.parsed = ParsedAnswers()
        """The parsed answers of the last document that was shown or exported."""
        self._host = host
        self._changed = changed
        workshop = self.workshop
        self.clock = Clock(workshop, steady, host, lambda since: self.handle.heartbeat(since), changed)
        self.conflicts = Conflicts(handle, workshop, host)
        self.external = ExternalChanges(handle, workshop, host, self.conflicts, lambda: self.handover.sync())
        self.saving = Saving(handle, workshop, host, lambda: self.external.error)
        self.handover = Handover(handle, workshop, host, lambda: self.external.error, self.go_on_with, changed)
        self.history = History(handle, workshop, host, steady.now)
        self.notes = Notes(workshop, host)
        self.editing = OutsideEditing(handle, workshop, host)
        self.undo = Undo(workshop, host)
        self.closing = Close(workshop, host)

    @classmethod
    async def open(
        cls,
        path: Path,
        host: Host,
        steady: SteadyClock,
        recovery: Recovery,
        workbooks: WorkbookLibrary,
        *,
        state_dir: Path,
        clocks: Callable[[], ClockSample],
        log: Callable[[Exception], None],
        changed: Callable[[], None],
        timing: SaveTiming | None = None,
    ) -> Desk:
        """Open a session file with its workbook. Raises WbtuiError.

        `log` gets exceptions that subscribers raise and, from another thread, unexpected errors while saving.
        """

        def now() -> datetime:
            return clocks().wall

        handle = await host.in_thread(
            open_session,
            path,
            state_dir=state_dir,
            now=now,
            on_status=lambda _status: host.in_loop(changed),
            timing=timing,
            clocks=clocks,
            log=log,
        )
        try:
            workbook, missing = await host.in_thread(workbook_for, handle.found, handle.path, workbooks)
        except WbtuiError:
            await host.in_thread(handle.close)
            raise
        if missing:
            # Without its workbook the session is shown read-only.
            handle.read_only = handle.read_only or missing.problem
        return cls(handle, workbook, host, steady, recovery, log=log, changed=changed)

    def status(self) -> Status:
        """Return the most urgent status of all controllers, for the top line."""
        if urgent := self.handover.status or self.saving.status or self.conflicts.status:
            return urgent
        word = self.clock.status or self.saving.unkept or self.saving.saved
        return word if word.alarm else self.handover.request or word

    def tick(self) -> float:
        """Update the clock and look for outside changes; return the seconds until the countdown changes."""
        until = self.clock.tick()
        self.external.look()
        if self.saving.waits:
            # A hanging disk reports no error: the status has to follow the time.
            self._changed()
        return until

    async def welcome(self) -> None:
        """Show the messages and questions about a session that was just opened or taken over."""
        handle, workshop = self.handle, self.workshop
        for note in (handle.recovered, *handle.notes):
            if note:
                self._host.notify(statement(note), timeout=10)
        if handle.read_only:
            text = sentence(handle.read_only)
            self._host.notify(text, title="Read-only", severity="warning", about="editing")
        self.conflicts.add(handle.conflicts)
        self._changed()
        if handle.away and not workshop.read_only:
            await self.clock.welcome_back(handle.away)
        if workshop.read_only != CLOSING:
            await self.recovery.make_whole(handle, workshop)
            await self.editing.offer_left()

    @property
    def nothing_to_resolve(self) -> str:
        """The reason why no question can be asked; empty if saving, a conflict or the clock needs an answer."""
        asks = self.saving.error or self.conflicts.open or (self.clock.status and self.clock.status.alarm)
        return "" if asks else "Nothing to resolve."

    async def resolve(self) -> None:
        """Ask about each problem in turn: saving, conflicts, the clock."""
        for part in (self.saving, self.conflicts, self.clock):
            # The session may have been closed or handed over during the question before.
            if not self.workshop.read_only:
                await part.resolve()
        self._changed()

    async def why_stay(self) -> YesOrNo | None:
        """Return the question to ask before the session is closed; None if it can be closed at once."""
        return await self.saving.why_stay() or self.conflicts.why_stay()

    async def go_on_with(self, taken: SessionHandle) -> None:
        """Replace the handle by another one of the same file; the workshop and its subscribers stay."""
        self.handle = taken
        for part in (self.conflicts, self.external, self.saving, self.handover, self.history, self.editing):
            part.handle = taken
        self.conflicts.clear()
        self.external.error = None
        self._changed()
        await self.welcome()

    def flush(self, timeout: float) -> bool:
        """Save within `timeout` seconds, at the end of the program; may be called from any thread."""
        self.handle.heartbeat(self.workshop.session.clock.running_since)
        return self.handle.flush(timeout)

    def last_words(self, saved: bool) -> str:
        """Return where the work is, once the session has been saved for the last time or could not be."""
        return last_words(self.handle, saved, self.saving.error)

    async def close(self, timeout: float = CLOSE_SECONDS) -> bool:
        """Pause the clock, save, and release the file; return False if only the journal has all changes."""
        self.external.stop()
        self.handover.stop()
        self.clock.stop()
        # A key that arrives from here on must not edit a session that is no longer saved.
        self.workshop.read_only = self.workshop.read_only or CLOSING
        saved = await self._host.in_thread(self.handle.close, timeout)
        if error := self.handle.history_error:
            text = f"Some versions could not be saved: {phrase(error)}."
            self._host.notify(text, severity="warning")
        return saved
