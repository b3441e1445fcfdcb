"""Puts new answers of a session into the workbook's order, whatever was answered first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

from wbtui.core.change import InsertEntry, SetAnswer
from wbtui.core.session import OWN_PARTS

if TYPE_CHECKING:
    from wbtui.core.change import Change, Rank
    from wbtui.core.place import Place
    from wbtui.core.session import Session
    from wbtui.core.workbook.model import Workbook

K = TypeVar("K")


class Ranking:
    """Computes the ranks of new answers, so that the answers in the file are in the workbook's order."""

    def __init__(self, workbook: Workbook) -> None:
        places = [(field, place) for _, field, place in workbook.places()]
        self._fields = {(place.stage, place.field): n for n, (_, place) in enumerate(places)}
        self._stages = {stage: n for n, stage in enumerate(dict.fromkeys(place.stage for _, place in places))}
        self._parts = {
            (place.stage, place.field): {part.id: n for n, part in enumerate(field.fields)}
            for field, place in places
            if field.fields
        }

    def knows(self, change: Change) -> bool:
        """Return whether the workbook has a field for every answer that the change sets."""
        place = change.place
        if isinstance(change, SetAnswer) and not place.entry:
            return (place.stage, place.field) in self._fields
        if isinstance(change, SetAnswer | InsertEntry):
            parts = change.entry.values if isinstance(change, InsertEntry) else (place.part,)
            known = self._parts.get((place.stage, place.field))
            return known is not None and all(part in known or part in OWN_PARTS for part in parts)
        return True

    def placed(self, change: Change, session: Session) -> Change:
        """Return the change with the rank of the key that it adds; unchanged if it adds no key."""
        if isinstance(change, InsertEntry):
            return change if change.rank or session.entries(change.place) else self._with_rank(change, session)
        if isinstance(change, SetAnswer) and not change.rank and session.answer(change.place) is None:
            return self._with_rank(change, session)
        return change

    def _with_rank(self, change: InsertEntry | SetAnswer, session: Session) -> Change:
        if isinstance(change, SetAnswer) and change.place.entry:
            return change._replace(rank=self._part_rank(change.place, session))
        return change._replace(rank=self._field_rank(change.place, session))

    def _part_rank(self, place: Place, session: Session) -> Rank:
        order = self._parts.get((place.stage, place.field), {})
        entry = session.entry(place)
        return (_before_later(entry.values if entry else (), place.part, order),)

    def _field_rank(self, place: Place, session: Session) -> Rank:
        fields = {name: n for (stage, name), n in self._fields.items() if stage == place.stage}
        return (
            _before_later(session.answers, place.stage, self._stages),
            _before_later(session.answers.get(place.stage, ()), place.field, fields),
        )


def _before_later(keys: Iterable[K], key: K, order: dict[K, int]) -> int:
    """Return the position of a key in `keys`, or the position to insert it at.

    A new key goes before the first one that comes later in `order`; keys that `order` lacks count as last.
    """
    last = len(order)
    mine = order.get(key, last)
    there = list(keys)
    if key in there:
        return there.index(key)
    return next((n for n, other in enumerate(there) if order.get(other, last) > mine), len(there))
