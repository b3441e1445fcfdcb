"""Keeps the time of the workshop, whatever happens to the machine and to its clock."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from wbtui.core import schedule
from wbtui.core.clock_face import day_and_time, duration
from wbtui.core.lapse import WORTH_A_WORD, corrected, followed, lapse
from wbtui.ui.commands import MENU_KEY, key_label
from wbtui.ui.screens.dialog import Confirm
from wbtui.ui.session_commands import SessionCommands

if TYPE_CHECKING:
    from wbtui.core.absence import Absence
    from wbtui.core.lapse import Lapse, Reading
    from wbtui.core.session import Session

SETTLE = f"{key_label(MENU_KEY)} !"
"""How the person asks for what only a person can decide."""
HEARTBEAT = 10.0
"""Seconds between signs of life of a running clock."""
COUNT = "Count the time away?"
TITLE = "The clock"


class Timekeeping(SessionCommands):
    """Looks at the clocks every second; between two looks, time goes on evenly."""

    def __init__(self, clocks: Callable[[], Reading], *, crash_log: Path | None, last_words: str) -> None:
        super().__init__(crash_log=crash_log, last_words=last_words)
        self.clocks = clocks
        self._seen = clocks()
        self._beat_at = -math.inf
        self._away: list[tuple[str, float]] = []
        """Slots in which the machine slept while the clock ran, and the seconds; nobody has said if they count."""
        self._stands: tuple[Session, str] | None = None
        """Why the clock stands, which is worth a word until the session is changed."""

    def now(self) -> datetime:
        """The system time, which neither jumps nor goes on asleep until the clocks are looked at."""
        reading = self.clocks()
        passed = max(0.0, reading.monotonic - self._seen.monotonic)
        now = (self._seen.wall + timedelta(seconds=passed)).astimezone(reading.wall.tzinfo)
        # Tenths of a second are enough for a room, and the file is read by people.
        return now.replace(microsecond=now.microsecond // 100_000 * 100_000)

    def look_at_clocks(self, *, tell: bool = True) -> None:
        """Put right what happened to the machine since the last look; `tell` if it stood still."""
        before, reading = self._seen, self.clocks()
        passed = lapse(before, reading)
        self._seen = followed(before, reading)
        session = self.session
        if session is None or not self.editable:
            return
        self.session = corrected(session, before, passed)
        if session.clock.running_since is not None:
            self._say_lapse(session, passed, tell)
        if self.session is not session:
            self._beat()
            self.say_status()

    def _say_lapse(self, session: Session, passed: Lapse, tell: bool) -> None:
        if passed.another_day:
            self._stand(f"Paused since {day_and_time(passed.since, passed.until)}")
        elif passed.away:
            self._away.append((session.slot, passed.away))
        elif tell and passed.stood_still:
            text = f"The program stood still for {duration(passed.stood_still)}. That time is counted."
            self.notify(text, title=TITLE, timeout=10, markup=False)
        if abs(passed.set_by) >= WORTH_A_WORD:
            text = "The system time was changed. The workshop's clock was not."
            self.notify(text, title=TITLE, timeout=10, markup=False)

    def _stand(self, why: str) -> None:
        assert self.session is not None
        self._stands = (self.session, why)

    @contextmanager
    def suspend(self) -> Iterator[None]:
        """Leave the terminal to another program, for which nobody need be told that this one stands still."""
        try:
            with super().suspend():
                yield
        finally:
            self.look_at_clocks(tell=False)

    # Every second

    def _tick(self) -> None:
        if not self.is_running:
            return
        self.look_at_clocks()
        self.show_time()
        self.each_second()
        left = 0.0
        if self.session and self.session.clock.running_since:
            row = self.schedule().current
            left = row.left if row else 0.0
            if abs(self._seen.monotonic - self._beat_at) >= HEARTBEAT:
                self._beat()
        self.set_timer(left - math.floor(left) or 1.0, self._tick)

    def _beat(self) -> None:
        self._beat_at = self._seen.monotonic
        self.sign_of_life()

    def each_second(self) -> None:
        """What else is due every second."""

    def sign_of_life(self) -> None:
        """Note on the disk that the clock is running."""

    def say_status(self) -> None:
        """The top line says something else now."""

    # What a person has to know or to decide

    @property
    def time_word(self) -> tuple[str, bool] | None:
        """What the top line says about the time, and whether it asks for an answer."""
        if self._away:
            gone = duration(sum(seconds for _, seconds in self._away))
            return f"AWAY {gone}: count it? ({SETTLE})", True
        if self._stands and self._stands[0] is self.session:
            return self._stands[1], False
        return None

    async def settle_time(self) -> None:
        """Ask whether the time counts in which the machine slept; in a worker."""
        asked = tuple(self._away)
        if not asked:
            return
        gone = duration(sum(seconds for _, seconds in asked))
        text = f"The computer was asleep for {gone}. The clock has been going on since then."
        counts = await self.push_screen_wait(Confirm(COUNT, text, f"Count {gone}", "Do not count it"))
        if counts is None or self.session is None or not self.editable:
            return
        del self._away[: len(asked)]
        session = self.session
        for slot_id, seconds in asked if counts else ():
            session = schedule.counted(session, slot_id, seconds)
        self.session = session
        self.show_time()
        self.say_status()

    def welcome_back(self, away: Absence) -> None:
        """The clock was running when the program ended. Less than a minute counts without a question."""
        if away.seconds is None:
            self._stand("Paused: the system time was set back")
        elif away.counts:
            self._count(away.seconds)
        elif away.another_day:
            self._stand(f"Paused since {day_and_time(away.since, away.until)}")
        else:
            self._ask_about(away, away.seconds)
        self.say_status()

    def _ask_about(self, away: Absence, seconds: float) -> None:
        gone = duration(seconds)
        text = f"The clock was running when the program ended at {away.since:%H:%M}, {gone} ago."
        question = Confirm(COUNT, text, f"Count {gone}", "Leave the clock paused")
        self.push_screen(question, lambda counts: self._count(seconds) if counts else None)

    def _count(self, seconds: float) -> None:
        session = self.opened[0]
        self.session = schedule.start(schedule.counted(session, session.slot, seconds), self.now())
        self.show_time()

    def forget_time(self) -> None:
        """The session is closed; what nobody has said about its time is not counted."""
        self._away, self._stands = [], None
