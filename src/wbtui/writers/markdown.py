"""Writes a document as CommonMark with pipe tables.

If the Markdown of an answer would be read as something else, it is written as plain text, or as code if that would
change, too. `mdformat --number` would only change the way in which signs of HTML are written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from wbtui.core import document as doc
from wbtui.core.document import rich_text as rich
from wbtui.core.document.rich_text import Blocks, Run, opened, plain, runs_of
from wbtui.writers.answers import read_back
from wbtui.writers.markdown_blocks import BETWEEN_LISTS, would_join, write
from wbtui.writers.markdown_lines import heading, is_plain

if TYPE_CHECKING:
    from wbtui.core.document.rich_text import Inline, RichText

Ways = Iterator[Blocks]
"""Alternative blocks for one answer, the best first; the last one always survives Markdown unchanged."""


def render(document: doc.Document) -> str:
    """Return the document as Markdown; it ends with a newline."""
    return "\n\n".join(_parts(document)) + "\n"


def _parts(document: doc.Document) -> Iterator[str]:
    yield heading(1, document.title)
    if document.metadata:
        yield write(_emphasised(" · ".join(document.metadata)))
    before: Blocks = ()
    for block in document.blocks:
        for part in _block(block):
            if isinstance(part, doc.Heading):
                before = ()
                yield heading(part.level, part.text)
            else:
                blocks, text = (part, write(part)) if isinstance(part, tuple) else _best(part)
                if _would_go_on(before, blocks):
                    yield BETWEEN_LISTS
                yield text
                before = blocks


def _best(ways: Ways) -> tuple[Blocks, str]:
    """Return the first alternative whose Markdown keeps its meaning, or the last one, with the Markdown."""
    for blocks in ways:
        text = write(blocks)
        if _is_read_as(blocks, text):
            break
    return blocks, text


def _is_read_as(blocks: Blocks, text: str) -> bool:
    if all(isinstance(block, rich.Paragraph) and all(map(is_plain, block.lines)) for block in blocks):
        return True
    try:
        # This checks our own output as a reader of it would see it, and parses no answer.
        return read_back(text) == blocks
    except LookupError:
        return False


def _would_go_on(before: Blocks, blocks: Blocks) -> bool:
    """Return whether Markdown would join the first list of an answer with the list before it."""
    match before, blocks:
        case (*_, rich.List() as last), (rich.List() as first, *_):
            return last.sign == first.sign or would_join(last, first)
    return False


def _block(block: doc.Block) -> Iterator[doc.Heading | Blocks | Ways]:
    match block:
        case doc.Heading():
            yield block
        case doc.Subtitle(text):
            yield _emphasised(text)
        case doc.Prose(answer):
            yield _ways(answer)
        case doc.Dateline(text, answer):
            yield _ways(answer, lambda blocks: opened([Run(text, strong=True)], " — ", blocks))
        case doc.Quote(answer, attribution):
            said_by = _paragraph(Run("— "), *runs_of(attribution)) if attribution else ()
            yield _ways(answer, lambda blocks: (rich.Quote((*blocks, *said_by)),))
        case doc.Question():
            yield doc.Heading(block.level, block.heading)
            if block.answer:
                yield _ways(block.answer)
            if block.open:
                yield _emphasised(block.open)
        case doc.Labelled(label, answer):
            yield _ways(answer, lambda blocks: opened([Run(_with_colon(label), strong=True)], " ", blocks))
        case doc.Facts(facts):
            yield (rich.List(tuple(rich.Item("-", _fact(fact)) for fact in facts)),)
        case doc.Table(header, rows):
            cells = [tuple(map(runs_of, row)) for row in (header, *rows)]
            yield (rich.Table(("",) * len(header), cells[0], tuple(cells[1:])),)


def _ways(answer: RichText, wrap: Callable[[Blocks], Blocks] = tuple) -> Ways:
    yield wrap(answer.blocks)
    yield wrap(plain(answer.source))
    yield wrap((rich.Code(answer.source),))


def _emphasised(text: Inline) -> Blocks:
    return _paragraph(*(replace(run, emphasis=True) for run in runs_of(text)))


def _paragraph(*runs: Run) -> Blocks:
    return (rich.Paragraph((rich.line(runs),)),)


def _fact(fact: doc.Fact) -> Blocks:
    label = (Run(_with_colon(fact.label), strong=True), Run(" ")) if fact.label else ()
    return _paragraph(*label, *runs_of(fact.text))


def _with_colon(label: str) -> str:
    return label if label.endswith((":", "?", "!", ".")) else f"{label}:"
