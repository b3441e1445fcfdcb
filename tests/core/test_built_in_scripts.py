"""Tests of the scripts of the built-in workbook: titles of steps, and the parts of the screen that they name."""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path

import pytest

from wbtui.core.workbook.model import MAX_STEP_TITLE_CHARS, Step, Workbook
from wbtui.core.workbook.sections import Section, sections
from wbtui.storage.workbooks import DEFAULT_WORKBOOK, WorkbookLibrary
from wbtui.ui.widgets.form_lines import names

BUILT_IN: Workbook = WorkbookLibrary(Path()).load(DEFAULT_WORKBOOK)
SLOTS = [(f"{agenda.id} {slot.id}", slot) for agenda in BUILT_IN.agendas for slot in agenda.slots]
SCRIPTS = {
    **{stage.id: stage.script for stage in BUILT_IN.stages},
    **{name: slot.script for name, slot in SLOTS if slot.script},
}
STAGE_OF = {
    **{stage.id: stage.id for stage in BUILT_IN.stages},
    **{name: slot.stage for name, slot in SLOTS},
}
QUOTED = re.compile("“([^”]+)”")


def steps_of(*stages: str) -> list[Step]:
    """Return the steps of these stages in all agendas."""
    return [step for name, script in SCRIPTS.items() if STAGE_OF[name] in stages for step in script]


def sections_of(stage_id: str) -> tuple[Section, ...]:
    """Return the sections of a stage."""
    stage = BUILT_IN.stage(stage_id)
    assert stage is not None
    return sections(stage)


def headings(section: Section) -> list[str]:
    """Return the labels of the lines of a form without its optional fields, each up to its colon and only once."""
    asked = [field for field in section.fields if not (field.optional or field.retired or field.is_sentence)]
    rows = [[*row] for _, row in groupby(asked, lambda field: field.row or field.id)]
    shown = [" · ".join(names(row)).split(":")[0] for row in rows]
    return [heading for n, heading in enumerate(shown) if n == 0 or heading != shown[n - 1]]


def test_each_step_has_a_title_of_its_own() -> None:
    for name, script in SCRIPTS.items():
        titles = [step.title for step in script]
        assert len(set(titles)) == len(titles), name
        for title in titles:
            assert 0 < len(title) <= MAX_STEP_TITLE_CHARS, name
            assert len(title.split()) <= 3, name
            assert title == title.capitalize(), name


@pytest.mark.fault("NB8")
@pytest.mark.parametrize("stage", ["internal_faq", "decision"])
def test_each_step_names_the_section_it_is_about(stage: str) -> None:
    names = [section.title.lower() for section in sections_of(stage)]
    for step in steps_of(stage):
        assert any(name in step.do.lower() for name in names), step.do


@pytest.mark.fault("NB7", "NB8")
@pytest.mark.parametrize("stage", ["internal_faq", "decision"])
def test_each_section_of_a_stage_is_named_in_its_script(stage: str) -> None:
    said = " ".join(step.do for step in steps_of(stage)).lower()
    for section in sections_of(stage):
        # The parking lot is filled from anywhere, and no step is about it.
        assert section.title.lower() in said or section.id == "parking_lot"


@pytest.mark.fault("NB8")
@pytest.mark.parametrize("stage", ["internal_faq", "decision"])
def test_a_step_with_the_title_of_a_section_is_about_it(stage: str) -> None:
    names = {section.title for section in sections_of(stage)}
    about = [step for step in steps_of(stage) if step.title in names]
    assert about
    for step in about:
        assert step.title.lower() in step.do.lower()


@pytest.mark.fault("NB8")
def test_text_that_a_step_quotes_from_the_screen_is_on_the_screen() -> None:
    stages = ("customer", "internal_faq", "decision")
    fields = [field for _, field, _ in BUILT_IN.places()]
    labels = {field.label for field in fields} | {part.label for field in fields for part in field.fields}
    names = labels | {label.split(":")[0] for label in labels}
    quotes = [quote for step in steps_of(*stages) for quote in QUOTED.findall(step.do)]
    assert quotes
    assert [quote for quote in quotes if quote not in names] == []


@pytest.mark.fault("NB8")
def test_the_cost_of_failure_begins_with_six_questions_in_the_section_and_in_the_bank() -> None:
    section = next(section for section in sections_of("internal_faq") if section.id == "cost_of_failure")
    assert headings(section) == [
        "What failure looks like",
        "Money from · to · in",
        "Time from · to · in",
        "Trust lost, 1 to 5",
        "Who is let down",
        "Getting out",
        "How we get out",
        "Doing nothing",
    ]
    bank = BUILT_IN.bank("cost_of_failure")
    assert bank is not None
    assert [question.id for question in bank.questions if question.short] == [
        "F01",
        "F02",
        "F05",
        "F10",
        "F12",
        "F17",
    ]
    assert {question.category for question in bank.questions if question.short} == {"Short version"}
    assert [
        question for question in bank.questions if question.category == "Short version" and not question.short
    ] == []


@pytest.mark.fault("NB8")
def test_six_questions_are_only_counted_where_there_are_six() -> None:
    counted = [step for step in steps_of("internal_faq") if "six questions" in step.do]
    assert {step.title for step in counted} == {"Cost of failure"}
    said = " ".join(f"{step.do} {step.say}" for step in steps_of("internal_faq", "decision")).lower()
    assert re.findall(r"\bshort (?:version|questions?)|(?:seven|eight) questions", said) == []
