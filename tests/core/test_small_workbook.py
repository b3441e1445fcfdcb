"""Another workshop is a file: nothing about the built-in stages is in the Python."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.small_workbook import NOON, PATH, filled_session, small_workbook

from wbtui.core.document import CUSTOMERS, document
from wbtui.core.new_session import new_session
from wbtui.core.place import Place
from wbtui.core.progress import Progress, stage_progress, unknown_answers
from wbtui.core.workbook.sections import sections
from wbtui.storage.session_file import codec
from wbtui.storage.workbooks import DEFAULT, Shelf, load
from wbtui.writers.markdown import render

SOURCE = Path(__file__).parents[2] / "src" / "wbtui"
BUILT_IN = load(Shelf(Path()).find(DEFAULT))
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


def test_its_document() -> None:
    assert render(document(filled_session(), SMALL)) == EXPORT


def test_what_it_marks_for_customers_is_all_that_they_get() -> None:
    text = render(document(filled_session(), SMALL, CUSTOMERS))
    assert "Laut" in text
    assert "Kuchen" not in text
    assert "Zelt" not in text


def test_its_progress() -> None:
    session = filled_session()
    counted = {stage.id: stage_progress(stage, session) for stage in SMALL.stages}
    assert counted == {"stimmung": Progress(4, 4), "fundstuecke": Progress(2, 2), "ausblick": Progress(1, 1)}
    assert unknown_answers(session, SMALL) == ()


def test_its_sections() -> None:
    found = [(section.id, section.title) for section in sections(SMALL.stages[0])]
    assert found == [("", "Stimmung"), ("zahlen", "In Zahlen")]


def test_it_begins_with_its_own_agenda() -> None:
    session = new_session(SMALL, str(PATH), "Sommerfest", SMALL.agendas[0], NOON)
    assert session.slot == "ankommen"
    assert session.clock.planned == {"ankommen": 5, "stimmung": 10, "fundstuecke": 0, "ausblick": 15}


def test_its_session_is_saved_and_read() -> None:
    session = filled_session()
    assert codec.read(codec.render(session).text.encode()).session == session
    assert session.text(Place("stimmung", "zahlen.wetter")) == "regen"


# Words of the file formats, of the derivations and of the interface that some stage or field also has as its id.
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
}


def built_in_ids() -> set[str]:
    ids = {question.id for bank in BUILT_IN.banks for question in bank.questions}
    for stage in BUILT_IN.stages:
        ids |= {stage.id, *(group.id for group in stage.groups), *(field.id for field in stage.fields)}
        # The parts of an entry have everyday names; those of two words are unmistakable.
        ids |= {str(stage.place(field)) for field in stage.fields}
        ids |= {part.id for field in stage.fields for part in field.fields if "_" in part.id}
    return ids


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """The strings of a module, without docstrings."""
    tree = ast.parse(path.read_text())
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value


def test_the_python_names_no_stage_and_no_field_of_the_built_in_workbook() -> None:
    ids = built_in_ids() - LEGITIMATE.keys()
    assert {"customer_faq", "press_release", "headline", "cost_of_failure", "kill_threshold", "F01"} <= ids
    named = [
        f"{path.relative_to(SOURCE)}:{line} {text!r}"
        for path in sorted(SOURCE.rglob("*.py"))
        for line, text in literals(path)
        if text in ids
    ]
    assert named == []


@pytest.mark.parametrize("id_", LEGITIMATE)
def test_an_exception_is_still_needed(id_: str) -> None:
    assert id_ in built_in_ids()
    assert any(text == id_ for path in SOURCE.rglob("*.py") for _, text in literals(path))
