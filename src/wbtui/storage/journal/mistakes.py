"""Logging of bugs in code that must go on after one, without a log entry for every retry."""

from __future__ import annotations

import contextlib
from collections.abc import Callable


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
