"""What the program finds outside itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from wbtui.files.library import Library
from wbtui.files.workbooks import Shelf


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the program finds outside itself."""

    library: Library
    shelf: Shelf
    state_dir: Path
    now: Callable[[], datetime]
    edit: Callable[[str], str]
