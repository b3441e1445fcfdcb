"""Conversion of the slots of a session to and from the tables `[[slots]]` of its file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import TYPE_CHECKING

from wbtui.core.days import time_of_day
from wbtui.core.time.agenda import FLAGS
from wbtui.storage.session_file.tables import KnownTable

if TYPE_CHECKING:
    from wbtui.core.session import Entry


def slot_table(entry: Entry) -> KnownTable:
    """Return the table of a slot: a time of day as a local time, and what holds as `true`."""
    values = {name: _written(name, value) for name, value in entry.values.items()}
    return KnownTable(("slots",), {"id": entry.id, **values}, item=entry.id)


def _written(name: str, value: object) -> object:
    if name == "at" and isinstance(value, str):
        try:
            return time_of_day(value)
        except ValueError:
            return value
    return True if name in FLAGS and value == 1 else value


def read_slot(table: Mapping[str, object]) -> dict[str, object]:
    """Return the table of a slot with values that an entry can hold."""
    return {name: _read(name, value) for name, value in table.items()}


def _read(name: str, value: object) -> object:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return int(value) if name in FLAGS and isinstance(value, bool) else value
