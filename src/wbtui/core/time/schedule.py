"""The schedule and the changes of the clock: pure functions of the session, its agenda and a given time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.change import SetFact, SetMoment, SetSpent, SetStep
from wbtui.core.session import CLOCK_VALUE_BOUND
from wbtui.core.time.agenda import minutes_of, slots_of
from wbtui.core.time.day import Block, later, lay_out
from wbtui.core.time.zones import on_clock_of

if TYPE_CHECKING:
    from wbtui.core.change import Change
    from wbtui.core.session import Clock, Session
    from wbtui.core.time.day import Span
    from wbtui.core.workbook.model import Slot, Step, Workbook

MINUTE = 60
WARNING_SHARE = 0.2
"""The share of a slot at its end in which the clock warns."""
ANOTHER_DAY_SECONDS = 6 * 60 * MINUTE
"""The seconds of absence or pauses in total after which a session counts as continued on another day."""
MAX_START_DISTANCE = timedelta(days=3653)
"""The distance of a planned start that can only be a mistake."""


class Row(NamedTuple):
    """One slot of the agenda with its planned and spent time."""

    slot: Slot
    planned: int
    """Planned seconds."""
    spent: float
    """Seconds spent so far."""
    current: bool
    """True if the room is in this slot."""
    passed: bool
    """True if the slot is before the current one and time was spent on it."""
    plan: Span | None = None
    """The planned span on the clock; None if the session goes on on another day than it began."""
    expected: Span | None = None
    """The span that is to be expected now, the current one from its beginning; None if the slot is over."""

    @property
    def left(self) -> float:
        """Seconds left; negative in overtime."""
        return self.planned - self.spent


class StepTime(NamedTuple):
    """The chosen step of a script, and its time."""

    number: int
    """The position of the step in the script; 0-based."""
    planned: int
    """Planned seconds."""
    spent: float
    """Seconds since the step began, not counting pauses."""

    @property
    def left(self) -> float:
        """Seconds left; negative once they are over."""
        return self.planned - self.spent


class Schedule(NamedTuple):
    """The agenda in time: planned, spent and expected, at one moment."""

    rows: tuple[Row, ...]
    running: bool
    started: bool
    behind: float
    """Seconds from the planned to the expected end; negative when ahead."""
    expected_end: datetime
    planned_end: datetime | None
    """The end from which `behind` is counted; None if it is counted from the length of the agenda."""
    step: StepTime | None = None
    """The chosen step of the script of the current slot; None without a script."""

    @property
    def paused(self) -> bool:
        """True if the clock was started and does not run."""
        return self.started and not self.running

    @property
    def current(self) -> Row | None:
        """The row of the slot where the room is; None if the agenda does not have that slot."""
        return next((row for row in self.rows if row.current), None)

    @property
    def at_end(self) -> bool:
        """True if the room is in the last slot that has minutes, or after it."""
        at = next((n for n, row in enumerate(self.rows) if row.current), -1)
        return at >= 0 and not any(row.planned for row in self.rows[at + 1 :])


class StageTime(NamedTuple):
    """The time of a stage, summed over its slots."""

    planned: int
    """Planned minutes."""
    spent: float
    """Seconds spent so far."""
    current: bool
    """True if the room is in one of the stage's slots."""


def schedule(slots: Sequence[Slot], session: Session, now: datetime, script: Sequence[Step] = ()) -> Schedule:
    """Compute the schedule at `now`; `script` is that of the current slot.

    The expected end assumes that the current slot ends on time (immediately, if it is in overtime) and that each
    later slot takes the rest of its planned time. A delay runs forward until a gap, a break that may shrink or a
    fixed time swallows it.
    """
    clock = session.clock
    at = next((n for n, slot in enumerate(slots) if slot.id == session.slot), -1)
    rows = [
        Row(
            slot=slot,
            planned=minutes_of(session, slot) * MINUTE,
            spent=spent(session, slot.id, now),
            current=n == at,
            passed=n < at and spent(session, slot.id, now) > 0,
        )
        for n, slot in enumerate(slots)
    ]
    starts = planned_start(clock, now)
    begin = now if clock.started or starts is None else max(now, starts)
    began = starts or clock.started
    used = sum(row.spent for row in rows)
    same_day = began is None or (now - began).total_seconds() <= used + ANOTHER_DAY_SECONDS
    day = (began or now) if same_day else begin
    plan = lay_out([Block(slot.minutes * MINUTE, slot.at) for slot in slots], day, day) if same_day else []
    coming = lay_out(_to_come(rows[max(0, at) :]), begin, day, plan[max(0, at) :])
    end = coming[-1].end if coming else begin
    planned_end = plan[-1].end if plan and began else None
    length = sum(slot.minutes for slot in slots) * MINUTE
    return Schedule(
        rows=tuple(_placed(rows, max(0, at), plan, coming)),
        running=clock.running_since is not None,
        started=clock.started is not None,
        behind=(end - (planned_end or later(now, length - used))).total_seconds(),
        expected_end=end,
        planned_end=planned_end,
        step=step_time(script, session, now),
    )


def _to_come(rows: Sequence[Row]) -> list[Block]:
    """Return the rest of the current slot, and of each later one."""
    return [
        Block(
            max(0.0, row.left),
            None if row.current else row.slot.at,
            max(0.0, (row.slot.least or 0) * MINUTE - row.spent) if row.slot.shrinks and not row.current else None,
        )
        for row in rows
    ]


def _placed(rows: Sequence[Row], at: int, plan: Sequence[Span], coming: Sequence[Span]) -> Iterator[Row]:
    """Yield the rows with their places on the clock, those from position `at` with what is to be expected."""
    for number, row in enumerate(rows):
        expected = coming[number - at] if number >= at else None
        if expected and row.current:
            expected = expected._replace(start=later(expected.start, -row.spent))
        yield row._replace(plan=plan[number] if plan else None, expected=expected)


def planned_start(clock: Clock, now: datetime) -> datetime | None:
    """Return the moment of the planned start, on the clock of `now`; None without one, or one years away."""
    if clock.starts is None:
        return None
    try:
        near = abs(clock.starts - now) < MAX_START_DISTANCE
    except (OverflowError, ValueError, OSError):
        return None
    return on_clock_of(now, clock.starts) if near else None


def step_time(script: Sequence[Step], session: Session, now: datetime) -> StepTime | None:
    """Return the chosen step of the script of the current slot with its time; None without a script."""
    if not script:
        return None
    number = min(max(0, session.clock.step), len(script) - 1)
    since = max(0.0, spent(session, session.slot, now) - session.clock.step_since)
    return StepTime(number, script[number].minutes * MINUTE, since)


def choose_step(number: int, session: Session, now: datetime) -> SetStep:
    """Return the change that begins a step of the script now."""
    return SetStep(number, round(spent(session, session.slot, now), 1))


def spent(session: Session, slot_id: str, now: datetime) -> float:
    """Return the seconds spent on a slot up to `now`; a `now` before `running_since` adds nothing."""
    clock = session.clock
    seconds = clock.spent.get(slot_id, 0.0)
    if clock.running_since is not None and slot_id == session.slot:
        seconds += max(0.0, (now - clock.running_since).total_seconds())
    return min(seconds, CLOCK_VALUE_BOUND - 1.0)


def total_spent(session: Session, now: datetime) -> float:
    """Return the seconds spent on all slots up to `now`."""
    slots = {*session.clock.spent, session.slot}
    return sum(spent(session, slot_id, now) for slot_id in slots)


def stage_time(workbook: Workbook, session: Session, stage_id: str, now: datetime) -> StageTime:
    """Return the summed time of all slots of a stage, and whether the room is in one of them."""
    slots = [slot for slot in slots_of(session, workbook) if slot.stage == stage_id]
    return StageTime(
        planned=sum(minutes_of(session, slot) for slot in slots),
        spent=sum(spent(session, slot.id, now) for slot in slots),
        current=any(slot.id == session.slot for slot in slots),
    )


def start(session: Session, now: datetime) -> tuple[Change, ...]:
    """Return the changes that start or resume the clock of the current slot; empty if it is running."""
    clock = session.clock
    if clock.running_since is not None:
        return ()
    first = () if clock.started else (SetMoment("started", None, now),)
    return (*first, SetMoment("running_since", None, now))


def pause(session: Session, now: datetime) -> tuple[Change, ...]:
    """Return the changes that pause the clock and store the time spent so far; empty if it is paused."""
    if session.clock.running_since is None:
        return ()
    return (_passed(session, now), SetMoment("running_since", session.clock.running_since, None))


def shift(session: Session, seconds: float) -> tuple[Change, ...]:
    """Return the changes that move the start of a running clock by `seconds`; empty if it is paused."""
    since = session.clock.running_since
    return () if since is None else (SetMoment("running_since", since, since + timedelta(seconds=seconds)),)


def count(session: Session, slot_id: str, seconds: float) -> SetSpent:
    """Return the change that adds seconds to the time spent on a slot."""
    current = session.clock.spent.get(slot_id)
    return SetSpent(slot_id, current, round(min((current or 0.0) + seconds, CLOCK_VALUE_BOUND - 1.0), 1))


def go(session: Session, slot_id: str, now: datetime) -> tuple[Change, ...]:
    """Return the changes that move the room to a slot and its first step; a running clock continues there."""
    move = (SetFact("slot", slot_id), SetStep(0, session.clock.spent.get(slot_id, 0.0)))
    since = session.clock.running_since
    if since is None:
        return move
    return (_passed(session, now), *move, SetMoment("running_since", since, now))


def _passed(session: Session, now: datetime) -> SetSpent:
    """Return the change that stores the time spent on the current slot, in tenths of a second."""
    current = session.clock.spent.get(session.slot)
    return SetSpent(session.slot, current, round(spent(session, session.slot, now), 1))


def step(slots: Sequence[Slot], session: Session, by: int) -> Slot | None:
    """Return the planned slot after (`by` = 1) or before (-1) the current one; None at either end.

    Slots without minutes are skipped: a person goes there by choosing them.
    """
    at = next((n for n, slot in enumerate(slots) if slot.id == session.slot), -1)
    rest = slots[at + 1 :] if by > 0 else reversed(slots[: max(0, at)])
    return next((slot for slot in rest if minutes_of(session, slot) > 0), None)
