"""Gaps between two samples of the machine's clocks (sleep, a stopped program, a changed system time), and the
corrections that they require in a session.

Workshop time advances while the machine is awake, whatever happens to the system time. A session stores points in
time as system time, so that other programs can read them; when the system time jumps, they are shifted with it.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.change import SetMoment
from wbtui.core.time import schedule

if TYPE_CHECKING:
    from wbtui.core.change import Change
    from wbtui.core.session import Session

MIN_STEP_SECONDS = 1.0
"""The smallest jump of the system time that counts as a change; less is the normal drift between clocks."""
MIN_SLEEP_SECONDS = 2.0
"""The shortest time asleep that counts as sleep; less is the normal drift between clocks."""
MIN_GUESSED_SLEEP_SECONDS = 30.0
"""The shortest sleep without a boot clock. A sleep then looks like a system time that was set ahead."""
MIN_REPORTED_SECONDS = 60.0
"""The seconds from which a gap is reported or asked about; a shorter one counts as workshop time."""


class ClockSample(NamedTuple):
    """The values of all clocks of the machine at one moment."""

    wall: datetime
    """The system time, which people and programs can change."""
    monotonic: float
    """`time.monotonic()`, in seconds; on most systems it does not advance while the machine sleeps."""
    boot: float | None = None
    """Seconds of a monotonic clock that advances during sleep; None on systems that have none."""
    boot_id: str = ""
    """The id of the boot that `boot` counts from; empty if unknown."""


class ClockGap(NamedTuple):
    """The gap between two readings of the clocks."""

    awake: float
    """Seconds during which the machine was awake, including those in which the program was stopped."""
    slept: float
    """Seconds during which the machine slept."""
    set_by: float
    """Seconds by which the system time was set ahead; negative if it was set back."""
    until: datetime
    """The system time at the end of the gap."""

    @property
    def since(self) -> datetime:
        """The start of the gap in terms of the system time at its end."""
        return self.until - timedelta(seconds=self.awake + self.slept)

    @property
    def away(self) -> float:
        """Seconds asleep that count as workshop time only if the person decides so; 0 after a short sleep."""
        return self.slept if self.slept >= MIN_REPORTED_SECONDS else 0.0

    @property
    def stood_still(self) -> float:
        """Seconds during which the program was stopped on a machine that was awake; 0 if too few to report."""
        return self.awake if self.awake >= MIN_REPORTED_SECONDS else 0.0

    @property
    def another_day(self) -> bool:
        """True if the gap is so long that the session continues on another day, whatever the date says."""
        return self.awake + self.slept >= schedule.ANOTHER_DAY_SECONDS


def clock_gap(before: ClockSample, now: ClockSample) -> ClockGap:
    """Return the gap between two readings; a monotonic clock that went backwards counts as stopped."""
    awake = max(0.0, now.monotonic - before.monotonic)
    wall = (now.wall - before.wall).total_seconds()
    if before.boot is not None and now.boot is not None:
        slept = now.boot - before.boot - awake
        slept = slept if slept > MIN_SLEEP_SECONDS else 0.0
    elif wall - awake > MIN_GUESSED_SLEEP_SECONDS:
        slept = wall - awake
    elif awake >= MIN_REPORTED_SECONDS:
        # On Windows time.monotonic() advances during sleep.
        awake, slept = 0.0, awake
    else:
        slept = 0.0
    off = wall - awake - slept
    return ClockGap(awake, slept, off if abs(off) >= MIN_STEP_SECONDS else 0.0, now.wall)


def smoothed(before: ClockSample, now: ClockSample) -> ClockSample:
    """Return `now` with its system time computed from the previous one, unless the system time was changed.

    Drift that is too small to count as a change thus does not add up over a workshop.
    """
    passed = clock_gap(before, now)
    if passed.set_by:
        return now
    even = before.wall + timedelta(seconds=passed.awake + passed.slept)
    return now._replace(wall=even.astimezone(now.wall.tzinfo))


def corrections(session: Session, before: ClockSample, passed: ClockGap) -> tuple[Change, ...]:
    """Return the changes that correct the clock after a gap; they pause it if the day has changed."""
    clock, by = session.clock, shifts(passed)
    made: tuple[Change, ...] = ()
    if clock.running_since is not None and passed.another_day:
        made = schedule.pause(session, before.wall)
    elif clock.running_since is not None and "running_since" in by:
        made = schedule.shift(session, by["running_since"])
    if clock.started is not None and "started" in by:
        started = clock.started + timedelta(seconds=by["started"])
        made += (SetMoment("started", clock.started, started),)
    return made


def shifts(passed: ClockGap) -> dict[str, float]:
    """Return the seconds to add to the moments of the clock after a gap, by the name of the moment.

    The moments in the undo list must be shifted as well: if a pause is undone, the clock has to show what it would
    show without the pause, that is without the jump and the sleep.
    """
    shifted = {"started": _tenths(passed.set_by), "running_since": _tenths(passed.set_by + passed.away)}
    return {name: seconds for name, seconds in shifted.items() if seconds}


def _tenths(seconds: float) -> float:
    """Return seconds in tenths, as the file stores them; rounded down, so that the clock never goes backwards."""
    return math.floor(seconds * 10) / 10
