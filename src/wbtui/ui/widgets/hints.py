"""Places the hints of a footer on a line, as many as fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

if TYPE_CHECKING:
    from wbtui.ui.commands.footer import Footer, Hint

DIVIDER = " │ "
"""The text between the two halves of a footer."""


class Placed(NamedTuple):
    """A hint of the key bar with its text and the cell where it begins."""

    hint: Hint
    text: str
    start: int

    @property
    def end(self) -> int:
        """The cell behind it."""
        return self.start + hint_cells(self.hint, self.text)


def hint_cells(hint: Hint, text: str) -> int:
    """Return the width of a hint, in cells."""
    key = Content(hint.key).cell_length
    return key + bool(key) + Content(text).cell_length + 2 * hint.loud


def drawn(placed: Placed) -> Content:
    """Return a hint as it is drawn."""
    if placed.hint.loud:
        return Content(f" {placed.hint.key} {placed.text} ").stylize("reverse")
    key = f"{placed.hint.key} " if placed.hint.key else ""
    return Content.assemble((key, "bold $accent"), placed.text)


def fitted(footer: Footer, width: int) -> tuple[list[Placed], list[Placed]]:
    """Return the hints of both halves that fit, in full or brief; the left half loses first."""
    (left, right, kept) = footer
    for gap, brief in ((2, False), (1, True)):
        halves = _in_order(left, right, gap, brief)
        if _end(halves) <= width:
            return halves
    while _end(halves) > width and (left or len(right) > kept):
        left, right = (left[:-1], right) if left else (left, right[: -kept - 1] + right[-kept:])
        halves = _in_order(left, right, 1, brief=True)
    return halves


def _in_order(
    left: tuple[Hint, ...], right: tuple[Hint, ...], gap: int, brief: bool
) -> tuple[list[Placed], list[Placed]]:
    """Return the hints one after the other."""
    halves: tuple[list[Placed], list[Placed]] = ([], [])
    at = 0
    for half, hints in zip(halves, (left, right), strict=True):
        for hint in hints:
            text = hint.brief or hint.text if brief else hint.text
            if at:
                at += gap if half else len(DIVIDER)
            half.append(Placed(hint, text, at))
            at = half[-1].end
    return halves


def _end(halves: tuple[list[Placed], list[Placed]]) -> int:
    return max((placed.end for half in halves for placed in half), default=0)
