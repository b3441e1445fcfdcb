"""Helpers that several commands share."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

from wbtui.storage.library import Library
from wbtui.storage.workbooks import Shelf

if TYPE_CHECKING:
    from wbtui.paths import Paths

DONE, NO, BAD = 0, 1, 2
"""Exit statuses: success, a negative result or a failed save, bad usage or unreadable input."""


def now() -> datetime:
    """Return the current local time with its time zone, truncated to a tenth of a second."""
    moment = datetime.now().astimezone()
    return moment.replace(microsecond=moment.microsecond // 100_000 * 100_000)


def library_in(places: Paths) -> Library:
    """Return the library of the sessions."""
    return Library(places.sessions, places.examples)


def shelf_in(places: Paths) -> Shelf:
    """Return the shelf that finds workbooks."""
    return Shelf(places.workbooks)


def print_json(data: object) -> None:
    """Print data as indented JSON."""
    print(json.dumps(data, indent=2, ensure_ascii=False))
