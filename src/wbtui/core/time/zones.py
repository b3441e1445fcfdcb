"""Time zones: the offset of a zone at a moment, and wall-clock times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo


class ZoneOffset(tzinfo):
    """The offset of a zone at one moment.

    Arithmetic with such a moment is exact, as with any fixed offset. A moment that is converted to it gets the
    offset that holds in the zone at that moment.
    """

    def __init__(self, zone: tzinfo, at: datetime) -> None:
        """`at` is a moment with the zone as its `tzinfo`."""
        self.zone = zone
        self._offset = zone.utcoffset(at)
        self._name = zone.tzname(at)

    def utcoffset(self, _at: datetime | None, /) -> timedelta | None:
        return self._offset

    def tzname(self, _at: datetime | None, /) -> str | None:
        return self._name

    def dst(self, _at: datetime | None, /) -> timedelta | None:
        return None

    def fromutc(self, at: datetime, /) -> datetime:
        return with_offset(at.replace(tzinfo=UTC), self.zone)


def with_offset(moment: datetime, zone: tzinfo) -> datetime:
    """Return a moment in a zone, with the offset that holds there."""
    there = moment.astimezone(UTC).astimezone(zone)
    return there.replace(tzinfo=ZoneOffset(zone, there), fold=0)


def zone_of(moment: datetime) -> tzinfo:
    """Return the zone of a moment from `with_offset`, with its changes; of any other, its `tzinfo`."""
    tz = moment.tzinfo
    return tz.zone if isinstance(tz, ZoneOffset) else tz or UTC


def on_clock_of(reader: datetime, moment: datetime) -> datetime:
    """Return a moment as a clock shows it in the zone of `reader`; a moment outside the calendar as it is."""
    try:
        return moment.astimezone(UTC).astimezone(reader.tzinfo)
    except (OverflowError, ValueError, OSError):
        return moment


def comes_twice(moment: datetime) -> bool:
    """Return whether the clock in the zone of a moment shows this time twice on this day."""
    zone = zone_of(moment)
    try:
        return zone.utcoffset(moment.replace(fold=0)) != zone.utcoffset(moment.replace(fold=1))
    except (OverflowError, ValueError, OSError):
        return False
