"""Counts the votes in a list, and sorts the list by them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.change import MoveEntry, SetAnswer
from wbtui.core.session import MAX_INTEGER

if TYPE_CHECKING:
    from wbtui.core.change import Change
    from wbtui.core.place import Place
    from wbtui.core.session import Session
    from wbtui.core.workbook.model import Field

VOTES_EACH = 3
"""The votes that each person has if the facilitator chooses no other number."""


class Votes(NamedTuple):
    """The votes in the list at a place; `part` is the part of an entry that counts them."""

    place: Place
    part: Field

    def of(self, session: Session, entry: str) -> float | None:
        """Return the votes of an entry, 0 if it has none; None if what is written there is no number."""
        answer = session.answer(self.place.at(entry=entry, part=self.part.id))
        return 0 if answer is None else self.part.number(answer, session).value

    def cast(self, session: Session) -> int:
        """Return the number of votes cast; what is no number counts as none."""
        return int(sum(self.of(session, entry.id) or 0 for entry in session.entries(self.place)))

    def given(self, entry: str, count: float) -> SetAnswer:
        """Return the change that gives an entry so many votes, at least 0."""
        count = min(max(0, count), MAX_INTEGER)
        value = int(count) if count == int(count) else count
        return SetAnswer(self.place.at(entry=entry, part=self.part.id), value or None)

    def cleared(self, session: Session) -> tuple[Change, ...]:
        """Return the changes that take away every vote."""
        voted = (entry.id for entry in session.entries(self.place) if self.part.id in entry.values)
        return tuple(self.given(id_, 0) for id_ in voted)

    def sorting(self, session: Session) -> tuple[Change, ...]:
        """Return the moves that sort the list, most votes first; entries with as many stay in their order."""
        entries = session.entries(self.place)
        ranked = sorted(entries, key=lambda entry: -(self.of(session, entry.id) or 0))
        if ranked == list(entries):
            return ()
        before = ["", *(entry.id for entry in ranked)]
        return tuple(
            MoveEntry(self.place.at(entry=entry.id), after) for entry, after in zip(ranked, before, strict=False)
        )
