"""How the parts of the stage screen share a terminal of any size: the table of breakpoints, as a function."""

from __future__ import annotations

from dataclasses import dataclass, replace

MIN_COLUMNS_OF_COACH = 100
"""The number of columns below which the coach has two rows at the foot instead of a column."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What each part of the stage screen gets."""

    agenda: int
    """The columns of the agenda; 0 if it is a row of signs."""
    measure: int
    """The most letters that a line of an answer may have."""
    coach: int
    """The columns of the coach; 0 if it has two rows at the foot."""
    beside: bool = False
    """Whether a list stands beside its entry, and not above it."""
    script: bool = False
    """Whether the coach shows the whole script without being asked."""
    compact: bool = False
    """Whether rows are too few for blank ones."""


FEW_ROWS = 30
"""The number of rows below which there are no blank ones between the parts."""
WIDEST = 84
"""The most letters in a line that can be read well."""
BY_COLUMNS = (
    (200, Layout(agenda=32, measure=WIDEST, coach=48, beside=True, script=True)),
    (160, Layout(agenda=28, measure=WIDEST, coach=40, beside=True)),
    (120, Layout(agenda=28, measure=60, coach=24)),
    (MIN_COLUMNS_OF_COACH, Layout(agenda=0, measure=72, coach=26)),
    (0, Layout(agenda=0, measure=WIDEST, coach=0)),
)
"""The layouts, each from a number of columns on."""


def layout(columns: int, rows: int, *, broad: bool = False) -> Layout:
    """Return the layout for a terminal; `broad` is a section that needs width, such as a list with its entry."""
    found = next(layout for least, layout in BY_COLUMNS if columns >= least)
    if broad and found.agenda and not found.beside:
        # The columns of the agenda are worth more to the section.
        found = replace(found, agenda=0, measure=WIDEST)
    return replace(found, compact=rows < FEW_ROWS)
