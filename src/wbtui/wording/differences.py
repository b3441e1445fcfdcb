"""Differences between two sessions, with labels in the words of the workbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wbtui.core.diff.words import differences, marked
from wbtui.core.progress import arranged
from wbtui.wording.labels import first_line, place_label, readable

if TYPE_CHECKING:
    from wbtui.core.diff.words import Difference, Kind
    from wbtui.core.session import Session
    from wbtui.core.workbook.model import Workbook


@dataclass(frozen=True, slots=True)
class LabelledDifference:
    """The labelled difference at one place."""

    where: str
    """The path: stage, group, list and entry; empty for a fact of the whole session."""
    what: str
    """The label of the field."""
    marked: tuple[tuple[Kind, str], ...]


def labelled_differences(old: Session, new: Session, workbook: Workbook) -> Iterator[LabelledDifference]:
    """Yield the differences in the order of the workbook. Words are compared lazily, one place at a time."""
    old, new = arranged(old, workbook), arranged(new, workbook)
    for difference in differences(old, new):
        where, what = place_label(difference.place, workbook, new, old)
        yield LabelledDifference(where, what, marked(*_readable(difference, workbook, old, new)))


def _readable(difference: Difference, workbook: Workbook, old: Session, new: Session) -> tuple[str, str]:
    place = difference.place
    found = workbook.find(place if place.part else place.at(entry=""))
    field = found[1] if found else None
    if field and field.kind == "entries" and not place.entry:
        # A changed order: show the first lines of the entries instead of their ids.
        orders = ([first_line(entry, field) for entry in session.entries(place)] for session in (old, new))
        before, after = ("\n".join(order) for order in orders)
        return before, after
    return readable(difference.before, field), readable(difference.after, field)
