"""Edits of a session for tests, without the changes that the program makes them with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wbtui.core.change import SetMinutes
from wbtui.core.session import CLOCK_VALUE_BOUND, cleaned

if TYPE_CHECKING:
    from wbtui.core.place import Place
    from wbtui.core.session import Entry, Scalar, Session


def with_answer(session: Session, place: Place, value: Scalar | None) -> Session:
    """Return the session with the answer; None or an empty text unsets it. A missing entry is not created."""
    return session.put(place, cleaned(value))


def with_entries(session: Session, place: Place, entries: tuple[Entry, ...]) -> Session:
    """Return the session with the list at a place replaced."""
    return session.put_entries(place, entries)


def with_entry(session: Session, place: Place, entry: Entry, at: int | None = None) -> Session:
    """Return the session with an entry inserted at the 0-based position `at`, or appended if that is None."""
    entries = session.entries(place)
    at = len(entries) if at is None else at
    return session.put_entries(place, (*entries[:at], entry, *entries[at:]))


def without_entry(session: Session, place: Place) -> Session:
    """Return the session without the entry at a place."""
    return session.put_entries(place, tuple(e for e in session.entries(place) if e.id != place.entry))


def with_entry_moved(session: Session, place: Place, by: int) -> Session:
    """Return the session with the entry at a place moved by `by` positions, at most to the end of the list."""
    entry = session.entry(place)
    if entry is None:
        return session
    rest = [e for e in session.entries(place) if e.id != place.entry]
    at = session.entries(place).index(entry) + by
    at = max(0, min(len(rest), at))
    return session.put_entries(place, (*rest[:at], entry, *rest[at:]))


def with_minutes(session: Session, slot_id: str, by: int, usual: int) -> SetMinutes:
    """Return the change of a slot's minutes that a session without slots of its own had in earlier versions."""
    current = session.clock.planned.get(slot_id)
    minutes = usual if current is None else current
    return SetMinutes(slot_id, current, min(CLOCK_VALUE_BOUND - 1, max(0, minutes + by)))
