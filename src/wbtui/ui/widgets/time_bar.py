"""A bar that shows how much of a slot is left."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from wbtui.core.time.schedule import WARNING_SHARE
from wbtui.ui.themes import ALARM, WARNING

BAR_ROWS = 2
PAUSED = "❚❚ paused"


class TimeBar(Widget):
    """Shrinks with the time, is a warning in the last fifth, and an alarm with a word when the slot is over."""

    share = reactive(1.0)
    """The time left as a share of the plan; negative when the slot is over."""
    paused = reactive(False)
    """True if the clock was started and does not run."""

    def render(self) -> Content:
        width = self.size.width
        if self.share < 0:
            rows = [(f"OVER · {PAUSED}" if self.paused else "OVER").center(width), " " * width]
            return Content("\n").join(Content(row).stylize(ALARM) for row in rows)
        left = min(width, round(self.share * width))
        style = WARNING if self.share <= WARNING_SHARE else "reverse"
        row = Content.assemble((" " * left, style), ("░" * (width - left), "$edge"))
        return Content("\n").join([row] * BAR_ROWS)
