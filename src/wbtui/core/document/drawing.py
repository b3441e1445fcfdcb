"""Finds drawings and tables made of characters, in which every space counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from wbtui.core.document.fences import FENCE, closes, fenced
from wbtui.core.document.rich_text import Code
from wbtui.core.document.trees import is_tree

if TYPE_CHECKING:
    from wbtui.core.document.rich_text import Blocks, Parse

MAX_COLUMNS = 100
"""The length above which a line is prose, unless it is clearly drawn: readers do not wrap lines of code."""

_MAX_ROWS = 200
"""The height above which nothing is a frame."""
_MERMAID = re.compile(
    r"(?:graph|flowchart)[ \t]+(?:TB|TD|BT|RL|LR)\b"
    r"|(?:sequence|class|state|er)Diagram(?:-v2)?[ \t]*$"
    r"|(?:journey|gantt|mindmap|timeline|gitGraph)[ \t]*$",
    re.MULTILINE,
)
_BOX = re.compile(r"[\u2500-\u259f]")
_CORNER = re.compile(
    r"[-=~]{2}[+|]|[+|][-=~]{2}|__\||\|__|[-=~]{3}['´`.]|['`.,][-=~]{3}|^[ |]*[|`\\+]-- "
    r"|[-=_~]{3}[/\\]|[/\\][-=_~]{3}"
)
"""Matches where two lines of a drawing meet: `+--`, `--+`, `.--.`, `|-- `, `/---`."""
_RULE = re.compile(r"[ \t]*[-=]{2,}(?:(?:\+| +)[-=]{2,})+[ \t]*")
"""Matches the rule under the header of a table without walls."""
_WALLS = re.compile(r"[ \t]*\|.*\|[ \t]*")
_GAP = re.compile(r"(?<=\S)(?: {3,}|\t+)(?=\S)")
_CELL = re.compile(r"(?<=\S) {3,}(?=(\S+(?: \S+)*))")
_STEMS = re.compile(r"[ \t]*[|V^:v\\/](?:[ \t]+[|V^:v\\/])*[ \t]*")
"""Matches vertical lines and arrows."""
_EDGE = re.compile(r"[ \t]*([#*@%.:+=xXoO])\1{2,}[ \t]*")
"""Matches the upper or lower edge of a frame that is made of one sign."""
_SENTENCE = re.compile(r"(?:\S+[ \t]+){5}.*[.!?,;:][\"'”’)]?[ \t]*")
_ARROW = re.compile(r"[-=]{2,}>|<[-=]{2,}")
_LISTED = re.compile(r"[ \t]*(?:(?:[-*+>•‣◦⁃∙·▪▫●○■□➢–—]|\d{1,9}[.)])[ \t]|[o§Ø]\t|[•‣◦⁃▪▫●○■□➢](?=\w))")
"""Matches the signs of lists and quotes, and the bullets of other programs."""
_MARKED = re.compile(r"^ {0,3}(?:[-*+>][ \t]|\d{1,9}[.)][ \t]|\|?[ \t:]*-{3,}[ \t:]*\|)|\*\*\w|\]\(", re.MULTILINE)
"""Matches signs of Markdown: lists, quotes, tables, bold, links."""
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")


def drawing(text: str, parse: Parse) -> Blocks:
    """Return the text of a `verbatim` field as code if it is a drawing, else as the Markdown that it is.

    A single fenced block becomes code without its fence. A text with fences inside is read as Markdown, because
    the fences tell which lines are code. Any other text is a drawing if it looks drawn, or if all of its lines are
    short and without Markdown.
    """
    lines = text.split("\n")
    fences = [line for line in lines if FENCE.fullmatch(line)]
    opening = FENCE.fullmatch(lines[0])
    if opening and len(fences) == 1 + closes(opening[1], lines[-1]):
        inner = lines[1:-1] if len(fences) > 1 else lines[1:]
        return (Code("\n".join(inner), opening[2]),)
    if fences:
        return parse(text)
    if _MERMAID.match(text):
        return (Code(text, "mermaid"),)
    return (Code(text),) if _is_all_drawn(lines) else parse(text)


def _is_all_drawn(lines: Sequence[str]) -> bool:
    """Return whether all lines of a text belong to drawings, or are short and without Markdown."""
    drawn = {n for begin, end in drawn_lines(lines) for n in range(begin, end)}
    rest = [line for n, line in enumerate(lines) if n not in drawn]
    if _MARKED.search("\n".join(rest)) or any(len(line) > MAX_COLUMNS for line in rest):
        return False
    return len(lines) > 1 or _BOX.search(lines[0]) is not None or _GAP.search(lines[0]) is not None


def drawn(lines: Sequence[str]) -> Code:
    """Return a drawing as code; cells separated by tabs are aligned in columns."""
    rows = [line.strip().split("\t") for line in lines]
    columns = len(rows[0])
    if columns == 1 or any(len(row) != columns for row in rows):
        is_indented = all(line.startswith("    ") or not line.strip() for line in lines)
        return Code("\n".join(line[4 * is_indented :] for line in lines))
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    padded = (
        "   ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )
    return Code("\n".join(row.rstrip() for row in padded))


def _width(text: str) -> int:
    return sum(1 + (east_asian_width(sign) in "WF") for sign in text)


def drawn_lines(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Return where each drawing, or table made of spaces, begins and ends among the lines.

    Lines between fences are never part of one.
    """
    parts = list(_paragraphs(lines))
    is_drawn = [_is_drawn(lines[begin:end]) for begin, end in parts]
    follows = [not any(map(str.strip, lines[one[1] : two[0]])) for one, two in pairwise(parts)]
    forward = [(n, n + 1) for n, near in enumerate(follows) if near]
    for beside, n in (*forward, *((two, one) for one, two in reversed(forward))):
        # Lines beside a drawing need fewer signs to be counted as part of it.
        is_drawn[n] = is_drawn[n] or (is_drawn[beside] and _is_spread(lines[slice(*parts[n])]))
    found: list[tuple[int, int]] = []
    for n, (begin, end) in enumerate(parts):
        if is_drawn[n]:
            # The blank lines within a drawing belong to it.
            goes_on = n and is_drawn[n - 1] and follows[n - 1]
            found.append((found.pop()[0] if goes_on else begin, end))
    return found


def _paragraphs(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield where each paragraph begins and ends; blank lines, fences and long lines of prose separate them."""
    begin = 0
    for n, (line, is_fenced) in enumerate(zip((*lines, ""), (*fenced(lines), False), strict=True)):
        if is_fenced or not line.strip() or (len(line) > MAX_COLUMNS and not _is_strongly_drawn(line)):
            if begin < n:
                yield begin, n
            begin = n + 1


def _is_drawn(lines: Sequence[str]) -> bool:
    if len(lines) < 2 or _is_table(lines):
        return False
    strong = sum(map(_is_strongly_drawn, lines))
    if strong and any(map(_CORNER.search, lines)):
        # Without a corner, what begins with an upright may be anything.
        strong += sum(line.lstrip().startswith("| ") and not _is_strongly_drawn(line) for line in lines)
    if any(map(_BOX.search, lines)):
        return strong * 3 >= len(lines)
    listed = sum(_LISTED.match(line) is not None and not _is_strongly_drawn(line) for line in lines)
    if strong >= 2 and strong * 3 >= len(lines) and listed <= strong:
        return True
    if any(map(_RULE.fullmatch, lines)):
        return True
    return (
        _has_columns(lines)
        or _is_sketched(lines)
        or _is_framed(lines)
        or _is_joined(lines)
        or _has_axis(lines)
        or is_tree(lines)
    )


def _is_strongly_drawn(line: str) -> bool:
    return any(sign.search(line) for sign in (_BOX, _CORNER)) or _WALLS.fullmatch(line) is not None


def _is_table(lines: Sequence[str]) -> bool:
    """Return whether the lines are a Markdown table, and not a drawing of boxes that looks like one."""
    rules = (n for n, line in enumerate(lines) if n and "|" in line and _TABLE_RULE.fullmatch(line))
    rule = next(rules, 0)
    return bool(rule) and "|" in lines[rule - 1] and not any("+-" in line or _BOX.search(line) for line in lines)


def _has_columns(lines: Sequence[str]) -> bool:
    """Return whether most lines have gaps, and a column begins or ends at one place in neighbouring lines."""
    edges: list[set[int]] = []
    for line in lines:
        if _LISTED.match(line):
            return False
        tabbed = line.strip().count("\t")
        # The position of a tab does not tell its column, so the number of tabs stands for it, as a negative edge.
        edges.append(
            {-tabbed} if tabbed else {at for gap in _CELL.finditer(line) for at in (gap.end(), gap.end(1))}
        )
    with_gaps = [found for found in edges if found]
    aligned = sum(bool(one & other) for one, other in pairwise(with_gaps))
    return len(with_gaps) >= 2 and len(with_gaps) * 3 >= len(lines) * 2 and aligned * 2 >= len(with_gaps) - 1


def _is_sketched(lines: Sequence[str]) -> bool:
    """Return whether the lines differ in indent, and at least half of them have more signs than letters."""
    indents = {len(line) - len(line.lstrip()) for line in lines}
    signs = sum(_is_made_of_signs(line) for line in lines)
    return len(indents) > 1 and signs >= 2 and signs * 2 >= len(lines)


def _is_framed(lines: Sequence[str]) -> bool:
    """Return whether lines are within a frame that is made of one sign."""
    for n, line in enumerate(lines):
        if edge := _EDGE.fullmatch(line):
            sign, width = edge[1], len(line.strip())
            inside = [row.strip() for row in lines[n + 1 : n + 1 + _MAX_ROWS]]
            walls = list(takewhile(partial(_is_wall, sign), inside))
            closed = inside[len(walls) : len(walls) + 1] == [sign * width]
            if walls and closed and all(abs(len(row) - width) <= 1 for row in walls):
                return True
    return False


def _is_wall(sign: str, row: str) -> bool:
    return row[:1] == row[-1:] == sign and " " in row


def _is_joined(lines: Sequence[str]) -> bool:
    """Return whether lines upwards join what stands above and below them, and none of it is a sentence."""
    if any(map(_SENTENCE.fullmatch, lines)):
        return False
    return any(_is_upright(line) and _touches(line, lines[max(0, n - 1) : n + 2]) for n, line in enumerate(lines))


def _is_upright(line: str) -> bool:
    """Return whether a line is nothing but lines upwards: one upright, or two slanting."""
    signs = "".join(line.split())
    return not signs.strip("|/\\Vv^") and ("|" in signs or sum(map(signs.count, "/\\")) > 1)


def _touches(upright: str, around: Sequence[str]) -> bool:
    """Return whether each line upwards has something above or below it."""
    others = [line for line in around if line is not upright]
    return all(
        any(other[max(0, at - 1) : at + 2].strip() for other in others)
        for at, sign in enumerate(upright)
        if sign in "|\\/"
    )


def _has_axis(lines: Sequence[str]) -> bool:
    """Return whether every line has an upright at the same places, and some keep their distance from it."""
    places = {tuple(at for at, sign in enumerate(line) if sign == "|") for line in lines}
    return len(places) == 1 and () not in places and any("|  " in line or "  |" in line for line in lines)


def _is_spread(lines: Sequence[str]) -> bool:
    """Return whether most lines have gaps or an indent, and none is an item of a list."""
    spread = sum(line.startswith("  ") or _GAP.search(line) is not None for line in lines)
    return spread * 2 > len(lines) and not any(map(_LISTED.match, lines))


def _is_made_of_signs(line: str) -> bool:
    if _STEMS.fullmatch(line) or _ARROW.search(line):
        return True
    listed = _LISTED.match(line)
    typed = "".join(line[listed.end() if listed else 0 :].split())
    letters = sum(map(str.isalnum, typed))
    return not letters or (not listed and letters * 2 < len(typed) and typed[-1] not in ".!?")
