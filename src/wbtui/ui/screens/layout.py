"""Divides a terminal of any size among the parts of the stage screen, by a table of breakpoints."""

from __future__ import annotations

from typing import NamedTuple

MIN_COLUMNS_OF_COACH = 100
"""The number of columns below which the coach has a few rows at the foot instead of a column."""


class Layout(NamedTuple):
    """The sizes of the parts of the stage screen."""

    agenda: int
    """The columns of the agenda; 0 if it is a row of signs."""
    measure: int
    """The most letters that a line of an answer may have."""
    coach: int
    """The columns of the coach; 0 if it has rows at the foot."""
    beside: bool = False
    """True if a list is beside its entry instead of above it."""
    script: bool = False
    """True if the coach always shows the whole script."""
    compact: bool = False
    """True if the terminal has too few rows for blank ones."""
    page: int = 0
    """The columns of a preview of the page behind the fields; 0 without one."""
    foot: int = 4
    """The least rows of a coach at the foot: four are room for nearly everything that is to be said."""


MIN_ROWS_OF_WHOLE_FOOT = 24
"""The number of rows below which the coach at the foot has only two."""
MIN_ROWS_WITH_BLANKS = 30
"""The number of rows below which there are no blank ones between the parts."""
MAX_LINE_LETTERS = 84
"""The maximum number of letters in a line; longer lines are hard to read."""
AROUND_LINE_CELLS = 7
"""The cells beside a line of an answer: the edge, the caret, the scroll bar, and blanks."""
MIN_PAGE_COLUMNS = 48
BY_COLUMNS = (
    (200, Layout(agenda=33, measure=MAX_LINE_LETTERS, coach=48, beside=True, script=True)),
    (160, Layout(agenda=29, measure=MAX_LINE_LETTERS, coach=40, beside=True)),
    (120, Layout(agenda=29, measure=60, coach=24)),
    (MIN_COLUMNS_OF_COACH, Layout(agenda=0, measure=72, coach=26)),
    (0, Layout(agenda=0, measure=MAX_LINE_LETTERS, coach=0)),
)
"""The layouts, each with the least number of columns that it needs."""


def layout(columns: int, rows: int, *, broad: bool = False, paged: bool = False) -> Layout:
    """Return the layout for a terminal.

    `broad` is a section that needs width, such as a list with its entry; one that is `paged` has a preview of the
    page beside it where there is room.
    """
    found = next(layout for least, layout in BY_COLUMNS if columns >= least)
    if broad and found.agenda and not found.beside:
        # The columns of the agenda are worth more to the section.
        found = found._replace(agenda=0, measure=MAX_LINE_LETTERS)
    if paged and not broad and found.script:
        middle = columns - found.agenda - found.coach
        page = max(MIN_PAGE_COLUMNS, middle - MAX_LINE_LETTERS - AROUND_LINE_CELLS)
        found = found._replace(page=page, measure=min(MAX_LINE_LETTERS, middle - page - AROUND_LINE_CELLS))
    foot = 2 if rows < MIN_ROWS_OF_WHOLE_FOOT else 3 if broad else 4
    return found._replace(compact=rows < MIN_ROWS_WITH_BLANKS, foot=foot)
