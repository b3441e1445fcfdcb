"""Helps to end a workshop: the actions are read aloud, the clock is stopped, the document is exported."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from wbtui.core.change import InsertEntry, SetAnswer
from wbtui.core.closing import ACTIONS
from wbtui.core.session import Entry, fresh_id
from wbtui.core.time import schedule
from wbtui.ui.controllers import ask
from wbtui.wording.times import day_of

if TYPE_CHECKING:
    from datetime import date

    from wbtui.core.change import Change
    from wbtui.core.session import Scalar
    from wbtui.ui.controllers.host import Host
    from wbtui.workshop import Workshop

LOOK_AGAIN = "Look at the document again"
"""The action for the day on which the room wants to see its document again."""


class Close:
    """Ends the workshop in one act of the undo history."""

    def __init__(self, workshop: Workshop, host: Host) -> None:
        self._workshop = workshop
        self._host = host

    async def close(self, export: Callable[[], None]) -> None:
        """Show what to read aloud; if the user goes on, stop the clock, note the day, and call `export`."""
        workshop = self._workshop
        if workshop.read_only:
            return
        ending = await self._host.ask(ask.HowToClose(workshop.session, workshop.workbook, workshop.now))
        if ending is None or workshop.read_only:
            return
        changes = [*schedule.pause(workshop.session, workshop.now), *self._noted(ending.look_again)]
        if changes:
            workshop.edit(*changes)
            told = "The clock is stopped"
            if ending.look_again:
                told += f" · “{LOOK_AGAIN}” is an action for {day_of(ending.look_again, workshop.now.date())}"
            self._host.notify(told, about="act", command="undo")
        export()

    def _noted(self, day: date | None) -> tuple[Change, ...]:
        """Return the change that adds an action for a day, or gives another day to the one that is there."""
        found = self._workshop.workbook.find(ACTIONS)
        if day is None or found is None:
            return ()
        part, due = found[1].fields[0].id, found[1].due
        there = self._workshop.session.entries(ACTIONS)
        for entry in there:
            if due and entry.text(part) == LOOK_AGAIN:
                return (SetAnswer(ACTIONS.at(entry=entry.id, part=due), day),)
        id_ = fresh_id({entry.id for entry in there})
        values: dict[str, Scalar] = {part: LOOK_AGAIN}
        if due:
            values[due] = day
        return (InsertEntry(ACTIONS.at(entry=id_), Entry(id_, values), there[-1].id if there else ""),)
