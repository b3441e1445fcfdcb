"""Writes blocks of text as Markdown in the layout of mdformat, with the numbers and signs that were typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.cells import cell_len

from wbtui.core.document.rich_text import Code, List, Paragraph, Quote, Table
from wbtui.writers.markdown_lines import cell, paragraph

if TYPE_CHECKING:
    from wbtui.core.document.rich_text import Block, Blocks


def write(blocks: Blocks, between: str = "\n\n") -> str:
    """Return the blocks as Markdown, without a line end after the last."""
    return between.join(map(_block, blocks))


def _block(block: Block) -> str:
    match block:
        case Paragraph(lines):
            return paragraph(lines)
        case List(items, tight):
            between = "\n" if tight else "\n\n"
            return between.join(_hung(f"{item.mark} ", write(item.blocks, between)) for item in items)
        case Quote(blocks):
            return _behind("> ", "> ", write(blocks))
        case Code(text, language):
            sign = "~" if "`" in language else "`"
            fence = sign * max(3, *(len(found) + 1 for found in re.findall(f"{sign}+", text)), 0)
            return f"{fence}{language}\n{text}\n{fence}"
        case Table():
            return _table(block)


def _hung(mark: str, text: str) -> str:
    return _behind(mark, " " * len(mark), text)


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
