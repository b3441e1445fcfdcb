"""Turns the lists of word processors, with bullets and tabs, into those of Markdown."""

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
"""Matches a bullet with words behind it. A letter or a dash counts as a bullet only before a tab."""

_TABBED = re.compile(r"(?P<indent>[ \t]*)(?P<mark>[-*+]|\d{1,9}[.)])[ \t]+(?=\S)", re.ASCII)


def without_tabs(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines; items of a list that are indented with tabs stand where Markdown wants them.

    To Markdown a tab is four columns: more than any list may be indented, and less than some items need.
    """
    levels: list[tuple[int, int]] = []
    before = ""
    for line, is_fenced in zip(lines, fenced(lines), strict=True):
        found = None if is_fenced else _TABBED.match(line)
        if not found:
            is_outside = levels and not before and _column(line) <= levels[0][0]
            if line.strip() and (is_outside or not line[0].isspace()):
                levels.clear()
            before = line.strip()
            yield line.lstrip("\t") if is_outside else line
            continue
        before = line
        column = _column(line)
        while levels and levels[-1][0] >= column:
            levels.pop()
        is_tabbed = "\t" in found["indent"]
        begin = (levels[-1][1] if levels else 0) if is_tabbed else column
        levels.append((column, begin + len(found["mark"]) + 1))
        yield f"{' ' * begin}{found['mark']} {line[found.end() :]}" if is_tabbed else line


def with_bullets(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines; those with the bullet of a word processor become items of a Markdown list.

    Word processors use one sign for each level, with or without an indent. So a new sign begins a deeper level,
    and a sign that was used before returns to its level.
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


def _column(line: str) -> int:
    shown = line.expandtabs(4)
    return len(shown) - len(shown.lstrip())


def _inside(line: str, before: str) -> str:
    """Return the indent that puts a following line inside the same item of a list; empty outside of lists."""
    listed = _LISTED.match(line)
    if listed:
        return " " * len(listed[0].expandtabs(4))
    return before if line[0].isspace() else ""


def _level(levels: list[tuple[int, str]], column: int, sign: str) -> int:
    """Return the level of a bullet, and forget the levels that it ends."""
    while levels and levels[-1][0] > column:
        levels.pop()
    if (column, sign) in levels:
        del levels[levels.index((column, sign)) + 1 :]
    else:
        levels.append((column, sign))
    return len(levels) - 1
