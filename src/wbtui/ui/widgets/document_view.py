"""A document as pieces of a long text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.content import Content

from wbtui.core.document.blocks import Heading
from wbtui.ui.widgets.document_lines import block_lines, title_lines

if TYPE_CHECKING:
    from wbtui.core.document.blocks import Document

MAX_LINE_CELLS = 88
"""Maximum width of a line in cells; longer lines are hard to read."""


class DocumentView:
    """The title and the blocks of a document, centred in the available width."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.headings: list[int] = []
        """The row numbers of the headings laid out so far."""

    def __len__(self) -> int:
        return 1 + len(self._document.blocks)

    def rows(self, piece: int, width: int, row: int) -> Iterator[Content]:
        """Yield the rows of the title, or of a block."""
        if piece == 0:
            self.headings = []
        block = self._document.blocks[piece - 1] if piece else None
        if isinstance(block, Heading) and block.level <= 3:
            self.headings.append(row)
        measure = min(MAX_LINE_CELLS, width - 2)
        margin = max(1, (width - measure) // 2)
        for line in block_lines(block) if block else title_lines(self._document):
            for text in line.rows(measure):
                yield text.pad_left(margin)

    def heading_beside(self, row: int, by: int) -> int:
        """Return the row of the heading after (1) or before (-1) a row; without one, the row itself or 0."""
        if by > 0:
            return next((at for at in self.headings if at > row), row)
        return next((at for at in reversed(self.headings) if at < row), 0)
