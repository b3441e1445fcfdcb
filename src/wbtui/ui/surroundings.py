"""What the program finds outside itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wbtui.core.lapse import Reading
    from wbtui.files.library import Library
    from wbtui.files.workbooks import Shelf


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the program finds outside itself."""

    library: Library
    shelf: Shelf
    state_dir: Path
    clocks: Callable[[], Reading]
    edit: Callable[[str], str]

    def now(self) -> datetime:
        """The system time."""
        return self.clocks().wall
