"""Marks the differences between two texts by signs and by styles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.content import Content

if TYPE_CHECKING:
    from wbtui.core.diff.words import Kind

MARKS = {"same": "{}", "gone": "[-{}]", "new": "[+{}]"}
"""Formats for removed and new words: on a bad projector, colours alone cannot be distinguished."""
STYLES = {"same": "", "gone": "strike $text-muted", "new": "bold"}


def with_marks(parts: Iterable[tuple[Kind, str]]) -> Content:
    """Return both texts in one, with removed and new parts marked."""
    return Content("").join(_marked(kind, text) for kind, text in parts)


def _marked(kind: Kind, text: str) -> Content:
    after = ""
    if kind != "same" and not text.strip():
        # Make a change of whitespace visible; a removed line end does not break the line.
        after = "\n" if kind == "new" and "\n" in text else ""
        text = text.replace("\n", "↵")
    return Content.assemble(Content(MARKS[kind].format(text)).stylize(STYLES[kind]), after)
