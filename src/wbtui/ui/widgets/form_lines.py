"""The arrangement of the fields of a form: below their labels, on the row of the label, or side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from textual.content import Content

from wbtui.core.workbook.rules import MAX_ROW_FIELDS

if TYPE_CHECKING:
    from wbtui.core.workbook.model import Field

SHORT_LABEL = 16
"""The letters of a label that fit on the row of an answer whose length nobody knows."""
MAX_COMPACT_OPTIONS = 5
"""The most options of a choice on the row of its label."""
NOTE_CELLS = {"date": 30, "number": 30, "line": 10, "choice": 10}
"""Cells for a note behind an answer on the row of its label, by kind."""
LEAST_ANSWER_CELLS = {"date": 15, "number": 15, "line": 30}
"""Cells for such an answer; a choice needs those of its options."""
CELL_ANSWER_CELLS = {"date": 15, "number": 14, "line": 20}
"""Cells for an answer beside others."""
GAP_CELLS = 2
"""Cells between two options, and between two answers on a line."""
EDGE_CELLS = 3
"""Cells of the edge of an answer."""
SIGN_CELLS = 2
"""Cells of the sign before a label."""
MAX_BRIEF_WORDS = 8
"""The words of a line that fit on the row of its label."""


class Cell(NamedTuple):
    """The position of a field whose answer stands on the row of its label."""

    left: int
    """The cells before the label."""
    column: int
    """The cells from the label's first to the answer's first."""
    answer: int
    """The cells of the answer; 0 for all that are left."""
    note: int
    """The cells behind the answer."""
    name: str
    """The label, without what it has in common with the one before it on the line."""

    @property
    def width(self) -> int:
        """The cells of label, answer and note; 0 for all that are left."""
        return self.column + self.answer + self.note if self.answer else 0


Line: TypeAlias = tuple[Cell | None, ...]
"""The cells of the fields on one line; None for a field whose answer stands below its label."""


def lines(fields: Sequence[Field], width: int) -> list[Line]:
    """Return the lines for fields in a form of so many cells."""
    runs = [tuple(run) for _, run in groupby(enumerate(fields), lambda item: item[1].row or item[0])]
    rows = [[field for _, field in run] for run in runs]
    found: list[Line] = []
    for several, block in groupby(rows, lambda row: len(row) > 1):
        together = [*block]
        columns = _columns(together, width) if several else ()
        for row in together:
            cells = _cells(row, columns, width) or _cells(row, (), width) if several else ()
            found += [cells] if cells else [(cell,) for cell in _singles(row, fields, width)]
    return found


def _columns(rows: list[list[Field]], width: int) -> tuple[int, ...]:
    """Return the cells of the labels in each column of adjacent lines that hold several fields."""
    several = [[_width(name) for name in names(row)] for row in rows if _cells(row, (), width)]
    return tuple(
        max((labels[at] for labels in several if at < len(labels)), default=0) for at in range(MAX_ROW_FIELDS)
    )


def names(row: Sequence[Field]) -> list[str]:
    """Return the labels of a line, each without the words that it has in common with the first one."""
    first = row[0].label.split()
    found = [row[0].label]
    for field in row[1:]:
        words = field.label.split()
        common = next((n for n, (a, b) in enumerate(zip(first, words, strict=False)) if a != b), 0)
        found.append(" ".join(words[common:]))
    return found


def _cells(row: Sequence[Field], columns: Sequence[int], width: int) -> Line:
    """Return the cells of fields side by side; empty if they do not fit."""
    found: list[Cell] = []
    left = 0
    for at, (field, name) in enumerate(zip(row, names(row), strict=True)):
        column = SIGN_CELLS + (columns[at] if columns else _width(name)) + 1
        note = _width(field.unit) + 1 if field.unit else 0
        answer = options_cells(field) if field.kind == "choice" else CELL_ANSWER_CELLS[field.kind] - min(note, 6)
        found.append(Cell(left, column, answer, note, name))
        left += column + answer + note + GAP_CELLS
    return tuple(found) if left - GAP_CELLS <= width else ()


def _singles(row: Sequence[Field], fields: Sequence[Field], width: int) -> Iterator[Cell | None]:
    short = max((_width(field.label) for field in fields if _is_short(field, width)), default=0)
    long = max((_width(field.label) for field in fields if _is_compact(field, width)), default=0)
    for field in row:
        if _is_short(field, width):
            yield Cell(0, SIGN_CELLS + short + 1, 0, NOTE_CELLS[field.kind], field.label)
        elif _is_compact(field, width):
            needed = SIGN_CELLS + 1 + options_cells(field)
            column = (long if long + needed <= width else _width(field.label)) + SIGN_CELLS + 1
            yield Cell(0, column, 0, 0, field.label)
        else:
            yield None


def _is_short(field: Field, width: int) -> bool:
    """Return whether a field fits on the row of its label, in a form of so many cells."""
    if field.kind not in NOTE_CELLS or _width(field.label) > SHORT_LABEL:
        return False
    if field.kind == "line" and not is_brief(field):
        return False
    answer = options_cells(field) if field.kind == "choice" else LEAST_ANSWER_CELLS[field.kind]
    return SIGN_CELLS + SHORT_LABEL + 1 + answer + NOTE_CELLS[field.kind] <= width


def _is_compact(field: Field, width: int) -> bool:
    """Return whether the options of a choice with a long label fit on the row of the label."""
    if not is_few(field) or _is_short(field, width):
        return False
    return SIGN_CELLS + _width(field.label) + 1 + options_cells(field) <= width


def options_cells(field: Field) -> int:
    """Return the cells that all options of a choice need on one row, with the edge."""
    return sum(_width(option.label) + 2 + GAP_CELLS for option in field.options) - GAP_CELLS + EDGE_CELLS


def is_few(field: Field) -> bool:
    """Return whether a field is a choice between a few options."""
    return field.kind == "choice" and len(field.options) <= MAX_COMPACT_OPTIONS


def is_brief(field: Field) -> bool:
    """Return whether the line of a field has only a few words."""
    return 0 < field.max_words <= MAX_BRIEF_WORDS


def _width(text: str) -> int:
    return Content(text).cell_length
