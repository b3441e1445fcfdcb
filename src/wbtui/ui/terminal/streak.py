"""Distinguishes a letter pressed as a key from the letters of a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.events import Key

GAP_SECONDS = 0.7
"""The longest pause between two letters of a word that is being typed."""


class Streak:
    """Follows the letters that are pressed in a row, whichever widget has the focus.

    Where no text has the focus some letters are keys. Whoever goes on typing there, because a text has just lost
    the focus, means none of them.
    """

    def __init__(self) -> None:
        self._first = ""
        self._last = 0.0

    def pressed(self, key: Key) -> None:
        """Record a key; one that types nothing ends the streak."""
        if not key.is_printable:
            self.end()
            return
        if key.time - self._last > GAP_SECONDS:
            self._first = ""
        self._first = self._first or key.character or ""
        self._last = key.time

    def end(self) -> None:
        """End the streak: the next letter begins another."""
        self._first = ""

    def is_text(self, letters: str) -> bool:
        """Return whether the streak began with another letter than those that are keys."""
        return self._first not in letters
