"""What screens and widgets tell the app."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from textual.message import Message
from textual.widget import Widget

if TYPE_CHECKING:
    from wbtui.core.session import Place, Session
    from wbtui.core.workbook import Field


class TakesAnswers:
    """A screen or an app that what is typed below it goes to."""

    def take_answer(self, place: Place, text: str) -> None:
        """The person has made this the text at a place."""
        raise NotImplementedError


def give_answer(editor: Widget, place: Place, text: str) -> None:
    """Hand a text to the nearest that takes answers, before this returns.

    Not a message: the screen may be painted while one is under way, and what has been seen must have been kept.
    """
    next(node for node in editor.ancestors if isinstance(node, TakesAnswers)).take_answer(place, text)


class Revised(Message):
    """The person wants the session changed; the change is made to the session as it is by then."""

    def __init__(self, change: Callable[[Session], Session]) -> None:
        super().__init__()
        self.change = change


class Opened(Message):
    """The person wants to work on a session."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path


class WantsExport(Message):
    """The person wants the document of a session."""

    def __init__(self, path: Path, title: str) -> None:
        super().__init__()
        self.path = path
        self.title = title


class MoveRoom(Message):
    """The person wants the room at another slot."""

    def __init__(self, slot_id: str) -> None:
        super().__init__()
        self.slot_id = slot_id


class CoachHidden(Message):
    """The person has hidden the coach, or shown it."""

    def __init__(self, hidden: bool) -> None:
        super().__init__()
        self.hidden = hidden


class WantsEditor(Message):
    """The person wants to write an answer in an editor of their own."""

    def __init__(self, place: Place, field: Field) -> None:
        super().__init__()
        self.place = place
        self.field = field


class WantsBank(Message):
    """The person wants questions from a bank for a list."""

    def __init__(self, place: Place, field: Field) -> None:
        super().__init__()
        self.place = place
        self.field = field
