"""Time arithmetic of a workshop day, slow and plain, to compare a faster one with.

Nothing is carried from slot to slot: each span is worked out afresh from the beginning of the day,
and a break is shortened one second at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class SlowSlot:
    """Slot of an agenda: what was promised, what it has now, and what it has used."""

    minutes: int
    now_minutes: int
    at: time | None = None
    least: int | None = None
    is_break: bool = False
    spent: int = 0  # seconds


@dataclass(frozen=True)
class SlowSpan:
    """Span of one slot, with the seconds by which the slot before it would end after its fixed time."""

    start: datetime
    end: datetime
    too_many: int = 0  # seconds


def slow_plan(slots: Sequence[SlowSlot], begin: datetime) -> list[SlowSpan]:
    """Return the planned span of every slot."""
    return [_planned(slots, begin, number) for number in range(len(slots))]


def slow_forecast(slots: Sequence[SlowSlot], begin: datetime, current: int, now: datetime) -> list[SlowSpan]:
    """Return the spans to expect of the current slot, which goes on at `now`, and of all slots after it."""
    return [_expected(slots, begin, current, now, number) for number in range(current, len(slots))]


def _planned(slots: Sequence[SlowSlot], begin: datetime, number: int) -> SlowSpan:
    """Return the planned span of one slot."""
    slot = slots[number]
    if number == 0:
        # No slot comes before the first one, so none can end too late for it.
        start = begin if slot.at is None else _fixed(slot.at, begin)
        too_many = 0
    else:
        start, too_many = _after(_planned(slots, begin, number - 1).end, slot, begin)
    return SlowSpan(start, start + timedelta(minutes=slot.minutes), too_many)


def _expected(slots: Sequence[SlowSlot], begin: datetime, current: int, now: datetime, number: int) -> SlowSpan:
    """Return the span to expect of one slot that is not over."""
    slot = slots[number]
    if number == current:
        # The room is in this slot already: its fixed time no longer matters, and it is not shortened.
        return SlowSpan(now, now + timedelta(seconds=_left(slot)))
    start, too_many = _after(_expected(slots, begin, current, now, number - 1).end, slot, begin)
    late = _seconds(start - _planned(slots, begin, number).start)
    return SlowSpan(start, start + timedelta(seconds=_shortened(slot, late)), too_many)


def _after(end_before: datetime, slot: SlowSlot, begin: datetime) -> tuple[datetime, int]:
    """Return when a slot begins, and the seconds by which the slot before it would end after its fixed time."""
    if slot.at is None:
        return end_before, 0
    fixed = _fixed(slot.at, begin)
    if end_before > fixed:
        return fixed, _seconds(end_before - fixed)
    return fixed, 0


def _fixed(at: time, begin: datetime) -> datetime:
    """Return the moment of a fixed time: on the date of `begin`, or on the next one if that is 12 hours before."""
    same_date = datetime.combine(begin.date(), at)
    if begin - same_date >= timedelta(hours=12):
        return same_date + timedelta(days=1)
    return same_date


def _left(slot: SlowSlot) -> int:
    """Return the seconds that a slot has left."""
    return max(0, slot.now_minutes * 60 - slot.spent)


def _shortened(slot: SlowSlot, late: int) -> int:
    """Return the seconds that a later slot lasts when it begins `late` seconds after its planned start."""
    seconds = _left(slot)
    if not slot.is_break or slot.least is None or slot.least >= slot.minutes:
        return seconds
    # Each second of delay takes one second away, as long as the whole break, what was spent of it counted,
    # stays at its least or above. A break that has less than its least already loses nothing.
    while late > 0 and seconds > 0 and slot.spent + seconds > slot.least * 60:
        seconds -= 1
        late -= 1
    return seconds


def _seconds(duration: timedelta) -> int:
    """Return the whole seconds of a duration."""
    return duration // timedelta(seconds=1)
