"""Reports whether the session is saved, and asks the user about failed saves."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from wbtui.core.errors import MissingError
from wbtui.ui.controllers import ask
from wbtui.ui.controllers.status import Status, in_short
from wbtui.wording import phrase, sentence

if TYPE_CHECKING:
    from wbtui.core.errors import WbtuiError
    from wbtui.storage.session.handle import SessionHandle
    from wbtui.ui.controllers.host import Host
    from wbtui.ui.controllers.questions import YesOrNo
    from wbtui.workshop import Workshop

SAFE_TEXT = "Your words are safe on this computer and will be there when you reopen the session."
UNSAFE_TEXT = "Your words are nowhere else: what is unsaved is lost if you leave now."
SLOW_TEXT = "NOT SAVED YET · the disk does not answer"
SLOW_SECONDS = 2.5
"""Seconds of waiting after which the top line shows that saving is slow instead of the last save."""
ALARM_SECONDS = 6.0


class Saving:
    """Reports what prevents the session from being saved, and retries on request."""

    def __init__(
        self, handle: SessionHandle, workshop: Workshop, host: Host, file_error: Callable[[], WbtuiError | None]
    ) -> None:
        """`file_error` returns the reason why the last poll could not read the file."""
        self.handle = handle
        self._workshop = workshop
        self._host = host
        self._file_error = file_error

    @property
    def error(self) -> WbtuiError | None:
        """The error of the last poll or of the last save; None if both succeeded."""
        return self._file_error() or self.handle.status.error

    @property
    def trouble(self) -> str:
        """The error and where the unsaved answers are meanwhile, as text; empty if everything is saved."""
        error = self.error
        if error is None or self.handle.read_only:
            return ""
        return f"{sentence(error.problem)}.\n\n{UNSAFE_TEXT if self.handle.journal_error else SAFE_TEXT}"

    @property
    def status(self) -> Status | None:
        """The status to show while saving fails or takes very long; None otherwise."""
        error = self.error
        if error is None:
            return Status(SLOW_TEXT, alarm=True) if self.waits > ALARM_SECONDS else None
        only = " · only on this screen" if self.handle.status.error and self.handle.journal_error else ""
        return Status(f"NOT SAVED{only} · {in_short(error)} · {self._host.key('resolve')} fix", alarm=True)

    @property
    def waits(self) -> float:
        """The seconds for which a change has waited to be saved; 0 if all are."""
        return self.handle.status.waited

    @property
    def unkept(self) -> Status | None:
        """The status to show if the last version could not be saved; None otherwise."""
        error = self.handle.history_error
        return Status(f"VERSION NOT SAVED · {phrase(error)}", alarm=True) if error else None

    @property
    def saved(self) -> Status:
        """The status to show if nothing prevents saving."""
        at = self.handle.status.saved_at
        if self.waits > (SLOW_SECONDS if at else 0):
            return Status("saving …", alarm=False)
        losses = map(phrase, self.handle.losses)
        return Status(", ".join((f"saved {at:%H:%M:%S}", *losses)) if at else "all saved", alarm=False)

    async def resolve(self) -> None:
        """Ask the user what to do about the error."""
        if isinstance(self._file_error(), MissingError) and not self.handle.read_only:
            text = f"{self.handle.path} was moved or deleted. Everything is still here."
            if await self._host.ask(ask.YesOrNo("The file is missing", text, "Save again", "Wait")):
                self.handle.recreate(self._workshop.session)
        elif trouble := self.trouble:
            text = f"{trouble} wbtui keeps trying."
            if await self._host.ask(ask.YesOrNo("Not saved", text, "Try now", "Keep working")):
                await self.save_now()

    async def save_now(self) -> None:
        """Save at once."""
        await self._host.in_thread(self.handle.flush)

    async def why_stay(self) -> YesOrNo | None:
        """Try to save; return the question to ask before the session is closed, or None if it is saved."""
        if self.handle.read_only:
            return None
        saved = await self._host.in_thread(self.handle.flush)
        if saved:
            return None
        return ask.YesOrNo("Not saved", self.trouble or f"Saving is slow.\n\n{SAFE_TEXT}", "Leave", "Stay")
