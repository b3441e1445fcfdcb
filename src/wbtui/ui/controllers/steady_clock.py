"""A clock that runs evenly while the system time is set or the machine sleeps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from wbtui.core.time.gaps import clock_gap, smoothed

if TYPE_CHECKING:
    from wbtui.core.time.gaps import ClockGap, ClockSample


class SteadyClock:
    """The system time as of the last `look`, continued by the monotonic clock.

    Sleep and changes of the system time therefore show only at the next `look`.
    """

    def __init__(self, clocks: Callable[[], ClockSample], monotonic: Callable[[], float]) -> None:
        """`monotonic` reads the monotonic clock alone, because each key asks for the time."""
        self._clocks = clocks
        self._monotonic = monotonic
        self._seen = clocks()

    @property
    def seen(self) -> ClockSample:
        """The clock reading of the last `look`."""
        return self._seen

    def now(self) -> datetime:
        """Return the time, rounded down to tenths of a second."""
        passed = max(0.0, self._monotonic() - self._seen.monotonic)
        now = self._seen.wall + timedelta(seconds=passed)
        # More digits would only make the session file harder to read.
        return now.replace(microsecond=now.microsecond // 100_000 * 100_000)

    def look(self) -> tuple[ClockSample, ClockGap]:
        """Read the clocks; return the previous reading and what happened since."""
        before, reading = self._seen, self._clocks()
        self._seen = smoothed(before, reading)
        return before, clock_gap(before, reading)
