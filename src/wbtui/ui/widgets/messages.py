"""Messages from screens to the app."""

from __future__ import annotations

from textual.message import Message


class CoachHidden(Message):
    """The user has hidden or shown the coach."""

    def __init__(self, hidden: bool) -> None:
        super().__init__()
        self.hidden = hidden
