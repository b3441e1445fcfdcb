"""What the program finds outside itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from wbtui.core.time.gaps import Reading
    from wbtui.storage.library import Library
    from wbtui.storage.workbooks import Shelf


class Surroundings(NamedTuple):
    """What the program finds outside itself."""

    library: Library
    shelf: Shelf
    state_dir: Path
    clocks: Callable[[], Reading]
    monotonic: Callable[[], float]
    """The monotonic clock of a reading, alone."""
    edit: Callable[[str], str]

    def now(self) -> datetime:
        """The system time."""
        return self.clocks().wall
