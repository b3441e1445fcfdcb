"""The dependencies of the app on the machine: folders, clocks, the user's editor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wbtui.ui.commands.keys import Keys

if TYPE_CHECKING:
    from wbtui.core.errors import Problem
    from wbtui.core.time.gaps import ClockSample
    from wbtui.storage.library import Library
    from wbtui.storage.workbooks import WorkbookLibrary


class AppContext(NamedTuple):
    """The dependencies of the app on the machine; tests pass their own."""

    library: Library
    workbooks: WorkbookLibrary
    state_dir: Path
    clocks: Callable[[], ClockSample]
    monotonic: Callable[[], float]
    """The monotonic clock of `clocks` alone, in seconds; cheaper than a whole reading."""
    edit: Callable[[Path], object]
    """Runs the user's editor on a file. Raises UsageError if it fails."""
    not_kept: Problem | None = None
    """The reason why nothing can be kept in `state_dir`; None if it can."""
    keys: Keys = Keys()
    theme: str = ""
    """The theme of the user's settings; empty for the usual one."""
    settings: Path | None = None
    """The file of the user's settings; None if there can be none."""
    problems: Sequence[Problem] = ()
    """The mistakes in the user's settings."""
    shown: Callable[[], object] = bool
    """Called when the first screen is shown."""

    def now(self) -> datetime:
        """Return the system time."""
        return self.clocks().wall
