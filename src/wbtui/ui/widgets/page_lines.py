"""Renders the blocks of a document as styled lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from markdown_it.token import Token
from textual.content import Content

from wbtui.core.document.blocks import (
    Dateline,
    Facts,
    Heading,
    Labelled,
    Paragraph,
    Question,
    Quote,
    Subtitle,
    Table,
    Verbatim,
)
from wbtui.writers import fragments

if TYPE_CHECKING:
    from wbtui.core.document.blocks import (
        Block,
        Document,
    )

STYLES = {"strong": "bold", "em": "italic", "s": "strike", "link": "underline"}
HEADINGS = {1: "bold $accent", 2: "bold $primary", 3: "bold"}


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph or a row, with the prefixes of its wrapped rows."""

    content: Content
    first: str = ""
    """Prefix of the first row."""
    prefix: str = ""
    """Prefix of every further row."""
    wrap: bool = True

    def rows(self, width: int) -> list[Content]:
        """Return the rows at a width in cells."""
        room = max(8, width - Content(self.prefix).cell_length)
        rows = self.content.wrap(room) if self.wrap else [self.content]
        return [Content.assemble(self.prefix if n else self.first, row) for n, row in enumerate(rows)]


BLANK = Line(Content(""))


def title_lines(document: Document) -> list[Line]:
    """Return the lines of the title and the metadata."""
    lines = [Line(Content(document.title).stylize(HEADINGS[1]))]
    if document.metadata:
        lines.append(Line(Content(" · ".join(document.metadata)).stylize("dim")))
    return [*lines, BLANK]


def block_lines(block: Block) -> list[Line]:
    """Return the lines of a block, followed by a blank line."""
    return [*_block(block), BLANK]


def _block(block: Block) -> Iterator[Line]:
    if isinstance(block, Heading):
        yield from _heading(block.level, block.text)
    elif isinstance(block, Subtitle):
        yield Line(Content(block.text).stylize("italic"))
    elif isinstance(block, Paragraph):
        yield from fragment_lines(block.fragment)
    elif isinstance(block, Dateline):
        yield from _dateline(block)
    elif isinstance(block, Quote):
        yield from _indented(fragment_lines(block.fragment), "│ ", "│ ")
        if block.attribution:
            yield Line(Content(f"— {block.attribution}").stylize("dim"), "│ ", "│ ")
    elif isinstance(block, Question):
        yield from _question(block)
    elif isinstance(block, Labelled):
        yield Line(Content(block.label).stylize("bold"))
        yield from fragment_lines(block.fragment)
    elif isinstance(block, Facts):
        for fact in block.facts:
            label = f"{fact.label}: " if fact.label else ""
            yield Line(Content.assemble((label, "bold"), fact.text), "• ", "  ")
    elif isinstance(block, Table):
        yield from _table(
            [Content(cell) for cell in block.header], [[Content(c) for c in row] for row in block.rows]
        )
    elif isinstance(block, Verbatim):
        yield from _verbatim(block.text)


def _heading(level: int, text: str) -> Iterator[Line]:
    content = Content(text).stylize(HEADINGS.get(level, "bold italic"))
    if level <= 2:
        yield Line(Content("─" * 24).stylize("dim"))
    yield Line(content)


def _dateline(block: Dateline) -> Iterator[Line]:
    lines = list(fragment_lines(block.fragment))
    first = Content.assemble((f"{block.text} — " if lines else block.text, "bold"))
    if lines and not lines[0].first:
        yield replace(lines[0], content=Content.assemble(first, lines[0].content))
        yield from lines[1:]
    else:
        yield Line(first)
        yield from lines


def _question(block: Question) -> Iterator[Line]:
    yield Line(Content(block.heading).stylize("bold"))
    yield from fragment_lines(block.answer)
    if block.open:
        yield Line(Content(block.open).stylize("italic $text-warning"))


def _verbatim(text: str) -> Iterator[Line]:
    for line in text.rstrip("\n").split("\n"):
        yield Line(Content(line.expandtabs(4)), "    ", "    ", wrap=False)


def _table(header: Sequence[Content], rows: Sequence[Sequence[Content]]) -> Iterator[Line]:
    """Yield each row as `header: cell` pairs, which stay readable at any width."""
    for row in rows:
        cells = [
            Content.assemble(name.stylize("dim"), ": " if name else "", cell)
            for name, cell in zip(header[1:], row[1:], strict=False)
            if cell
        ]
        first = row[0].stylize("bold") if row else Content("")
        yield Line(Content("  ·  ").join([first, *cells]), "▪ ", "  ")


def _indented(lines: Iterator[Line], first: str, rest: str) -> Iterator[Line]:
    for n, line in enumerate(lines):
        yield replace(line, first=(rest if n else first) + line.first, prefix=rest + line.prefix)


def fragment_lines(fragment: str) -> Iterator[Line]:
    """Yield the lines of an answer in Markdown: paragraphs, lists, quotes, code and tables."""
    if fragment:
        yield from _blocks(fragments.parse(fragment))


def _blocks(tokens: Sequence[Token]) -> Iterator[Line]:
    at, first = 0, True
    while at < len(tokens):
        token = tokens[at]
        end = _closing(tokens, at)
        inner = tokens[at + 1 : end]
        if not first and token.level == tokens[0].level and not token.hidden and token.type != "list_item_open":
            yield BLANK
        first = False
        yield from _one(token, inner)
        at = end + 1


def _one(token: Token, inner: Sequence[Token]) -> Iterator[Line]:
    if token.type == "paragraph_open":
        for content in _inline(inner[0].children or []):
            yield Line(content)
    elif token.type in ("fence", "code_block"):
        yield from _verbatim(token.content)
    elif token.type == "blockquote_open":
        yield from _indented(_blocks(inner), "│ ", "│ ")
    elif token.type in ("bullet_list_open", "ordered_list_open"):
        yield from _list(token, inner)
    elif token.type == "table_open":
        cells = [[Content(" ").join(_inline(cell)) for cell in row] for row in _rows(inner)]
        yield from _table(cells[0], cells[1:])


def _list(token: Token, inner: Sequence[Token]) -> Iterator[Line]:
    number = int(token.attrGet("start") or 1)
    at = 0
    while at < len(inner):
        end = _closing(inner, at)
        mark = f"{number}. " if token.type == "ordered_list_open" else "• "
        yield from _indented(_blocks(inner[at + 1 : end]), mark, " " * len(mark))
        number += 1
        at = end + 1


def _rows(tokens: Sequence[Token]) -> Iterator[list[list[Token]]]:
    row: list[list[Token]] = []
    for token in tokens:
        if token.type == "tr_open":
            row = []
        elif token.type == "inline":
            row.append(token.children or [])
        elif token.type == "tr_close":
            yield row


def _closing(tokens: Sequence[Token], at: int) -> int:
    """Return the index of the token that closes the block opened at `at`."""
    if tokens[at].nesting != 1:
        return at
    level = tokens[at].level
    return next(n for n in range(at + 1, len(tokens)) if tokens[n].nesting == -1 and tokens[n].level == level)


def _inline(tokens: Sequence[Token]) -> list[Content]:
    """Return inline text as one item for each line, split at hard breaks."""
    lines = [Content("")]
    styles: list[str] = []
    for token in tokens:
        name = token.type.removesuffix("_open").removesuffix("_close")
        if token.nesting == 1:
            styles.append(STYLES.get(name, ""))
        elif token.nesting == -1:
            styles.pop()
        elif token.type == "hardbreak":
            lines.append(Content(""))
        else:
            text = " " if token.type == "softbreak" else token.content
            style = " ".join([*styles, "$accent" if token.type == "code_inline" else ""]).strip()
            lines[-1] = Content.assemble(lines[-1], (text, style))
    return lines
