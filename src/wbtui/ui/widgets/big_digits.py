"""A widget that shows a time in digits as large as the screen allows."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from wbtui.ui.widgets.messages import Pressed

SHAPES = {
    "0": ("███", "█ █", "█ █", "█ █", "███"),
    "1": (" █ ", "██ ", " █ ", " █ ", "███"),
    "2": ("███", "  █", "███", "█  ", "███"),
    "3": ("███", "  █", "███", "  █", "███"),
    "4": ("█ █", "█ █", "███", "  █", "  █"),
    "5": ("███", "█  ", "███", "  █", "███"),
    "6": ("███", "█  ", "███", "█ █", "███"),
    "7": ("███", "  █", "  █", "  █", "  █"),
    "8": ("███", "█ █", "███", "█ █", "███"),
    "9": ("███", "█ █", "███", "  █", "███"),
    ":": (" ", "█", " ", "█", " "),
    "+": ("   ", " █ ", "███", " █ ", "   "),
}
SHAPE_ROWS = 5
CELL_ASPECT = 2
"""Height of a terminal cell, as a multiple of its width."""


class BigDigits(Widget, can_focus=True):
    """Shows a time, scaled up by whole numbers."""

    text = reactive("")

    def render(self) -> Content:
        rows = self._rows()
        scale = self._scale(len(rows[0]))
        lines = [_line(row, scale * CELL_ASPECT) for row in rows for _ in range(scale)]
        return Content("\n").join(lines)

    def on_click(self) -> None:
        """Start or pause the clock."""
        self.post_message(Pressed("pause"))

    def _rows(self) -> list[str]:
        shapes = [SHAPES[sign] for sign in self.text if sign in SHAPES] or [SHAPES["0"]]
        return [" ".join(shape[row] for shape in shapes) for row in range(SHAPE_ROWS)]

    def _scale(self, columns: int) -> int:
        return max(1, min(self.size.width // (columns * CELL_ASPECT), self.size.height // SHAPE_ROWS))


def _line(row: str, times: int) -> Content:
    """Return a line of reversed spaces; block characters would leave seams in many fonts."""
    return Content.assemble(*((" " * times, "reverse" if sign == "█" else "") for sign in row))
