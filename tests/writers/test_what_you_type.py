"""Tests that the README's table of what is Markdown is true, in the preview and in the export alike.

What the export says is judged by what people would read of it in a browser.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from tests.hostile import HOSTILE
from tests.writers.browser import BROWSERS, COMMONMARK, NESTED, rows_of
from tests.writers.test_markdown import NASTY, answers, export

from wbtui.core.document.rich_text import Blocks, Code, Line, List, Paragraph, Quote, Run, Table
from wbtui.core.text import clean
from wbtui.ui.widgets.document_lines import text_lines
from wbtui.writers.answers import parse, parse_without_remote_pictures

README = Path(__file__).parents[2] / "README.md"


def table() -> list[tuple[str, str]]:
    """Each example of the table, and what the README says it becomes."""
    section = README.read_text(encoding="utf-8").partition("\n## What you type\n")[2].partition("\n\nThe ")[0]
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
    "struck out": is_styled("struck"),
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
def test_a_text_is_formatted_as_the_readme_says(typed: str, becomes: str) -> None:
    name = next(name for name in BECOMES if becomes.replace("`", "").startswith(name))
    blocks = parse_without_remote_pictures(typed)

    text = export(typed, parse_without_remote_pictures).removeprefix("# T\n\n")

    assert BECOMES[name](typed, blocks)
    for browser, read in COMMONMARK.items():
        assert (browser, read(text)) == (browser, rows_of(blocks))


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
def test_preview_and_export_of_any_answer_agree(answer: str) -> None:
    """The comparison includes the numbers and signs of lists, the ends of lines and the spaces of code."""
    meant = parse(clean(answer))
    text = export(clean(answer)).removeprefix("# T\n\n") if clean(answer) else ""

    for browser, read in COMMONMARK.items():
        assert (browser, read(text)) == (browser, rows_of(meant))


line_of_text = st.text(alphabet="abé東 .,;'\"$€%@0123456789", min_size=1, max_size=20).map(
    lambda row: " ".join(f"x{row}".split())
)


@pytest.mark.fault("R12")
@given(st.lists(line_of_text, min_size=1, max_size=5))
def test_every_line_of_a_text_is_a_line_of_its_own(rows: list[str]) -> None:
    answer = "\n".join(rows)

    assert preview(parse(answer)) == rows
    for browser, read in BROWSERS.items():
        assert (browser, read(export(answer))) == (browser, ["T", *rows])


def without_signs(rows: list[str]) -> list[str]:
    """Rows without the signs that emphasis, code and escapes may use up, and without spaces."""
    return [re.sub(r"[`*_\\\s]", "", row) for row in rows]


signs_in_line = st.text(alphabet="ab é5.,'\"$%@`\\*_\t`\\*_", min_size=1, max_size=16)


@pytest.mark.fault("R12")
@settings(deadline=None)
@given(st.lists(signs_in_line.map(lambda row: f"x{row}".rstrip()), min_size=1, max_size=4))
@example(["don`t", "can`t"])
@example(["x.__b é", "x__*(_%**,a"])
@example(["x%` `*"])
def test_signs_of_markdown_in_lines_use_up_nothing_but_themselves(rows: list[str]) -> None:
    meant = parse("\n".join(rows))

    assert without_signs(preview(meant)) == without_signs(rows)
    for browser, read in BROWSERS.items():
        if not any(isinstance(block, Code) for block in meant):
            assert (browser, read(export("\n".join(rows)))) == (browser, ["T", *rows_of(meant)])


@pytest.mark.fault("R2")
@pytest.mark.fault("R4")
@pytest.mark.parametrize(
    ("typed", "rows"),
    [
        ("١. Rain\n٢. Sun", ["١. Rain", "٢. Sun"]),
        ("１. Rain\n२. Sun", ["１. Rain", "२. Sun"]),
        ("> ١. Rain", ["١. Rain"]),
        ("- ١. Rain\n- Sun", ["• ١. Rain", "• Sun"]),
        ("- Rain\n1. Sun", ["• Rain", "1. Sun"]),
        ("1. Rain\n* Sun", ["1. Rain", "• Sun"]),
        ("> - Rain\n> 1. Sun", ["• Rain", "1. Sun"]),
        ("- x\n  - Rain\n  1. Sun\n- y", ["• x", "• Rain", "1. Sun", "• y"]),
        ("[TOC]", ["[TOC]"]),
        ("*[TOC]*", ["[TOC]"]),
        ("- [TOC]", ["• [TOC]"]),
        ("| a |\n| - |\n| b | €5 |", ["| a |", "| - |", "| b | €5 |"]),
        ("|a|b|\n\n|c|d|", ["|a|b|", "|c|d|"]),
        ("| --- | --- |", ["| --- | --- |"]),
    ],
)
def test_every_reader_shows_what_was_typed(typed: str, rows: list[str]) -> None:
    for browser, read in BROWSERS.items():
        assert (browser, read(export(typed))) == (browser, ["T", *rows])


@pytest.mark.parametrize(
    "typed", ["a|b\n-|-\n1|2", "[TOC]|b\n-|-\n1|[TOC]", "a|b\n-|-\n|2", "x\n١.|b\n-|-\n1\\|2|3"]
)
def test_every_reader_of_tables_shows_their_cells(typed: str) -> None:
    for browser, read in BROWSERS.items():
        if browser != "Python-Markdown":
            assert (browser, read(export(typed))) == (browser, ["T", *rows_of(parse(typed))])


numbers = st.one_of(
    st.builds(
        lambda first, step, count: [str(max(0, first + step * n)) for n in range(count)],
        *(st.integers(0, 2100), st.sampled_from([1, 1, 0, 2, -1]), st.integers(1, 5)),
    ),
    st.lists(st.from_regex(r"0{0,2}[0-9]{1,4}", fullmatch=True), min_size=1, max_size=5),
)


@pytest.mark.fault("R2")
@given(numbers, st.sampled_from(".)"), st.lists(line_of_text, min_size=5, max_size=5))
def test_numbers_are_read_as_they_were_typed(typed: list[str], sign: str, said: list[str]) -> None:
    rows = [f"{number}{sign} {row}" for number, row in zip(typed, said, strict=False)]
    is_list = isinstance(parse("\n".join(rows))[0], List)
    counted = [row.replace(")", ".", 1) if is_list else row for row in rows]

    assert preview(parse("\n".join(rows))) == rows
    for browser, read in COMMONMARK.items():
        assert (browser, read(export("\n".join(rows)))) == (browser, ["T", *counted])


@pytest.mark.fault("R2")
@pytest.mark.parametrize(
    ("typed", "is_list"),
    [
        ("1998. Founded.\n2004. First shop.\n2026. Online.", False),
        ("1. A\n1. B", False),
        ("10. A\n9. B\n8. C", False),
        ("007. A\n008. B", False),
        ("1. A\n2. B\n4. C", False),
        ("2) A\n2) B", False),
        ("0. A\n1. B", True),
        ("9. A\n10. B\n11. C", True),
        ("1998. A", True),
    ],
)
def test_numbers_that_cannot_number_a_list_are_text(typed: str, is_list: bool) -> None:
    (made,) = parse(typed)

    assert isinstance(made, List) is is_list
    for browser, read in BROWSERS.items():
        if not is_list or browser in COMMONMARK:
            assert (browser, read(export(typed))) == (browser, ["T", *typed.split("\n")])


@pytest.mark.fault("R2")
@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("> 1. A\n> 1. B", ["1. A", "1. B"]),
        ("- Shops\n\n  1998. Leeds\n  2004. York\n- End", ["• Shops", "1998. Leeds", "2004. York", "• End"]),
        ("- Shops\n  1. Leeds\n     - North\n  1. York", ["• Shops", "1. Leeds", "• North", "1. York"]),
        ("1. A\n\n   More.\n\n1. B", ["1. A", "More.", "1. B"]),
        ("5. A\n\n   > Q\n\n4. B", ["5. A", "Q", "4. B"]),
    ],
)
def test_numbers_that_cannot_number_a_list_stay_in_the_text_around_them(typed: str, read_as: list[str]) -> None:
    for browser, read in BROWSERS.items():
        assert (browser, read(export(typed))) == (browser, ["T", *read_as])


@pytest.mark.fault("R4")
@given(st.lists(st.tuples(st.sampled_from("+-"), line_of_text), min_size=1, max_size=5))
def test_a_minus_next_to_a_plus_list_is_read_as_typed(signed: list[tuple[str, str]]) -> None:
    rows = [f"{sign} {said}" for sign, said in signed]
    read_as = rows if any(sign == "+" for sign, _ in signed) else [f"• {said}" for _, said in signed]

    assert [row for row in preview(parse("\n".join(rows))) if row] == rows
    for browser, read in BROWSERS.items():
        assert (browser, read(export("\n".join(rows)))) == (browser, ["T", *read_as])


@st.composite
def outlines(draw: st.DrawFn) -> list[tuple[int, str, str]]:
    """A list with lists in it: the depth, the mark and the words of each item."""
    made: list[tuple[int, str, str]] = []
    counts: list[int] = []
    kinds = [draw(st.booleans()) for _ in range(4)]
    for said in draw(st.lists(line_of_text, min_size=1, max_size=6)):
        depth = draw(st.integers(0, min(len(counts), 3)))
        counts = [*counts[: depth + 1], *[0] * (depth == len(counts))]
        counts[depth] += 1
        made.append((depth, f"{counts[depth]}." if kinds[depth] else "-", said))
    return made


@pytest.mark.fault("R12")
@given(outlines())
def test_a_nested_list_stays_nested_in_every_reader(outline: list[tuple[int, str, str]]) -> None:
    typed, column = list[str](), {0: 0}
    for depth, mark, said in outline:
        typed.append(f"{' ' * column[depth]}{mark} {said}")
        column[depth + 1] = column[depth] + len(mark) + 1
    text = export("\n".join(typed)).removeprefix("# T\n\n")

    for browser, read in NESTED.items():
        marked = [(depth + 1, f"{mark.replace('-', '•')} {said}") for depth, mark, said in outline]
        assert (browser, read(text)) == (browser, marked)
