"""Polls the file of the open session for changes made by other programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from wbtui.core.change import CLOCK
from wbtui.core.errors import WbtuiError

if TYPE_CHECKING:
    from wbtui.storage.session.file_state import ExternalChange
    from wbtui.storage.session.handle import SessionHandle
    from wbtui.ui.controllers.conflicts import Conflicts
    from wbtui.ui.controllers.host import Host
    from wbtui.workshop import Workshop


class ExternalChanges:
    """Polls the file, and merges changes made outside into the session."""

    def __init__(
        self,
        handle: SessionHandle,
        workshop: Workshop,
        host: Host,
        conflicts: Conflicts,
        looked: Callable[[], None],
    ) -> None:
        """Call `looked` after each poll, once its changes have been merged."""
        self.handle = handle
        self.error: WbtuiError | None = None
        """The reason why the last poll could not read the file; None if it could."""
        self._workshop = workshop
        self._host = host
        self._conflicts = conflicts
        self._looked = looked
        self._looking = False
        self._stopped = False

    def look(self) -> None:
        """Poll the file in a thread, unless a poll is still running."""
        if not (self._looking or self._stopped):
            self._looking = True
            self._host.start(self._look())

    def stop(self) -> None:
        """Stop merging, because the session is being closed."""
        self._stopped = True

    async def _look(self) -> None:
        handle = self.handle
        outside: ExternalChange | None = None
        error: WbtuiError | None = None
        try:
            outside = await self._host.in_thread(handle.look)
        except WbtuiError as raised:
            error = raised
        finally:
            self._looking = False
        if self._stopped or handle is not self.handle:
            return
        self.error = error
        if outside is not None:
            self._merge(outside)
        self._looked()

    def _merge(self, outside: ExternalChange) -> None:
        came_in, conflicts, updated = self.handle.merge_external(outside, self._workshop.session)
        self._workshop.adopt(*came_in, updated=updated)
        self.handle.save_soon(self._workshop.session)
        if came_in and not self._workshop.read_only:
            # People count all clock changes together as one.
            answers = sum(change.place.list != CLOCK for change in came_in)
            count = answers + (answers < len(came_in))
            text = f"Added {count} change{'' if count == 1 else 's'} by somebody else."
            self._host.notify(text, title="The file was changed", timeout=8)
        self._conflicts.add(conflicts)
