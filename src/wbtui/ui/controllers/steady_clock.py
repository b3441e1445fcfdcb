"""The time of a workshop, which goes on evenly whatever is done to the system time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from wbtui.core.time.gaps import followed, lapse

if TYPE_CHECKING:
    from wbtui.core.time.gaps import Lapse, Reading


class SteadyClock:
    """The system time, which neither jumps nor goes on asleep until the clocks are looked at."""

    def __init__(self, clocks: Callable[[], Reading], monotonic: Callable[[], float]) -> None:
        """`monotonic` is that clock of a reading, alone: the time is asked for by every key."""
        self._clocks = clocks
        self._monotonic = monotonic
        self._seen = clocks()

    @property
    def seen(self) -> Reading:
        """The clocks as of the last look."""
        return self._seen

    def now(self) -> datetime:
        """Return the time in tenths of a second."""
        passed = max(0.0, self._monotonic() - self._seen.monotonic)
        now = self._seen.wall + timedelta(seconds=passed)
        # Tenths of a second are enough for a room, and the file is read by people.
        return now.replace(microsecond=now.microsecond // 100_000 * 100_000)

    def look(self) -> tuple[Reading, Lapse]:
        """Look at the clocks; returns the reading of the look before, and what has happened since."""
        before, reading = self._seen, self._clocks()
        self._seen = followed(before, reading)
        return before, lapse(before, reading)
