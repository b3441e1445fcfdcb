"""How widgets say what the person has written."""

from __future__ import annotations

from collections.abc import Callable

from textual.message import Message
from textual.widget import Widget

from wbtui.core.session import Place, Session


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
