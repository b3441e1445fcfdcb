"""What others do to the file of the open session."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from wbtui.core.change import CLOCK
from wbtui.core.errors import WbtuiError

if TYPE_CHECKING:
    from wbtui.storage.session.external_changes import Outside
    from wbtui.storage.session.handle import SessionHandle
    from wbtui.ui.controllers.conflicts import Conflicts
    from wbtui.ui.controllers.host import Host
    from wbtui.workshop import Workshop


class ExternalChanges:
    """Looks at the file, and lets what was changed there come in."""

    def __init__(
        self,
        handle: SessionHandle,
        workshop: Workshop,
        host: Host,
        conflicts: Conflicts,
        looked: Callable[[], None],
    ) -> None:
        """`looked` is called after each look, once what there was to see has come in."""
        self.handle = handle
        self.error: WbtuiError | None = None
        """Why the file could not be read at the last look; None if it could."""
        self._workshop = workshop
        self._host = host
        self._conflicts = conflicts
        self._looked = looked
        self._looking = False
        self._stopped = False

    def look(self) -> None:
        """Look at the file in a thread, unless that is going on already."""
        if not (self._looking or self._stopped):
            self._looking = True
            self._host.start(self._look())

    def stop(self) -> None:
        """Let nothing come in any more: the session is being closed."""
        self._stopped = True

    async def _look(self) -> None:
        handle = self.handle
        outside: Outside | None = None
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
            self._take_in(outside)
        self._looked()

    def _take_in(self, outside: Outside) -> None:
        came_in, conflicts, updated = self.handle.take_in(outside, self._workshop.session)
        self._workshop.adopt(*came_in, updated=updated)
        self.handle.save_soon(self._workshop.session)
        if came_in and not self._workshop.read_only:
            # All that was done to the clock is one change to people.
            answers = sum(change.place.list != CLOCK for change in came_in)
            count = answers + (answers < len(came_in))
            text = f"{count} change{'' if count == 1 else 's'} by somebody else came in."
            self._host.notify(text, title="The file was changed", timeout=8)
        self._conflicts.add(conflicts)
