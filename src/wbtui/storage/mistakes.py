"""Mistakes of this program where nothing may stop it: each is logged with its cause, and not at every try anew."""

from __future__ import annotations

import contextlib
from collections.abc import Callable


class Mistakes:
    """The log of what only a mistake in this program can have raised, once for as long as it is the same."""

    def __init__(self, log: Callable[[Exception], None] | None = None) -> None:
        self._log = log
        self._logged = ""
        """The mistake that was logged last."""

    def note(self, error: Exception) -> None:
        """Log a mistake. What the log itself raises is passed over."""
        with contextlib.suppress(Exception):
            if self._log is not None and repr(error) != self._logged:
                self._logged = repr(error)
                self._log(error)
