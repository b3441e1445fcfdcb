"""Hands a session over between two programs that have the same file open."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from wbtui.core.diff.changes import changes
from wbtui.core.errors import WbtuiError
from wbtui.storage.disk.lock import TAKE_OVER_SECONDS, peek
from wbtui.storage.session.opening import take_over
from wbtui.ui.controllers import ask
from wbtui.ui.controllers.status import Status, in_short
from wbtui.wording import phrase, sentence

if TYPE_CHECKING:
    from wbtui.storage.session.handle import SessionHandle
    from wbtui.ui.controllers.host import Host
    from wbtui.workshop import Workshop

WAIT_SLICE_SECONDS = 1.0
"""Longest wait for the file in one thread call, because the end of the program waits for its threads."""


class Handover:
    """Asks another program for the session, and hands it to a program that asks."""

    def __init__(
        self,
        handle: SessionHandle,
        workshop: Workshop,
        host: Host,
        file_error: Callable[[], WbtuiError | None],
        taken: Callable[[SessionHandle], Awaitable[None]],
        changed: Callable[[], None],
    ) -> None:
        """Call `taken` with the new handle after a take-over, and `changed` when `status` may have changed.

        `file_error` returns the reason why the last poll could not read the file.
        """
        self.handle = handle
        self.asking = ""
        """The text to show while another program is asked for the session; empty otherwise."""
        self._workshop = workshop
        self._host = host
        self._file_error = file_error
        self._taken = taken
        self._changed = changed
        self._busy = False
        self._stopped = False

    @property
    def status(self) -> Status | None:
        """The status to show while the session is requested or read-only; None otherwise."""
        if self.asking:
            return Status(self.asking, alarm=False)
        if not self.handle.read_only:
            return None
        held = self.handle.held_by
        why = f"{phrase(held)} · {self._host.key('take_over')} ask" if held else sentence(self.handle.read_only)
        error = self._file_error()
        return Status(f"READ-ONLY · {in_short(error) if error else why}", alarm=True)

    @property
    def request(self) -> Status | None:
        """The status to show while another program asks for the session; None otherwise."""
        asked_by = self.handle.asked_by
        if not asked_by:
            return None
        return Status(f"{phrase(asked_by)} wants to edit · {self._host.key('give_up')} hand over", alarm=True)

    def sync(self) -> None:
        """Copy the read-only state of the file handle to the workshop."""
        if not self._stopped:
            self._workshop.read_only = self.handle.read_only
            self._changed()

    def stop(self) -> None:
        """Stop taking over, because the session is being closed."""
        self._stopped = True

    @property
    def nothing_to_take_over(self) -> str:
        """The reason why the session cannot be requested; empty if it can."""
        if self.handle.held_by or self._busy:
            return ""
        reason = self.handle.read_only
        return f"This session cannot be edited: {sentence(reason)}." if reason else "You are editing already."

    @property
    def nobody_asks(self) -> str:
        """The reason why the session cannot be handed over; empty if a program asks for it."""
        return "Nobody has asked to edit." if self.handle.read_only or not self.handle.asked_by else ""

    async def take_over(self) -> None:
        """Ask the program that holds the session to hand it over, and wait in the background."""
        handle = self.handle
        if self._busy:
            return
        if reason := self.nothing_to_take_over:
            self._host.notify(reason, title="Ask to edit", about="editing")
            return
        self._busy = True
        try:
            taken = await self._wait_for_handle(handle)
            if taken is not None:
                await self._go_on_with(handle, taken)
        except WbtuiError as error:
            self._host.notify(sentence(error.problem), title="Still read-only", severity="error", about="editing")
        finally:
            self._busy, self.asking = False, ""
            self._changed()

    async def _wait_for_handle(self, handle: SessionHandle) -> SessionHandle | None:
        """Return a writable handle once the file is free; tell the user and return None if it stays locked."""
        seconds = TAKE_OVER_SECONDS
        while seconds > 0 and not self._stopped:
            if holder := await self._host.in_thread(peek, handle.path):
                self.asking = f"asked {phrase(holder.who)} · waiting up to {seconds:.0f} s"
                self._changed()
            if taken := await self._host.in_thread(take_over, handle, WAIT_SLICE_SECONDS if holder else 0.0):
                return taken
            seconds -= WAIT_SLICE_SECONDS
        if not self._stopped:
            holder = await self._host.in_thread(peek, handle.path)
            editing = phrase(holder.problem) if holder else "Somebody else is editing"
            self._host.notify(
                editing, title="Not handed over", severity="warning", about="editing", command="take_over"
            )
        return None

    async def _go_on_with(self, handle: SessionHandle, taken: SessionHandle) -> None:
        """Continue with the new handle; focus and caret stay where they are."""
        await self._host.in_thread(handle.close)
        if self._stopped:
            # The user closed the session while it was being requested.
            await self._host.in_thread(taken.close)
            return
        self.handle, self.asking = taken, ""
        self._workshop.adopt(*changes(self._workshop.session, taken.found), updated=taken.found.updated)
        self._workshop.connect(taken, taken, session_id=taken.found.id)
        self.sync()
        self._host.notify("You are editing now.", timeout=10, about="editing")
        await self._taken(taken)

    async def give_up(self) -> None:
        """Hand the session over to the program that asks for it, after one question."""
        handle, asked_by = self.handle, self.handle.asked_by
        if (reason := self.nobody_asks) or asked_by is None:
            self._host.notify(reason)
            return
        key = self._host.key("take_over")
        text = (
            f"{phrase(asked_by)} wants to edit. "
            f"Everything is saved first. You stay as a reader; {key} asks to edit again."
        )
        if await self._host.ask(ask.YesOrNo("Hand over?", text, "Hand over", "Keep editing")):
            for work in handle.give_up(self._workshop.session):
                self.sync()
                await self._host.in_thread(work)
                if self._stopped:
                    # The session is being closed, which saves and unlocks it, too.
                    return
            self.sync()
