"""Today's line in a list: entries above it are answered today."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from wbtui.core.change import RemoveEntry, SetTodayLine

if TYPE_CHECKING:
    from wbtui.core.change import Change
    from wbtui.core.place import Place
    from wbtui.core.session import Session


def entries_above(session: Session, place: Place) -> int:
    """Return the number of entries above the line of a list; 0 without a line or entries."""
    return min(session.today_lines.get(place, 0), len(session.entries(place)))


def drawing(session: Session, place: Place, entry_id: str) -> SetTodayLine:
    """Return the change that draws the line below an entry, or removes it if it is there."""
    ids = [entry.id for entry in session.entries(place)]
    above = ids.index(entry_id) + 1
    return SetTodayLine(place, None if entries_above(session, place) == above else above)


def removing(session: Session, place: Place, ids: Collection[str]) -> tuple[Change, ...]:
    """Return the changes that remove entries; the line stays between the same ones of the others."""
    changes: list[Change] = [
        RemoveEntry(place.at(entry=entry.id)) for entry in session.entries(place) if entry.id in ids
    ]
    above = entries_above(session, place)
    if gone := sum(entry.id in ids for entry in session.entries(place)[:above]):
        changes.append(SetTodayLine(place, above - gone or None))
    return tuple(changes)
