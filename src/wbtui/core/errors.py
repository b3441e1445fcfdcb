"""The errors that the program reports to the user.

WbtuiError
├── UsageError           the request cannot be carried out
├── ReadOnlyError        the session cannot be edited
├── UndoError            an act cannot be undone or redone
├── WorkbookError        a workbook has mistakes
├── SessionError         a session file cannot be read
│   ├── NewerFormatError     a newer version of the program wrote the file
│   └── MissingError         the session does not exist
└── SaveError            a file cannot be written
    └── ConflictError        another program has changed the file meanwhile
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from wbtui.core.change import Change


class Problem(NamedTuple):
    """One mistake in a file, with its location."""

    what: str
    key: str = ""
    """The dotted path of the key; empty if the mistake has no key."""
    line: int | None = None
    """The 1-based line number, if the parser reports one."""

    def __str__(self) -> str:
        where = ", ".join(
            part for part in (f"line {self.line}" if self.line else "", self.key and f"key {self.key}") if part
        )
        return f"{where}: {self.what}" if where else self.what


class WbtuiError(Exception):
    """Base class of the errors that the user can act on: what happened, where, and what to do next."""

    def __init__(self, what: str, *, where: str = "", next_step: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.next_step = next_step

    def __str__(self) -> str:
        said = f"{self.where}: {self.what}" if self.where else self.what
        return f"{said}. {self.next_step}" if self.next_step else said


class UsageError(WbtuiError):
    """Raised if a request cannot be carried out."""


class ReadOnlyError(WbtuiError):
    """Raised if the session cannot be edited; `what` is the reason."""


class UndoError(WbtuiError):
    """Raised if an act cannot be undone or redone because somebody else has changed the same answer since."""

    def __init__(self, made: tuple[Change, ...], *, again: bool = False) -> None:
        super().__init__("somebody else has changed this since; it was left as it is")
        self.made = made
        self.again = again
        """True if the act was to be redone rather than undone."""


class WorkbookError(WbtuiError):
    """Raised if a workbook has mistakes; `problems` lists all of them."""

    def __init__(self, problems: tuple[Problem, ...], *, where: str = "") -> None:
        first = str(problems[0]) if problems else "unreadable"
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(
            first + more, where=where, next_step="`wbtui workbook check FILE` lists every mistake in it"
        )
        self.problems = problems


class SessionError(WbtuiError):
    """Raised if a session file cannot be read; the program never overwrites such a file."""


class NewerFormatError(SessionError):
    """Raised if a newer version of the program wrote the file."""


class MissingError(SessionError):
    """Raised if a session does not exist."""


class SaveError(WbtuiError):
    """Raised if a file could not be written; its previous content is intact."""


class ConflictError(SaveError):
    """Raised if another program has changed the file since this one last read or wrote it."""
