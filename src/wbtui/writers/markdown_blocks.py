"""Writes blocks of text as Markdown, in a layout that CommonMark and Python-Markdown read alike.

It is that of mdformat but for two things: what belongs to an item of a list is indented by four columns, and two
spaces end a line. CommonMark also knows less indent, and a backslash at the end.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from rich.cells import cell_len

from wbtui.core.document.rich_text import Code, List, Paragraph, Quote, Table
from wbtui.writers.markdown_lines import cell, paragraph

if TYPE_CHECKING:
    from wbtui.core.document.rich_text import Block, Blocks, Item

_INDENT_CHARS = 4
"""The indent of the blocks below the first one of a list item, if its mark is not longer."""
BETWEEN_LISTS = "<!-- -->"
"""A comment: nothing else separates two lists whose signs or numbers stay as they were typed."""


def write(blocks: Blocks, between: str = "\n\n") -> str:
    """Return the blocks as Markdown, without a line end after the last."""
    made: list[str] = []
    for before, block in pairwise((None, *blocks)):
        if block:
            made += [BETWEEN_LISTS] * would_join(before, block) + [_block(block)]
    return between.join(made)


def would_join(before: Block | None, block: Block) -> bool:
    """Return whether Python-Markdown would join a list with another one before it, bullets with numbers."""
    match before, block:
        case List(sign=one), List(sign=other):
            return (one == ".") + (other == ".") == 1 and ")" not in (one, other)
    return False


def _block(block: Block) -> str:
    match block:
        case Paragraph(lines):
            return paragraph(lines)
        case List(items):
            between = "\n" if _is_close(block) else "\n\n"
            return between.join(_item(item, between) for item in items)
        case Quote(blocks):
            return _behind("> ", "> ", write(blocks))
        case Code(text, language):
            sign = "~" if "`" in language else "`"
            fence = sign * max(3, *(len(found) + 1 for found in re.findall(f"{sign}+", text)), 0)
            return f"{fence}{language}\n{text}\n{fence}"
        case Table():
            return _table(block)


def _is_close(block: List) -> bool:
    """Return whether a list needs no blank lines; Python-Markdown wants them around what is no list."""
    inside = [inner for item in block.items for inner in item.blocks]
    lists = [inner for inner in inside if isinstance(inner, List)]
    only_lists = all(isinstance(inner, Paragraph | List) for inner in inside)
    joined = any(would_join(*pair) for item in block.items for pair in pairwise(item.blocks))
    return block.tight and only_lists and not joined and all(map(_is_close, lists))


def _item(item: Item, between: str) -> str:
    mark = f"{item.mark} "
    indent = max(_INDENT_CHARS, len(mark))
    if not all(isinstance(first, Paragraph) for first in item.blocks[:1]):
        # The lines of a list, a table or code begin below each other.
        mark = mark.ljust(indent)
    return _behind(mark, " " * indent, write(item.blocks, between))


def _behind(first: str, rest: str, text: str) -> str:
    """Return a text with a prefix before each line, `first` before the first one; no line ends in spaces."""
    prefixed = ((rest if n else first, line) for n, line in enumerate(text.split("\n")))
    return "\n".join(prefix + line if line else prefix.rstrip() for prefix, line in prefixed)


def _table(table: Table) -> str:
    header, *rows = ([cell(line) for line in row] for row in (table.header, *table.rows))
    widths = [max(3, *map(cell_len, column)) for column in zip(header, *rows, strict=True)]
    rule = [_rule(*column) for column in zip(table.alignments, widths, strict=True)]
    padded = ([_padded(*it) for it in zip(row, table.alignments, widths, strict=True)] for row in (header, *rows))
    first, *others = (f"| {' | '.join(row)} |" for row in padded)
    return "\n".join([first, f"| {' | '.join(rule)} |", *others])


def _padded(text: str, alignment: str, width: int) -> str:
    room = width - cell_len(text)
    before = {"right": room, "center": room // 2}.get(alignment, 0)
    return " " * before + text + " " * (room - before)


def _rule(alignment: str, width: int) -> str:
    left = ":" if alignment in ("left", "center") else "-"
    right = ":" if alignment in ("right", "center") else "-"
    return left + "-" * (width - 2) + right
