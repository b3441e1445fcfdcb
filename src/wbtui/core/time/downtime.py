"""A clock that was running when the program ended: how far it had come, and how long nobody looked after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.time.gaps import WORTH_A_WORD, is_another_day

if TYPE_CHECKING:
    from wbtui.core.time.gaps import Reading


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """A sign of life of a running clock."""

    at: datetime
    """The system time."""
    since: datetime | None = None
    """When the clock was started, by the same system time: for another run of it, this is no sign."""
    boot: float | None = None
    boot_id: str = ""
    """As of a `Reading`."""


class Absence(NamedTuple):
    """While nobody knows whether the room went on."""

    since: datetime
    """By the system time of its end; after its end if the system time was set back, nobody knows by how much."""
    until: datetime

    @property
    def seconds(self) -> float | None:
        """How long it was; None if that is not known."""
        passed = (self.until - self.since).total_seconds()
        return passed if passed >= 0 else None

    @property
    def counts(self) -> bool:
        """Whether it is too short to ask about."""
        return self.seconds is not None and self.seconds < WORTH_A_WORD

    @property
    def another_day(self) -> bool:
        """Whether the workshop goes on another day."""
        return not self.counts and is_another_day(self.since, self.until)


def last_known(running_since: datetime, updated: datetime, beat: Heartbeat | None, now: datetime) -> datetime:
    """When the clock was last known to run, by the system time of then, which may have been set back since."""
    signs = [running_since]
    if beat and beat.since == running_since:
        signs.append(beat.at)
    if updated <= now:
        signs.append(updated)
    return max(signs)


def absence(stopped: datetime, beat: Heartbeat | None, now: Reading) -> Absence:
    """How long ago a clock was last known to run: exactly, as long as the machine has not been started anew."""
    since = stopped
    if beat and beat.boot is not None and now.boot is not None and beat.boot_id and beat.boot_id == now.boot_id:
        passed = now.boot - beat.boot - (stopped - beat.at).total_seconds()
        since = now.wall - timedelta(seconds=max(0.0, passed))
    return Absence(since, now.wall)
