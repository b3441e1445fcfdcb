"""A key that does something else when it is pressed twice."""

from __future__ import annotations

import math
import time

TWICE_SECONDS = 0.5
"""The time within which a second press belongs to the first."""


class Twice:
    """Tells the second of two presses that follow each other closely."""

    def __init__(self) -> None:
        self._last = -math.inf

    def pressed(self) -> bool:
        """Note a press; return whether it is the second one. The next after that is a first one again."""
        now = time.monotonic()
        second = now - self._last <= TWICE_SECONDS
        self._last = -math.inf if second else now
        return second
