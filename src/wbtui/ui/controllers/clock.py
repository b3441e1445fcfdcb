"""Controls the clock of the workshop, and keeps it right when the machine sleeps or its time is set."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from wbtui.core.text import one_line
from wbtui.core.time import schedule
from wbtui.core.time.agenda import set_minutes, slots_of
from wbtui.core.time.formats import clock_time
from wbtui.core.time.gaps import MIN_REPORTED_SECONDS, corrections, shifts
from wbtui.ui.controllers import ask
from wbtui.ui.controllers.status import Status
from wbtui.wording.labels import step_name
from wbtui.wording.times import day_and_time, duration

if TYPE_CHECKING:
    from wbtui.core.change import Change
    from wbtui.core.session import Session
    from wbtui.core.time.downtime import Downtime
    from wbtui.core.time.gaps import ClockGap
    from wbtui.core.time.schedule import Schedule
    from wbtui.core.workbook.model import Slot, Step
    from wbtui.ui.controllers.host import Host
    from wbtui.ui.controllers.questions import YesOrNo
    from wbtui.ui.controllers.steady_clock import SteadyClock
    from wbtui.workshop import Workshop

HEARTBEAT_SECONDS = 10.0
"""Seconds between two heartbeats that are written while the clock runs."""
COUNT_QUESTION = "Count the time away?"
NEWS_TITLE = "The clock"
MAX_TITLE_CHARS = 40
MOVE_SECONDS = 10.0
"""Seconds for which a move of the room is shown, with the key that undoes it."""


class Clock:
    """Starts, pauses and corrects the clock, and moves the room to another slot."""

    def __init__(
        self,
        workshop: Workshop,
        steady: SteadyClock,
        host: Host,
        beat: Callable[[datetime | None], None],
        changed: Callable[[], None],
    ) -> None:
        """Call `beat` with the start of the run to write a heartbeat, and `changed` when `status` may change."""
        self._workshop = workshop
        self._steady = steady
        self._host = host
        self._note_beat = beat
        self._changed = changed
        self._beat_at = -math.inf
        self._sleep_spans: list[tuple[str, float]] = []
        """Spans of sleep while the clock ran, as slot id and seconds; the user has not decided yet if they count.
        """
        self._paused_because: tuple[Session, str] | None = None
        """The session as it was paused by the controller, and the reason; shown until that session is edited."""

    def schedule(self) -> Schedule:
        """Return the schedule at this moment."""
        return schedule.schedule(self._slots, self._workshop.session, self._workshop.now, self.script)

    @property
    def script(self) -> tuple[Step, ...]:
        """The script of the slot where the room is."""
        session, workbook = self._workshop.session, self._workshop.workbook
        return next((workbook.script(slot) for slot in self._slots if slot.id == session.slot), ())

    @property
    def _slots(self) -> tuple[Slot, ...]:
        return slots_of(self._workshop.session, self._workshop.workbook)

    # Sleep, suspension and changes of the system time

    def look(self, tell: bool = True) -> None:
        """Correct the clock for what happened since the last call; report a suspension only if `tell` is true."""
        before, passed = self._steady.look()
        session = self._workshop.session
        if by := shifts(passed):
            self._workshop.shift_acts(by)
        if self._workshop.read_only:
            return
        if made := corrections(session, before, passed):
            self._workshop.adopt(*made)
        if session.clock.running_since is not None:
            self._report_gap(session, passed, tell)
        if made:
            self._beat()
        if made or passed.away:
            self._changed()

    def _report_gap(self, session: Session, passed: ClockGap, tell: bool) -> None:
        if passed.another_day:
            self._pause_because(f"Paused since {day_and_time(passed.since, passed.until)}")
        elif passed.away:
            self._sleep_spans.append((session.slot, passed.away))
        elif tell and passed.stood_still:
            text = f"The program was suspended for {duration(passed.stood_still)}. That time counts."
            self._host.notify(text, title=NEWS_TITLE, timeout=10)
        if abs(passed.set_by) >= MIN_REPORTED_SECONDS:
            text = "The system time was changed. The workshop's clock was not."
            self._host.notify(text, title=NEWS_TITLE, timeout=10)

    def _pause_because(self, why: str) -> None:
        self._paused_because = (self._workshop.session, why)

    def tick(self) -> float:
        """Correct the clock, write a heartbeat if it is due, and return the seconds until the next tick."""
        self.look()
        left = 0.0
        if self._workshop.session.clock.running_since:
            row = self.schedule().current
            left = row.left if row else 0.0
            if abs(self._steady.seen.monotonic - self._beat_at) >= HEARTBEAT_SECONDS:
                self._beat()
        return left - math.floor(left) or 1.0

    def _beat(self) -> None:
        self._beat_at = self._steady.seen.monotonic
        self._note_beat(self._workshop.session.clock.running_since)

    # Commands

    def pause_or_start(self) -> None:
        """Pause the clock if it runs, or else start it."""
        session = self._workshop.session
        turn = schedule.pause if session.clock.running_since else schedule.start
        self._edit(*turn(session, self._workshop.now))

    def add_minutes(self, minutes: int) -> None:
        """Add minutes to the current slot; a negative number takes them off."""
        if row := self.schedule().current:
            now = row.planned // schedule.MINUTE
            workshop = self._workshop
            self._edit(*set_minutes(workshop.session, workshop.workbook, row.slot.id, now + minutes))

    def choose_step(self, number: int, *, tell: bool = False) -> None:
        """Begin a step of the current slot, by its 0-based position; `tell` to name it in the news."""
        script, row = self.script, self.schedule().current
        if not 0 <= number < len(script):
            return
        self._edit(schedule.choose_step(number, self._workshop.session, self._workshop.now))
        if tell and row:
            text = f"Step of {one_line(row.slot.title, MAX_TITLE_CHARS)}: {step_name(script, number)}"
            self._host.notify(text, timeout=MOVE_SECONDS, about="act", command="undo")

    def step_on(self, *, tell: bool = False) -> None:
        """Begin the next step of the script, or do nothing after the last; `tell` to name it in the news."""
        if (number := self.next_step) is not None:
            self.choose_step(number, tell=tell)

    @property
    def next_step(self) -> int | None:
        """The position of the step after the chosen one; None if that is the last."""
        step = self.schedule().step
        return step.number + 1 if step and step.number + 1 < len(self.script) else None

    def go(self, slot_id: str) -> None:
        """Move the room to a slot."""
        if slot_id == self._workshop.session.slot or self._workshop.read_only:
            return
        self._edit(*schedule.go(self._workshop.session, slot_id, self._workshop.now))
        if slot := next((slot for slot in self._slots if slot.id == slot_id), None):
            text = f"The room is in {one_line(slot.title, MAX_TITLE_CHARS)}"
            self._host.notify(text, timeout=MOVE_SECONDS, about="act", command="undo")

    def step(self, by: int) -> None:
        """Move the room to the next planned slot (1), or to the previous one (-1); do nothing at either end."""
        if slot := self.beyond(by):
            self.go(slot.id)

    def beyond(self, by: int) -> Slot | None:
        """Return the planned slot after (1) or before (-1) the current one; None at either end."""
        return schedule.step(self._slots, self._workshop.session, by)

    def stop(self) -> None:
        """Pause the clock before the session is closed."""
        if not self._workshop.read_only and (made := schedule.pause(self._workshop.session, self._workshop.now)):
            self._workshop.adopt(*made)

    def _edit(self, *changes: Change) -> None:
        if not self._workshop.read_only:
            self._workshop.edit(*changes)

    # Messages and questions

    @property
    def status(self) -> Status | None:
        """The status to show in the top line; None if the clock needs no attention."""
        if self._sleep_spans:
            gone = duration(sum(seconds for _, seconds in self._sleep_spans))
            return Status(f"Away {gone} · {self._host.key('resolve')} count it?", alarm=True)
        if self._paused_because and self._paused_because[0] is self._workshop.session:
            return Status(self._paused_because[1], alarm=False)
        return None

    async def resolve(self) -> None:
        """Ask whether the time counts during which the machine slept."""
        asked = tuple(self._sleep_spans)
        if not asked:
            return
        gone = duration(sum(seconds for _, seconds in asked))
        text = f"The computer was asleep for {gone}. The clock has been running again since then."
        counts = await self._host.ask(ask.YesOrNo(COUNT_QUESTION, text, f"Count {gone}", "Leave it out"))
        if counts is None or self._workshop.read_only:
            return
        del self._sleep_spans[: len(asked)]
        if counts:
            slept: dict[str, float] = {}
            for slot_id, seconds in asked:
                slept[slot_id] = slept.get(slot_id, 0.0) + seconds
            session = self._workshop.session
            self._workshop.edit(*(schedule.count(session, *each) for each in slept.items()))
        self._changed()

    async def welcome_back(self, away: Downtime) -> None:
        """Correct a clock that ran when the program ended; less than a minute counts without a question."""
        if away.seconds is None:
            self._pause_because("Paused: the system time was set back")
        elif away.counts:
            self._workshop.adopt(*self._counted(away.seconds))
        elif away.another_day:
            self._pause_because(f"Paused since {day_and_time(away.since, away.until)}")
        elif await self._host.ask(_question(away, away.seconds)):
            self._edit(*self._counted(away.seconds))
        self._changed()

    def _counted(self, seconds: float) -> tuple[Change, ...]:
        """Return the changes that add seconds to the current slot and start the clock."""
        session = self._workshop.session
        return (schedule.count(session, session.slot, seconds), *schedule.start(session, self._workshop.now))


def _question(away: Downtime, seconds: float) -> YesOrNo:
    gone = duration(seconds)
    ended = clock_time(away.since, away.until)
    text = f"The clock was running when the program ended at {ended}, {gone} ago."
    return ask.YesOrNo(COUNT_QUESTION, text, f"Count {gone}", "Leave the clock paused")
