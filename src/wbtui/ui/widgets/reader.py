"""Something long to read, laid out a little at a time and drawn only where it is seen."""

from __future__ import annotations

import time
from collections.abc import Iterable

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.timer import Timer

from wbtui.ui.widgets.strips import strip_of

SLICE = 0.008
"""Seconds of layout at a time: no key waits longer, however slow the machine. What is seen comes first, though."""
PAUSE = 0.01
"""Seconds for keys between two times."""


class Reader(ScrollView, can_focus=True):
    """Rows of text that are made from pieces, in order; more pieces may come at any time."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Content] = []
        self._next = 0
        """The piece to be laid out next."""
        self._told = 0
        """How many rows there were when the scroll bar was told last."""
        self._width = 0
        self._coming: Timer | None = None

    @property
    def pieces(self) -> int:
        """How many pieces there are."""
        raise NotImplementedError

    def rows_of(self, piece: int, width: int) -> Iterable[Content]:
        """The rows of a piece at a width in cells."""
        raise NotImplementedError

    @property
    def laid_out(self) -> int:
        """How many rows there are by now."""
        return len(self._rows)

    def forget(self) -> None:
        """Nothing is laid out any more."""
        self._rows, self._next, self._told = [], 0, 0

    def begin(self) -> None:
        """All pieces may be others now."""
        self.forget()
        if self._width:
            self._lay_out()

    def go_on(self) -> None:
        """There may be more pieces now."""
        if self._width and not self._coming:
            self._lay_out()

    def on_resize(self, _event: events.Resize) -> None:
        self._fit()
        self.go_on()

    def _fit(self) -> None:
        """Lay out what is seen, if the width is another one now."""
        width = self.scrollable_content_region.width
        if width > 0 and width != self._width:
            self._width = width
            self.forget()
            self._lay_out_for(0)

    def _lay_out_for(self, seconds: float) -> None:
        seen, end = self.scroll_offset.y + self.size.height, time.monotonic() + seconds
        while self._next < self.pieces and (self.laid_out < seen or time.monotonic() < end):
            self._rows += self.rows_of(self._next, self._width)
            self._next += 1

    def _lay_out(self) -> None:
        if self._coming:
            self._coming.stop()
        self._lay_out_for(SLICE)
        done = self._next >= self.pieces
        # Each time costs a layout and a repaint of what is seen: while more is coming, only for twice as much.
        if done or self.laid_out >= 2 * self._told:
            self._told = self.laid_out
            self.virtual_size = Size(self._width, self.laid_out)
            self.refresh()
        self._coming = None if done else self.set_timer(PAUSE, self._lay_out)

    def render_line(self, y: int) -> Strip:
        # The first time it is drawn before it is told its size.
        self._fit()
        row = y + self.scroll_offset.y
        content = self._rows[row] if row < self.laid_out else Content("")
        return strip_of(content, self.scrollable_content_region.width, self.visual_style)
