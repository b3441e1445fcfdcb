"""A long text, laid out a little at a time and drawn only where it is seen."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Protocol

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.timer import Timer

from wbtui.ui.widgets.strips import strip_of

SLICE_SECONDS = 0.008
"""Seconds of layout at a time: no key waits longer, however slow the machine. What is seen comes first, though."""
PAUSE_SECONDS = 0.01
"""Seconds for keys between two times."""


class Pieces(Protocol):
    """What a long text is made from, in order; more may come at any time."""

    def __len__(self) -> int:
        """Return the number of pieces that there are by now."""

    def rows(self, piece: int, width: int, row: int) -> Iterable[Content]:
        """Return the rows of a piece at a width in cells; `row` is the number of the first."""


class Paragraphs:
    """Paragraphs, one below the other."""

    def __init__(self, paragraphs: Iterable[Content] = ()) -> None:
        self._lines = list(_lines(paragraphs))

    @property
    def text(self) -> str:
        """All of it, without its looks."""
        return "\n".join(line.plain for line in self._lines)

    def add(self, paragraphs: Iterable[Content]) -> None:
        """Go on with more paragraphs."""
        self._lines += _lines(paragraphs)

    def __len__(self) -> int:
        return len(self._lines)

    def rows(self, piece: int, width: int, row: int) -> Iterable[Content]:
        """Return the rows of a line."""
        return self._lines[piece].wrap(width)


def _lines(paragraphs: Iterable[Content]) -> Iterator[Content]:
    for paragraph in paragraphs:
        yield from paragraph.split(allow_blank=True)


class LongText(ScrollView, can_focus=True):
    """Shows pieces of text, and scrolls through them."""

    def __init__(self, pieces: Pieces | None = None, *, id: str | None = None, can_focus: bool = True) -> None:  # noqa: A002
        super().__init__(id=id)
        self.can_focus = can_focus
        self.pieces = Paragraphs() if pieces is None else pieces
        self._rows: list[Content] = []
        self._next = 0
        """The piece to be laid out next."""
        self._told = 0
        """How many rows there were when the scroll bar was told last."""
        self._width = 0
        self._coming: Timer | None = None

    def show(self, pieces: Pieces, *, stay: bool = False) -> None:
        """Show other pieces, from their beginning, or, to `stay`, from the row that is the first one now."""
        self.pieces = pieces
        if not stay:
            self.scroll_home(animate=False, immediate=True)
        self._forget()
        if self._width:
            self._lay_out()

    def show_more(self) -> None:
        """Show the pieces that have come meanwhile."""
        if self._width and not self._coming:
            self._lay_out()

    def scroll_pages(self, by: int) -> None:
        """Read on (1) or back (-1); two lines stay, to go on from."""
        by *= max(1, self.scrollable_content_region.height - 2)
        # At once, or the next key would start from where this one did.
        self.scroll_relative(y=by, animate=False, immediate=True)

    def action_page_down(self) -> None:
        """Read on by a page."""
        self.scroll_pages(1)

    def action_page_up(self) -> None:
        """Read back by a page."""
        self.scroll_pages(-1)

    @property
    def allow_vertical_scroll(self) -> bool:
        # Textual asks for the scroll bar, which comes with the next layout: a key before that would be lost.
        return self.max_scroll_y > 0

    @property
    def laid_out(self) -> int:
        """How many rows there are by now."""
        return len(self._rows)

    def _forget(self) -> None:
        self._rows, self._next, self._told = [], 0, 0

    def on_resize(self, _event: events.Resize) -> None:
        self._fit()
        self.show_more()

    def _fit(self) -> None:
        """Lay out what is seen, if the width is another one now."""
        width = self.scrollable_content_region.width
        if width > 0 and width != self._width:
            self._width = width
            self._forget()
            self._lay_out_for(0)

    def _lay_out_for(self, seconds: float) -> None:
        seen, end = self.scroll_offset.y + self.size.height, time.monotonic() + seconds
        while self._next < len(self.pieces) and (self.laid_out < seen or time.monotonic() < end):
            self._rows += self.pieces.rows(self._next, self._width, self.laid_out)
            self._next += 1

    def _lay_out(self) -> None:
        if self._coming:
            self._coming.stop()
        self._lay_out_for(SLICE_SECONDS)
        done = self._next >= len(self.pieces)
        # Each time costs a layout and a repaint of what is seen: while more is coming, only for twice as much.
        if done or self.laid_out >= 2 * self._told:
            self._told = self.laid_out
            self.virtual_size = Size(self._width, self.laid_out)
            self.refresh()
        self._coming = None if done else self.set_timer(PAUSE_SECONDS, self._lay_out)

    def render_line(self, y: int) -> Strip:
        # The first time it is drawn before it is told its size.
        self._fit()
        row = y + self.scroll_offset.y
        content = self._rows[row] if row < self.laid_out else Content("")
        return strip_of(content, self.scrollable_content_region.width, self.visual_style)
