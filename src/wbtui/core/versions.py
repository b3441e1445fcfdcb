"""The past of a session, as it is kept: versions of its file, and earlier texts of its fields."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import NamedTuple


class Version(NamedTuple):
    """A saved copy of a session file."""

    at: datetime
    """The time in UTC."""
    reason: str
    """The reason for keeping it, as one word: `stage`, `minutes`, `opened`, `restore`, `outside` …"""
    name: str
    """The name that a person gave, else empty; a named version is never deleted."""
    path: Path

    @property
    def id(self) -> str:
        """The id for the command line: time and reason, as in the file name."""
        return self.path.stem


class EarlierText(NamedTuple):
    """An earlier text of a place, with its time."""

    at: datetime
    text: str
