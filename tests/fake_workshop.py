"""A workshop with a fake journal, a fake file and a fake clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from wbtui.core.change import Change
from wbtui.core.errors import Problem
from wbtui.core.place import Caret
from wbtui.core.session import Session
from wbtui.core.time.gaps import ClockGap, ClockSample, corrections, shifts
from wbtui.core.workbook.model import Workbook
from wbtui.workshop import Workshop


class Desk:
    """A workshop with a record of all calls that it made to journal, file and subscribers, in order."""

    def __init__(self, session: Session, workbook: Workbook, *, read_only: Problem | None = None) -> None:
        self.time: datetime = session.updated
        self.happened: list[str] = []
        self.journal: list[tuple[Change, ...]] = []
        self.carets: list[Caret | None] = []
        self.journalled: list[Session] = []
        self.saved: list[Session] = []
        self.logged: list[Exception] = []
        self.workshop = Workshop(
            session,
            workbook,
            now=lambda: self.time,
            journal=self,
            autosave=self,
            log=self.logged.append,
            read_only=read_only,
        )

    def append(self, changes: tuple[Change, ...], session: Session, caret: Caret | None) -> None:
        """Implement the journal."""
        self.happened.append("journal")
        self.journal.append(changes)
        self.journalled.append(session)
        self.carets.append(caret)

    def schedule(self, session: Session) -> None:
        """Implement the autosave."""
        self.happened.append("autosave")
        self.saved.append(session)

    def wait(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)

    def happens(self, slept: float = 0.0, set_by: float = 0.0) -> ClockGap:
        """Simulate sleep or a changed system time, which the program finds when it reads the clocks next."""
        seen = ClockSample(self.time, 0.0)
        self.wait(slept + set_by)
        passed = ClockGap(0.0, slept, set_by, self.time)
        self.workshop.shift_acts(shifts(passed))
        self.workshop.adopt(*corrections(self.workshop.session, seen, passed))
        return passed
