"""Divides a stage into sections: one for each list of entries, and one for each group of other fields."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.progress import is_shown

if TYPE_CHECKING:
    from datetime import date

    from wbtui.core.session import Session
    from wbtui.core.workbook.model import Field, Stage


class Section(NamedTuple):
    """The part of a stage that is shown at a time: a form of fields, or one list."""

    id: str
    """The id of the list or group; empty for fields without a group."""
    title: str
    fields: tuple[Field, ...]
    purpose: str = ""

    @property
    def list(self) -> Field | None:
        """The field of the list; None if the section is a form."""
        return self.fields[0] if self.fields[0].kind == "entries" else None


def sections(stage: Stage) -> tuple[Section, ...]:
    """Return the sections of a stage, in the order of its fields."""
    titles = {group.id: group for group in stage.groups}
    found = []
    for (group, name), members in groupby(stage.fields, key=_belongs_to):
        fields = tuple(members)
        if name:
            found.append(Section(name, fields[0].label, fields))
        elif group in titles:
            found.append(Section(group, titles[group].title, fields, titles[group].purpose))
        else:
            found.append(Section("", stage.title, fields))
    return tuple(found)


def _belongs_to(field: Field) -> tuple[str, str]:
    return field.group, field.id if field.kind == "entries" else ""


def shown_fields(
    section: Section, stage: Stage, session: Session, today: date, *, more: bool = False
) -> tuple[Field, ...]:
    """Return the fields of a form to show, the sentences made of them last.

    Unanswered optional fields are shown only if `more` is true, or once they are due.
    """
    shown = [field for field in section.fields if is_shown(field, stage.place(field), session, today, more=more)]
    return tuple(sorted(shown, key=lambda field: field.is_sentence))
