"""Tests of the preview's lines."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from tests.writers.test_answers import trees

from wbtui.core.document.blocks import Dateline, Table
from wbtui.core.document.rich_text import Blocks, RichText
from wbtui.ui.widgets.document_lines import Line, block_lines, text_lines
from wbtui.writers.answers import parse


def rows(lines: list[Line], width: int = 60) -> list[str]:
    return [row.plain for line in lines for row in line.rows(width)]


@pytest.mark.parametrize(
    ("answer", "want"),
    [
        ("1998. Founded.\n2004. First shop.", ["1998. Founded.", "2004. First shop."]),
        ("+ 20 % sales\n+ 3 shops\n\n- 2 % costs", ["+ 20 % sales", "+ 3 shops", "", "- 2 % costs"]),
        ("Tel. 0221\nMon–Fri 9–17\nMarket Street 4", ["Tel. 0221", "Mon–Fri 9–17", "Market Street 4"]),
        ("Rated\n\n* * *", ["Rated", "", "* * *"]),
        ("1. a\n   - b\n2.\n3) c", ["1. a", "   - b", "2. ", "", "3) c"]),
        ("> *a*\n> - b", ["│ a", "│ ", "│ - b"]),
        ("```\nx  y\n```\nz", ["    x  y", "", "z"]),
        ("~~old~~ new ~~or *so*~~", ["~~old~~ new ~~or so~~"]),
        ("a|b\n-|-\n1|2\n3|", ["▪ a: 1  ·  b: 2", "▪ a: 3"]),
        ("|a|b|\n|-|-|\n||2|", ["▪ b: 2"]),
        ("|a||\n|-|-|\n|1|2|", ["▪ a: 1  ·  2"]),
        ("|a|\n|-|\n|1|", ["▪ a: 1"]),
        ("a|b\n-|-", ["▪ a  ·  b"]),
        ("*a*|`b`\n-|-\n**1**|[2](c/d)", ["▪ a: 1  ·  b: 2"]),
        ("> a|b\n> -|-\n> 1|2", ["│ ▪ a: 1  ·  b: 2"]),
        ("- x\n\n  a|b\n  -|-\n  1|2", ["- x", "  ", "  ▪ a: 1  ·  b: 2"]),
        ("a ![](b.png)", ["a b.png"]),
    ],
)
def test_a_preview_shows_the_formatting_of_an_answer(answer: str, want: list[str]) -> None:
    assert rows(list(text_lines(parse(answer)))) == want


def test_a_preview_shows_every_heading_of_a_table_of_the_document() -> None:
    header, row = ("Action", "Who", "By"), ("Ask the hospital", "Ben", "3 March")
    assert rows(block_lines(Table(header, (row, ("", "Ada", "")))), 80) == [
        "▪ Action: Ask the hospital  ·  Who: Ben  ·  By: 3 March",
        "▪ Who: Ada",
        "",
    ]


def test_struck_out_text_is_struck_out() -> None:
    (line,) = text_lines(parse("a ~~b~~"))
    assert {(span.start, span.style) for span in line.content.spans} >= {(2, "strike"), (4, "strike")}


@pytest.mark.parametrize(
    ("answer", "want"),
    [("a\nb", ["LEEDS — a", "b", ""]), ("- a", ["LEEDS", "", "- a", ""]), ("", ["LEEDS", ""])],
)
def test_a_dateline_comes_before_its_paragraph(answer: str, want: list[str]) -> None:
    assert rows(block_lines(Dateline("LEEDS", RichText.of(answer, parse)))) == want


def test_emphasis_is_styled() -> None:
    (line,) = text_lines(parse("a **b *c*** `d` [e](f/)"))
    assert [(line.content.plain[s.start : s.end], s.style) for s in line.content.spans] == [
        ("b ", "bold"),
        ("c", "bold italic"),
        ("d", "$heading"),
        ("e", "underline"),
    ]


@settings(deadline=None, max_examples=50)
@given(trees)
def test_every_answer_can_be_previewed(tree: Blocks) -> None:
    assert rows(list(text_lines(tree)), 20)
