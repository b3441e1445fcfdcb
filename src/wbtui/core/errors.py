"""What can go wrong, in the user's words.

WbtuiError
├── UsageError           the request cannot be done as asked
├── ReadOnlyError        the session cannot be edited
├── UndoError            an act cannot be taken back, or made again
├── WorkbookError        a workbook has mistakes
├── SessionError         a session file cannot be read
│   ├── NewerFormatError     it was written by a newer version
│   └── MissingError         there is no such session
└── SaveError            a file could not be written
    └── ConflictError        it was changed by someone else meanwhile
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from wbtui.core.change import Change


class Problem(NamedTuple):
    """One mistake in a file: what it is, and where."""

    what: str
    key: str = ""
    """Dotted path of the key, empty where none can be named."""
    line: int | None = None
    """1-based, where the parser gives one."""

    def __str__(self) -> str:
        where = ", ".join(
            part for part in (f"line {self.line}" if self.line else "", self.key and f"key {self.key}") if part
        )
        return f"{where}: {self.what}" if where else self.what


class WbtuiError(Exception):
    """Something the user can understand and act on: what happened, where, and what to do next."""

    def __init__(self, what: str, *, where: str = "", next_step: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.next_step = next_step

    def __str__(self) -> str:
        said = f"{self.where}: {self.what}" if self.where else self.what
        return f"{said}. {self.next_step}" if self.next_step else said


class UsageError(WbtuiError):
    """The request cannot be done as asked."""


class ReadOnlyError(WbtuiError):
    """The session cannot be edited; `what` says why."""


class UndoError(WbtuiError):
    """An act cannot be taken back, or made again, because somebody else has changed the same since."""

    def __init__(self, made: tuple[Change, ...], *, again: bool = False) -> None:
        super().__init__("somebody else has changed this since; it was left as it is")
        self.made = made
        self.again = again
        """Whether it was to be made again."""


class WorkbookError(WbtuiError):
    """A workbook has mistakes; `problems` names every one of them."""

    def __init__(self, problems: tuple[Problem, ...], *, where: str = "") -> None:
        first = str(problems[0]) if problems else "unreadable"
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(
            first + more, where=where, next_step="`wbtui workbook check FILE` lists every mistake in it"
        )
        self.problems = problems


class SessionError(WbtuiError):
    """A session file cannot be read; it is never overwritten."""


class NewerFormatError(SessionError):
    """The file was written by a newer version of the program."""


class MissingError(SessionError):
    """There is no such session."""


class SaveError(WbtuiError):
    """A file could not be written. What was there before is still there."""


class ConflictError(SaveError):
    """The file was changed by someone else since it was last read or written."""
