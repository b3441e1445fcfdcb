"""Reading one answer as the Markdown fragment that it is.

Paragraphs, emphasis, lists, quotes, code, tables and links mean something. Headings, rules, HTML, character
references and link definitions do not: they are the text they look like. A fragment is parsed alone, so what it
leaves open ends with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

MAX_DEPTH = 12
"""Deeper than this, blocks and emphasis in each other are shown as they were typed: readers drop what is nested
too deeply (markdown-it at 20 levels), and so would we lose it."""

_AROUND_CELLS = frozenset("|:-\\>*+ \t")
"""What may stand in the lines of a table without being in a cell."""

_NOT_MEANT = ("heading", "lheading", "hr", "html_block", "html_inline", "reference", "entity")


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"maxNesting": 4 * MAX_DEPTH}).enable("table").disable(_NOT_MEANT)


@cache
def _plain() -> MarkdownIt:
    return MarkdownIt("zero")


def parse(fragment: str) -> list[Token]:
    """The tokens of an answer: its Markdown where that says something, its text otherwise."""
    tokens = _markdown().parse(fragment.rstrip("\n") + "\n")
    kept = depth(tokens) <= MAX_DEPTH and _all_said(tokens) and _all_cells(tokens, fragment)
    return tokens if kept else plain(fragment)


def plain(fragment: str) -> list[Token]:
    """The tokens of an answer as text: paragraphs, nothing else."""
    return _plain().parse(fragment)


def verbatim(text: str, language: str = "") -> list[Token]:
    """The tokens of a text in which every character counts."""
    return [Token("fence", "code", 0, content=f"{text}\n", info=language, markup="```", block=True)]


def depth(tokens: Sequence[Token]) -> int:
    """How deep the deepest block or emphasis is."""
    return max((token.level + depth(token.children or ()) for token in tokens), default=0)


def _all_said(tokens: Sequence[Token]) -> bool:
    """Whether there is something to read, and nothing in it is Markdown for nothing (`-`, `>`, `[](x)`)."""
    lines = [token.children or [] for token in tokens if token.type == "inline"]
    some = any(lines) or any(token.content.strip() for token in tokens if token.type in ("fence", "code_block"))
    return some and not any(
        (one.type, other.type) == ("link_open", "link_close") for line in lines for one, other in pairwise(line)
    )


def _all_cells(tokens: Sequence[Token], fragment: str) -> bool:
    """Whether no table has a row with more cells than its header: readers drop those that are too many."""
    lines = fragment.split("\n")
    for at, token in enumerate(tokens):
        if token.type == "table_open" and token.map:
            end = next(n for n in range(at, len(tokens)) if tokens[n].type == "table_close")
            cells = Counter("".join(cell.content for cell in tokens[at:end] if cell.type == "inline"))
            typed = Counter("".join(lines[slice(*token.map)]))
            if any(typed[sign] > cells[sign] for sign in typed if sign not in _AROUND_CELLS):
                return False
    return True
