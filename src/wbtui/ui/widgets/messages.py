"""Messages from widgets to the app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from wbtui.ui.controllers.command_ids import CommandId, NoCommand


class Pressed(Message):
    """The user clicked on a command or its key."""

    def __init__(self, command_id: CommandId) -> None:
        super().__init__()
        self.command_id = command_id


class Named(Message):
    """The user clicked on a text that may name the key of a command."""

    def __init__(self, text: str, at: int, *, at_home: bool = False) -> None:
        """`at` is the position of the click; at home the keys are others than in a workshop."""
        super().__init__()
        self.text = text
        self.at = at
        self.at_home = at_home


class StatusMessage(Message):
    """A text for the status line; it replaces an earlier one `about` the same matter."""

    def __init__(self, text: str, about: str, *, bad: bool = False, command: CommandId | NoCommand = "") -> None:
        """`bad` tells that something went wrong; `command` is the id of the command that answers it."""
        super().__init__()
        self.text = text
        self.about = about
        self.bad = bad
        self.command = command
