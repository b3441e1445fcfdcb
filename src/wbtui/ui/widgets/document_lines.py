"""Renders the blocks of a document as styled lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from textual.content import Content

from wbtui.core import document as doc
from wbtui.core.document import rich_text as rich

HEADINGS = {1: "bold $heading", 2: "bold $heading", 3: "bold"}


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


def title_lines(document: doc.Document) -> list[Line]:
    """Return the lines of the title and the metadata."""
    lines = [Line(Content(document.title).stylize(HEADINGS[1]))]
    if document.metadata:
        lines.append(Line(Content(" · ".join(document.metadata)).stylize("$text-muted")))
    return [*lines, BLANK]


def block_lines(block: doc.Block) -> list[Line]:
    """Return the lines of a block, followed by a blank line."""
    return [*_block(block), BLANK]


def _block(block: doc.Block) -> Iterator[Line]:
    match block:
        case doc.Heading(level, text):
            if level <= 2:
                yield Line(Content("─" * 24).stylize("$text-muted"))
            yield Line(_inline(text).stylize(HEADINGS.get(level, "bold italic")))
        case doc.Subtitle(text):
            yield Line(_inline(text).stylize("italic"))
        case doc.Prose(answer):
            yield from text_lines(answer.blocks)
        case doc.Dateline(text, answer):
            yield from text_lines(rich.opened([rich.Run(text, strong=True)], " — ", answer.blocks))
        case doc.Quote(answer, attribution):
            yield from _indented(text_lines(answer.blocks), "│ ", "│ ")
            if attribution:
                yield Line(Content.assemble("— ", _inline(attribution)).stylize("$text-muted"), "│ ", "│ ")
        case doc.Question(answer=answer):
            yield Line(_inline(block.heading).stylize("bold"))
            yield from text_lines(answer.blocks)
            if block.open:
                yield Line(Content(block.open).stylize("italic $text-muted"))
        case doc.Labelled(label, answer):
            yield Line(Content(label).stylize("bold"))
            yield from text_lines(answer.blocks)
        case doc.Facts(facts):
            for fact in facts:
                label = f"{fact.label}: " if fact.label else ""
                yield Line(Content.assemble((label, "bold"), _inline(fact.text)), "• ", "  ")
        case doc.Table(header, rows):
            yield from _table(map(Content, header), (map(_inline, row) for row in rows))


def _table(header: Iterable[Content], rows: Iterable[Iterable[Content]]) -> Iterator[Line]:
    """Yield each row as `header: cell` pairs, which stay readable at any width; the header alone without rows."""
    header, rows = [*header], [*rows]
    if not rows:
        yield Line(Content("  ·  ").join(header), "▪ ", "  ")
    names = [Content.assemble(name.stylize("$text-muted"), ": " if name else "") for name in header]
    for first, *others in rows:
        row = zip(names, (first.stylize("bold"), *others), strict=True)
        cells = [Content.assemble(name, cell) for name, cell in row if cell]
        yield Line(Content("  ·  ").join(cells), "▪ ", "  ")


def _indented(lines: Iterable[Line], first: str, rest: str) -> Iterator[Line]:
    for n, line in enumerate(lines):
        yield replace(line, first=(rest if n else first) + line.first, prefix=rest + line.prefix)


def text_lines(blocks: rich.Blocks, *, tight: bool = False) -> Iterator[Line]:
    """Yield the lines of an answer from its blocks: paragraphs, lists, quotes, code and tables."""
    for n, block in enumerate(blocks):
        if n and not tight:
            yield BLANK
        yield from _text_block(block)


def _text_block(block: rich.Block) -> Iterator[Line]:
    match block:
        case rich.Paragraph(lines):
            yield from (Line(_content(line)) for line in lines)
        case rich.Code(text):
            for row in text.rstrip("\n").split("\n"):
                yield Line(Content(row.expandtabs(4)), "    ", "    ", wrap=False)
        case rich.Quote(blocks):
            yield from _indented(text_lines(blocks), "│ ", "│ ")
        case rich.List(items, tight):
            for item in items:
                mark = f"{item.mark} "
                inside = list(text_lines(item.blocks, tight=tight)) or [BLANK]
                yield from _indented(inside, mark, " " * len(mark))
        case rich.Table(_, header, rows):
            yield from _table(map(_content, header), (map(_content, row) for row in rows))


def _inline(text: rich.Inline) -> Content:
    return _content(rich.runs_of(text))


def _content(line: rich.Line) -> Content:
    parts: list[tuple[str, str]] = []
    for is_struck, runs in groupby(line, lambda run: run.struck):
        # Not every terminal can strike out, and unmarked the text would mean the contrary.
        sign = [("~~", "strike")] * is_struck
        parts += [*sign, *((_said(run), _style(run)) for run in runs), *sign]
    return Content.assemble(*parts)


def _said(run: rich.Run) -> str:
    """Return the text of a run, or the address of a picture without any."""
    return run.text or (run.picture.target if run.picture else "")


def _style(run: rich.Run) -> str:
    looks = {
        "bold": run.strong,
        "italic": run.emphasis,
        "strike": run.struck,
        "underline": run.link,
        "$heading": run.code,
    }
    return " ".join(style for style, on in looks.items() if on)
