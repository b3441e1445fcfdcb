"""The clock of the workshop and the place of the room, whatever happens to the machine and to its clocks."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from wbtui.core.time import schedule
from wbtui.core.time.formats import day_and_time, duration
from wbtui.core.time.gaps import WORTH_A_WORD, corrections, shifts
from wbtui.ui.controllers import ask
from wbtui.ui.controllers.status import Status

if TYPE_CHECKING:
    from wbtui.core.change import Change
    from wbtui.core.session import Session
    from wbtui.core.time.downtime import Absence
    from wbtui.core.time.gaps import Lapse
    from wbtui.core.time.schedule import Schedule
    from wbtui.core.workbook.model import Slot
    from wbtui.ui.controllers.host import Host
    from wbtui.ui.controllers.questions import YesOrNo
    from wbtui.ui.controllers.steady_clock import SteadyClock
    from wbtui.workshop import Workshop

HEARTBEAT_SECONDS = 10.0
"""Between signs of life of a running clock."""
COUNT = "Count the time away?"
TITLE = "The clock"


class Clock:
    """Starts, pauses and corrects the clock, and moves the room."""

    def __init__(
        self,
        workshop: Workshop,
        steady: SteadyClock,
        host: Host,
        beat: Callable[[datetime | None], None],
        changed: Callable[[], None],
    ) -> None:
        """`beat` notes on the disk since when the clock runs; `changed` is called when `word` may be another."""
        self._workshop = workshop
        self._steady = steady
        self._host = host
        self._note_beat = beat
        self._changed = changed
        self._beat_at = -math.inf
        self._away: list[tuple[str, float]] = []
        """Slots in which the machine slept while the clock ran, and the seconds; nobody has said if they count."""
        self._paused_because: tuple[Session, str] | None = None
        """Why the clock is paused, which is worth a word until the session is changed."""

    def schedule(self) -> Schedule:
        """Return how the workshop stands at this moment."""
        return schedule.schedule(self._slots, self._workshop.session, self._workshop.now)

    @property
    def _slots(self) -> tuple[Slot, ...]:
        return self._workshop.workbook.slots(self._workshop.session.agenda)

    # What happens to the machine

    def look(self, tell: bool = True) -> None:
        """Put right what happened to the machine since the last look; `tell` if the program stood still."""
        before, passed = self._steady.look()
        session = self._workshop.session
        if by := shifts(passed):
            self._workshop.shift_acts(by)
        if self._workshop.read_only:
            return
        if made := corrections(session, before, passed):
            self._workshop.adopt(*made)
        if session.clock.running_since is not None:
            self._say_lapse(session, passed, tell)
        if made:
            self._beat()
        if made or passed.away:
            self._changed()

    def _say_lapse(self, session: Session, passed: Lapse, tell: bool) -> None:
        if passed.another_day:
            self._pause_because(f"Paused since {day_and_time(passed.since, passed.until)}")
        elif passed.away:
            self._away.append((session.slot, passed.away))
        elif tell and passed.stood_still:
            text = f"The program stood still for {duration(passed.stood_still)}. That time is counted."
            self._host.notify(text, title=TITLE, timeout=10)
        if abs(passed.set_by) >= WORTH_A_WORD:
            text = "The system time was changed. The workshop's clock was not."
            self._host.notify(text, title=TITLE, timeout=10)

    def _pause_because(self, why: str) -> None:
        self._paused_because = (self._workshop.session, why)

    def tick(self) -> float:
        """Look at the clocks, and give a sign of life; returns the seconds until the countdown goes on."""
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

    # What people do with it

    def pause_or_start(self) -> None:
        """Pause a clock that runs, and start one that does not."""
        session = self._workshop.session
        turn = schedule.pause if session.clock.running_since else schedule.start
        self._edit(*turn(session, self._workshop.now))

    def add_minutes(self, minutes: int) -> None:
        """Give the current slot more minutes, or fewer."""
        if row := self.schedule().current:
            self._edit(schedule.extend(self._workshop.session, row.slot.id, minutes, row.slot.minutes))

    def go(self, slot_id: str) -> None:
        """Move the room to a slot."""
        if slot_id != self._workshop.session.slot:
            self._edit(*schedule.go(self._workshop.session, slot_id, self._workshop.now))

    def step(self, by: int) -> None:
        """Move the room to the next planned slot (`by` = 1), or to the one before (-1)."""
        if slot := self.beyond(by):
            self.go(slot.id)
        else:
            self._host.notify("This is the last stage." if by > 0 else "This is the first stage.")

    def beyond(self, by: int) -> Slot | None:
        """Return the planned slot after the current one, or before it; None at either end."""
        return schedule.step(self._slots, self._workshop.session, by)

    def stop(self) -> None:
        """Pause the clock because the session is closed."""
        if not self._workshop.read_only and (made := schedule.pause(self._workshop.session, self._workshop.now)):
            self._workshop.adopt(*made)

    def _edit(self, *changes: Change) -> None:
        if not self._workshop.read_only:
            self._workshop.edit(*changes)

    # What a person has to know or to decide

    @property
    def word(self) -> Status | None:
        """What the top line says about the time, if anything."""
        if self._away:
            gone = duration(sum(seconds for _, seconds in self._away))
            return Status(f"AWAY {gone}: count it? ({self._host.key('resolve')})", alarm=True)
        if self._paused_because and self._paused_because[0] is self._workshop.session:
            return Status(self._paused_because[1], alarm=False)
        return None

    async def resolve(self) -> None:
        """Ask whether the time counts in which the machine slept."""
        asked = tuple(self._away)
        if not asked:
            return
        gone = duration(sum(seconds for _, seconds in asked))
        text = f"The computer was asleep for {gone}. The clock has been going on since then."
        counts = await self._host.ask(ask.YesOrNo(COUNT, text, f"Count {gone}", "Do not count it"))
        if counts is None or self._workshop.read_only:
            return
        del self._away[: len(asked)]
        if counts:
            slept: dict[str, float] = {}
            for slot_id, seconds in asked:
                slept[slot_id] = slept.get(slot_id, 0.0) + seconds
            session = self._workshop.session
            self._workshop.edit(*(schedule.count(session, *each) for each in slept.items()))
        self._changed()

    async def welcome_back(self, away: Absence) -> None:
        """Put the clock right, which was running when the program ended. Less than a minute counts unasked."""
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
        """Return the changes that count seconds and let the clock go on."""
        session = self._workshop.session
        return (schedule.count(session, session.slot, seconds), *schedule.start(session, self._workshop.now))


def _question(away: Absence, seconds: float) -> YesOrNo:
    gone = duration(seconds)
    text = f"The clock was running when the program ended at {away.since:%H:%M}, {gone} ago."
    return ask.YesOrNo(COUNT, text, f"Count {gone}", "Leave the clock paused")
