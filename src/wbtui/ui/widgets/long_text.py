"""A scrollable text that is laid out piecemeal, and drawn only where it is visible."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Protocol

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.strip import Strip
from textual.timer import Timer

from wbtui.ui.terminal.workarounds import EagerScrollView
from wbtui.ui.widgets.strips import strip_of

SLICE_SECONDS = 0.008
"""Seconds of layout in one go, as the longest wait for a key; visible rows are laid out regardless."""
PAUSE_SECONDS = 0.01
"""Seconds between two slices of layout, for keys."""
GAP_CELLS = 1
"""Cells between the text and the scroll bar."""


class Pieces(Protocol):
    """The source of a long text: a sequence of pieces that may grow."""

    def __len__(self) -> int:
        """Return the present number of pieces."""

    def rows(self, piece: int, width: int, row: int) -> Iterable[Content]:
        """Return the rows of a piece at a width in cells; `row` is the number of its first row."""


class Paragraphs:
    """A text given as paragraphs; each of their lines is a piece."""

    def __init__(self, paragraphs: Iterable[Content] = ()) -> None:
        self._lines = list(_lines(paragraphs))

    @property
    def text(self) -> str:
        """The whole text without styles."""
        return "\n".join(line.plain for line in self._lines)

    def add(self, paragraphs: Iterable[Content]) -> None:
        """Append paragraphs."""
        self._lines += _lines(paragraphs)

    def __len__(self) -> int:
        return len(self._lines)

    def rows(self, piece: int, width: int, row: int) -> Iterable[Content]:
        """Return the wrapped rows of a line."""
        return self._lines[piece].wrap(width)


def _lines(paragraphs: Iterable[Content]) -> Iterator[Content]:
    for paragraph in paragraphs:
        yield from paragraph.split(allow_blank=True)


class LongText(EagerScrollView, can_focus=True):
    """Shows pieces of text, and scrolls through them.

    Either every piece is laid out for the present width, or a timer is running that lays out more. The width
    leaves room for the scroll bar even without one, so that no row changes when the layout makes it appear.
    """

    def __init__(self, pieces: Pieces | None = None, *, id: str | None = None, can_focus: bool = True) -> None:  # noqa: A002
        super().__init__(id=id)
        self.can_focus = can_focus
        self.pieces = Paragraphs() if pieces is None else pieces
        self._rows: list[Content] = []
        self._next = 0
        """The number of the piece to lay out next."""
        self._scrollable_rows = 0
        """The number of rows that the scroll bar was last set to."""
        self._width = 0
        self._layout_timer: Timer | None = None
        self._bound_for_end = False
        """True if the user wants to see the end as soon as it is laid out."""

    def show(self, pieces: Pieces, *, stay: bool = False) -> None:
        """Show other pieces from their beginning or, with `stay`, from the present first row."""
        self.pieces = pieces
        if not stay:
            self._bound_for_end = False
            self.scroll_home(animate=False, immediate=True)
        if self._width:
            self._lay_out_anew()
            self._lay_out()

    def show_more(self) -> None:
        """Lay out pieces that have been added."""
        if self._width and not self._layout_timer:
            self._lay_out()

    def scroll_pages(self, by: int) -> None:
        """Scroll by `by` pages; two lines stay visible as context."""
        by *= max(1, self.scrollable_content_region.height - 2)
        # At once, or the next key would start from the old position.
        self.scroll_relative(y=by, animate=False, immediate=True)

    def action_page_down(self) -> None:
        """Scroll down by a page."""
        self.scroll_pages(1)

    def action_page_up(self) -> None:
        """Scroll up by a page."""
        self.scroll_pages(-1)

    def action_scroll_end(self) -> None:
        """Scroll to the end, also if it is still to come."""
        self._bound_for_end = not (self.complete and self._rows)
        self.scroll_end(animate=False, immediate=True)

    def on_key(self) -> None:
        self._bound_for_end = False

    def on_mouse_scroll_up(self) -> None:
        self._bound_for_end = False

    @property
    def laid_out(self) -> int:
        """The number of rows laid out so far."""
        return len(self._rows)

    def row_at(self, y: int) -> str:
        """Return the text of a row on the screen; empty below the last."""
        row = y + int(self.scroll_offset.y)
        return self._rows[row].plain if 0 <= row < self.laid_out else ""

    @property
    def complete(self) -> bool:
        """True if all pieces are laid out."""
        return self._next >= len(self.pieces)

    def on_resize(self, _event: events.Resize) -> None:
        self._fit()
        self.show_more()

    def _fit(self) -> None:
        """Lay out the text again if the width has changed."""
        width = max(1, self.size.width - self.styles.scrollbar_size_vertical - GAP_CELLS)
        if self.size.width and width != self._width:
            self._width = width
            self._lay_out_anew()

    def _lay_out_anew(self) -> None:
        """Forget all rows, lay out the visible ones, and go on with the others in later turns."""
        self._rows, self._next, self._scrollable_rows = [], 0, 0
        while not self.complete and self.laid_out < self.scroll_offset.y + self.size.height:
            self._lay_out_piece()
        self._go_on()

    def _lay_out_piece(self) -> None:
        self._rows += self.pieces.rows(self._next, self._width, self.laid_out)
        self._next += 1

    def _go_on(self) -> None:
        if self._layout_timer:
            self._layout_timer.stop()
        self._layout_timer = self.set_timer(PAUSE_SECONDS, self._lay_out)

    def _lay_out(self) -> None:
        """Lay out one slice, at least one piece, and go on later with those that are left."""
        end = time.monotonic() + SLICE_SECONDS
        while not self.complete:
            self._lay_out_piece()
            if time.monotonic() >= end:
                break
        # Each update costs a layout and a repaint: while pieces remain, wait until the rows have doubled.
        if self.complete or self.laid_out >= 2 * self._scrollable_rows:
            self._scrollable_rows = self.laid_out
            self.virtual_size = Size(self._width, self.laid_out)
            self.refresh()
        if not self.complete:
            self._go_on()
            return
        if self._layout_timer:
            self._layout_timer.stop()
        self._layout_timer = None
        if self._bound_for_end:
            self.action_scroll_end()

    def render_line(self, y: int) -> Strip:
        # The widget is drawn for the first time before its resize event.
        self._fit()
        row = y + self.scroll_offset.y
        content = self._rows[row] if row < self.laid_out else Content("")
        return strip_of(content, self.scrollable_content_region.width, self.visual_style)
