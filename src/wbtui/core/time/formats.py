"""Functions that format times and durations for people."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from wbtui.core.time.schedule import MINUTE
from wbtui.core.time.zones import comes_twice, on_clock_of

if TYPE_CHECKING:
    from wbtui.core.time.schedule import Schedule

HOUR = 60 * MINUTE
ON_TIME = "on time"
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


def minutes_behind(seconds: float) -> str:
    """Format the drift in seconds (negative when ahead) as whole minutes behind or ahead."""
    minutes = _whole_minutes(seconds)
    return f"{abs(minutes)} min {'behind' if minutes > 0 else 'ahead'}" if minutes else ON_TIME


def _whole_minutes(drift: float) -> int:
    minutes = max(1, round(abs(drift) / MINUTE)) if abs(drift) >= TOLERANCE_SECONDS else 0
    return minutes if drift > 0 else -minutes


def end_time(schedule: Schedule) -> str:
    """Format the expected end: later or earlier than the planned one by as much as `minutes_behind` says."""
    end, now = schedule.expected_end, schedule.expected_end
    if planned := schedule.planned_end:
        minutes = _whole_minutes(schedule.behind)
        end = planned - timedelta(seconds=planned.second, microseconds=planned.microsecond)
        end += timedelta(minutes=minutes)
    return clock_time(end, now)


def duration(seconds: float) -> str:
    """Format a number of seconds as minutes, or hours and minutes."""
    minutes = round(seconds / MINUTE)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"


def clock_time(at: datetime, now: datetime) -> str:
    """Format a moment as `HH:MM` in the zone of `now`; with the name of the offset if that time comes twice."""
    at = on_clock_of(now, at)
    return f"{at:%H:%M} {at.tzname()}" if comes_twice(at) else f"{at:%H:%M}"


def day_and_time(then: datetime, now: datetime) -> str:
    """Format a moment in the zone of `now` as `HH:MM`, with `yesterday` or the date if it was not today."""
    time, then = clock_time(then, now), on_clock_of(now, then)
    days = (now.date() - then.date()).days
    if days in (0, 1):
        return f"yesterday {time}" if days else time
    return f"{then.day} {then:%B} {then.year} {time}" if then.year != now.year else f"{then.day} {then:%B} {time}"


def age(seconds: float) -> str:
    """Format an age in seconds in its largest unit: days, hours or minutes ago."""
    for unit, length in (("d", 24 * HOUR), ("h", HOUR), ("min", MINUTE)):
        if seconds >= length:
            return f"{int(seconds // length)} {unit} ago"
    return "just now"


def moment(at: datetime, now: datetime) -> str:
    """Format a time to the second, with `today`, `yesterday` or the date."""
    at = on_clock_of(now, at)
    days = {now.date(): "today", now.date() - timedelta(days=1): "yesterday"}
    day = days.get(at.date()) or (f"{at:%a %d %b}" if at.year == now.year else f"{at:%d %b %Y}")
    return f"{day} {at:%H:%M:%S}"
