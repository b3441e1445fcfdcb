"""The rules that a workbook must satisfy beyond the types of its keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from wbtui.core.errors import Problem
from wbtui.core.method import DERIVATION_SOURCES
from wbtui.core.session import SHARED
from wbtui.core.workbook.model import AUDIENCES, KINDS, ROLES

if TYPE_CHECKING:
    from wbtui.core.workbook.model import Field, Stage, Workbook


def mistakes(workbook: Workbook) -> tuple[Problem, ...]:
    """Return a problem for each violation of a rule."""
    return (
        *_twice("stages", (stage.id for stage in workbook.stages)),
        *_twice("agendas", (agenda.id for agenda in workbook.agendas)),
        *_twice("banks", (bank.id for bank in workbook.banks)),
        *_empty(workbook),
        *_banks(workbook),
        *_agendas(workbook),
        *(problem for stage in workbook.stages for problem in _stage(workbook, stage)),
        *_document(workbook),
    )


def _twice(key: str, ids: Iterable[str]) -> Iterator[Problem]:
    for id_, count in Counter(ids).items():
        if count > 1:
            yield Problem(f"the id {id_} is used {count} times", f"{key}[{id_}]")


def _empty(workbook: Workbook) -> Iterator[Problem]:
    if not workbook.stages:
        yield Problem("a workbook needs a stage", "stages")
    if not workbook.agendas:
        yield Problem("a workbook needs an agenda", "agendas")
    if workbook.default_agenda and workbook.agenda(workbook.default_agenda) is None:
        yield Problem("there is no such agenda", "default_agenda")
    if workbook.capture_decision and workbook.capture_decision not in _lists(workbook):
        yield Problem("there is no such list of entries", "capture_decision")


def _banks(workbook: Workbook) -> Iterator[Problem]:
    for bank in workbook.banks:
        yield from _twice(f"banks[{bank.id}].questions", (question.id for question in bank.questions))


def _agendas(workbook: Workbook) -> Iterator[Problem]:
    stages = {stage.id for stage in workbook.stages}
    for agenda in workbook.agendas:
        key = f"agendas[{agenda.id}].slots"
        yield from _twice(key, (slot.id for slot in agenda.slots))
        if not agenda.slots:
            yield Problem("an agenda needs a slot", key)
        for slot in agenda.slots:
            if slot.stage and slot.stage not in stages:
                yield Problem(f"there is no stage {slot.stage}", f"{key}[{slot.id}].stage")
            if not slot.stage and slot.id in stages:
                yield Problem("a slot without a stage cannot have a stage's id", f"{key}[{slot.id}].id")


def _stage(workbook: Workbook, stage: Stage) -> Iterator[Problem]:
    key = f"stages[{stage.id}]"
    yield from _twice(f"{key}.groups", (group.id for group in stage.groups))
    yield from _twice(f"{key}.fields", (field.key for field in stage.fields))
    groups = {group.id for group in stage.groups}
    names = {field.id for field in stage.fields if not field.group}
    for group in groups & names:
        yield Problem(f"{group} is a group and a field", f"{key}.groups[{group}]")
    for field in stage.fields:
        beside = [other for other in stage.fields if other.group == field.group]
        yield from _field(workbook, field, beside, f"{key}.fields[{field.id}]")
        if field.group and field.group not in groups:
            yield Problem(f"there is no group {field.group}", f"{key}.fields[{field.id}].group")
        if field.id in SHARED and field.kind != "entries":
            yield Problem("this name is kept for the session's own list", f"{key}.fields[{field.id}].id")


def _field(workbook: Workbook, field: Field, beside: list[Field], key: str) -> Iterator[Problem]:
    for name, allowed in (("kind", KINDS), ("role", ROLES), ("audience", AUDIENCES)):
        if getattr(field, name) not in allowed:
            yield Problem(f"{name} must be one of {', '.join(allowed)}", f"{key}.{name}")
    for bank in field.banks:
        if workbook.bank(bank) is None:
            yield Problem(f"there is no bank {bank}", f"{key}.bank")
    if (field.kind == "choice") != bool(field.options):
        yield Problem("a choice needs options, and only a choice has them", f"{key}.options")
    yield from _twice(f"{key}.options", (option.id for option in field.options))
    yield from _links(field, beside, key)
    yield from _entries(workbook, field, key)


def _links(field: Field, beside: list[Field], key: str) -> Iterator[Problem]:
    ids = {other.id for other in beside}
    if field.by and field.by not in ids:
        yield Problem(f"there is no field {field.by} beside it", f"{key}.by")
    if field.derive and field.derive not in DERIVATION_SOURCES:
        yield Problem(f"derive must be one of {', '.join(DERIVATION_SOURCES)}", f"{key}.derive")
    elif field.derive and len(field.derive_from) != DERIVATION_SOURCES[field.derive]:
        yield Problem(f"{field.derive} needs {DERIVATION_SOURCES[field.derive]} fields", f"{key}.derive_from")
    for source in field.derive_from:
        if source not in ids:
            yield Problem(f"there is no field {source} beside it", f"{key}.derive_from")


def _entries(workbook: Workbook, field: Field, key: str) -> Iterator[Problem]:
    if field.kind != "entries":
        if field.fields or field.banks:
            yield Problem("only entries have fields and a bank", key)
        return
    if not field.fields:
        yield Problem("entries need fields", f"{key}.fields")
    elif field.fields[0].kind != "line":
        yield Problem("the first field of an entry is the line that a list shows", f"{key}.fields")
    if field.group:
        yield Problem("a list of entries cannot be in a group", f"{key}.group")
    yield from _twice(f"{key}.fields", (part.id for part in field.fields))
    for part in field.fields:
        if part.kind == "entries" or part.id == "id":
            yield Problem("an entry cannot hold entries, nor a field called id", f"{key}.fields[{part.id}]")
        else:
            yield from _field(workbook, part, list(field.fields), f"{key}.fields[{part.id}]")


def _lists(workbook: Workbook) -> set[str]:
    return {str(place) for _, field, place in workbook.places() if field.kind == "entries"}


def _document(workbook: Workbook) -> Iterator[Problem]:
    known = {str(place) for _, _, place in workbook.places()} | {stage.id for stage in workbook.stages}
    known |= {f"{stage.id}.{group.id}" for stage in workbook.stages for group in stage.groups}
    for part in workbook.document:
        for name in part.include:
            if name not in known:
                yield Problem(f"there is no {name} in this workbook", f"document[{part.title}].include")
