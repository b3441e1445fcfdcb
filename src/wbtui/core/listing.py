"""Sessions as a list of files shows them: the row of a file, and the whole of the selected one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.text import folded, is_conflict_copy, slug

if TYPE_CHECKING:
    from pathlib import Path

    from wbtui.core.errors import Problem, WorkbookError
    from wbtui.core.session import Session
    from wbtui.core.workbook.model import Workbook


@dataclass(frozen=True, slots=True)
class Listed:
    """A session file in a list. `head` is a session without answers; None if the file is unread or unreadable."""

    path: Path
    changed: float
    """The session's time of the last change, in seconds since the epoch; the file's if it says none.

    The file's own time is that of the last copy, clone or sync.
    """
    head: Session | None = None
    problem: Problem | None = None
    """The reason why the file cannot be read; None if it can."""
    doubt: Problem | None = None
    """A sign that part of a readable file is missing; None without one."""
    whole: bool = False
    """True once the whole file was read, not only its head."""

    @property
    def title(self) -> str:
        """The title of the session, or the file name of an unreadable one."""
        return self.head.title if self.head else self.path.name

    @property
    def is_conflict_copy(self) -> bool:
        """True if the name is one that a sync program gives, and not the one that the title gives."""
        return self.has_other_name and is_conflict_copy(self.path.name)

    @property
    def has_other_name(self) -> bool:
        """True if the file is not named after its title, so that only its name tells it from others."""
        return self.head is not None and folded(self.path.stem) != slug(self.head.title)

    @property
    def is_example(self) -> bool:
        """True for a worked example. Its id begins with `example-`; a copy gets a new id."""
        return self.head is not None and self.head.id.startswith("example-")


class ForReading(NamedTuple):
    """A session, its workbook with a field for every answer, and the warnings about its file."""

    session: Session
    workbook: Workbook
    missing: WorkbookError | None
    """The reason why the workbook could not be loaded; `workbook` then consists of read-only fields."""
    suspect: Problem | None
    """A warning that the file looks cut off; None if it looks complete."""
    newer: Problem | None
    """A warning that the file has a newer format; None if this version knows the format."""
