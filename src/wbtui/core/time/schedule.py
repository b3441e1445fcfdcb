"""The clock: pure functions of the agenda, what was spent, and a time handed in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.change import SetFact, SetMinutes, SetMoment, SetSpent

if TYPE_CHECKING:
    from wbtui.core.change import Change
    from wbtui.core.session import Clock, Session
    from wbtui.core.workbook.model import Slot, Step, Workbook

MINUTE = 60
ANOTHER_DAY = 6 * 60 * MINUTE
"""A session that has stood still for longer, in seconds, goes on another day."""


class Row(NamedTuple):
    """One slot of the agenda as it stands."""

    slot: Slot
    planned: int
    """Seconds."""
    spent: float
    """Seconds."""
    current: bool
    passed: bool
    """Before the current slot, with time spent on it."""

    @property
    def left(self) -> float:
        """Seconds left, negative in overtime."""
        return self.planned - self.spent


class Schedule(NamedTuple):
    """The agenda, what has really happened, and now."""

    rows: tuple[Row, ...]
    running: bool
    started: bool
    behind: float
    """Seconds that the expected end lies after the agenda's; negative when ahead."""
    expected_end: datetime

    @property
    def current(self) -> Row | None:
        """The slot where the room is; None if the agenda does not have it."""
        return next((row for row in self.rows if row.current), None)


class StageTime(NamedTuple):
    """The time of a stage, which an agenda may give several slots."""

    planned: int
    """Minutes."""
    spent: float
    """Seconds."""
    current: bool
    """Whether the room is in one of its slots."""


def schedule(slots: Sequence[Slot], session: Session, now: datetime) -> Schedule:
    """How the workshop stands at `now`.

    The expected end assumes that the current slot ends on time (at once, if it is over already) and that each
    later one takes what is left of its plan.
    """
    clock = session.clock
    at = next((n for n, slot in enumerate(slots) if slot.id == session.slot), -1)
    rows = tuple(
        Row(
            slot=slot,
            planned=clock.planned.get(slot.id, slot.minutes) * MINUTE,
            spent=spent(session, slot.id, now),
            current=n == at,
            passed=n < at and spent(session, slot.id, now) > 0,
        )
        for n, slot in enumerate(slots)
    )
    to_come = sum(max(0.0, row.left) for n, row in enumerate(rows) if n >= at)
    begins = now if clock.started or clock.starts is None else max(now, clock.starts)
    end = begins + timedelta(seconds=to_come)
    return Schedule(
        rows=rows,
        running=clock.running_since is not None,
        started=clock.started is not None,
        behind=_behind(slots, clock, rows, now, end),
        expected_end=end,
    )


def due_step(script: Sequence[Step], seconds: float) -> int:
    """The position of the step of a script that is due after so many seconds; the last one stays."""
    end = 0
    for position, step_ in enumerate(script):
        end += step_.minutes * MINUTE
        if seconds < end:
            return position
    return max(0, len(script) - 1)


def _behind(slots: Sequence[Slot], clock: Clock, rows: Sequence[Row], now: datetime, end: datetime) -> float:
    """Against the agenda's end on the clock; a session that goes on another day, against the agenda's length."""
    began = clock.starts or clock.started
    if began is None:
        return 0.0
    length = sum(slot.minutes for slot in slots) * MINUTE
    used = sum(row.spent for row in rows)
    if (now - began).total_seconds() > used + ANOTHER_DAY:
        return used + (end - now).total_seconds() - length
    return (end - began).total_seconds() - length


def spent(session: Session, slot_id: str, now: datetime) -> float:
    """Seconds spent on a slot up to `now`; a `now` before the clock was started adds nothing."""
    clock = session.clock
    seconds = clock.spent.get(slot_id, 0.0)
    if clock.running_since is not None and slot_id == session.slot:
        seconds += max(0.0, (now - clock.running_since).total_seconds())
    return seconds


def total_spent(session: Session, now: datetime) -> float:
    """Seconds spent on the whole session up to `now`."""
    slots = {*session.clock.spent, session.slot}
    return sum(spent(session, slot_id, now) for slot_id in slots)


def stage_time(workbook: Workbook, session: Session, stage_id: str, now: datetime) -> StageTime:
    """Return the time of all slots of a stage, and whether the room is in one of them."""
    slots = [slot for slot in workbook.slots(session.agenda) if slot.stage == stage_id]
    return StageTime(
        planned=sum(session.clock.planned.get(slot.id, slot.minutes) for slot in slots),
        spent=sum(spent(session, slot.id, now) for slot in slots),
        current=any(slot.id == session.slot for slot in slots),
    )


def start(session: Session, now: datetime) -> tuple[Change, ...]:
    """Return the changes that start the clock of the current slot, or let it go on."""
    clock = session.clock
    if clock.running_since is not None:
        return ()
    first = () if clock.started else (SetMoment("started", None, now),)
    return (*first, SetMoment("running_since", None, now))


def pause(session: Session, now: datetime) -> tuple[Change, ...]:
    """Return the changes that stop the clock; what has passed is kept."""
    if session.clock.running_since is None:
        return ()
    return (_passed(session, now), SetMoment("running_since", session.clock.running_since, None))


def shift(session: Session, seconds: float) -> tuple[Change, ...]:
    """Return the changes after which a running clock was started so many seconds later."""
    since = session.clock.running_since
    return () if since is None else (SetMoment("running_since", since, since + timedelta(seconds=seconds)),)


def count(session: Session, slot_id: str, seconds: float) -> SetSpent:
    """Return the change that adds seconds to what was spent on a slot."""
    there = session.clock.spent.get(slot_id)
    return SetSpent(slot_id, there, round((there or 0.0) + seconds, 1))


def extend(session: Session, slot_id: str, minutes: int, planned: int) -> SetMinutes:
    """Return the change that adds minutes to the plan of a slot, or takes them away, down to zero.

    `planned` is the agenda's own number of minutes, used where the session has none.
    """
    there = session.clock.planned.get(slot_id)
    return SetMinutes(slot_id, there, max(0, (planned if there is None else there) + minutes))


def go(session: Session, slot_id: str, now: datetime) -> tuple[Change, ...]:
    """Return the changes that move the room to a slot; a running clock goes with it, each slot keeps its time."""
    move = SetFact("slot", slot_id)
    since = session.clock.running_since
    if since is None:
        return (move,)
    return (_passed(session, now), move, SetMoment("running_since", since, now))


def _passed(session: Session, now: datetime) -> SetSpent:
    """Return the change that notes the time of the current slot. Tenths of a second are enough for a file."""
    there = session.clock.spent.get(session.slot)
    return SetSpent(session.slot, there, round(spent(session, session.slot, now), 1))


def step(slots: Sequence[Slot], session: Session, by: int) -> Slot | None:
    """The planned slot after (`by` = 1) or before (-1) the current one; None at either end.

    Slots without minutes are passed over; a person goes there on purpose.
    """
    at = next((n for n, slot in enumerate(slots) if slot.id == session.slot), -1)
    rest = slots[at + 1 :] if by > 0 else reversed(slots[: max(0, at)])
    return next((slot for slot in rest if session.clock.planned.get(slot.id, slot.minutes) > 0), None)
