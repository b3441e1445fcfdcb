"""What the top line says of the file, of those who share it, and of the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.errors import MissingError

if TYPE_CHECKING:
    from wbtui.core.errors import WbtuiError


class Status(NamedTuple):
    """A few words, and whether they are bad news or ask for an answer."""

    text: str
    alarm: bool


def in_short(error: WbtuiError) -> str:
    """What is wrong with the file, in a few words."""
    return "the file is gone" if isinstance(error, MissingError) else error.what
