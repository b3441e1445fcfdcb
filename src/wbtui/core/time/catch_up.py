"""Finds ways to win back time when the plan no longer fits; none of them is taken by itself.

The ways are those that facilitators ask for: shorten all that is left in proportion, leave one slot out or take it
all from one, or move the end. Times that are fixed and minimums are kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from wbtui.core.time.agenda import promise, set_minutes, set_part
from wbtui.core.time.formats import minutes_of_drift
from wbtui.core.time.schedule import MINUTE

if TYPE_CHECKING:
    from wbtui.core.change import Change
    from wbtui.core.session import Session
    from wbtui.core.time.schedule import Row, Schedule
    from wbtui.core.workbook.model import Workbook

Kind: TypeAlias = Literal["shorten", "drop", "take", "move_end"]

LEAST_MINUTES = 1
"""The fewest minutes of a slot that names no minimum."""


class Way(NamedTuple):
    """A way to make the plan fit again."""

    kind: Kind
    minutes: Mapping[str, int]
    """The new minutes of each slot that gets others, by its id; 0 for one that is left out."""
    end: datetime
    """The end of the workshop that is to be expected then."""


class CatchUp(NamedTuple):
    """The minutes for which there is no room, and what can be done about them."""

    minutes: int
    """The whole minutes that are too many."""
    before: Row | None
    """The slot with a fixed time before which there is no room; None if the end is what cannot be kept."""
    ways: tuple[Way, ...]
    """At most three."""
    to_drop: tuple[Row, ...]
    """The slots to leave out if the minutes cannot be won back in any other way, the first to go first."""


class _Stretch(NamedTuple):
    """The slots between the current one and what cannot be kept."""

    rows: tuple[Row, ...]
    room: int
    """The whole minutes that there are for those that can be changed."""
    before: Row | None


def catch_up(schedule: Schedule) -> CatchUp | None:
    """Return what can be done about a plan that no longer fits; None if it fits."""
    stretch = _stretch(schedule)
    if stretch is None:
        return None
    flexible = [row for row in stretch.rows if _can_change(row)]
    minutes = sum(_minutes(row) for row in flexible) - stretch.room
    if minutes <= 0:
        return None
    ways = [*_shorten(flexible, stretch.room), *_drop_or_take(flexible, stretch.room)]
    kept = [Way(kind, changed, _end(schedule, stretch)) for kind, changed in ways]
    if stretch.before is None:
        kept.append(Way("move_end", {}, schedule.expected_end))
    to_drop = () if ways else _too_much(flexible, stretch.room)
    return CatchUp(minutes, stretch.before, tuple(kept), tuple(to_drop))


def changes_of(way: Way, schedule: Schedule, session: Session, workbook: Workbook) -> tuple[Change, ...]:
    """Return the changes that take a way. Moving the end promises another one: the minutes of the current slot."""
    if way.kind == "move_end":
        row = schedule.current
        if row is None or schedule.planned_end is None:
            return ()
        late = max(0.0, (way.end - schedule.planned_end).total_seconds())
        return promise(session, workbook, row.slot.id, row.slot.minutes + minutes_of_drift(late))
    changes: list[Change] = []
    for slot_id, minutes in way.minutes.items():
        made = (
            set_minutes(session, workbook, slot_id, minutes)
            if minutes
            else set_part(session, workbook, slot_id, "skip", 1)
        )
        # The first one copies the agenda; the others find it there.
        changes += made if not changes else made[-1:]
    return tuple(changes)


def _stretch(schedule: Schedule) -> _Stretch | None:
    """Return the first stretch of the day that does not fit, from the slot after the current one."""
    at = next((number for number, row in enumerate(schedule.rows) if row.current), None)
    here = schedule.rows[at].expected if at is not None else None
    if at is None or here is None or schedule.planned_end is None:
        return None
    rows = schedule.rows[at + 1 :]
    until = next((n for n, row in enumerate(rows) if row.expected and row.expected.too_many >= MINUTE), None)
    if until is not None:
        # From the last fixed time before it, which the delay does not cross.
        since = max((n for n, row in enumerate(rows[:until]) if row.slot.at), default=-1)
        span = rows[since].expected if since >= 0 else None
        begin = span.start if span else here.end
        limit = rows[until].expected
        stretch, before = rows[max(0, since) : until], rows[until]
        end = limit.start if limit else begin
    elif schedule.behind >= MINUTE:
        since = max((n for n, row in enumerate(rows) if row.slot.at), default=-1)
        span = rows[since].expected if since >= 0 else None
        begin, stretch, before, end = (
            (span.start if span else here.end),
            rows[max(0, since) :],
            None,
            schedule.planned_end,
        )
    else:
        return None
    fixed = sum(_seconds(row) for row in stretch if not _can_change(row))
    return _Stretch(tuple(stretch), round(((end - begin).total_seconds() - fixed) / MINUTE), before)


def _seconds(row: Row) -> float:
    """Return how long a slot is to be expected to last."""
    return (row.expected.end - row.expected.start).total_seconds() if row.expected else 0.0


def _minutes(row: Row) -> int:
    return row.planned // MINUTE


def _can_change(row: Row) -> bool:
    """Return whether a slot can be given other minutes: a stage, or what may go, unless it has been begun before.

    A break keeps its minutes, or shrinks by itself.
    """
    return bool(row.planned and not row.spent and (row.slot.stage or row.slot.may_go))


def _least(row: Row) -> int:
    least = row.slot.least
    return min(_minutes(row), LEAST_MINUTES if least is None else max(LEAST_MINUTES, least))


def _shorten(rows: Sequence[Row], room: int) -> Iterator[tuple[Kind, dict[str, int]]]:
    """Yield the way that shortens all slots in proportion, if their minimums leave room for it."""
    if rows and (minutes := in_proportion([(_minutes(row), _least(row)) for row in rows], room)):
        found = zip(rows, minutes, strict=True)
        yield "shorten", {row.slot.id: new for row, new in found if new != _minutes(row)}


def _drop_or_take(rows: Sequence[Row], room: int) -> Iterator[tuple[Kind, dict[str, int]]]:
    """Yield the way that leaves a slot out that may go, or that takes the minutes from one slot alone."""
    excess = sum(_minutes(row) for row in rows) - room
    for dropped in (row for row in reversed(rows) if row.slot.may_go):
        rest = [row for row in rows if row is not dropped]
        kept = in_proportion([(_minutes(row), _least(row)) for row in rest], room)
        if kept is not None:
            found = zip(rest, kept, strict=True)
            yield "drop", {dropped.slot.id: 0} | {row.slot.id: new for row, new in found if new != _minutes(row)}
            return
    longest = max(rows, key=lambda row: _minutes(row) - _least(row), default=None)
    if longest and len(rows) > 1 and _minutes(longest) - _least(longest) >= excess:
        yield "take", {longest.slot.id: _minutes(longest) - excess}


def in_proportion(slots: Sequence[tuple[int, int]], room: int) -> list[int] | None:
    """Return the minutes of slots, each given as its minutes and its minimum, that fit into `room` minutes.

    They are shortened in proportion, none below its minimum, and their sum is exactly `room`, or what they have if
    that is less: the whole minutes left over go to those with the largest remainders. None if it is impossible.
    """
    wanted = sum(minutes for minutes, _ in slots)
    if wanted <= room:
        return [minutes for minutes, _ in slots]
    if sum(least for _, least in slots) > room:
        return None
    at_least: set[int] = set()
    while True:
        free = [n for n in range(len(slots)) if n not in at_least]
        left = room - sum(slots[n][1] for n in at_least)
        total = sum(slots[n][0] for n in free)
        low = {n for n in free if slots[n][0] * left < slots[n][1] * total}
        if not low:
            break
        at_least |= low
    found = [least for _, least in slots]
    for n in free:
        found[n] = slots[n][0] * left // total
    over = sorted(free, key=lambda n: (-(slots[n][0] * left % total), n))
    for n in over[: room - sum(found)]:
        found[n] += 1
    return found


def _too_much(rows: Sequence[Row], room: int) -> Iterator[Row]:
    """Yield the slots to leave out: those that may go, then the last ones, but none that must be finished."""
    need = sum(_least(row) for row in rows) - room
    last_first = rows[::-1]
    for row in sorted(last_first, key=lambda row: not row.slot.may_go):
        if need > 0 and not row.slot.must:
            need -= _least(row)
            yield row


def _end(schedule: Schedule, stretch: _Stretch) -> datetime:
    """Return the end after the minutes were won back."""
    if stretch.before is not None:
        return schedule.expected_end
    return schedule.planned_end or schedule.expected_end
