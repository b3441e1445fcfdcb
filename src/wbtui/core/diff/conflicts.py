"""Conflicts, places that were changed on both sides, and the changes that resolve them."""

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
    SetStep,
    SetTodayLine,
)
from wbtui.core.diff.changes import part_changes
from wbtui.core.place import Place
from wbtui.core.session import Entry, Person, Scalar, as_text

if TYPE_CHECKING:
    from wbtui.core.change import Change
    from wbtui.core.session import Session

PEOPLE = Place("", "people")

Side = Scalar | Entry | tuple[Person, ...] | None
"""The value on one side of a conflict; None if that side removed the answer or the entry."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A place that was changed on both sides, with their value. Our value is in the session.

    If one side removed an entry, the place is that of the whole entry.
    """

    place: Place
    theirs: Side
    entry: Entry | None = field(default=None, compare=False)
    """Their whole entry, if the place is in one: ours may be removed before the conflict is resolved."""

    def ours(self, session: Session) -> Side:
        """Return our current value from the session."""
        place = self.place
        if not place.stage and place.field in FACTS:
            return session.fact(place.field)
        return session.entry(place) if place.entry and not place.part else session.answer(place)

    def take_theirs(self, session: Session) -> tuple[Change, ...]:
        """Return the changes that replace our value with theirs."""
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
        """Return the changes that combine both values: people in one list, texts separated by an empty line."""
        ours, theirs = self.ours(session), self.theirs
        if ours is None:
            return self.take_theirs(session)
        if isinstance(ours, tuple) and isinstance(theirs, tuple):
            return (_set(self.place, tuple(dict.fromkeys((*ours, *theirs)))),)
        texts = [as_text(side) for side in (ours, theirs) if isinstance(side, str)]
        return (_set(self.place, "\n\n".join(texts)),)


def side_of(change: Change) -> Side:
    """Return the value that a change gives to its place; None if it removes the value."""
    match change:
        case SetAnswer():
            return change.value
        case InsertEntry():
            return change.entry
        case SetFact():
            return change.value
    return None


def is_quiet(change: Change) -> bool:
    """Return whether a change never makes a conflict: one to the clock, or to the order or line of a list."""
    return isinstance(change, MoveEntry | SetMinutes | SetMoment | SetSpent | SetStep | SetTodayLine)


def _back(session: Session, place: Place, entry: Entry) -> tuple[Change, ...]:
    """Return the changes that append an entry to its list, after unsetting a single answer in its place."""
    entries = session.entries(place)
    single = (SetAnswer(place.list, None),) if session.answer(place.list) is not None else ()
    return (*single, InsertEntry(place, entry, entries[-1].id if entries else ""))


def _set(place: Place, value: Side) -> Change:
    if not place.stage and place.field in FACTS:
        return SetFact(place.field, value if isinstance(value, tuple) else as_text(_scalar(value)))
    return SetAnswer(place, _scalar(value))


def _scalar(value: Side) -> Scalar | None:
    return None if isinstance(value, Entry | tuple) else value
