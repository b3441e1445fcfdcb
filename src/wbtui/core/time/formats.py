"""Functions that format times for people, in digits alone; `wbtui.wording.times` has those with words."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from wbtui.core.time.schedule import MINUTE
from wbtui.core.time.zones import comes_twice, on_clock_of

if TYPE_CHECKING:
    from wbtui.core.time.schedule import Schedule

TOLERANCE_SECONDS = 30
"""A smaller drift in seconds counts as on time."""


def face(left: float) -> str:
    """Format the seconds left as `mm:ss`, overtime with a plus sign; `00:00` appears only when time is up."""
    seconds = math.ceil(left)
    if seconds >= 0:
        return f"{seconds // MINUTE:02}:{seconds % MINUTE:02}"
    over = -seconds
    return f"+{over // MINUTE:02}:{over % MINUTE:02}"


def minutes_and_seconds(seconds: float) -> str:
    """Format seconds as `m:ss`, without a leading zero; a part of a second counts as a whole one."""
    whole = max(0, math.ceil(seconds))
    return f"{whole // MINUTE}:{whole % MINUTE:02}"


def minutes_of_drift(drift: float) -> int:
    """Return a drift in seconds (negative when ahead) in whole minutes; 0 if it counts as on time."""
    minutes = max(1, round(abs(drift) / MINUTE)) if abs(drift) >= TOLERANCE_SECONDS else 0
    return minutes if drift > 0 else -minutes


def end_time(schedule: Schedule) -> str:
    """Format the expected end: later or earlier than the planned one by as much as `minutes_of_drift`."""
    return clock_time(to_the_minute(schedule.expected_end, schedule.planned_end), schedule.expected_end)


def to_the_minute(at: datetime, planned: datetime | None) -> datetime:
    """Return a moment in whole minutes: its plan's, later or earlier by as much as `minutes_of_drift`."""
    if planned is None:
        return at - timedelta(seconds=at.second, microseconds=at.microsecond)
    drift = (at - planned).total_seconds()
    return to_the_minute(planned, None) + timedelta(minutes=minutes_of_drift(drift))


def clock_time(at: datetime, now: datetime) -> str:
    """Format a moment as `HH:MM` in the zone of `now`; with the name of the offset if that time comes twice."""
    at = on_clock_of(now, at)
    return f"{at:%H:%M} {at.tzname()}" if comes_twice(at) else f"{at:%H:%M}"
