"""The errors that the program reports to the user, each with a `Problem` that `wbtui.wording` puts into words.

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

import contextlib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from datetime import datetime

    from wbtui.core.change import Change


class Where(NamedTuple):
    """A location in a file, as exact as it is known."""

    file: str = ""
    key: str = ""
    """The dotted path of the key; empty if the problem has no key."""
    line: int | None = None
    """The 1-based line number, if it is known."""
    at_end: bool = False
    """True if the line is the last one of the file."""


class Moment(NamedTuple):
    """A time, and the time at which people are told of it: `yesterday 18:00`."""

    at: datetime
    now: datetime


class Problem(NamedTuple):
    """A message for the user that is not yet a sentence: a code with parameters, a location, and the next steps.

    Only `wbtui.wording` turns it into sentences.
    """

    code: str
    parameters: Mapping[str, Parameter] = MappingProxyType({})
    """The values that the sentences of `code` and `next_step` have fields for."""
    where: Where = Where()
    next_step: tuple[str, ...] = ()
    """The codes of the next steps, in order."""

    @classmethod
    def of(
        cls,
        code: str,
        /,
        *,
        where: str = "",
        key: str = "",
        line: int | None = None,
        next_step: str = "",
        **parameters: Parameter,
    ) -> Problem:
        """Return a problem in the file `where`, with at most one next step."""
        steps = (next_step,) if next_step else ()
        return cls(code, MappingProxyType(parameters), Where(where, key, line), steps)

    def in_file(self, file: str) -> Problem:
        """Return the same problem with another file as its location."""
        return self._replace(where=self.where._replace(file=file))

    def also(self, next_step: str, /, **parameters: Parameter) -> Problem:
        """Return the same problem with one more next step and the parameters of that step."""
        joined = MappingProxyType({**self.parameters, **parameters})
        return self._replace(parameters=joined, next_step=(*self.next_step, next_step))


Parameter: TypeAlias = str | int | Moment | Problem
"""A value in a sentence; a problem stands for its own words."""


class WbtuiError(Exception):
    """Base class of the errors that the user can act on: what happened, where, and what to do next."""

    def __init__(
        self,
        problem: Problem | str,
        /,
        *,
        where: str = "",
        key: str = "",
        line: int | None = None,
        next_step: str = "",
        **parameters: str | int,
    ) -> None:
        """Make an error of a problem, or of a code and the other arguments of `Problem.of`."""
        if isinstance(problem, str):
            problem = Problem.of(problem, where=where, key=key, line=line, next_step=next_step, **parameters)
        super().__init__(problem)
        self.problem = problem

    def __str__(self) -> str:
        """Return the code and the file, for logs; parameters are left out, as they may quote the user."""
        file = self.problem.where.file
        return f"{self.problem.code}: {file}" if file else self.problem.code


class UsageError(WbtuiError):
    """Raised if a request cannot be carried out."""


class ReadOnlyError(WbtuiError):
    """Raised if the session cannot be edited; `problem` is the reason."""


class UndoError(WbtuiError):
    """Raised if an act cannot be undone or redone because somebody else has changed the same answer since."""

    def __init__(self, made: tuple[Change, ...], *, again: bool = False) -> None:
        super().__init__("undo.changed")
        self.made = made
        self.again = again
        """True if the act was to be redone rather than undone."""


class WorkbookError(WbtuiError):
    """Raised if a workbook has mistakes; `problems` lists all of them, and `problem` is the first."""

    def __init__(self, problems: tuple[Problem, ...], *, where: str = "") -> None:
        problem, more = problems[0].in_file(where), len(problems) - 1
        if more:
            problem = problem.also("list_more_mistakes", more=more)
        elif not problem.next_step:
            problem = problem.also("list_mistakes")
        super().__init__(problem)
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


class Mistakes:
    """Logs exceptions that only a bug can raise; the same one is not logged twice in a row."""

    def __init__(self, log: Callable[[Exception], None] | None = None) -> None:
        self._log = log
        self._logged = ""
        """The repr of the exception logged last."""

    def note(self, error: Exception) -> None:
        """Log an exception. Exceptions of the log itself are suppressed."""
        with contextlib.suppress(Exception):
            if self._log is not None and repr(error) != self._logged:
                self._logged = repr(error)
                self._log(error)
