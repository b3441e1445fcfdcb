"""The same place, written here and elsewhere: what either side says, and what becomes of the two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wbtui.core.changes import HEAD, Change, apply
from wbtui.core.session import Entry, Place, as_text

if TYPE_CHECKING:
    from wbtui.core.changes import Value
    from wbtui.core.session import Session

PEOPLE = Place("", "people")
CLOCK = Place("", "clock")


@dataclass(frozen=True, slots=True)
class Dispute:
    """A place where both wrote. Ours is in the session; where one side removed an entry, it is the whole entry."""

    place: Place
    theirs: Value

    def ours(self, session: Session) -> Value:
        """What the session says there by now."""
        place = self.place
        if not place.stage and place.field in HEAD:
            value: Value = getattr(session, place.field)
            return value
        return session.entry(place) if place.entry and not place.part else session.answer(place)

    def take_theirs(self, session: Session) -> Session:
        """The session with theirs instead of ours."""
        if isinstance(self.theirs, Entry) and session.entry(self.place):
            entries = (self.theirs if e.id == self.theirs.id else e for e in session.entries(self.place))
            return session.with_entries(self.place, tuple(entries))
        return apply(session, [Change(self.place, self.theirs)])

    def take_both(self, session: Session) -> Session:
        """The session with ours and theirs: names side by side, texts one below the other."""
        ours, theirs = self.ours(session), self.theirs
        if isinstance(ours, tuple) and isinstance(theirs, tuple):
            value: Value = tuple(dict.fromkeys((*ours, *theirs)))
        else:
            value = "\n\n".join(as_text(side) for side in (ours, theirs) if isinstance(side, str))
        return apply(session, [Change(self.place, value)])
