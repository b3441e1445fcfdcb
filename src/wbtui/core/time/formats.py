"""Time as a room reads it."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from wbtui.core.time.schedule import MINUTE

HOUR = 60 * MINUTE
ON_TIME = "on time"
TOLERANCE = 30
"""Seconds that nobody calls late."""


def face(left: float) -> str:
    """Seconds left as `mm:ss`; overtime counts up with a plus sign. `00:00` appears only when time is up."""
    seconds = math.ceil(left)
    if seconds >= 0:
        return f"{seconds // MINUTE:02}:{seconds % MINUTE:02}"
    over = -seconds
    return f"+{over // MINUTE:02}:{over % MINUTE:02}"


def minutes_behind(seconds: float) -> str:
    """The drift against the agenda in whole minutes."""
    if abs(seconds) < TOLERANCE:
        return ON_TIME
    minutes = max(1, round(abs(seconds) / MINUTE))
    return f"{minutes} min {'behind' if seconds > 0 else 'ahead'}"


def duration(seconds: float) -> str:
    """A time span in minutes, or hours and minutes."""
    minutes = round(seconds / MINUTE)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"


def day_and_time(then: datetime, now: datetime) -> str:
    """A moment in the past as people name it."""
    then = then.astimezone(now.tzinfo)
    days = (now.date() - then.date()).days
    day = "" if days == 0 else "yesterday " if days == 1 else f"{then.day} {then:%B} "
    return f"{day}{then:%H:%M}"


def age(seconds: float) -> str:
    """How long ago, roughly."""
    for unit, length in (("d", 24 * HOUR), ("h", HOUR), ("min", MINUTE)):
        if seconds >= length:
            return f"{int(seconds // length)} {unit} ago"
    return "just now"


def moment(at: datetime, now: datetime) -> str:
    """A moment to the second, as somebody says it at `now`: today, yesterday, or the day."""
    at = at.astimezone(now.tzinfo)
    days = {now.date(): "today", now.date() - timedelta(days=1): "yesterday"}
    day = days.get(at.date()) or (f"{at:%a %d %b}" if at.year == now.year else f"{at:%d %b %Y}")
    return f"{day} {at:%H:%M:%S}"
