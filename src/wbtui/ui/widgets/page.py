"""A document to read, drawn only as far as it is seen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

from wbtui.core.document.blocks import Heading
from wbtui.ui.widgets.page_lines import block_lines, title_lines

if TYPE_CHECKING:
    from wbtui.core.document.blocks import Document

MEASURE = 88
"""Cells of a line; longer ones are hard to read."""
BATCH = 60
"""Blocks laid out at a time, so that a long document does not keep keys waiting."""


class Page(ScrollView, can_focus=True):
    """Lays a document out from the top, a batch at a time."""

    BINDINGS = [
        Binding("space", "page_down", show=False),
        Binding("n", "part(1)", show=False),
        Binding("p", "part(-1)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._document: Document | None = None
        self._rows: list[Content] = []
        self._parts: list[int] = []
        self._next = 0
        self._width = 0

    def show(self, document: Document) -> None:
        """Show a document from its beginning."""
        self._document = document
        if self._width:
            self._begin(document)

    def on_resize(self, _event: events.Resize) -> None:
        width = min(MEASURE, self.scrollable_content_region.width - 2)
        if width > 0 and width != self._width:
            self._width = width
            if self._document:
                self._begin(self._document)

    def _begin(self, document: Document) -> None:
        self._rows, self._parts, self._next = [], [], 0
        for line in title_lines(document):
            self._rows += line.rows(self._width)
        self._lay_out(document)

    def _lay_out(self, document: Document) -> None:
        width = self._width
        for block in document.blocks[self._next : self._next + BATCH]:
            if isinstance(block, Heading) and block.level <= 3:
                self._parts.append(len(self._rows))
            for line in block_lines(block):
                self._rows += line.rows(width)
        self._next += BATCH
        self.virtual_size = Size(width, len(self._rows))
        self.refresh()
        if self._next < len(document.blocks):
            self.set_timer(0.01, partial(self._lay_out, document))

    def render_line(self, y: int) -> Strip:
        row = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        content = self._rows[row] if row < len(self._rows) else Content("")
        margin = max(1, (width - self._width) // 2)
        content = Content.assemble(" " * margin, content).truncate(width)
        strips = Visual.to_strips(self, content, width, 1, self.visual_style, apply_selection=False, pad=True)
        return strips[0] if strips else Strip.blank(width, self.visual_style.rich_style)

    def action_part(self, by: int) -> None:
        """Go to the next or the previous heading."""
        here = self.scroll_offset.y
        if by > 0:
            target = next((row for row in self._parts if row > here), here)
        else:
            target = next((row for row in reversed(self._parts) if row < here), 0)
        self.scroll_to(y=target, animate=False)
