"""Columns of equal width below a head of one line, for the menu and the list of places to jump to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from textual.content import Content

if TYPE_CHECKING:
    from textual.geometry import Offset

T = TypeVar("T")
MAX_COLUMN_CELLS = 48
"""The maximum width of a column: what stands at its two ends belongs together."""


def arranged(groups: Sequence[Sequence[T]], count: int, blank: T) -> list[list[T]]:
    """Return the groups in at most `count` columns of minimum height, with a blank between two of a column.

    No group is split or reordered.
    """
    height = max((len(group) for group in groups), default=0)
    while len(columns := _filled(groups, height, blank)) > count:
        height += 1
    return columns


def _filled(groups: Sequence[Sequence[T]], height: int, blank: T) -> list[list[T]]:
    columns: list[list[T]] = []
    for group in groups:
        if columns and len(columns[-1]) + 1 + len(group) <= height:
            columns[-1] += [blank, *group]
        else:
            columns.append([*group])
    return columns


def drawn(columns: Sequence[Sequence[T]], width: int, draw: Callable[[T, int], Content]) -> list[Content]:
    """Return the rows of some columns; `draw` returns a cell in the width of a column."""
    width = _column_cells(width, columns)
    return [
        Content("").join(
            draw(column[row], width) if row < len(column) else Content(" " * width) for column in columns
        )
        for row in range(max(map(len, columns), default=0))
    ]


def cell_at(offset: Offset | None, columns: Sequence[Sequence[T]], width: int) -> T | None:
    """Return the cell at a position in the widget, whose first line is the head; None if there is none."""
    if offset is None or not columns:
        return None
    at = offset.x // _column_cells(width, columns)
    column = columns[at] if at < len(columns) else []
    return column[offset.y - 1] if 1 <= offset.y <= len(column) else None


def _column_cells(width: int, columns: Sequence[object]) -> int:
    return min(MAX_COLUMN_CELLS, width // max(1, len(columns)))
