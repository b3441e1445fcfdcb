"""The status text at the right of the top line."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.errors import MissingError
from wbtui.wording import located

if TYPE_CHECKING:
    from wbtui.core.errors import WbtuiError


class Status(NamedTuple):
    """A short text; `alarm` is set for bad news and for requests that need an answer."""

    text: str
    alarm: bool


def in_short(error: WbtuiError) -> str:
    """Return a short description of a file error."""
    return "the file is missing" if isinstance(error, MissingError) else located(error.problem)
