"""Adds read-only fields to a workbook for answers that it has no field for, so that no answer is ever hidden."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from wbtui.core.progress import unknown_answers
from wbtui.core.text import clean_line
from wbtui.core.workbook.model import Agenda, Field, Group, Part, Slot, Stage, Workbook

if TYPE_CHECKING:
    from wbtui.core.place import Place
    from wbtui.core.session import Session


def with_unknown_fields(workbook: Workbook | None, session: Session) -> Workbook:
    """Return the workbook with read-only fields for unknown answers; if None, a workbook with only these."""
    base = workbook or Workbook(session.workbook, clean_line(session.workbook), (), ())
    unknown = unknown_answers(session, base)
    stages = list(base.stages)
    for place in unknown:
        at = next((n for n, stage in enumerate(stages) if stage.id == _stage_of(place, stages)), None)
        if at is None:
            stages.append(Stage(place.stage or "session", clean_line(place.stage or place.field), "", "", ()))
            at = len(stages) - 1
        stages[at] = _with_place(stages[at], place)
    names = tuple(dict.fromkeys(str(place.list) for place in unknown))
    missing = tuple(name for name in names if not _is_included(name, base))
    parts = _with_fields_in_last_part(base.document, missing) if missing else base.document
    agendas = base.agendas or (Agenda(session.agenda, session.agenda, _slots(stages)),)
    if workbook and not unknown:
        return workbook
    return replace(base, stages=tuple(stages), agendas=agendas, document=parts)


def _with_fields_in_last_part(parts: tuple[Part, ...], names: tuple[str, ...]) -> tuple[Part, ...]:
    """Return the document parts with a last part that includes the unknown fields with these names, too."""
    if parts and parts[-1].foreign:
        return (*parts[:-1], parts[-1]._replace(include=(*parts[-1].include, *names)))
    return (*parts, Part("", names, appendix=True, foreign=True))


def _is_included(name: str, workbook: Workbook) -> bool:
    """Return whether a part of the document includes the field, its group or its stage."""
    named = {include for part in workbook.document for include in part.include}
    return not named.isdisjoint({name, name.split(".")[0], name.rpartition(".")[0]})


def _stage_of(place: Place, stages: Iterable[Stage]) -> str:
    """Return the id of the stage for a place; a list of the whole session belongs to the stage that shows it."""
    if place.stage:
        return place.stage
    holders = [stage.id for stage in stages if place.field in stage.by_key]
    return holders[0] if holders else "session"


def _slots(stages: list[Stage]) -> tuple[Slot, ...]:
    return tuple(Slot(stage.id, stage.title, 0, stage.id) for stage in stages)


def _with_place(stage: Stage, place: Place) -> Stage:
    group, _, id_ = place.field.rpartition(".")
    field = stage.by_key.get(place.field)
    if place.entry:
        field = field or Field(id_, clean_line(id_), "entries", foreign=True)
        if field.part(place.part):
            return stage
        first = not field.fields
        label, kind = clean_line(place.part), "line" if first else "text"
        part = Field(place.part, label, kind, foreign=True, optional=not first)
        field = replace(field, fields=(*field.fields, part))
    else:
        field = field or Field(id_, clean_line(id_), "text", group=group, optional=True, foreign=True)
    fields = [old for old in stage.fields if old.key != field.key]
    at = next((n for n, old in enumerate(stage.fields) if old.key == field.key), len(fields))
    groups = stage.groups
    if group and all(known.id != group for known in groups):
        groups = (*groups, Group(group, clean_line(group)))
    return replace(stage, fields=(*fields[:at], field, *fields[at:]), groups=groups)
