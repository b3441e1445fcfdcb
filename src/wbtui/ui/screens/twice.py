"""A key that does something else when it is pressed twice."""

from __future__ import annotations

import math
import time

SECOND_PRESS_SECONDS = 0.5
"""The longest time between two presses that count as a double press."""


class Twice:
    """Tells the second of two presses that follow each other closely."""

    def __init__(self) -> None:
        self._last = -math.inf
        self._second = -math.inf

    def pressed(self) -> bool:
        """Record a press; return whether it completes a double press. The next one is a first press again."""
        now = time.monotonic()
        second = now - self._last <= SECOND_PRESS_SECONDS
        self._last = -math.inf if second else now
        self._second = now if second else -math.inf
        return second

    @property
    def just_completed(self) -> bool:
        """True soon after the second press, until the next one."""
        return time.monotonic() - self._second <= SECOND_PRESS_SECONDS
