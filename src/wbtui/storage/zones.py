"""The time zone of this machine, and others by their names in the IANA database."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache

from wbtui.core.time.zones import ZoneOffset

_LOCALTIME = "/etc/localtime"
_DATABASE = "zoneinfo/"


class MachineZone(tzinfo):
    """The time zone of this machine, by the rules of its system."""

    def __init__(self, name: str | None = None) -> None:
        """`name` is what a file calls the zone, if it stands for one that this machine does not know."""
        self._name = name

    @property
    def key(self) -> str:
        """Its name in the IANA database; empty if unknown."""
        if self._name is not None:
            return self._name
        name = os.environ.get("TZ")
        if name is None:
            _, _, name = os.path.realpath(_LOCALTIME).partition(_DATABASE)
        name = name.removeprefix(":")
        return name if _from_database(name) else ""

    def utcoffset(self, at: datetime | None, /) -> timedelta | None:
        if at is None:
            return None
        # Not that of astimezone(): from Python 3.12 on, a time that the clocks leave out has the offset after it.
        wall = at.replace(tzinfo=None, microsecond=0)
        return wall.replace(tzinfo=UTC, fold=0) - datetime.fromtimestamp(wall.timestamp(), UTC)

    def tzname(self, at: datetime | None, /) -> str | None:
        return at.replace(tzinfo=None).astimezone().tzname() if at else None

    def dst(self, _at: datetime | None, /) -> timedelta | None:
        return None

    def fromutc(self, at: datetime, /) -> datetime:
        there = at.replace(tzinfo=UTC).astimezone()
        wall = there.replace(tzinfo=None)
        first = self.utcoffset(wall.replace(fold=0)) == there.utcoffset()
        return wall.replace(tzinfo=self, fold=0 if first else 1)


MACHINE_ZONE = MachineZone()


def zone_named(name: str) -> tzinfo:
    """Return the zone with a name in the IANA database; if it is not known, one with the machine's rules."""
    if name == MACHINE_ZONE.key:
        return MACHINE_ZONE
    return _from_database(name) or _unknown(name)


def is_zone(name: str) -> bool:
    """Return whether a name is that of a zone that this machine knows."""
    return name == MACHINE_ZONE.key or _from_database(name) is not None


@cache
def _unknown(name: str) -> MachineZone:
    # The same object each time: Python never holds a time that comes twice equal to one in another zone.
    return MachineZone(name)


def _from_database(name: str) -> tzinfo | None:
    # Import here: most programs never meet another zone than that of their machine.
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name) if name else None
    except (OSError, ValueError, KeyError):
        return None


def wall_clock(moment: datetime) -> tuple[datetime, str] | None:
    """Return a wall-clock time without its zone, and the name of that; None for a moment with a fixed offset."""
    if moment.tzinfo is None or isinstance(moment.tzinfo, timezone | ZoneOffset):
        return None
    key: str = getattr(moment.tzinfo, "key", "")
    return moment.replace(tzinfo=None, fold=0), key
