"""Tests that the builder of a document parses each answer once, and that writers and the preview parse none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wbtui.core.document import Document
from wbtui.core.document.build import document as build
from wbtui.core.document.rich_text import Blocks
from wbtui.core.place import Place
from wbtui.core.session import Entry, Session
from wbtui.storage import workbooks
from wbtui.ui.widgets.document_view import DocumentView
from wbtui.wording.documents import words_in
from wbtui.writers import WRITERS, ParsedAnswers, document_of
from wbtui.writers.answer_markdown import AnswerMarkdown
from wbtui.writers.answers import parse

WORKBOOK = workbooks.load(Path(__file__).parents[2] / "src/wbtui/workbooks/working-backwards.toml")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SUMMARY = Place("press_release", "summary")
SESSION = Session(
    *("s1", "Pocket Clinic", WORKBOOK.id, "90", NOON, NOON, "customer"),
    answers={
        "problem": {"problem": "- one\n- *two*", "size": "> a\n> quote"},
        "press_release": {
            "headline": "**Five** minutes",
            "summary": "`code`",
            "quote": "I *slept*.",
            "speaker": "_Ana_",
        },
        "customer_faq": {
            "questions": (Entry("q1", {"question": "What is `it`?", "answer": "| a | b |\n| - | - |\n| 1 | 2 |"}),)
        },
        "": {"actions": (Entry("a1", {"action": "Write *it*", "owner": "_Ada_"}),)},
    },
)


class CountingParser:
    """Parses answers, and remembers their texts."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __call__(self, text: str) -> Blocks:
        self.texts.append(text)
        return parse(text)


def rows(made: Document) -> list[str]:
    view = DocumentView(made)
    return [row.plain for piece in range(len(view)) for row in view.rows(piece, 80, 0)]


def test_writers_and_preview_parse_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = CountingParser()
    made = build(SESSION, WORKBOOK, counted, words_in)
    parsed = [*counted.texts]
    assert {"- one\n- *two*", "> a\n> quote", "**Five** minutes", "`code`", "Write *it*"} <= {*parsed}

    monkeypatch.setattr(AnswerMarkdown, "parse", lambda *_: pytest.fail("an answer is parsed to render it"))
    assert all(writer.render(made) for writer in WRITERS.values())
    assert any("two" in row for row in rows(made))
    assert counted.texts == parsed


def test_only_what_has_changed_is_parsed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    counted, remembered = CountingParser(), ParsedAnswers()
    monkeypatch.setattr("wbtui.writers.answers.parse_without_remote_pictures", counted)

    first = document_of(SESSION, WORKBOOK, words_in, parsed=remembered)
    assert len(counted.texts) == len({*counted.texts})
    counted.texts.clear()
    assert document_of(SESSION, WORKBOOK, words_in, parsed=remembered) == first
    assert counted.texts == []

    edited = SESSION.put(SUMMARY, "- new")
    changed = document_of(edited, WORKBOOK, words_in, parsed=remembered)
    assert counted.texts == ["- new"]
    assert WRITERS["md"].render(changed) == WRITERS["md"].render(document_of(edited, WORKBOOK, words_in))
    assert "`code`" not in {text for _, text in remembered.blocks}


def test_a_workbook_that_allows_remote_pictures_is_not_given_the_blocks_of_one_that_does_not() -> None:
    remembered, picture = ParsedAnswers(), SESSION.put(SUMMARY, "![Plan](http://a.b/c.png)")
    for remote in (False, True, False):
        book = replace(WORKBOOK, remote_pictures=remote)
        made = document_of(picture, book, words_in, parsed=remembered)
        assert (b"![Plan]" in WRITERS["md"].render(made)) is remote
