"""What the program says in passing."""

from __future__ import annotations

from textual.notifications import Notification

SOONEST = 0.01
"""Seconds."""


class Said(Notification):
    """Goes away later, never earlier than now.

    Textual (8.2.8) waits for what is left of its time. If that runs out just while it is put on the screen, the
    wait is a negative one, and a timer with such an interval spins for ever: the program stands still.
    """

    @property
    def time_left(self) -> float:
        """Seconds, always some."""
        return max(SOONEST, super().time_left)

    @property
    def has_expired(self) -> bool:
        """Whether its time is over."""
        return super().time_left <= 0
