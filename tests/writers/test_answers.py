"""Tests that an answer is parsed into the blocks it means, and that Markdown says the same."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.hostile import HOSTILE
from tests.writers.test_markdown import NASTY, answers, export

from wbtui.core.document import Document, Prose
from wbtui.core.document.rich_text import (
    Block,
    Blocks,
    Code,
    Item,
    Line,
    Link,
    List,
    Paragraph,
    Quote,
    RichText,
    Run,
    Table,
    line,
)
from wbtui.core.text import clean
from wbtui.writers import markdown
from wbtui.writers.answers import parse, read_back
from wbtui.writers.markdown_blocks import write


def text(*rows: str) -> Paragraph:
    return Paragraph(tuple(line([Run(row)]) for row in rows))


def items(*marked: tuple[str, str], tight: bool = True) -> List:
    return List(tuple(Item(mark, (text(said),)) for mark, said in marked), tight)


@pytest.mark.parametrize(
    ("answer", "want"),
    [
        ("one\ntwo  \nthree\\\nfour\n\nfive", (text("one", "two", "three", "four"), text("five"))),
        ("1998. Founded.\n1999. First shop.", (items(("1998.", "Founded."), ("1999.", "First shop.")),)),
        ("1998. Founded.\n2004. First shop.", (text("1998. Founded.", "2004. First shop."),)),
        ("1) a\n2) b", (items(("1)", "a"), ("2)", "b")),)),
        ("1) a\n1) b", (text("1) a", "1) b"),)),
        ("- 20 % sales\n\n- 3 shops", (items(("-", "20 % sales"), ("-", "3 shops"), tight=False),)),
        ("+ 20 % sales\n\n+ 3 shops", (text("+ 20 % sales"), text("+ 3 shops"))),
        ("- a\n* b", (items(("-", "a")), items(("*", "b")))),
        ("- a\n  > b", (List((Item("-", (text("a"), Quote((text("b"),)))),)),)),
        ("```py\n\nx  y\n```", (Code("\nx  y", "py"),)),
        ("    +--+\n    |  |", (Code("+--+\n|  |"),)),
        (
            "a|b\n-|-:\n*c*|",
            (
                Table(
                    ("", "right"),
                    ((Run("a"),), (Run("b"),)),
                    (((Run("c", emphasis=True),), ()),),
                ),
            ),
        ),
        (
            'a **b *c*** `d  e` [f](http://g "h")',
            (
                Paragraph(
                    (
                        (
                            Run("a "),
                            Run("b ", strong=True),
                            Run("c", strong=True, emphasis=True),
                            Run(" "),
                            Run("d  e", code=True),
                            Run(" "),
                            Run("f", link=Link("http://g", "h")),
                        ),
                    )
                ),
            ),
        ),
        ("*a\nb*", (Paragraph(((Run("a", emphasis=True),), (Run("b", emphasis=True),))),)),
        ("![a *b*](c.png)", (Paragraph(((Run("a b", picture=Link("c.png")),),)),)),
        ("# a\n===\n***\n<b>&amp;", (text("# a", "===", "***", "<b>&amp;"),)),
        ("Rated\n\n* * *", (text("Rated"), text("* * *"))),
        ("*a*\n\n- - -\n\n*b*", (*parse("*a*"), text("- - -"), *parse("*b*"))),
        ("a\n\\\n\\\n*b*", (text("a"), *parse("*b*"))),
        ("\\\na", (text("a"),)),
        ("- a\n-", (List((Item("-", (text("a"),)), Item("-", ()))),)),
        ("[](x)", (text("[](x)"),)),
        ("", ()),
        (" \n\u00a0\n", ()),
    ],
)
def test_an_answer_is_parsed_into_blocks(answer: str, want: Blocks) -> None:
    assert parse(answer) == want


@settings(deadline=None, max_examples=80)
@given(st.one_of(st.text(), answers, st.sampled_from([*NASTY, *HOSTILE])))
def test_the_blocks_of_any_text_contain_all_its_letters(answer: str) -> None:
    seen = repr(parse(clean(answer)))
    for word in re.findall(r"[a-z]{2,}", clean(answer)):
        assert word in seen


@settings(deadline=None, max_examples=120)
@given(st.text(alphabet="ab \t\n.,:;!?()\"'#&%$^{}/@~19-", max_size=40))
def test_text_without_markup_parses_the_same_with_and_without_the_shortcut(answer: str) -> None:
    """The sign behind the text makes sure that it is parsed."""
    if not re.search(r"^\s*[-:]|^\s*\d+[.)]|^\s{4}|\t|~~~", answer, re.MULTILINE):
        assert parse(answer) == parse(f"{answer}\n\n`x`")[:-1]


# Every tree that an answer can have

SIGNS = "*_`~[]()<>!|\\-+=#.:1a&;\"'é東"
words = st.text(alphabet=SIGNS, min_size=1, max_size=6)
looks = st.builds(
    Run,
    st.text(alphabet="abé東1.,", min_size=1, max_size=5),
    strong=st.booleans(),
    emphasis=st.booleans(),
    struck=st.booleans(),
    link=st.sampled_from([None, Link("http://a.b/c"), Link("x%20y", "title")]),
)
codes = st.builds(Run, words, code=st.just(True))
pictures = st.builds(Run, st.text(alphabet="ab", max_size=3), picture=st.just(Link("p.png")))


def spaced(runs: list[Run]) -> Line:
    return line([part for run in runs for part in (run, Run(" "))])


lines = st.lists(st.one_of(st.builds(Run, words), looks, codes, pictures), min_size=1, max_size=5).map(spaced)
paragraphs = st.builds(Paragraph, st.lists(lines, min_size=1, max_size=3).map(tuple))
drawings = st.builds(
    Code, st.text(alphabet=SIGNS + " \n", max_size=30).filter(str.strip), st.sampled_from(["", "py", "a`b"])
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    width = draw(st.integers(1, 3))
    row = st.lists(lines, min_size=width, max_size=width).map(tuple)
    aligned = st.lists(st.sampled_from(["", "left", "center", "right"]), min_size=width, max_size=width).map(tuple)
    return Table(draw(aligned), draw(row), draw(st.lists(row, max_size=2).map(tuple)))


@st.composite
def lists(draw: st.DrawFn, inner: st.SearchStrategy[Block]) -> List:
    count = draw(st.integers(1, 3))
    sign = draw(st.sampled_from("-+*.)"))
    first = draw(st.integers(0, 2100))
    marks = [f"{first + n}{sign}" if sign in ".)" else sign for n in range(count)]
    tight = draw(st.booleans())
    # In a tight list nothing but a bullet could follow the words.
    loose = st.lists(inner, min_size=1, max_size=3)
    inside = paragraphs.map(lambda block: list[Block]([block])) if tight else loose
    return List(tuple(Item(mark, blocks_of(draw(inside))) for mark in marks), tight)


def blocks_of(blocks: list[Block]) -> Blocks:
    """Return the blocks without a list that would continue the list before it."""
    follows = [isinstance(one, List) and isinstance(two, List) for one, two in pairwise([None, *blocks])]
    return tuple(block for block, left_out in zip(blocks, follows, strict=True) if not left_out)


blocks = st.recursive(
    st.one_of(paragraphs, drawings, tables()),
    lambda inner: st.one_of(
        lists(inner), st.lists(inner, min_size=1, max_size=3).map(lambda many: Quote(blocks_of(many)))
    ),
    max_leaves=6,
)
trees = st.lists(blocks, min_size=1, max_size=3).map(blocks_of)


@settings(deadline=None, max_examples=120)
@given(trees)
def test_exported_markdown_reads_back_as_the_same_blocks(tree: Blocks) -> None:
    written = write(tree)
    assert read_back(written) == tree


@pytest.mark.parametrize(
    ("answer", "written"),
    [
        (
            "1998. Founded.\n2004. First shop.\n2026. Online.",
            "1998\\. Founded.  \n2004\\. First shop.  \n2026\\. Online.",
        ),
        ("1. a\n2. b\n3. c", None),
        ("+ 20 % sales\n+ 3 shops", "\\+ 20 % sales  \n\\+ 3 shops"),
        ("10) a\n\n    b\n\n11) c", None),
        ("- a\n  - b\n    c", "- a\n    - b  \n        c"),
        ("1. a\n   - b\n2. c", "1. a\n    - b\n2. c"),
        ("100. a\n     - b", "100. a\n     - b"),
        ("- > a\n  > b", "-   > a  \n    > b"),
        ("Tel. 0221 / 4711\nMarket Street 4", "Tel. 0221 / 4711  \nMarket Street 4"),
    ],
)
def test_numbers_signs_and_line_ends_are_exported_as_typed(answer: str, written: str | None) -> None:
    assert export(answer) == f"# T\n\n{written or answer}\n"


def test_lists_of_two_answers_stay_two_lists() -> None:
    typed = ("1. a", "1. b", "* c", "* d", "- e")
    made = Document("T", tuple(Prose(RichText.of(answer, parse)) for answer in typed))
    lists = [read_back(text) for text in markdown.render(made).removeprefix("# T\n\n").split("\n\n<!-- -->\n\n")]
    marks = [[block.items[0].mark for block in seen if isinstance(block, List)] for seen in lists]
    assert marks == [["1."], ["1."], ["*"], ["*", "-"]]
