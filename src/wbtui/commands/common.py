"""Exit statuses, the clock and the libraries of the commands."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from wbtui.core.errors import UsageError
from wbtui.core.time.zones import with_offset
from wbtui.storage.library import Library
from wbtui.storage.workbooks import WorkbookLibrary
from wbtui.storage.zones import MACHINE_ZONE

if TYPE_CHECKING:
    from wbtui.paths import Paths

DONE_STATUS, NO_STATUS, BAD_STATUS = 0, 1, 2
"""Exit statuses: success, a negative result or a failed save, bad usage or unreadable input."""


def now() -> datetime:
    """Return the current time in the zone of this machine, truncated to a tenth of a second."""
    moment = with_offset(datetime.now(UTC), MACHINE_ZONE)
    return moment.replace(microsecond=moment.microsecond // 100_000 * 100_000)


def library_in(places: Paths, session: str = "") -> Library:
    """Return the library of the sessions.

    Raises UsageError if no folder for them is known and `session` is not the path of a file either.
    """
    if places.why == "paths.none" and not os.path.isfile(session):
        raise UsageError("paths.none", next_step="name_sessions")
    return Library(places.sessions, places.examples)


def workbooks_in(places: Paths) -> WorkbookLibrary:
    """Return the workbooks that can be found by name."""
    return WorkbookLibrary(places.workbooks)
