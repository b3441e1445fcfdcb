"""Zones and changes of their clocks, for the tests of planned and running time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from wbtui.core.time.zones import with_offset


class ClockChange(NamedTuple):
    """A change of the clocks in a zone."""

    zone: str
    before: str
    """A wall-clock time before the change, at which the plan is made."""
    start: str
    """The time of day for which a workshop of 90 minutes is planned."""
    starts: str
    """The exact moment of `start`, in ISO format."""
    ends: str
    """The time of day at which a workshop that begins then is over."""

    @property
    def planned_at(self) -> datetime:
        """The moment when the plan is made, on a clock there."""
        zone = ZoneInfo(self.zone)
        return with_offset(datetime.fromisoformat(self.before).replace(tzinfo=zone), zone)

    @property
    def begins(self) -> datetime:
        """The moment of the planned start, on a clock there."""
        return with_offset(datetime.fromisoformat(self.starts).astimezone(UTC), ZoneInfo(self.zone))


CHANGES = (
    ClockChange("Europe/Berlin", "2026-10-24T20:00", "09:00", "2026-10-25T09:00+01:00", "10:30"),
    ClockChange("Europe/Berlin", "2026-10-25T00:30", "09:00", "2026-10-25T09:00+01:00", "10:30"),
    ClockChange("Europe/Berlin", "2026-10-25T00:30", "02:00", "2026-10-25T02:00+02:00", "02:30 CET"),
    ClockChange("Europe/Berlin", "2026-10-25T00:30", "01:45", "2026-10-25T01:45+02:00", "02:15 CET"),
    ClockChange("Europe/Berlin", "2026-03-28T20:00", "09:00", "2026-03-29T09:00+02:00", "10:30"),
    ClockChange("Europe/Berlin", "2026-03-29T00:30", "01:30", "2026-03-29T01:30+01:00", "04:00"),
    ClockChange("Europe/Berlin", "2026-07-01T20:00", "09:00", "2026-07-02T09:00+02:00", "10:30"),
    ClockChange("America/New_York", "2026-10-31T20:00", "09:00", "2026-11-01T09:00-05:00", "10:30"),
    ClockChange("America/New_York", "2026-11-01T00:10", "00:20", "2026-11-01T00:20-04:00", "01:50 EDT"),
    ClockChange("America/New_York", "2026-03-07T20:00", "09:00", "2026-03-08T09:00-04:00", "10:30"),
    ClockChange("America/New_York", "2026-03-08T00:30", "01:00", "2026-03-08T01:00-05:00", "03:30"),
    ClockChange("Pacific/Apia", "2011-12-29T20:00", "23:30", "2011-12-29T23:30-10:00", "01:00"),
    ClockChange("Pacific/Apia", "2011-12-29T20:00", "09:00", "2011-12-31T09:00+14:00", "10:30"),
    ClockChange("Pacific/Apia", "2011-12-31T20:00", "09:00", "2012-01-01T09:00+14:00", "10:30"),
    ClockChange("UTC", "2026-10-24T20:00", "09:00", "2026-10-25T09:00+00:00", "10:30"),
    ClockChange("Australia/Lord_Howe", "2026-04-04T20:00", "09:00", "2026-04-05T09:00+10:30", "10:30"),
    ClockChange("Australia/Lord_Howe", "2026-10-04T00:10", "01:00", "2026-10-04T01:00+10:30", "03:00"),
    ClockChange("Australia/Lord_Howe", "2026-04-05T00:10", "00:30", "2026-04-05T00:30+11:00", "01:30 +1030"),
    ClockChange("Africa/Casablanca", "2026-02-14T20:00", "09:00", "2026-02-15T09:00+00:00", "10:30"),
    ClockChange("Africa/Casablanca", "2026-03-21T20:00", "09:00", "2026-03-22T09:00+01:00", "10:30"),
    ClockChange("Asia/Kathmandu", "2026-10-24T20:00", "09:00", "2026-10-25T09:00+05:45", "10:30"),
    ClockChange("America/Sao_Paulo", "2018-11-03T20:00", "00:30", "2018-11-04T01:30-02:00", "03:00"),
)
