"""Functions that put times and durations into words."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from wbtui.core.time.formats import clock_time, minutes_of_drift
from wbtui.core.time.schedule import MINUTE
from wbtui.core.time.zones import on_clock_of

HOUR = 60 * MINUTE
ON_TIME = "on time"


def minutes_behind(seconds: float) -> str:
    """Format the drift in seconds (negative when ahead) as whole minutes behind or ahead."""
    minutes = minutes_of_drift(seconds)
    return f"{abs(minutes)} min {'behind' if minutes > 0 else 'ahead'}" if minutes else ON_TIME


def duration(seconds: float) -> str:
    """Format a number of seconds as minutes, or hours and minutes."""
    minutes = round(seconds / MINUTE)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"


def day_and_time(then: datetime, now: datetime) -> str:
    """Format a moment in the zone of `now` as `HH:MM`, with `yesterday` or the date if it was not today."""
    time, then = clock_time(then, now), on_clock_of(now, then)
    days = (now.date() - then.date()).days
    if days in (0, 1):
        return f"yesterday {time}" if days else time
    return f"{then.day} {then:%B} {then.year} {time}" if then.year != now.year else f"{then.day} {then:%B} {time}"


def day_of(day: date, today: date) -> str:
    """Format a day with its weekday, and with its year if that is not the one of `today`."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day:%A} {day.day} {day:%B}{year}"


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
