"""Tests that exported Markdown says the same as the document, whatever people typed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import mdformat
import pytest
from hypothesis import example as including
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from tests.hostile import HOSTILE

from wbtui.core import document as doc
from wbtui.core.document import Document, outline, rich_text
from wbtui.core.document.rich_text import Code, Paragraph, Parse, RichText, Run
from wbtui.core.text import clean, words
from wbtui.storage import workbooks
from wbtui.storage.session_file import codec
from wbtui.wording.documents import words_in
from wbtui.writers import document_of, markdown, markdown_lines
from wbtui.writers.answers import parse, read_back

ROOT = Path(__file__).parents[2]
EXAMPLES = ("cargo-trailer-library", "night-trolley", "village-bread-cabinet")
READER = MarkdownIt("commonmark").enable("table")

NASTY = (
    *HOSTILE,
    "# x",
    "Title\n===",
    "Title\n---",
    "---",
    "- - -",
    "***",
    "```\nnever closed",
    "~~~~ py `x`\nnever closed",
    "> ```\n> in a quote",
    "- ```\n  in a list",
    "<!-- never closed",
    "<div>\n\ntext\n",
    "<?php",
    "<![CDATA[",
    "</details>",
    "<script>\n# x\n</script>",
    "[Q3]: http://example.org\n\n[Q3]",
    "[/oops]",
    "[x](",
    "[](x)",
    "![](x)",
    '[a](<b c> "t\\\\")',
    "a * b _ c",
    "$5_000_",
    "*never closed",
    "**`never`closed",
    "&amp; &lt; &#35; &#10;",
    "1) x",
    "+ x",
    "#tag",
    "-",
    ">",
    "ends with \\",
    "two spaces  \nnext",
    "a\\\nb",
    "\ttab\tin\tit",
    "    code",
    "これは**「強調」**です",
    "a | b \\| c",
    "| a |\n| - |\n| b \\| `c|d` |",
    "a\n|---|",
    ":--",
    ">" * 40 + " deep",
    "\n".join(f"{'  ' * n}- level {n}" for n in range(40)),
    "*" * 300 + "a" + "*" * 300,
    "1. a\n\n   > b\n   >\n   > - c\n   >\n   >   ```\n   >   d\n   >   ```\n2. e",
    "=",
    "~~~",
    "　ideographic\n　indent",
)


def shown(text: str) -> str:
    """A text as a browser shows it: white space is one space."""
    return " ".join(text.split())


def headings(text: str) -> tuple[tuple[int, str], ...]:
    tokens = READER.parse(text)
    return tuple(
        (int(token.tag[1]), shown("".join(child.content for child in tokens[n + 1].children or ())))
        for n, token in enumerate(tokens)
        if token.type == "heading_open"
    )


def visible(tokens: list[Token] | None) -> str:
    """Everything that a reader sees, without white space."""
    seen = (visible(token.children) if token.type == "inline" else token.content for token in tokens or ())
    return "".join("".join(seen).split())


def around(answer: str, line: str = "A line") -> Document:
    """A document with an answer, and a line, in every place where one can be."""
    text = RichText.of(answer, parse)
    return Document(
        line,
        (
            doc.Heading(2, line),
            doc.Subtitle(line),
            doc.Dateline(line, text),
            doc.Quote(text, line),
            doc.Question(3, 1, line, text, open=line),
            doc.Facts((doc.Fact(line, line), doc.Fact("", line))),
            doc.Labelled(line, text),
            doc.Table((line, "b", "c"), ((line, "", line), ("", line, "z"))),
            doc.Prose(text),
            doc.Prose(text),
            doc.Facts((doc.Fact("", line),)),
            doc.Prose(RichText.of(answer, lambda drawn: (Code(drawn),))),
            doc.Heading(2, "The end"),
        ),
        (line, "Draft"),
    )


def export(answer: str, parse: Parse = parse) -> str:
    """A document of one answer."""
    return markdown.render(Document("T", (doc.Prose(RichText.of(answer, parse)),)))


def assert_outline(made: Document) -> str:
    text = markdown.render(made)
    assert headings(text) == tuple((level, shown(heading)) for level, heading in outline(made))
    return text


def assert_own_table(text: str, line: str) -> None:
    """The table of `around` has its three columns and three rows."""
    tokens = READER.parse(text)
    rows = [n for n, token in enumerate(tokens) if token.type == "tr_open"]
    cells = [
        [shown("".join(c.content for c in t.children or ())) for t in tokens[n:] if t.type == "inline"][:3]
        for n in rows
    ]
    at = cells.index([shown(line), "b", "c"])
    assert cells[at : at + 3] == [[shown(line), "b", "c"], [shown(line), "", shown(line)], ["", shown(line), "z"]]
    own = [t.type for t in tokens[rows[at] : rows[at] + 40]]
    assert own[: own.index("tr_close")].count("th_open") == 3


def fragments_of(answer: str) -> str:
    return clean(answer).strip("\n").rstrip()


@pytest.mark.parametrize("answer", NASTY)
def test_an_answer_does_not_affect_the_document_around_it(answer: str) -> None:
    text = assert_outline(around(fragments_of(answer) or "x"))
    assert_own_table(text, "A line")


@pytest.mark.parametrize("line", NASTY)
def test_a_line_reads_as_it_was_typed(line: str) -> None:
    literal = shown(clean(line)) or "x"
    text = assert_outline(around("An answer.", literal))
    assert_own_table(text, literal)


@pytest.mark.parametrize("answer", NASTY)
def test_every_word_of_an_answer_survives(answer: str) -> None:
    seen = visible(READER.parse(export(fragments_of(answer))))
    for word in re.findall(r"[^\W\d]{2,}", clean(answer)):
        assert word in seen or word in ("http", "py", "example", "org")  # targets of links, languages of code


@pytest.mark.parametrize(
    "answer",
    [
        "[Q3]",
        "[/oops]",
        "a * b",
        "$5_000_",
        "<script>",
        "<b>bold</b>",
        "&amp;",
        "&#35;",
        "#tag",
        "# heading",
        "a\n===",
        "---",
        "[a]: /url",
        "ends with \\",
        "C:\\new",
        "<!-- x",
        "2 * 3 * 4",
        "snake_case_name",
        "x^2 ~ y",
        "-",
        ">",
        "👩‍👩‍👧‍👦 é",
        "10 € net",
        "東京　タワー",
    ],
)
def test_text_that_only_looks_like_markup_reads_as_typed(answer: str) -> None:
    tokens = READER.parse(export(answer))[3:]
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert visible(tokens) == "".join(answer.split())


@pytest.mark.parametrize(
    ("answer", "html"),
    [
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
        ("*a* **b** `c` [d](https://e.fr)", '<p><em>a</em> <strong>b</strong> <code>c</code> <a href="https://e.fr">d</a></p>'),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("```py\nx", '<pre><code class="language-py">x\n</code></pre>'),
        ("    x  y", "<pre><code>x  y\n</code></pre>"),
        ("これは**強調**です", "<p>これは<strong>強調</strong>です</p>"),
    ],
)  # fmt: skip
def test_markdown_in_an_answer_keeps_its_meaning(answer: str, html: str) -> None:
    rendered: str = READER.render(export(answer))
    assert rendered == f"<h1>T</h1>\n{html}\n"


def test_a_table_in_an_answer_stays_a_table() -> None:
    text = export("a|b\n-|-:\n`c\\|d`|1")
    assert text == "# T\n\n| a      |   b |\n| ------ | --: |\n| `c\\|d` |   1 |\n"


def test_a_table_that_would_lose_a_cell_is_text() -> None:
    text = export("| a |\n| - |\n| b | €5 |")
    assert visible(READER.parse(text)) == "T|a||-||b|€5|"


def test_every_block_is_rendered_in_its_form() -> None:
    made = Document(
        "Pocket Clinic",
        (
            doc.Heading(2, "Press release"),
            doc.Subtitle("For parents"),
            doc.Dateline("LEEDS, 3 March 2027", RichText.of("Five minutes.\n\nNo queue.")),
            doc.Dateline("LEEDS", RichText.of("- a list", parse)),
            doc.Quote(RichText.of("I slept."), "Ana, parent"),
            doc.Question(3, 1, "Price?", RichText.of("Four.")),
            doc.Question(3, 2, "Cost?", open="Open: Jana answers by 3 March 2027"),
            doc.Facts((doc.Fact("Money", "£2"), doc.Fact("Back within a month?", "Yes"))),
            doc.Labelled("Trust", RichText.of("All of it.")),
            doc.Table(("Action", "By"), (("Call", "3 March"), ("Write | send", ""))),
            doc.Prose(RichText.of("a  b", lambda drawn: (Code(drawn, "text"),))),
        ),
        ("Draft", "23 November 2026"),
    )
    assert markdown.render(made) == (
        "# Pocket Clinic\n\n*Draft · 23 November 2026*\n\n## Press release\n\n*For parents*\n\n"
        "**LEEDS, 3 March 2027** — Five minutes.\n\nNo queue.\n\n**LEEDS**\n\n- a list\n\n"
        "> I slept.\n>\n> — Ana, parent\n\n### Q1. Price?\n\nFour.\n\n"
        "### Q2. Cost?\n\n*Open: Jana answers by 3 March 2027*\n\n"
        "- **Money:** £2\n- **Back within a month?** Yes\n\n**Trust:** All of it.\n\n"
        "| Action        | By      |\n| ------------- | ------- |\n| Call          | 3 March |\n"
        "| Write \\| send |         |\n\n```text\na  b\n```\n"
    )


pieces = st.one_of(st.sampled_from(NASTY).filter(lambda text: len(text) < 200), st.text(max_size=12))
answers = st.lists(
    st.tuples(pieces, st.sampled_from(["", " ", "\n", "\n\n", "\n  "])), min_size=1, max_size=6
).map(lambda many: fragments_of("".join(piece + gap for piece, gap in many)) or "x")
lines = st.one_of(pieces, st.text(alphabet="#*_`~[]()<>!|\\-+=.:1a &;\"' ")).map(
    lambda text: shown(clean(text)) or "x"
)


@settings(deadline=None, max_examples=60)
@given(answers, lines)
def test_no_answer_changes_the_outline(answer: str, line: str) -> None:
    assert_own_table(assert_outline(around(answer, line)), line)


@settings(deadline=None, max_examples=60)
@given(lines)
def test_no_character_of_a_line_is_lost(line: str) -> None:
    made = Document(line, (doc.Subtitle(line), doc.Facts((doc.Fact("", line), doc.Fact(line, line)))))
    seen = visible(READER.parse(markdown.render(made)))
    once = "".join(line.split())
    assert seen.count(once) >= 5 or seen.replace(":", "").count(once.replace(":", "")) >= 5


@given(st.from_regex(markdown_lines._WORDS, fullmatch=True))
def test_a_plain_line_is_written_as_mdformat_would_write_it(words: str) -> None:
    line = rich_text.line([Run(words)])
    if markdown_lines.is_plain(line):
        assert markdown_lines.paragraph([line]) == line[0].text == mdformat.text(line[0].text).rstrip("\n")
        assert read_back(line[0].text) == (Paragraph((line,)),)


SAME_LINK = re.compile(r"\]\(([^()]*)\)\[(?=[^][]*\]\(\1\))")
"""Two neighbouring links to the same address are written as one."""


@settings(deadline=None, max_examples=50)
@given(answers)
@including('[a](<b c> "t\\\\")[a](<b c> "t\\\\")')
def test_every_letter_of_an_answer_is_in_the_export(answer: str) -> None:
    text = export(answer)
    wanted = SAME_LINK.sub("", answer)
    for letter in set(answer):
        if letter.isalpha():
            assert text.count(letter) >= wanted.count(letter) or not letter.isascii()


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("audience", [doc.EVERYONE, doc.CUSTOMERS])
def test_exported_examples_are_tidy_and_complete(name: str, audience: str) -> None:
    made = example(name, audience)
    text = assert_outline(made)
    assert mdformat.text(text, options={"number": True}, extensions={"tables"}) == text
    assert not re.search(r"\b(TODO|TBD|TBC|lorem|None|to be (decided|confirmed))\b|\?\?\?", text)
    assert_no_empty_heading(text)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_press_release_is_one_page(name: str) -> None:
    text = markdown.render(example(name, doc.EVERYONE))
    release = text.partition("## Press release\n")[2].partition("\n## ")[0]
    assert 0 < words(release) <= 500


def example(name: str, audience: str) -> Document:
    workbook = workbooks.load(ROOT / "src/wbtui/workbooks/working-backwards.toml")
    return document_of(
        codec.read((ROOT / "sessions" / f"{name}.toml").read_bytes()).session, workbook, words_in, audience
    )


def assert_no_empty_heading(text: str) -> None:
    tokens = READER.parse(text)
    for n, token in enumerate(tokens):
        if token.type == "heading_close":
            after = tokens[n + 1]
            assert after.type != "heading_open" or int(after.tag[1]) > int(token.tag[1])


def test_writing_markdown_does_not_load_the_interface() -> None:
    check = "import sys, wbtui.writers.markdown; sys.exit('textual' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
