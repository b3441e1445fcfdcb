"""Places the coach beside, below or over the fields, and decides how much of it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wbtui.ui.screens.twice import Twice
from wbtui.ui.widgets.coach import MOST_FOOT_ROWS, Coach, whole
from wbtui.ui.widgets.long_text import LongText, Paragraphs

if TYPE_CHECKING:
    from wbtui.ui.widgets.coach import Advice

COLUMNS_OVER_FIELDS = 44
"""The columns of the whole script where it covers the fields."""


class CoachStand:
    """Shows the coach at a glance, the whole script in its place, or neither.

    Where there is no column for it, the coach has rows at the foot, and the whole script covers the fields.
    """

    def __init__(self, hidden: bool) -> None:
        self.coach = Coach()
        self.script = LongText(id="script", can_focus=False)
        self.hidden = hidden
        """True if the user has hidden the coach beside the fields."""
        self._opened = False
        """True if the user has opened the whole script."""
        self._always = False
        """True if there is room to show the whole script all the time."""
        self._least_rows = 0
        """The least rows of a coach at the foot."""
        self._key = Twice()

    def lay_out(self, columns: int, foot: int, *, always: bool) -> None:
        """Give the coach `columns` columns, or at least `foot` rows for 0; `always` shows the whole script."""
        self.coach.at_foot, self._always, self._least_rows = not columns, always, foot
        self.coach.styles.width = columns or "100%"
        self.coach.styles.height = "100%" if columns else foot
        self.script.styles.width = columns or COLUMNS_OVER_FIELDS
        self._show()

    def take_rows(self, free: int) -> None:
        """Give the coach at the foot the rows that are free above it; it gives some back if `free` is negative."""
        if self.coach.at_foot:
            rows = self.coach.size.height + free
            self.coach.styles.height = min(MOST_FOOT_ROWS, max(self._least_rows, rows))

    def advise(self, advice: Advice) -> None:
        """Show advice, unless it is shown already."""
        if advice != self.coach.advice:
            self.coach.advice = advice
            if self.script.display:
                self.script.show(Paragraphs([whole(advice)]))

    def press(self) -> None:
        """Show or hide the coach; on a second press soon after, show the whole script.

        Where the coach is at the foot, show or hide the whole script.
        """
        second = self._key.pressed()
        if self.coach.at_foot:
            self._opened = not self._opened
        elif second:
            self.hidden, self._opened = False, True
        elif self._opened and not self._always:
            self._opened = False
        else:
            self.hidden = not self.hidden
        self._show()

    def open(self) -> None:
        """Show the whole script."""
        self._opened = True
        self._show()

    def uncover(self) -> bool:
        """Hide the script if it covers the fields; return whether it did."""
        if not (self.script.display and self.coach.at_foot):
            return False
        self._opened = False
        self._show()
        return True

    def scroll(self, by: int) -> None:
        """Scroll the whole script by `by` pages, or show it first."""
        if self.script.display:
            self.script.scroll_pages(by)
        else:
            self.open()

    @property
    def shown(self) -> bool:
        """True if more of the coach is shown than its rows at the foot."""
        return self.script.display or (self.coach.display and not self.coach.at_foot)

    def _show(self) -> None:
        at_foot = self.coach.at_foot
        whole_script = (self._opened or self._always) and (at_foot or not self.hidden)
        if whole_script and not self.script.display:
            self.script.show(Paragraphs([whole(self.coach.advice)]))
        self.script.display = whole_script
        self.coach.display = at_foot or not (whole_script or self.hidden)
