"""What screens tell the app."""

from __future__ import annotations

from textual.message import Message


class CoachHidden(Message):
    """The person has hidden the coach, or shown it."""

    def __init__(self, hidden: bool) -> None:
        super().__init__()
        self.hidden = hidden
