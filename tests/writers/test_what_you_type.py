"""Tests that the README's table of what is Markdown is true, in the preview and in the export alike."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from tests.hostile import HOSTILE
from tests.writers.test_markdown import NASTY, answers, export

from wbtui.core.document.rich_text import Blocks, Code, Line, List, Paragraph, Quote, Run, Table
from wbtui.core.text import clean
from wbtui.ui.widgets.document_lines import text_lines
from wbtui.writers.answers import parse, parse_without_remote_pictures, read_back

README = Path(__file__).parents[2] / "README.md"


def table() -> list[tuple[str, str]]:
    """Each example of the table, and what the README says it becomes."""
    section = README.read_text(encoding="utf-8").partition("\n## What you type\n")[2].partition("\n## ")[0]
    tokens = MarkdownIt("commonmark").enable("table").parse(section)
    cells = [tokens[n + 1] for n, token in enumerate(tokens) if token.type == "td_open"]
    return [
        (example.content.replace("⏎", "\n").replace("⇥", "\t"), becomes.content)
        for examples, becomes in zip(cells[::2], cells[1::2], strict=True)
        for example in examples.children or ()
        if example.type == "code_inline"
    ]


def the_line(blocks: Blocks) -> Line:
    """The only line of an answer."""
    (paragraph,) = blocks
    assert isinstance(paragraph, Paragraph)
    (only,) = paragraph.lines
    return only


def is_styled(look: str) -> Callable[[str, Blocks], bool]:
    return lambda typed, blocks: (
        bool(getattr(the_line(blocks)[0], look)) and not the_line(blocks)[0].text.startswith(typed[0])
    )


def is_list(typed: str, blocks: Blocks) -> bool:
    (made,) = blocks
    assert isinstance(made, List)
    return [item.mark for item in made.items] == [row.split()[0] for row in typed.split("\n")]


def is_list_with_dashes(typed: str, blocks: Blocks) -> bool:
    def marks(found: Blocks) -> list[str]:
        inside = [item for block in found if isinstance(block, List) for item in block.items]
        return [mark for item in inside for mark in (item.mark, *marks(item.blocks))]

    return marks(blocks) == ["-"] * len(typed.split("\n"))


def is_code(typed: str, blocks: Blocks) -> bool:
    (made,) = blocks
    return isinstance(made, Code) and made.text == "x  = 1"


def is_drawing(typed: str, blocks: Blocks) -> bool:
    (made,) = blocks
    assert isinstance(made, Code)
    return made.text.split("\n") == typed.split("\n") or "\t" in typed


def is_text(typed: str, blocks: Blocks) -> bool:
    assert all(isinstance(block, Paragraph) for block in blocks)
    lines = [line for block in blocks if isinstance(block, Paragraph) for line in block.lines]
    return lines == [(Run(row.strip()),) for row in re.split(r"\n+", typed)]


BECOMES: dict[str, Callable[[str, Blocks], bool]] = {
    "bold": is_styled("strong"),
    "emphasis": is_styled("emphasis"),
    "code in a line": is_styled("code"),
    "a link": is_styled("link"),
    "a picture": is_styled("picture"),
    "a list, with its": is_list,
    "a list with -": is_list_with_dashes,
    "a quotation": lambda _, blocks: all(isinstance(block, Quote) for block in blocks),
    "a table": lambda _, blocks: all(isinstance(block, Table) for block in blocks),
    "code, to the letter": is_code,
    "a drawing": is_drawing,
    "the same": is_text,
}


@pytest.mark.fault("R20")
@pytest.mark.fault("R2")
@pytest.mark.fault("R4")
@pytest.mark.fault("R12")
@pytest.mark.fault("NB2")
@pytest.mark.fault("XI4")
@pytest.mark.parametrize(("typed", "becomes"), table())
def test_a_text_becomes_what_the_readme_says(typed: str, becomes: str) -> None:
    name = next(name for name in BECOMES if becomes.replace("`", "").startswith(name))
    blocks = parse_without_remote_pictures(typed)

    seen = read_back(export(typed, parse_without_remote_pictures).removeprefix("# T\n\n"))

    assert BECOMES[name](typed, blocks)
    assert seen == blocks
    assert preview(seen) == preview(blocks)


def test_the_readme_shows_every_kind_and_many_examples() -> None:
    said = [becomes.replace("`", "") for _, becomes in table()]

    assert len(said) > 60
    assert all(any(text.startswith(name) for text in said) for name in BECOMES)


def preview(blocks: Blocks) -> list[str]:
    return [row.plain for line in text_lines(blocks) for row in line.rows(200)]


SIGNS = (
    *("*", "**", "_", "`", "``", "[", "](", ")", "\\", "\\\\", "<", "&amp;", "|", "!", "#", "=", "~~~", "```"),
    *(
        "-",
        "+",
        ">",
        "- ",
        "+ ",
        "> ",
        "1. ",
        "1998. ",
        "12)",
        "• ",
        "o\t",
        "–\t",
        "+--",
        "|-",
        "http://a.b",
        ".",
        ":",
    ),
    *("\n", "\n\n", " ", "   ", "    ", "\t", "a", "b c", "5", "é", "東京"),
)
rough = st.lists(st.sampled_from(SIGNS), min_size=1, max_size=14).map("".join)


@pytest.mark.fault("R20")
@settings(deadline=None, max_examples=150)
@given(st.one_of(rough, answers, st.text(), st.sampled_from([*NASTY, *HOSTILE])))
def test_preview_and_export_show_the_same_of_any_answer(answer: str) -> None:
    """The comparison includes the numbers and signs of lists, the ends of lines and the spaces of code."""
    meant = parse(clean(answer))

    seen = read_back(export(clean(answer)).removeprefix("# T\n\n")) if clean(answer) else ()

    assert seen == meant
    assert preview(seen) == preview(meant)


line_of_text = st.text(alphabet="abé東 .,;'\"$€%@0123456789", min_size=1, max_size=20).map(
    lambda row: " ".join(f"x{row}".split())
)


@pytest.mark.fault("R12")
@given(st.lists(line_of_text, min_size=1, max_size=5))
def test_every_line_of_a_text_is_a_line_of_its_own(rows: list[str]) -> None:
    answer = "\n".join(rows)

    assert preview(parse(answer)) == preview(read_back(export(answer).removeprefix("# T\n\n"))) == rows


@pytest.mark.fault("R2")
@pytest.mark.fault("R4")
@given(
    st.lists(st.tuples(st.integers(0, 99_999), st.sampled_from(".)"), line_of_text), min_size=1, max_size=5),
    st.lists(st.tuples(st.sampled_from("+-*"), line_of_text), min_size=1, max_size=5),
)
def test_numbers_and_signs_are_shown_as_they_were_typed(
    numbered: list[tuple[int, str, str]], signed: list[tuple[str, str]]
) -> None:
    for rows in (
        [f"{number}{sign} {said}" for number, sign, said in numbered],
        [f"{sign} {said}" for sign, said in signed],
    ):
        meant = parse("\n".join(rows))
        seen = read_back(export("\n".join(rows)).removeprefix("# T\n\n"))
        assert seen == meant
        assert [row for row in preview(seen) if row] == rows
