"""Messages from widgets to the app."""

from __future__ import annotations

from textual.message import Message


class Said(Message):
    """A text for the status line; it replaces an earlier one about the same matter."""

    def __init__(self, text: str, about: str, *, bad: bool = False, command: str = "") -> None:
        """`bad` tells that something went wrong; `command` is the id of the command that answers it."""
        super().__init__()
        self.text = text
        self.about = about
        self.bad = bad
        self.command = command
