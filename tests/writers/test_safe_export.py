"""Tests that an export is text in the readers that people use, whatever was typed into the session."""

from __future__ import annotations

import html
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from tests.hostile import HOSTILE
from tests.writers.browser import BROWSERS, COMMONMARK, rows_of
from tests.writers.test_markdown import NASTY, around, export, fragments_of, shown

from wbtui.core.document.rich_text import Blocks, Link, Paragraph, Run, Table
from wbtui.core.session import Session
from wbtui.core.text import clean
from wbtui.core.workbook.model import Workbook
from wbtui.storage import workbooks
from wbtui.wording.documents import words_in
from wbtui.writers import document_of, markdown
from wbtui.writers.answers import parse, parse_without_remote_pictures

WORKBOOK = Path(__file__).parents[2] / "src/wbtui/workbooks/working-backwards.toml"
ALLOWED = frozenset(
    {"p", "em", "strong", "code", "pre", "a", "img", "ul", "ol", "li", "blockquote", "br", "hr"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"}
)
ATTRIBUTES = frozenset({"href", "src", "alt", "title", "class", "style", "start"})
SCHEMES = ("http://", "https://", "mailto:", "tel:", "ftp://")

EVIL = (
    "<script>alert(1)</script>",
    "a <script src=//x></script> b",
    "<img src=x onerror=alert(1)>",
    "\\<b>bold</b>",
    "\\\\<iframe src=x>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
    "<https://x/<script>>",
    "`<script>`alert(1)`</script>`",
    "*<b>*x*</b>*",
    '[a](http://x "<script>alert(1)</script>")',
    '![<img src=x onerror=alert(1)>](p.png "\\"<b>")',
    "[<svg onload=alert(1)>](http://x)",
    "<!-- x --><b>",
    "<?php echo 1 ?>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScript:alert(1))",
    "[x](java&#x09;script:alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](java%0ascript:alert(1))",
    "[x](%6aavascript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](\u00a0javascript:alert(1))",
    "[x](vbscript:msgbox)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](data:image/svg+xml,<svg/onload=alert(1)>)",
    "![x](javascript:alert(1))",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "[x](ms-msdt:/id)",
    "[x](file://host/share)",
    "[x]: javascript:alert(1)\n\n[x]",
    "a|b\n-|-\n<script>alert(1)</script>|[x](javascript:alert(1))",
    "- <script>alert(1)</script>\n- [x](javascript:alert(1))",
    "> <script>alert(1)</script>",
)


class Page(HTMLParser):
    """Collects what a browser would do that no document should: foreign tags, attributes and addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.foreign: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.foreign += [tag] * (tag not in ALLOWED)
        for name, value in attrs:
            self.foreign += [f"{tag} {name}"] * (name not in ATTRIBUTES)
            address = "".join((value or "").split()).lower()
            if name in ("href", "src") and ":" in address.split("/")[0] and not address.startswith(SCHEMES):
                self.foreign.append(f"{name}={html.escape(address)}")


def foreign(text: str) -> list[str]:
    page = Page()
    page.feed(text)
    page.close()
    return page.foreign


def readers() -> dict[str, Any]:
    python_markdown = pytest.importorskip("markdown")
    site = python_markdown.Markdown(extensions=["toc", "tables", "fenced_code"])  # as MkDocs has it
    plain = python_markdown.Markdown()
    return {
        "CommonMark": MarkdownIt("commonmark").enable("table").render,
        "GFM": MarkdownIt("gfm-like", {"html": True}).render,
        "MkDocs": lambda text: site.reset().convert(text).replace(' id="', ' class="'),
        "Python-Markdown": lambda text: plain.reset().convert(text),
    }


def assert_only_text(answer: str) -> None:
    made = around(fragments_of(answer) or "x", shown(clean(answer)) or "x")
    # Without the answer as code, which Python-Markdown knows only with an extension.
    made = replace(made, blocks=tuple(block for block in made.blocks if block not in made.blocks[-2:-1]))
    text = markdown.render(made)
    for name, read in readers().items():
        if name != "Python-Markdown" or "```" not in text:
            assert (name, foreign(read(text))) == (name, [])


@pytest.mark.fault("XI5")
@pytest.mark.parametrize("typed", EVIL)
def test_html_and_links_to_scripts_are_text_in_every_reader(typed: str) -> None:
    assert_only_text(typed)


@pytest.mark.fault("XI5")
@pytest.mark.parametrize("typed", EVIL)
def test_every_line_of_a_text_with_html_is_shown_in_every_reader(typed: str) -> None:
    """Nothing is dropped to be safe: what would be HTML is there to be read, sign by sign."""
    meant = parse(typed)
    for name, read in BROWSERS.items():
        if name in COMMONMARK or not any(isinstance(block, Table) for block in meant):
            assert (name, read(export(typed))) == (name, ["T", *rows_of(meant)])
    if "](" not in typed and not typed.startswith(("<https", "a|b", "`", "*", "\\", "- ", "> ")):
        assert rows_of(meant) == [row for row in typed.split("\n") if row]


@pytest.mark.fault("XI5")
@pytest.mark.parametrize("typed", [*NASTY, *HOSTILE])
def test_no_hostile_text_is_html_in_a_reader(typed: str) -> None:
    if len(typed) < 1000:
        assert_only_text(typed)


@pytest.mark.fault("XI5")
@settings(deadline=None, max_examples=25)
@given(st.lists(st.sampled_from([*EVIL, "\n", "\n\n", "- ", "> ", "`", "\\", "*", " "]), max_size=5).map("".join))
def test_no_combination_of_texts_is_html_in_a_reader(typed: str) -> None:
    assert_only_text(typed)


@pytest.mark.fault("XI5")
@pytest.mark.parametrize("typed", ["<b>x</b>", "&amp; &lt; &copy;", "\\<b> \\&amp;", "R&D < 5 && x > 3"])
def test_every_reader_shows_the_characters_of_html(typed: str) -> None:
    meant = parse(typed)
    assert isinstance(meant[0], Paragraph)
    seen = "".join(run.text for run in meant[0].lines[0])
    for name, read in readers().items():
        text = read(export(typed).removeprefix("# T\n\n"))
        assert (name, html.unescape(text.removeprefix("<p>").split("</p>")[0])) == (name, seen)


@pytest.mark.fault("XI5")
@pytest.mark.parametrize("typed", ["#tag", "# tag", "one\n#two", "===", "one\n---", "[a]: /b"])
def test_no_answer_is_a_heading_in_a_reader(typed: str) -> None:
    for name, read in readers().items():
        text = read(export(typed))
        assert (name, text.count("<h")) == (name, 1)


@pytest.mark.fault("XI4")
@pytest.mark.parametrize(
    ("typed", "run"),
    [
        ("![](http://evil/t.png)", Run("http://evil/t.png", link=Link("http://evil/t.png"))),
        ("![Plan](//evil/t.png)", Run("Plan", link=Link("//evil/t.png"))),
        ('![Plan](HTTPS://evil/t.png "T")', Run("Plan", link=Link("HTTPS://evil/t.png", "T"))),
        ("[![Plan](ftp://evil/t.png)](http://a)", Run("Plan", link=Link("http://a"))),
        ("![Plan](plan.png)", Run("Plan", picture=Link("plan.png"))),
        ("![Plan](/a/plan.png?b=http://c)", Run("Plan", picture=Link("/a/plan.png?b=http://c"))),
    ],
)
def test_a_remote_image_is_a_link(typed: str, run: Run) -> None:
    wanted: Blocks = (Paragraph(((run,),)),)
    assert parse_without_remote_pictures(typed) == wanted
    (quoted,) = parse_without_remote_pictures(f"> - {typed}")
    assert repr(run) in repr(quoted)
    assert repr(run) in repr(parse_without_remote_pictures(f"a|b\n-|-\n{typed}|c"))


@pytest.mark.fault("XI4")
@pytest.mark.parametrize("remote", [False, True])
def test_a_workbook_can_ask_for_remote_images(remote: bool) -> None:
    book: Workbook = replace(workbooks.load(WORKBOOK), remote_pictures=remote)
    answers = {"problem": {"problem": "![Plan](http://a.b/c.png)"}}
    moment = datetime(2026, 11, 23, tzinfo=UTC)
    session = Session("s1", "T", book.id, "90", moment, moment, "problem", answers=answers)

    assert ("![Plan](http://a.b/c.png)" in markdown.render(document_of(session, book, words_in))) is remote
    assert "[Plan](http://a.b/c.png)" in markdown.render(document_of(session, book, words_in))
