"""Finds the fences of Markdown: lines of backticks or tildes, between which every line is code."""

from __future__ import annotations

import re
from collections.abc import Iterable

FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*([^\s`]*)[^`]*")
"""Matches a line that is a fence, with its signs and its language."""
_INSIDE = re.compile(r"[ \t]*(?:(?:[-*+>]|\d{1,9}[.)])[ \t]+)*(`{3,}|~{3,})[^`]*")
"""Matches a fence, also after other signs such as the bullet of a list."""


def closes(fence: str, line: str) -> bool:
    """Return whether a line closes the block that a fence opens."""
    return re.fullmatch(rf" {{0,3}}{re.escape(fence[0])}{{{len(fence)},}}[ \t]*", line) is not None


def fenced(lines: Iterable[str]) -> list[bool]:
    """Return for each line whether it is a fence, or is between two."""
    found: list[bool] = []
    fence = ""
    for line in lines:
        opening = _INSIDE.fullmatch(line)
        found.append(bool(fence or opening))
        if fence and closes(fence, line.lstrip(" \t>")):
            fence = ""
        elif not fence and opening:
            fence = opening[1]
    return found
