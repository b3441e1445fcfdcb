"""Changes the agenda of a session while it runs, and carries out a way to win back time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from wbtui.core.days import time_of_day
from wbtui.core.text import one_line
from wbtui.core.time import agenda
from wbtui.core.time.catch_up import catch_up, changes_of
from wbtui.core.time.schedule import MINUTE
from wbtui.ui.controllers import ask
from wbtui.wording.labels import act_label

if TYPE_CHECKING:
    from wbtui.core.change import Change
    from wbtui.core.session import Session
    from wbtui.core.time.catch_up import CatchUp
    from wbtui.core.time.schedule import Row, Schedule
    from wbtui.core.workbook.model import Workbook
    from wbtui.ui.controllers.host import Host
    from wbtui.workshop import Workshop

BREAK_TITLE = "Break"
BREAK_MINUTES = 10
NO_TIME = "no fixed time"
MAX_TITLE_CHARS = 40


class Timetable:
    """Edits the slots; nothing changes by itself, and each edit is one act of the undo history."""

    def __init__(self, workshop: Workshop, host: Host, schedule: Callable[[], Schedule]) -> None:
        self._workshop = workshop
        self._host = host
        self._schedule = schedule

    def schedule(self) -> Schedule:
        """Return the present schedule."""
        return self._schedule()

    @property
    def rows(self) -> tuple[Row, ...]:
        """The slots of the agenda: not the stages that it leaves out, but those that were skipped by hand."""
        own = {entry.id for entry in self._workshop.session.entries(agenda.SLOTS)}
        rows = self.schedule().rows
        return tuple(row for row in rows if row.planned or row.slot.minutes or row.spent or row.slot.id in own)

    @property
    def catch_up(self) -> CatchUp | None:
        """The ways to win back time; None if the plan fits."""
        return catch_up(self.schedule())

    def take(self, number: int) -> None:
        """Carry out a way to win back time, by its 0-based position; do nothing if there is none."""
        found = self.catch_up
        if found and number < len(found.ways):
            workshop = self._workshop
            self._edit(*changes_of(found.ways[number], self.schedule(), workshop.session, workshop.workbook))

    def add_minutes(self, row: Row, minutes: int) -> None:
        """Add minutes to a slot; a negative number takes them off."""
        self._edit(*agenda.set_minutes(*self._of, row.slot.id, row.planned // MINUTE + minutes))

    def skip(self, row: Row) -> None:
        """Leave a slot out, or take one back in that was left out."""
        entry = self._workshop.session.entry(agenda.SLOTS.at(entry=row.slot.id))
        skipped = bool(entry and entry.values.get("skip"))
        self._edit(*agenda.set_part(*self._of, row.slot.id, "skip", None if skipped else 1))

    def move(self, row: Row, by: int) -> None:
        """Move a slot one place down (1) or up (-1)."""
        ids = [each.slot.id for each in self.rows]
        at = ids.index(row.slot.id)
        rest = [each for each in ids if each != row.slot.id]
        to = at + by
        if 0 <= to <= len(rest):
            self._edit(*agenda.move(*self._of, row.slot.id, rest[to - 1] if to else ""))

    def add_break(self, row: Row) -> None:
        """Insert a break behind a slot."""
        self._edit(*agenda.add_break(*self._of, row.slot.id, BREAK_TITLE, BREAK_MINUTES))

    def remove(self, row: Row) -> None:
        """Remove a slot without fields, such as a break; a stage can only be left out."""
        if row.slot.stage:
            self._host.notify("A stage cannot be removed, only skipped.", about="act")
        elif row.current:
            self._host.notify("The room is here.", about="act")
        else:
            self._edit(*agenda.remove(*self._of, row.slot.id))

    async def fix(self, row: Row) -> None:
        """Ask for the time of day at which a slot begins whatever was before it."""
        title = f"{one_line(row.slot.title, MAX_TITLE_CHARS)} begins at (empty: when the slot before it ends)"
        fixed = f"{row.slot.at:%H:%M}" if row.slot.at else ""
        typed = await self._host.ask(ask.OneLine(title, fixed, "fix", NO_TIME))
        if typed is None:
            return
        try:
            at = "" if typed.strip() in ("", NO_TIME) else f"{time_of_day(typed):%H:%M}"
        except ValueError:
            self._host.notify("Which time? Write it like this: 12:30", severity="warning", about="act")
            return
        self._edit(*agenda.set_part(*self._of, row.slot.id, "at", at or None))

    @property
    def _of(self) -> tuple[Session, Workbook]:
        return self._workshop.session, self._workshop.workbook

    def _edit(self, *changes: Change) -> None:
        workshop = self._workshop
        if workshop.read_only or not changes:
            return
        before = workshop.session
        workshop.edit(*changes)
        if workshop.session is not before:
            label = act_label(changes, workshop.workbook, workshop.session, before)
            self._host.notify(f"{label[:1].upper()}{label[1:]}", about="act", command="undo")
