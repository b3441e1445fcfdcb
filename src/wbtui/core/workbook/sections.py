"""A stage in sections: each list of entries by itself, the other fields by their group."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from wbtui.core.session import Session
    from wbtui.core.workbook.model import Field, Stage


class Section(NamedTuple):
    """What is shown at a time: a form of fields, or one list."""

    id: str
    """Of the list or of the group; empty for fields without a group."""
    title: str
    fields: tuple[Field, ...]
    purpose: str = ""

    @property
    def list(self) -> Field | None:
        """The list, if the section is one."""
        return self.fields[0] if self.fields[0].kind == "entries" else None


def sections(stage: Stage) -> tuple[Section, ...]:
    """The sections of a stage, in the order of its fields."""
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


def shown_fields(section: Section, stage: Stage, session: Session, more: bool) -> tuple[Field, ...]:
    """The fields of a form to show: optional ones only if they were answered, or when more is asked for."""
    return tuple(
        field for field in section.fields if more or not field.optional or session.text(stage.place(field))
    )
