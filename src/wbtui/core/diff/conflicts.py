"""An answer that was changed here and elsewhere: what either side says, and what can be made of the two."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wbtui.core.change import (
    FACTS,
    InsertEntry,
    MoveEntry,
    RemoveEntry,
    SetAnswer,
    SetFact,
    SetMinutes,
    SetMoment,
    SetSpent,
)
from wbtui.core.diff.changes import part_changes
from wbtui.core.place import Place
from wbtui.core.session import Entry, Person, Scalar, as_text

if TYPE_CHECKING:
    from wbtui.core.change import Change
    from wbtui.core.session import Session

PEOPLE = Place("", "people")

Side = Scalar | Entry | tuple[Person, ...] | None
"""What one side says; None where it removed an answer or an entry."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A place that was changed on both sides. Ours is in the session.

    Where one side removed an entry, the place is that of the whole entry.
    """

    place: Place
    theirs: Side
    entry: Entry | None = field(default=None, compare=False)
    """Their whole entry, if the place is in one: ours may be removed before anybody chooses."""

    def ours(self, session: Session) -> Side:
        """Return what the session says there by now."""
        place = self.place
        if not place.stage and place.field in FACTS:
            return session.fact(place.field)
        return session.entry(place) if place.entry and not place.part else session.answer(place)

    def take_theirs(self, session: Session) -> tuple[Change, ...]:
        """Return the changes that put theirs in the place of ours."""
        place, theirs = self.place, self.theirs
        if isinstance(theirs, Entry):
            ours = session.entry(place)
            return tuple(part_changes(place, ours, theirs)) if ours else _back(session, place, theirs)
        if place.part and session.entry(place) is None:
            whole = self.entry or Entry(place.entry)
            return _back(session, place.at(part=""), whole.with_value(place.part, _scalar(theirs)))
        if place.entry and not place.part:
            return (RemoveEntry(place),)
        in_the_way = () if place.entry else session.entries(place)
        return (*(RemoveEntry(place.at(entry=entry.id)) for entry in in_the_way), _set(place, theirs))

    def take_both(self, session: Session) -> tuple[Change, ...]:
        """Return the changes that keep both: names side by side, texts one below the other."""
        ours, theirs = self.ours(session), self.theirs
        if ours is None:
            return self.take_theirs(session)
        if isinstance(ours, tuple) and isinstance(theirs, tuple):
            return (_set(self.place, tuple(dict.fromkeys((*ours, *theirs)))),)
        texts = [as_text(side) for side in (ours, theirs) if isinstance(side, str)]
        return (_set(self.place, "\n\n".join(texts)),)


def side_of(change: Change) -> Side:
    """Return what a change says of its place."""
    match change:
        case SetAnswer():
            return change.value
        case InsertEntry():
            return change.entry
        case SetFact():
            return change.value
    return None


def is_quiet(change: Change) -> bool:
    """Return whether a change on both sides is no conflict: one of the clock, or of the order of a list."""
    return isinstance(change, MoveEntry | SetMinutes | SetMoment | SetSpent)


def _back(session: Session, place: Place, entry: Entry) -> tuple[Change, ...]:
    """Return the changes that put an entry at the end of its list, which a single answer makes room for."""
    entries = session.entries(place)
    single = (SetAnswer(place.list, None),) if session.answer(place.list) is not None else ()
    return (*single, InsertEntry(place, entry, entries[-1].id if entries else ""))


def _set(place: Place, value: Side) -> Change:
    if not place.stage and place.field in FACTS:
        return SetFact(place.field, value if isinstance(value, tuple) else as_text(_scalar(value)))
    return SetAnswer(place, _scalar(value))


def _scalar(value: Side) -> Scalar | None:
    return None if isinstance(value, Entry | tuple) else value
