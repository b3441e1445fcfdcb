"""What the top line says of the file, of those who share it, and of the clock."""

from __future__ import annotations

from typing import NamedTuple


class Status(NamedTuple):
    """A few words, and whether they are bad news or ask for an answer."""

    text: str
    alarm: bool
