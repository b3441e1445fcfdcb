"""Lays slots out on the clock of a day, with fixed times, gaps and breaks that shrink."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from wbtui.core.time.zones import with_offset, zone_of

LAST_YEAR = 9998
"""The last year in which a moment can be told in every zone."""
_HALF_A_DAY = timedelta(hours=12)


class Block(NamedTuple):
    """A span of time that is to be laid out."""

    seconds: float
    at: time | None = None
    """The time of day at which it begins whatever was before it; None if it begins after the one before."""
    least: float | None = None
    """The seconds down to which it shrinks when it begins later than planned; None if it keeps its length."""


class Span(NamedTuple):
    """A block on the clock."""

    start: datetime
    end: datetime
    too_many: float = 0.0
    """Seconds of what stands before it for which there is no room until its fixed time; else 0."""


def lay_out(blocks: Sequence[Block], begin: datetime, day: datetime, plan: Sequence[Span] = ()) -> list[Span]:
    """Return where each block stands if the first one begins at `begin`.

    A block begins when the one before it ends, or at its fixed time, on the day of `day` or in the night after it.
    What ends before a fixed time leaves a gap; for what would end after it there are too many seconds, which are
    told there and move nothing. A block that may shrink does so by as much as it is behind that of `plan`.
    """
    spans: list[Span] = []
    at = begin
    for number, block in enumerate(blocks):
        start, too_many, seconds = at, 0.0, block.seconds
        if block.at is not None:
            start = moment_of(block.at, day)
            too_many = max(0.0, (at - start).total_seconds()) if spans else 0.0
        if block.least is not None and plan:
            late = (start - plan[number].start).total_seconds()
            seconds = max(min(seconds, block.least), seconds - max(0.0, late))
        at = later(start, seconds)
        spans.append(Span(start, at, too_many))
    return spans


def moment_of(at: time, day: datetime) -> datetime:
    """Return the moment of a time of day near a moment: on the same date, or on the next if that is long past."""
    zone = zone_of(day)
    local = day.replace(tzinfo=None)
    date = day.date() if datetime.combine(day.date(), at) > local - _HALF_A_DAY else day.date() + timedelta(days=1)
    return with_offset(datetime.combine(date, at, zone).astimezone(UTC), zone)


def later(moment: datetime, seconds: float) -> datetime:
    """Return the moment so many seconds later, or the last year that has dates in every zone."""
    try:
        at = moment + timedelta(seconds=seconds)
    except OverflowError:
        at = datetime.max.replace(tzinfo=moment.tzinfo)
    return at if at.year <= LAST_YEAR else at.replace(year=LAST_YEAR)
