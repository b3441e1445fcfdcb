"""Tests that fields of one line keep their emphasis, code and links in the document."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wbtui.core.document import Document, outline
from wbtui.core.document.rich_text import Inline, Link, Run, inline, unstyled
from wbtui.core.session import Answer, Entry, Session
from wbtui.storage import workbooks
from wbtui.ui.widgets.document_lines import block_lines
from wbtui.wording.documents import words_in
from wbtui.writers import document_of, markdown
from wbtui.writers.answers import parse

WORKBOOK = workbooks.load(Path(__file__).parents[2] / "src/wbtui/workbooks/working-backwards.toml")
QUOTE = next(field for stage in WORKBOOK.stages for field in stage.fields if field.by)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def document(**answers: dict[str, Answer]) -> Document:
    made = Session("s1", "Pocket Clinic", WORKBOOK.id, "90", NOON, NOON, "customer", answers=answers)
    return document_of(
        replace(made, answers={"" if k == "shared" else k: v for k, v in answers.items()}), WORKBOOK, words_in
    )


def preview(made: Document) -> list[str]:
    return [line.content.plain for block in made.blocks for line in block_lines(block)]


@pytest.mark.fault("R9")
def test_code_and_emphasis_in_a_question_and_a_headline_are_code_and_emphasis() -> None:
    question = Entry("q1", {"question": "What is `plit`, *really*?", "answer": "A tool."})
    made = document(
        press_release={"headline": "**Five** minutes with `plit`", "subheading": "For *parents*"},
        customer_faq={"questions": (question,)},
        shared={"actions": (Entry("a1", {"action": "Write `plit.py`", "owner": "_Ada_"}),)},
    )
    text = markdown.render(made)

    assert "### Q1. What is `plit`, *really*?\n" in text
    assert "### **Five** minutes with `plit`\n" in text
    assert "| Write `plit.py` | *Ada* |" in text
    assert (3, "Q1. What is plit, really?") in outline(made)
    assert {"Q1. What is plit, really?", "Five minutes with plit", "For parents"} <= {*preview(made)}


@pytest.mark.fault("R9")
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("What is `plit`?", (Run("What is "), Run("plit", code=True), Run("?"))),
        ("1. What is *it*?", (Run("1. What is "), Run("it", emphasis=True), Run("?"))),
        ("+ *more*", (Run("+ "), Run("more", emphasis=True))),
        ("See [it](http://a.b)", (Run("See "), Run("it", link=Link("http://a.b")))),
        ("5*3*2 = 30?", "5*3*2 = 30?"),
        ("Why \\\\server\\share?", "Why \\\\server\\share?"),
        ("> 50 % of users", "> 50 % of users"),
        ("> *quoted*", "> *quoted*"),
        ("# 1 <b> &amp;", "# 1 <b> &amp;"),
        ("2026.", "2026."),
        ("- - -", "- - -"),
        ("• Book", "• Book"),
        ("*", "*"),
        ("", ""),
    ],
)
def test_a_line_has_the_emphasis_code_and_links_that_were_typed(typed: str, meant: Inline) -> None:
    assert inline(typed, parse) == meant
    assert unstyled(inline(typed, parse)) == (
        meant if isinstance(meant, str) else "".join(run.text for run in meant)
    )


def test_choices_numbers_and_titles_of_workbooks_are_literal() -> None:
    title = replace(WORKBOOK, document=(WORKBOOK.document[0]._replace(title="*Press*"), *WORKBOOK.document[1:]))
    made = Session(
        "s1", "*T*", WORKBOOK.id, "90", NOON, NOON, "customer", answers={"press_release": {"headline": "H"}}
    )

    text = markdown.render(document_of(made, title, words_in))

    assert text.startswith("# \\*T\\*\n")
    assert "## \\*Press\\*\n" in text


@pytest.mark.fault("R24")
@pytest.mark.parametrize(
    "typed", ["Bea", "— Bea", "– Bea", "- Bea", "—Bea", "-- Bea", "― — Bea", "~ Bea", "−\u00a0Bea"]
)
def test_a_speaker_has_exactly_one_dash(typed: str) -> None:
    made = document(press_release={QUOTE.id: "I slept.", QUOTE.by: typed})

    assert "> I slept.\n>\n> — Bea\n" in markdown.render(made)
    assert "— Bea" in preview(made)


def test_a_dash_within_a_name_stays() -> None:
    made = document(press_release={QUOTE.id: "I slept.", QUOTE.by: "Ana-Lena Ott — nurse"})

    assert "> — Ana-Lena Ott — nurse\n" in markdown.render(made)
