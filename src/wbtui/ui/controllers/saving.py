"""Whether everything is in the file, and what to do if it is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from wbtui.core.errors import MissingError
from wbtui.ui.controllers import ask
from wbtui.ui.controllers.status import Status, in_short

if TYPE_CHECKING:
    from wbtui.core.errors import WbtuiError
    from wbtui.storage.session.handle import SessionHandle
    from wbtui.ui.controllers.host import Host
    from wbtui.ui.controllers.questions import YesOrNo
    from wbtui.workshop import Workshop

KEPT = "Every word is kept on this machine meanwhile, and comes back when the session is opened again."
NOT_KEPT = "It is kept nowhere else either: what is not saved would be lost."


class Saving:
    """Says what keeps the session from being saved, and tries again."""

    def __init__(
        self, handle: SessionHandle, workshop: Workshop, host: Host, file_error: Callable[[], WbtuiError | None]
    ) -> None:
        """`file_error` returns why the file could not be read at the last look."""
        self.handle = handle
        self._workshop = workshop
        self._host = host
        self._file_error = file_error

    @property
    def error(self) -> WbtuiError | None:
        """What is wrong with the file, or with the last attempt to write it."""
        return self._file_error() or self.handle.status.error

    @property
    def trouble(self) -> str:
        """Why not everything is in the file, what to do about it, and where it is meanwhile; empty if it is."""
        error = self.error
        if error is None or self.handle.read_only:
            return ""
        return f"{str(error).removesuffix('.')}.\n\n{NOT_KEPT if self.handle.journal_error else KEPT}"

    @property
    def word(self) -> Status | None:
        """What the top line says if not everything is in the file."""
        error = self.error
        if error is None:
            return None
        only = ", only on this screen" if self.handle.status.error and self.handle.journal_error else ""
        return Status(f"NOT SAVED{only}: {in_short(error)} ({self._host.key('resolve')})", alarm=True)

    @property
    def unkept(self) -> Status | None:
        """What the top line says if a version is missing that was promised."""
        error = self.handle.history_error
        return Status(f"NO VERSION KEPT: {error}", alarm=True) if error else None

    @property
    def saved(self) -> Status:
        """What the top line says if everything is in the file."""
        at = self.handle.status.saved_at
        return Status(f"saved {at:%H:%M:%S}" if at else "all saved", alarm=False)

    async def resolve(self) -> None:
        """Ask what to do about what is wrong."""
        if isinstance(self._file_error(), MissingError) and not self.handle.read_only:
            text = f"{self.handle.path} was moved or deleted. Everything is still here."
            if await self._host.ask(ask.YesOrNo("The file is gone", text, "Write it again", "Wait")):
                self.handle.recreate(self._workshop.session)
        elif trouble := self.trouble:
            text = f"{trouble}\n\nIt is tried again by itself, too."
            if await self._host.ask(ask.YesOrNo("Not saved", text, "Try again now", "Go on")):
                await self.save_now()

    async def save_now(self) -> None:
        """Save at once."""
        await self._host.in_thread(self.handle.flush)

    async def why_stay(self) -> YesOrNo | None:
        """Return what to ask before the session is left; None if all is in the file, after one more attempt."""
        if self.handle.read_only:
            return None
        saved = await self._host.in_thread(self.handle.flush)
        if saved:
            return None
        return ask.YesOrNo("Not saved", self.trouble or f"It takes long.\n\n{KEPT}", "Leave", "Stay")
