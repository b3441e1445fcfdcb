"""Functions that format times and durations for people."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from wbtui.core.time.schedule import MINUTE

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
    if abs(seconds) < TOLERANCE_SECONDS:
        return ON_TIME
    minutes = max(1, round(abs(seconds) / MINUTE))
    return f"{minutes} min {'behind' if seconds > 0 else 'ahead'}"


def duration(seconds: float) -> str:
    """Format a number of seconds as minutes, or hours and minutes."""
    minutes = round(seconds / MINUTE)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"


def day_and_time(then: datetime, now: datetime) -> str:
    """Format a time in the past as `HH:MM`, with `yesterday` or the date if it was not today."""
    then = then.astimezone(now.tzinfo)
    days = (now.date() - then.date()).days
    day = "" if days == 0 else "yesterday " if days == 1 else f"{then.day} {then:%B} "
    return f"{day}{then:%H:%M}"


def age(seconds: float) -> str:
    """Format an age in seconds in its largest unit: days, hours or minutes ago."""
    for unit, length in (("d", 24 * HOUR), ("h", HOUR), ("min", MINUTE)):
        if seconds >= length:
            return f"{int(seconds // length)} {unit} ago"
    return "just now"


def moment(at: datetime, now: datetime) -> str:
    """Format a time to the second, with `today`, `yesterday` or the date."""
    at = at.astimezone(now.tzinfo)
    days = {now.date(): "today", now.date() - timedelta(days=1): "yesterday"}
    day = days.get(at.date()) or (f"{at:%a %d %b}" if at.year == now.year else f"{at:%d %b %Y}")
    return f"{day} {at:%H:%M:%S}"
