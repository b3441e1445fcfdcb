"""What the clocks of a machine say has happened between two looks at them, and what that means for a session.

The workshop's time goes on while the machine is awake, whatever is done to the system time. A session notes its
times as system time, so that other programs can read them; when the system time jumps, they jump with it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.change import SetMoment
from wbtui.core.time import schedule

if TYPE_CHECKING:
    from wbtui.core.change import Change
    from wbtui.core.session import Session

STEP = 1.0
"""Seconds by which the system time must be off before it was changed; less is how clocks differ."""
NAP = 2.0
"""Seconds asleep before it is a sleep; less is how clocks differ."""
GUESSED_NAP = 30.0
"""The same where no clock goes on asleep, so that a sleep looks like a system time that was set ahead."""
WORTH_A_WORD = 60.0
"""A shorter absence counts, and nobody is asked or told."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All the clocks of a machine at one moment."""

    wall: datetime
    """The system time, which people and programs change."""
    monotonic: float
    """Seconds that nobody changes; on most systems they stand while the machine sleeps."""
    boot: float | None = None
    """Seconds that go on asleep; None where there is no such clock."""
    boot_id: str = ""
    """Which start of the machine `boot` counts from; empty where that is not known."""


class Lapse(NamedTuple):
    """What has happened between two looks at the clocks."""

    awake: float
    """Seconds, also those in which the program stood still."""
    slept: float
    """Seconds."""
    set_by: float
    """Seconds by which the system time was set ahead; negative if it was set back."""
    until: datetime
    """The system time at the end."""

    @property
    def since(self) -> datetime:
        """When it began, by the system time of its end."""
        return self.until - timedelta(seconds=self.awake + self.slept)

    @property
    def away(self) -> float:
        """Seconds asleep that do not count unless a person says so."""
        return self.slept if self.slept >= WORTH_A_WORD else 0.0

    @property
    def stood_still(self) -> float:
        """Seconds in which the program was stopped on a machine that was awake, if they are worth a word."""
        return self.awake if self.awake >= WORTH_A_WORD else 0.0

    @property
    def another_day(self) -> bool:
        """Whether it is another day than when this began; midnight in the middle of a workshop is none."""
        return self.awake + self.slept >= WORTH_A_WORD and is_another_day(self.since, self.until)


def lapse(before: Reading, now: Reading) -> Lapse:
    """What has happened between two readings. A clock that went backwards stood."""
    awake = max(0.0, now.monotonic - before.monotonic)
    wall = (now.wall - before.wall).total_seconds()
    if before.boot is not None and now.boot is not None:
        slept = now.boot - before.boot - awake
        slept = slept if slept > NAP else 0.0
    elif wall - awake > GUESSED_NAP:
        slept = wall - awake
    elif awake >= WORTH_A_WORD:
        # Windows: its monotonic clock goes on asleep.
        awake, slept = 0.0, awake
    else:
        slept = 0.0
    off = wall - awake - slept
    return Lapse(awake, slept, off if abs(off) >= STEP else 0.0, now.wall)


def followed(before: Reading, now: Reading) -> Reading:
    """The present reading, its system time going on evenly from the one before unless that was changed.

    So what is too small to be a change does not add up over a workshop.
    """
    passed = lapse(before, now)
    if passed.set_by:
        return now
    even = before.wall + timedelta(seconds=passed.awake + passed.slept)
    return replace(now, wall=even.astimezone(now.wall.tzinfo))


def corrections(session: Session, before: Reading, passed: Lapse) -> tuple[Change, ...]:
    """Return the changes after a lapse: the clock has counted what it should, and stands if it is another day."""
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


def shifts(passed: Lapse) -> dict[str, float]:
    """Return by how many seconds the moments of a clock, by their names, are later after a lapse.

    That holds for those in kept acts, too: a pause that is taken back has never been, and a clock that had gone on
    would neither have jumped nor have counted the sleep.
    """
    shifted = {"started": _tenths(passed.set_by), "running_since": _tenths(passed.set_by + passed.away)}
    return {name: seconds for name, seconds in shifted.items() if seconds}


def _tenths(seconds: float) -> float:
    """Whole tenths, which are enough in a file; rounded down, so that the clock never goes backwards."""
    return math.floor(seconds * 10) / 10


def is_another_day(then: datetime, now: datetime) -> bool:
    """Whether `now` is on another day than `then`, for somebody who lives where `now` was read."""
    return then.astimezone(now.tzinfo).date() != now.date()
