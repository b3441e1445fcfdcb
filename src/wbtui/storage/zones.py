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
        return _by_system(at).utcoffset() if at else None

    def tzname(self, at: datetime | None, /) -> str | None:
        return _by_system(at).tzname() if at else None

    def dst(self, _at: datetime | None, /) -> timedelta | None:
        return None

    def fromutc(self, at: datetime, /) -> datetime:
        there = at.replace(tzinfo=UTC).astimezone()
        wall = there.replace(tzinfo=None)
        first = wall.replace(fold=0).astimezone().utcoffset() == there.utcoffset()
        return wall.replace(tzinfo=self, fold=0 if first else 1)


MACHINE_ZONE = MachineZone()


def _by_system(at: datetime) -> datetime:
    return at.replace(tzinfo=None).astimezone()


def zone_named(name: str) -> tzinfo:
    """Return the zone with a name in the IANA database; if it is not known, one with the machine's rules."""
    if name == MACHINE_ZONE.key:
        return MACHINE_ZONE
    return _from_database(name) or _unknown(name)


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
