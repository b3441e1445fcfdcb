"""Turns the bullets of word processors into those of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wbtui.core.document.fences import fenced

_LISTED = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)")
_SIGNS = "•‣◦⁃∙·▪▫●○■□➢"
_BULLET = re.compile(
    r"(?P<indent>[ \t>]*)"
    rf"(?P<sign>[{_SIGNS}](?=[ \t\u00a0])|[o§Ø–](?=\t)|[•‣◦⁃▪▫●○■□➢](?=[\w“‘\"'(*`])|[∙·](?=[^\W\d_]))"
    rf"[ \t\u00a0]*(?P<said>[^\s{_SIGNS}].*)"
)
"""A bullet with words behind it, with or without a space between.

What is a letter or a dash elsewhere is one only before a tab, and what is a point in a number not before a digit.
"""


def with_bullets(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines, of which those with a bullet of a word processor are items of a list.

    Such programs write a sign for each level, and indent it or not: another sign is one level further in, and the
    sign of an earlier level is back on it.
    """
    levels: list[tuple[int, str]] = []
    outer = inside = ""
    for line, is_fenced in zip(lines, fenced(lines), strict=True):
        found = None if is_fenced else _BULLET.fullmatch(line)
        if not found:
            if line.strip():
                if not line[0].isspace():
                    levels.clear()
                inside = _inside(line, inside)
            yield line
            continue
        indent, sign = found["indent"], found["sign"]
        if not levels:
            outer = inside if indent.isspace() else indent
        depth = _level(levels, len(indent.expandtabs(4)), sign)
        yield f"{outer}{'  ' * depth}- {found['said']}"


def _inside(line: str, before: str) -> str:
    """Return the indent of what belongs to the item of a list that a line begins or goes on with."""
    listed = _LISTED.match(line)
    if listed:
        return " " * len(listed[0].expandtabs(4))
    return before if line[0].isspace() else ""


def _level(levels: list[tuple[int, str]], column: int, sign: str) -> int:
    """Return on which level a bullet is, and change the levels above it accordingly."""
    while levels and levels[-1][0] > column:
        levels.pop()
    if (column, sign) in levels:
        del levels[levels.index((column, sign)) + 1 :]
    else:
        levels.append((column, sign))
    return len(levels) - 1
