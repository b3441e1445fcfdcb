"""Messages from widgets to the app."""

from __future__ import annotations

from textual.message import Message


class StatusMessage(Message):
    """A request to show the user a text; it replaces an earlier one `about` the same matter."""

    def __init__(self, text: str, about: str) -> None:
        super().__init__()
        self.text = text
        self.about = about
