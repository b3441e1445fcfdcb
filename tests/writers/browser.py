"""Renders documents with several Markdown readers, and returns the rows that a person sees in a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from html.parser import HTMLParser
from importlib import import_module
from typing import Any

from markdown_it import MarkdownIt

from wbtui.core.document.rich_text import Blocks, Code, Line, List, Paragraph, Quote, Table

_PYTHON_MARKDOWN: Any = import_module("markdown")
_BREAKS = ("p", "li", "br", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "th", "td", "pre", "blockquote")


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[str] = []
        self.depths: list[int] = []
        """The number of lists around each row."""
        self._lists: list[int | None] = []
        self._mark = self._text = ""
        self._is_exact = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag in (*_BREAKS, "ol", "ul"):
            self._end_row()
        if tag in ("ol", "ul"):
            self._end_row(is_item=True)
            self._lists.append(int(told.get("start") or 1) if tag == "ol" else None)
        elif tag == "li":
            number = self._lists[-1]
            self._mark = "• " if number is None else f"{number}. "
            self._lists[-1] = None if number is None else number + 1
        elif tag == "img":
            self._text += told.get("alt") or ""
        self._is_exact = self._is_exact or tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag in _BREAKS:
            self._end_row(is_item=tag == "li")
        if tag in ("ol", "ul"):
            self._lists.pop()
        self._is_exact = self._is_exact and tag != "pre"

    def handle_data(self, data: str) -> None:
        if self._is_exact:
            for n, row in enumerate(data.split("\n")):
                if n:
                    self._end_row()
                self._text += row
        else:
            self._text += data

    def close(self) -> None:
        super().close()
        self._end_row()

    def _end_row(self, *, is_item: bool = False) -> None:
        said = " ".join(self._text.split())
        if said or (is_item and self._mark):
            self.rows.append(f"{self._mark}{said}".strip())
            self.depths.append(len(self._lists))
            self._mark = ""
        self._text = ""


def _page(html: str) -> _Page:
    page = _Page()
    page.feed(html)
    page.close()
    return page


def _rows(html: Callable[[str], str], text: str) -> list[str]:
    return _page(html(text)).rows


def _rows_in_lists(html: Callable[[str], str], text: str) -> list[tuple[int, str]]:
    page = _page(html(text))
    return list(zip(page.depths, page.rows, strict=True))


_READERS: dict[str, Callable[[str], str]] = {
    "CommonMark": MarkdownIt("commonmark").enable(["table", "strikethrough"]).render,
    "GitHub": MarkdownIt("gfm-like", {"linkify": False}).render,
    "Python-Markdown": _PYTHON_MARKDOWN.markdown,
    "MkDocs": partial(_PYTHON_MARKDOWN.markdown, extensions=["toc", "tables", "fenced_code"]),
}
BROWSERS = {name: partial(_rows, html) for name, html in _READERS.items()}
"""Returns the rows of Markdown that are not blank. A bullet is `•`, a number has a point."""

NESTED = {name: partial(_rows_in_lists, html) for name, html in _READERS.items()}
"""The same with how deep in lists each row is."""

COMMONMARK = {name: BROWSERS[name] for name in ("CommonMark", "GitHub")}


def rows_of(blocks: Blocks) -> list[str]:
    """Return the rows that a reader should show for the blocks of an answer."""
    return [row for block in blocks for said in _said(block) if (row := " ".join(said.split()))]


def _said(block: object) -> Iterator[str]:
    match block:
        case Paragraph(lines):
            yield from map(_of_line, lines)
        case Code(text):
            yield from text.split("\n")
        case Quote(blocks):
            yield from rows_of(blocks)
        case Table(_, header, rows):
            yield from (_of_line(cell) for row in (header, *rows) for cell in row)
        case List(items):
            for item in items:
                mark = item.mark[:-1] + "." if item.mark[-1] in ".)" else "•"
                first, *others = rows_of(item.blocks) or [""]
                yield from ([mark, first] if _begins_with_list(item.blocks) else [f"{mark} {first}"])
                yield from others


def _begins_with_list(blocks: Blocks) -> bool:
    match blocks:
        case (List(), *_):
            return True
        case (Quote(inside), *_):
            return _begins_with_list(inside)
    return False


def _of_line(line: Line) -> str:
    return "".join(run.text for run in line)
