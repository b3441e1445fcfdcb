"""Tests of another workbook, to show that the code does not depend on the built-in one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.small_workbook import NOON, PATH, filled_session, small_workbook

from wbtui.core.document import CUSTOMERS
from wbtui.core.new_session import new_session
from wbtui.core.place import Place
from wbtui.core.progress import Progress, stage_progress, unknown_answers
from wbtui.core.workbook.sections import sections
from wbtui.storage.session_file import codec
from wbtui.storage.workbooks import DEFAULT_WORKBOOK, WorkbookLibrary, load
from wbtui.wording.documents import words_in
from wbtui.writers import document_of
from wbtui.writers.markdown import render

SOURCE = Path(__file__).parents[2] / "src" / "wbtui"
BUILT_IN = load(WorkbookLibrary(Path()).find(DEFAULT_WORKBOOK))
SMALL = small_workbook()

EXPORT = """\
# Sommerfest

*Draft · 2026-07-05*

## Wie es war

### Laut

> Mehr Kuchen!
>
> — Oma Ilse

### In Zahlen

- **Gäste:** 84 Personen
- **Wetter:** Regen

## Wie es wird

### Zelt mieten

**Warum:** Regen.

- **Bis:** 2027-05-01

## Appendix

### Gefunden

| Ding        | Gewicht |
| ----------- | ------- |
| Ein Schirm  | 0.5 kg  |
| Zwei Gabeln |         |
"""


def test_small_workbook_makes_a_document() -> None:
    assert render(document_of(filled_session(), SMALL, words_in)) == EXPORT


def test_customers_get_only_fields_marked_for_them() -> None:
    text = render(document_of(filled_session(), SMALL, words_in, CUSTOMERS))
    assert "Laut" in text
    assert "Kuchen" not in text
    assert "Zelt" not in text


def test_small_workbook_counts_its_answers() -> None:
    session = filled_session()
    counted = {stage.id: stage_progress(stage, session) for stage in SMALL.stages}
    assert counted == {"stimmung": Progress(5, 5), "fundstuecke": Progress(1, 2), "ausblick": Progress(1, 1)}
    assert unknown_answers(session, SMALL) == ()


def test_small_workbook_has_sections() -> None:
    found = [(section.id, section.title) for section in sections(SMALL.stages[0])]
    assert found == [("", "Stimmung"), ("zahlen", "In Zahlen")]


def test_small_workbook_session_starts_with_its_agenda() -> None:
    session = new_session(SMALL, str(PATH), "Sommerfest", SMALL.agendas[0], NOON)
    assert session.slot == "ankommen"
    assert session.clock.planned == {"ankommen": 5, "stimmung": 10, "fundstuecke": 0, "ausblick": 15}


def test_small_workbook_session_survives_a_round_trip() -> None:
    session = filled_session()
    assert codec.read(codec.render(session).text.encode()).session == session
    assert session.text(Place("stimmung", "zahlen.wetter")) == "regen"


# Ids of built-in stages and fields that the code may use, because they are other words too; with the reason.
LEGITIMATE = {
    "name": "of a person",
    "problem": "what is wrong with a file, in JSON",
    "questions": "of a bank, in a workbook file",
    "actions": "a list of the whole session",
    "parking_lot": "a list of the whole session",
    "decision": "the command that notes one",
    "today_statement": "a derivation",
    "summary": "the id of a widget",
    "date": "a kind of field",
    "time": "of a log line",
    "today": "a day, as people say it",
    "owner": "a key of a list, in a workbook file",
}


def built_in_ids() -> set[str]:
    ids = {question.id for bank in BUILT_IN.banks for question in bank.questions}
    for stage in BUILT_IN.stages:
        ids |= {stage.id, *(group.id for group in stage.groups), *(field.id for field in stage.fields)}
        # Parts of entries have everyday names; only names of two words are distinctive.
        ids |= {str(stage.place(field)) for field in stage.fields}
        ids |= {part.id for field in stage.fields for part in field.fields if "_" in part.id}
    return ids


@cache
def all_literals() -> tuple[tuple[str, str], ...]:
    """Return the place and value of each string of the program, except docstrings."""
    return tuple(
        (f"{path.relative_to(SOURCE)}:{line}", text)
        for path in sorted(SOURCE.rglob("*.py"))
        for line, text in literals(path)
    )


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and value of each string in a module, except docstrings."""
    nodes = list(ast.walk(ast.parse(path.read_text())))
    told = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value


def test_code_contains_no_id_of_the_built_in_workbook() -> None:
    ids = built_in_ids() - LEGITIMATE.keys()
    assert {"customer_faq", "press_release", "headline", "cost_of_failure", "kill_threshold", "F01"} <= ids
    assert [f"{place} {text!r}" for place, text in all_literals() if text in ids] == []


def test_each_allowed_id_is_still_used() -> None:
    needed = built_in_ids() & {text for _, text in all_literals()}
    assert LEGITIMATE.keys() - needed == set()
