"""The downtime of the program while the session's clock was running: its start and its length."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.time.gaps import MIN_REPORTED_SECONDS
from wbtui.core.time.schedule import ANOTHER_DAY_SECONDS

if TYPE_CHECKING:
    from wbtui.core.time.gaps import ClockSample


class Heartbeat(NamedTuple):
    """A note, written regularly while the clock runs, that the program was alive."""

    at: datetime
    """The system time when the heartbeat was written."""
    since: datetime | None = None
    """The clock's `running_since` when the heartbeat was written; the heartbeat counts for that run only."""
    boot: float | None = None
    boot_id: str = ""
    """`boot` and `boot_id` of the `ClockSample` taken for the heartbeat."""


class Downtime(NamedTuple):
    """The time during which the program was not running; whether the room went on is unknown."""

    since: datetime
    """Its start in terms of the system time at `until`; later than `until` if the system time was set back."""
    until: datetime

    @property
    def seconds(self) -> float | None:
        """The length of the downtime; None if the system time was set back meanwhile."""
        passed = (self.until - self.since).total_seconds()
        return passed if passed >= 0 else None

    @property
    def counts(self) -> bool:
        """True if the downtime is so short that it counts as workshop time without asking."""
        return self.seconds is not None and self.seconds < MIN_REPORTED_SECONDS

    @property
    def another_day(self) -> bool:
        """True if the downtime is so long that the session continues on another day, whatever the date says."""
        return self.seconds is not None and self.seconds >= ANOTHER_DAY_SECONDS


def last_known(running_since: datetime, updated: datetime, beat: Heartbeat | None, now: datetime) -> datetime:
    """Return when the clock was last known to run, in terms of the system time at that moment."""
    signs = [running_since]
    if beat and beat.since == running_since:
        signs.append(beat.at)
    if updated <= now:
        signs.append(updated)
    return max(signs)


def downtime(stopped: datetime, beat: Heartbeat | None, now: ClockSample) -> Downtime:
    """Return the downtime since `stopped`, measured by the boot clock unless the machine was rebooted since."""
    since = stopped
    if beat and beat.boot is not None and now.boot is not None and beat.boot_id and beat.boot_id == now.boot_id:
        passed = now.boot - beat.boot - (stopped - beat.at).total_seconds()
        since = now.wall - timedelta(seconds=max(0.0, passed))
    return Downtime(since, now.wall)
