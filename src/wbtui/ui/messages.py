"""What more than one widget says."""

from __future__ import annotations

from collections.abc import Callable

from textual.message import Message

from wbtui.core.session import Session


class Revised(Message):
    """The person wants the session changed; the change is made to the session as it is by then."""

    def __init__(self, change: Callable[[Session], Session]) -> None:
        super().__init__()
        self.change = change
