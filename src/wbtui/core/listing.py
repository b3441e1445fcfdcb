"""Sessions as a list of files shows them: the row of a file, and the whole of the selected one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.text import folded, is_conflict_copy, slug

if TYPE_CHECKING:
    from pathlib import Path

    from wbtui.core.errors import Problem, WorkbookError
    from wbtui.core.progress import Progress
    from wbtui.core.session import Session
    from wbtui.core.workbook.model import Workbook


class Listed(NamedTuple):
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
    id: str = ""
    """The id of the session; empty if the first lines of the file do not show it."""
    written_title: str = ""
    """The title as the first lines of the file spell it, to compare it; empty if they do not show it."""
    origin: str = ""
    """The id of the session that this one is a pivot of; empty if it is not a pivot."""
    level: int = 0
    """The number of sessions above this one in its line of pivots."""
    progress: tuple[Progress, ...] = ()
    """The progress of each stage, once the whole file was read."""

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


def in_families(files: Iterable[Listed]) -> list[Listed]:
    """Return the sessions with each pivot under the session it came from, and its level.

    The order is otherwise that of `files`, in which a family stands where the first of it stood. The first of two
    sessions with one id has the pivots; sessions that are pivots of each other stand alone.
    """
    files = list(files)
    by_id = {listed.id: listed for listed in reversed(files) if listed.id}
    children: dict[Path, list[Listed]] = {}
    roots: dict[Path, Listed] = {}
    for listed in files:
        *_, root = line = _line(listed, by_id)
        roots.setdefault(root.path, root)
        if len(line) > 1:
            children.setdefault(line[1].path, []).append(listed)
    return [member for root in roots.values() for member in _family(root, children, 0)]


def _line(listed: Listed, by_id: dict[str, Listed]) -> list[Listed]:
    """Return a session and those that it came from, the nearest first; only itself if they come back to one."""
    line = [listed]
    while origin := by_id.get(line[-1].origin):
        if origin in line:
            return [listed]
        line.append(origin)
    return line


def _family(root: Listed, children: dict[Path, list[Listed]], level: int) -> list[Listed]:
    below = [member for child in children.get(root.path, []) for member in _family(child, children, level + 1)]
    return [root._replace(level=level), *below]
