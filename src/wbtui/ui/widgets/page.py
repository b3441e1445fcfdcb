"""A document to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.content import Content

from wbtui.core.document.blocks import Heading
from wbtui.ui.widgets.page_lines import block_lines, title_lines
from wbtui.ui.widgets.reader import Reader

if TYPE_CHECKING:
    from wbtui.core.document.blocks import Document

MEASURE = 88
"""Cells of a line; longer ones are hard to read."""


class Page(Reader):
    """A document from its title to its end, in the middle of the screen."""

    BINDINGS = [
        Binding("space", "page_down", show=False),
        Binding("n", "part(1)", show=False),
        Binding("p", "part(-1)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._document: Document | None = None
        self._parts: list[int] = []

    def show(self, document: Document) -> None:
        """Show a document from its beginning."""
        self._document = document
        self.begin()

    def forget(self) -> None:
        self._parts = []
        super().forget()

    @property
    def pieces(self) -> int:
        """The title, and every block."""
        return 1 + len(self._document.blocks) if self._document else 0

    def rows_of(self, piece: int, width: int) -> Iterator[Content]:
        assert self._document
        block = self._document.blocks[piece - 1] if piece else None
        if isinstance(block, Heading) and block.level <= 3:
            self._parts.append(self.laid_out)
        measure = min(MEASURE, width - 2)
        margin = max(1, (width - measure) // 2)
        for line in block_lines(block) if block else title_lines(self._document):
            for row in line.rows(measure):
                yield row.pad_left(margin)

    def action_part(self, by: int) -> None:
        """Go to the next or the previous heading."""
        here = self.scroll_offset.y
        if by > 0:
            target = next((row for row in self._parts if row > here), here)
        else:
            target = next((row for row in reversed(self._parts) if row < here), 0)
        self.scroll_to(y=target, animate=False)
