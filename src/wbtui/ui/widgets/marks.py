"""Differences in words, told by signs and by looks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.content import Content

if TYPE_CHECKING:
    from wbtui.core.diff.words import Kind

MARKS = {"same": "{}", "gone": "[-{}]", "new": "[+{}]"}
"""Around what is gone and what is new: colours alone say it to nobody on a bad projector."""
STYLES = {"same": "", "gone": "strike $text-error", "new": "bold $text-success"}


def with_marks(parts: Iterable[tuple[Kind, str]]) -> Content:
    """Two texts in one, with what is gone and what is new told by marks and by looks."""
    return Content("").join(_marked(kind, text) for kind, text in parts)


def _marked(kind: Kind, text: str) -> Content:
    after = ""
    if kind != "same" and not text.strip():
        # Nothing but line ends and spaces: it has to be seen, and what is gone breaks no line.
        after = "\n" if kind == "new" and "\n" in text else ""
        text = text.replace("\n", "↵")
    return Content.assemble(Content(MARKS[kind].format(text)).stylize(STYLES[kind]), after)
