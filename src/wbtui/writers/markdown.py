"""A document as CommonMark with pipe tables.

The blocks become one stream of Markdown tokens, and mdformat writes it, so what is escaped follows from what a
reader would take it for, and `mdformat --check` has nothing to change. Each block is read back before it is used:
where it would not say the same, its answer is written as plain text, or as code if even that cannot be read back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from types import MappingProxyType

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdformat.renderer import MDRenderer

from wbtui.core import document as doc
from wbtui.writers import fragments
from wbtui.writers.tables import PipeTables
from wbtui.writers.tokens import (
    Tokens,
    bold,
    bullets,
    heading,
    italic,
    literal,
    paragraph,
    same,
    table,
    within,
)

Wrap = Callable[[Tokens], Tokens]
"""Puts the tokens of an answer into those of its block."""

_OPTIONS = MappingProxyType({"parser_extension": (PipeTables,), "mdformat": {}})


def render(document: doc.Document) -> str:
    """The document as Markdown; ends with a newline."""
    return _write(_tokens(document))


def _tokens(document: doc.Document) -> Tokens:
    tokens = heading(1, document.title)
    if document.metadata:
        tokens += paragraph(italic(" · ".join(document.metadata)))
    for block in document.blocks:
        tokens += _block(block)
    return tokens


def _write(tokens: Sequence[Token]) -> str:
    return MDRenderer().render(tokens, _OPTIONS, {})


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")


def _faithful(tokens: Tokens) -> bool:
    """Whether a reader of what is written sees what is meant."""
    return same(_reader().parse(_write(tokens)), tokens)


def _answer(fragment: str, wrap: Wrap = list) -> Tokens:
    """The tokens of a block around an answer, the answer read in the first way that survives being written."""
    for read in (fragments.parse, fragments.plain):
        tokens = wrap(read(fragment))
        if fragments.depth(tokens) <= fragments.MAX_DEPTH and _faithful(tokens):
            return tokens
    return wrap(fragments.verbatim(fragment))


def _block(block: doc.Block) -> Tokens:
    match block:
        case doc.Heading(level, text):
            return heading(level, text)
        case doc.Subtitle(text):
            return paragraph(italic(text))
        case doc.Paragraph(fragment):
            return _answer(fragment)
        case doc.Dateline(text, fragment):
            return _dateline(text, fragment)
        case doc.Quote(fragment, attribution):
            return _answer(fragment, lambda tokens: _quote(tokens, attribution))
        case doc.Question():
            return _question(block)
        case doc.Labelled(label, fragment):
            return _answer(fragment, lambda tokens: _opened(bold(_with_colon(label)), literal(" "), tokens))
        case doc.Facts(facts):
            return bullets(_fact(fact) for fact in facts)
        case doc.Table(header, rows):
            return table(header, rows)
        case doc.Verbatim(text, language):
            return fragments.verbatim(text, language)


def _dateline(text: str, fragment: str) -> Tokens:
    if not fragment:
        return paragraph(bold(text))
    return _answer(fragment, lambda tokens: _opened(bold(text), literal(" — "), tokens))


def _opened(opening: Tokens, between: Tokens, tokens: Tokens) -> Tokens:
    """An answer whose first paragraph starts with something else; before an answer that starts with a list, code
    or the like, that is a paragraph by itself.
    """
    if tokens[0].type != "paragraph_open":
        return [*paragraph(opening), *tokens]
    return [*paragraph([*opening, *between, *(tokens[1].children or ())]), *tokens[3:]]


def _quote(tokens: Tokens, attribution: str) -> Tokens:
    said_by = paragraph(literal(f"— {attribution}")) if attribution else []
    return within("blockquote", "blockquote", [*tokens, *said_by], markup=">")


def _question(block: doc.Question) -> Tokens:
    answer = _answer(block.answer) if block.answer else []
    still_open = paragraph(italic(block.open)) if block.open else []
    return [*heading(block.level, block.heading), *answer, *still_open]


def _fact(fact: doc.Fact) -> Tokens:
    return [*bold(_with_colon(fact.label)), *literal(f" {fact.text}")] if fact.label else literal(fact.text)


def _with_colon(label: str) -> str:
    return label if label.endswith((":", "?", "!", ".")) else f"{label}:"
