"""The contents of a section: a list, or fields, each with the place of its answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.place import Place

if TYPE_CHECKING:
    from wbtui.core.workbook.model import Field, Slot


class Item(NamedTuple):
    """A field and the place of its answer."""

    field: Field
    place: Place


class SectionContent(NamedTuple):
    """The contents of a section: a list, or some fields, or neither in a slot without fields."""

    slot: Slot
    list: Field | None = None
    place: Place | None = None
    """The place of the list."""
    fields: bool = False
    """True if it is a form, which may have no visible fields for now."""
    items: tuple[Item, ...] = ()
    hidden: int = 0
    """The number of optional fields that are not among the items."""
    more: bool = False
    """True if the entries of a list show their unanswered optional fields, too."""


def stage_items(fields: Sequence[Field], stage_id: str) -> Iterator[Item]:
    """Yield the fields of a stage that are not lists, with their places."""
    for field in fields:
        if field.kind != "entries":
            yield Item(field, Place(stage_id, field.key))


def entry_items(field: Field, place: Place, entry_id: str) -> tuple[Item, ...]:
    """Return the parts of one entry with their places."""
    return tuple(Item(part, Place(place.stage, place.field, entry_id, part.id)) for part in field.fields)
