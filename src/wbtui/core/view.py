"""The position of a user in a session, to which the program returns when the session is opened again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from wbtui.core.place import Place


class View(NamedTuple):
    """The position of a user in a session, and what the screen shows beside it."""

    slot: str = ""
    """The id of the slot on the screen, which need not be the slot that the room is at."""
    section: str = ""
    """The id of the section of the stage on the screen."""
    place: Place | None = None
    """The answer that has the focus."""
    row: int = 0
    column: int = 0
    """The caret position in that answer; row and column count from 0."""
    scroll: int = 0
    """The number of lines scrolled off the top."""
    entry: str = ""
    """The id of the selected entry."""
    coach_hidden: bool = False
