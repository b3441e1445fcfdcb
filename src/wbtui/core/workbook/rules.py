"""The rules that a workbook must satisfy beyond the types of its keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from wbtui.core.errors import Problem
from wbtui.core.method import DERIVATION_SOURCES
from wbtui.core.session import SHARED_LISTS
from wbtui.core.workbook.model import AUDIENCES, KINDS, MAX_STEP_TITLE_CHARS, ROLES
from wbtui.core.workbook.sections import sections

if TYPE_CHECKING:
    from wbtui.core.workbook.model import Field, Stage, Step, Workbook

MAX_ROW_FIELDS = 3
"""The most fields on one row: with their labels, so many fit at 80 columns."""


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
            yield Problem.of("workbook.id_twice", key=f"{key}[{id_}]", id=id_, count=count)


def _empty(workbook: Workbook) -> Iterator[Problem]:
    if not workbook.stages:
        yield Problem.of("workbook.no_stage", key="stages")
    if not workbook.agendas:
        yield Problem.of("workbook.no_agenda", key="agendas")
    if workbook.default_agenda and workbook.agenda(workbook.default_agenda) is None:
        yield Problem.of("workbook.agenda", key="default_agenda")
    if workbook.capture_decision and workbook.capture_decision not in _lists(workbook):
        yield Problem.of("workbook.list", key="capture_decision")


def _banks(workbook: Workbook) -> Iterator[Problem]:
    for bank in workbook.banks:
        yield from _twice(f"banks[{bank.id}].questions", (question.id for question in bank.questions))


def _agendas(workbook: Workbook) -> Iterator[Problem]:
    stages = {stage.id for stage in workbook.stages}
    for agenda in workbook.agendas:
        key = f"agendas[{agenda.id}].slots"
        yield from _twice(key, (slot.id for slot in agenda.slots))
        if not agenda.slots:
            yield Problem.of("workbook.no_slot", key=key)
        for slot in agenda.slots:
            if slot.stage and slot.stage not in stages:
                yield Problem.of("workbook.stage", key=f"{key}[{slot.id}].stage", name=slot.stage)
            if not slot.stage and slot.id in stages:
                yield Problem.of("workbook.slot_id", key=f"{key}[{slot.id}].id")
            if slot.least is not None and slot.least > slot.minutes:
                yield Problem.of("workbook.slot_min", key=f"{key}[{slot.id}].min", minutes=slot.minutes)
            if slot.must and slot.may_go:
                yield Problem.of("workbook.slot_must", key=f"{key}[{slot.id}].may_go")
            yield from _script(slot.script, f"{key}[{slot.id}].script")
            if stage := workbook.stage(slot.stage):
                yield from _sections(stage, slot.script, f"{key}[{slot.id}].script")


def _script(steps: tuple[Step, ...], key: str) -> Iterator[Problem]:
    for n, step in enumerate(steps):
        if len(step.title) > MAX_STEP_TITLE_CHARS:
            yield Problem.of("workbook.step_title", key=f"{key}[{step.title}].title", most=MAX_STEP_TITLE_CHARS)
        elif not step.title and any(other.title for other in steps):
            yield Problem.of("workbook.no_step_title", key=f"{key}[{n}].title")


def _sections(stage: Stage, steps: tuple[Step, ...], key: str) -> Iterator[Problem]:
    titles = {section.title for section in sections(stage)}
    for n, step in enumerate(steps):
        if step.section and step.section not in titles:
            yield Problem.of("workbook.step_section", key=f"{key}[{n}].section", name=step.section)


def _stage(workbook: Workbook, stage: Stage) -> Iterator[Problem]:
    key = f"stages[{stage.id}]"
    yield from _script(stage.script, f"{key}.script")
    yield from _sections(stage, stage.script, f"{key}.script")
    if stage.carried and not _is_single(workbook, stage.carried):
        yield Problem.of("workbook.answer", key=f"{key}.carried", name=stage.carried)
    yield from _twice(f"{key}.groups", (group.id for group in stage.groups))
    yield from _twice(f"{key}.fields", (field.key for field in stage.fields))
    groups = {group.id for group in stage.groups}
    names = {field.id for field in stage.fields if not field.group}
    for group in groups & names:
        yield Problem.of("workbook.group_and_field", key=f"{key}.groups[{group}]", name=group)
    for field in stage.fields:
        beside = [other for other in stage.fields if other.group == field.group or (field.derive and other.fields)]
        yield from _field(workbook, field, beside, f"{key}.fields[{field.id}]")
        if field.group and field.group not in groups:
            yield Problem.of("workbook.group", key=f"{key}.fields[{field.id}].group", name=field.group)
        if field.id in SHARED_LISTS and field.kind != "entries":
            yield Problem.of("workbook.shared", key=f"{key}.fields[{field.id}].id")
    yield from _rows(stage.fields, f"{key}.fields")


def _field(workbook: Workbook, field: Field, beside: list[Field], key: str) -> Iterator[Problem]:
    for name, allowed in (("kind", KINDS), ("role", ROLES), ("audience", AUDIENCES)):
        if getattr(field, name) not in allowed:
            yield Problem.of("workbook.one_of", key=f"{key}.{name}", allowed=", ".join(allowed))
    for bank in field.banks:
        if workbook.bank(bank) is None:
            yield Problem.of("workbook.bank", key=f"{key}.bank", name=bank)
    if (field.kind == "choice") != bool(field.options):
        yield Problem.of("workbook.options", key=f"{key}.options")
    yield from _twice(f"{key}.options", (option.id for option in field.options))
    yield from _links(field, beside, key)
    yield from _conditions(field, beside, key)
    for name in field.offer:
        if not _is_single(workbook, name):
            yield Problem.of("workbook.answer", key=f"{key}.offer", name=name)
    if field.offer and field.kind != "text":
        yield Problem.of("workbook.only_text", key=f"{key}.offer")
    yield from _entries(workbook, field, key)


def _is_single(workbook: Workbook, name: str) -> bool:
    named = workbook.named(name)
    return named is not None and named[0].kind != "entries"


def _conditions(field: Field, beside: list[Field], key: str) -> Iterator[Problem]:
    """Yield what is wrong with the conditions under which a field is asked or shown."""
    choice, option = field.asked_if
    if choice and not any(other.id == choice and other.option(option) for other in beside if other is not field):
        yield Problem.of("workbook.condition", key=f"{key}.asked_if", name=choice, option=option)
    if field.asked_from and not any((other.id, other.kind) == (field.asked_from, "date") for other in beside):
        yield Problem.of("workbook.day_beside", key=f"{key}.asked_from", name=field.asked_from)
    elif field.asked_from and not field.optional:
        yield Problem.of("workbook.only_optional", key=f"{key}.asked_from")


def _rows(fields: tuple[Field, ...], key: str) -> Iterator[Problem]:
    """Yield a problem for each row whose fields are too long, too many, too few or not next to each other."""
    runs = [(row, [*run]) for row, run in groupby(fields, lambda field: field.row) if row]
    for row, run in runs:
        at = f"{key}[{run[0].id}].row"
        if [other for other, _ in runs].count(row) > 1 or len({field.group for field in run}) > 1:
            yield Problem.of("workbook.row_apart", key=at, name=row)
        elif not 2 <= len(run) <= MAX_ROW_FIELDS:
            yield Problem.of("workbook.row_length", key=at, name=row, most=MAX_ROW_FIELDS)
        elif any(field.kind in ("text", "entries") for field in run):
            yield Problem.of("workbook.row_kind", key=at, name=row)


def _links(field: Field, beside: list[Field], key: str) -> Iterator[Problem]:
    ids = {other.id for other in beside}
    if field.by and field.by not in ids:
        yield Problem.of("workbook.beside", key=f"{key}.by", name=field.by)
    if field.derive and field.derive not in DERIVATION_SOURCES:
        yield Problem.of("workbook.one_of", key=f"{key}.derive", allowed=", ".join(DERIVATION_SOURCES))
    elif field.derive and len(field.derive_from) != DERIVATION_SOURCES[field.derive]:
        count = DERIVATION_SOURCES[field.derive]
        yield Problem.of("workbook.sources", key=f"{key}.derive_from", derivation=field.derive, count=count)
    for source in field.derive_from:
        if source not in ids:
            yield Problem.of("workbook.beside", key=f"{key}.derive_from", name=source)


def _entries(workbook: Workbook, field: Field, key: str) -> Iterator[Problem]:
    if field.kind != "entries":
        if field.fields or field.banks:
            yield Problem.of("workbook.only_entries", key=key)
        return
    if not field.fields:
        yield Problem.of("workbook.no_fields", key=f"{key}.fields")
    elif field.fields[0].kind != "line":
        yield Problem.of("workbook.first_field", key=f"{key}.fields")
    if field.group:
        yield Problem.of("workbook.entries_in_group", key=f"{key}.group")
    yield from _twice(f"{key}.fields", (part.id for part in field.fields))
    for name, kind, id_ in (("owner", "line", field.owner), ("due", "date", field.due)):
        if id_ and all((part.id, part.kind) != (id_, kind) for part in field.fields[1:]):
            yield Problem.of("workbook.part_of_kind", key=f"{key}.{name}", name=id_, kind=kind)
    yield from _rows(field.fields, f"{key}.fields")
    for part in field.fields:
        if part.kind == "entries" or part.id == "id":
            yield Problem.of("workbook.entries_in_entry", key=f"{key}.fields[{part.id}]")
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
                yield Problem.of("workbook.part", key=f"document[{part.title}].include", name=name)
