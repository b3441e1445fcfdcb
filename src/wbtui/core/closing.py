"""Gathers what is read aloud at the end of a workshop: who does what by when, and what is still open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.place import Place
from wbtui.core.progress import open_questions

if TYPE_CHECKING:
    from wbtui.core.session import Session
    from wbtui.core.workbook.model import Workbook

ACTIONS = Place("", "actions")


class Task(NamedTuple):
    """An action with who does it and by when."""

    text: str
    owner: str
    """The name of who does it; empty for nobody yet."""
    due: date | str
    """The day, or the words that say it; empty for none yet."""


class Closing(NamedTuple):
    """The promises and open ends that a room hears before it leaves."""

    tasks: tuple[Task, ...]
    open_questions: int
    parked: int
    """The number of notes in the parking lot."""

    @property
    def without_owner(self) -> int:
        """The number of tasks that nobody does yet."""
        return sum(not task.owner for task in self.tasks)

    @property
    def without_day(self) -> int:
        """The number of tasks that have no day yet."""
        return sum(not task.due for task in self.tasks)


def closing(session: Session, workbook: Workbook) -> Closing:
    """Return what is to be read aloud at the end of a session."""
    return Closing(
        tuple(_tasks(session, workbook)),
        sum(open_questions(stage, session) for stage in workbook.stages),
        len(session.entries(Place("", "parking_lot"))),
    )


def _tasks(session: Session, workbook: Workbook) -> Iterator[Task]:
    if not (found := workbook.find(ACTIONS)):
        return
    list_ = found[1]
    for entry in session.entries(ACTIONS):
        due = entry.values.get(list_.due, "")
        if text := entry.text(list_.fields[0].id).strip():
            yield Task(text, entry.text(list_.owner).strip(), due if isinstance(due, date) else str(due).strip())
