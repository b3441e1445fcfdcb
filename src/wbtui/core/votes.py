"""Counts the votes in a list, and sorts the list by them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.change import SetAnswer
from wbtui.core.diff.changes import entry_changes
from wbtui.core.session import MAX_INTEGER

if TYPE_CHECKING:
    from wbtui.core.change import Change
    from wbtui.core.place import Place
    from wbtui.core.session import Entry, Scalar, Session
    from wbtui.core.workbook.model import Field

VOTES_EACH = 3
"""The votes that each person has if the facilitator chooses no other number."""


class Votes(NamedTuple):
    """The votes in the list at a place; `part` is the part of an entry that counts them."""

    place: Place
    part: Field

    def of(self, session: Session, entry: str) -> float | None:
        """Return the votes of an entry, 0 if it has none; None if what is written there is no number."""
        return self._number(session.answer(self.place.at(entry=entry, part=self.part.id)), session)

    def counts(self, session: Session) -> dict[str, float]:
        """Return the votes of each entry by its id; what is no number counts as none."""
        entries = session.entries(self.place)
        return {entry.id: self._number(entry.values.get(self.part.id), session) or 0 for entry in entries}

    def _number(self, answer: Scalar | None, session: Session) -> float | None:
        return 0 if answer is None else self.part.number(answer, session).value

    def cast(self, session: Session) -> int:
        """Return the number of votes cast; what is no number counts as none."""
        return int(sum(self.counts(session).values()))

    def given(self, entry: str, count: float) -> SetAnswer:
        """Return the change that gives an entry so many votes, at least 0."""
        count = min(max(0, count), MAX_INTEGER)
        value = int(count) if count == int(count) else count
        return SetAnswer(self.place.at(entry=entry, part=self.part.id), value or None)

    def cleared(self, session: Session) -> tuple[Change, ...]:
        """Return the changes that take away every vote."""
        voted = (entry.id for entry in session.entries(self.place) if self.part.id in entry.values)
        return tuple(self.given(id_, 0) for id_ in voted)

    def ranking(self, session: Session) -> list[Entry]:
        """Return the entries, most votes first; those with as many stay in their order."""
        counts = self.counts(session)
        return sorted(session.entries(self.place), key=lambda entry: -counts[entry.id])

    def sorting(self, session: Session) -> tuple[Change, ...]:
        """Return the moves that sort the list by votes; empty if it is sorted."""
        return tuple(entry_changes(self.place, session.entries(self.place), self.ranking(session)))
