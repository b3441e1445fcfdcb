"""Whether a text is a drawing or code, in which every space counts, or an answer like any other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wbtui.core.document.rich_text import Code

if TYPE_CHECKING:
    from wbtui.core.document.rich_text import Blocks, Parse

MAX_COLUMNS = 100
"""Longer lines are prose, unless they are clearly drawn: nobody wraps the lines of a code block."""

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*([^\s`]*)[^`]*")
_MERMAID = re.compile(
    r"(?:graph|flowchart)[ \t]+(?:TB|TD|BT|RL|LR)\b"
    r"|(?:sequence|class|state|er)Diagram(?:-v2)?[ \t]*$"
    r"|(?:journey|gantt|mindmap|timeline|gitGraph)[ \t]*$",
    re.MULTILINE,
)
_DRAWN = re.compile(r"[\u2500-\u259f]|\S {3,}\S|\+[-=]{2}|[-=]{2}\+|^ *[/\\]", re.MULTILINE)
"""Box drawing, columns, corners and slopes made of signs."""
_MARKED = re.compile(r"^ {0,3}(?:[-*+>][ \t]|\d{1,9}[.)][ \t]|\|?[ \t:]*-{3,}[ \t:]*\|)|\*\*\w|\]\(", re.MULTILINE)
"""Lists, quotes, tables, bold, links: somebody wrote Markdown."""


def drawing(text: str, parse: Parse) -> Blocks:
    """Return a text that may be a drawing as code if it is one, and what it means otherwise.

    One that is a single fenced block loses its fence. With a fence somewhere inside it has said itself which
    lines are to the letter. Otherwise it is a drawing if it looks drawn, or if it has short lines without any
    Markdown in them.
    """
    lines = text.split("\n")
    fences = [line for line in lines if _FENCE.fullmatch(line)]
    opening = _FENCE.fullmatch(lines[0])
    if opening and len(fences) == 1 + _closes(opening[1], lines[-1]):
        inner = lines[1:-1] if len(fences) > 1 else lines[1:]
        return (Code("\n".join(inner), opening[2]),)
    if fences or not (_MERMAID.match(text) or _is_drawn(text, lines)):
        return parse(text)
    return (Code(text, "mermaid" if _MERMAID.match(text) else ""),)


def _closes(fence: str, line: str) -> bool:
    return re.fullmatch(rf" {{0,3}}{re.escape(fence[0])}{{{len(fence)},}}[ \t]*", line) is not None


def _is_drawn(text: str, lines: list[str]) -> bool:
    if _MARKED.search(text):
        return re.search("[\u2500-\u259f]", text) is not None
    short = len(lines) > 1 and max(map(len, lines)) <= MAX_COLUMNS
    return short or _DRAWN.search(text) is not None
