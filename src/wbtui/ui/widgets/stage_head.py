"""The two lines below the top bar: the steps of the script, and the question of the stage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from wbtui.core.time.formats import minutes_and_seconds
from wbtui.ui.themes import WARNING
from wbtui.ui.widgets.messages import Pressed

if TYPE_CHECKING:
    from wbtui.core.time.schedule import StepTime
    from wbtui.core.workbook.model import Step

BAR_CELLS = 10
GAP = "  "


class StageHead(Widget):
    """Shows the steps, the chosen one with the time it has left, and the question; a click chooses a step."""

    steps: reactive[tuple[Step, ...]] = reactive(())
    chosen: reactive[StepTime | None] = reactive(None)
    """The chosen step; None in a slot where the room is not."""
    question = reactive("")

    class Chosen(Message):
        """The user clicked on a step."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def render(self) -> RenderResult:
        width = self.size.width
        bar = Content(GAP).join(part for part, _ in self._fitting()).truncate(width, ellipsis=True)
        question = Content(self.question).truncate(width, ellipsis=True).stylize("bold")
        return Content("\n").join([bar, question])

    def _fitting(self) -> list[tuple[Content, int]]:
        """Return the parts of the bar, each with the number of its step, -1 for a count of what does not fit.

        The chosen step always fits. Steps before it are left out first, then those furthest ahead.
        """
        parts = [(self._part(number), number) for number in range(len(self.steps))]
        chosen = self.chosen.number if self.chosen else 0
        first, last = 0, len(parts)
        while last - first > 1 and _width(self._with_counts(parts, first, last)) > self.size.width:
            if first < chosen:
                first += 1
            else:
                last -= 1
        return self._with_counts(parts, first, last) if parts else []

    def _with_counts(self, parts: list[tuple[Content, int]], first: int, last: int) -> list[tuple[Content, int]]:
        before = [(Content(f"‹ {first}").stylize("$text-muted"), -1)] if first else []
        after = [(Content(f"{len(parts) - last} more ›").stylize("$text-muted"), -1)] if last < len(parts) else []
        return [*before, *parts[first:last], *after]

    def _part(self, number: int) -> Content:
        step = self.steps[number]
        title = step.title or f"{number + 1}"
        if self.chosen is None or number != self.chosen.number:
            done = self.chosen is not None and number < self.chosen.number
            named = f"{title} {step.minutes}" if step.minutes else title
            return Content.assemble(("✓ ", "$done") if done else "", (named, "$text-muted"))
        return Content.assemble((f"▶ {title}", "bold"), " ", _time(self.chosen) if step.minutes else "")

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        left = 0
        for part, number in self._fitting():
            right = left + part.cell_length
            if offset is not None and offset.y == 0 and left <= offset.x < right:
                self.post_message(self.Chosen(number) if number >= 0 else Pressed("jump"))
            left = right + len(GAP)


def _time(step: StepTime) -> Content:
    """Return the time left of a step with a bar that shrinks, or how long it has been over."""
    if step.left < 0:
        return Content(f" over {minutes_and_seconds(-step.left)} ").stylize(WARNING)
    cells = -(-round(step.left) * BAR_CELLS // step.planned)
    bar = Content.assemble(("█" * cells, "$foreground"), ("░" * (BAR_CELLS - cells), "$text-muted"))
    return Content.assemble((minutes_and_seconds(step.left), "bold"), f" of {step.planned // 60} ", bar)


def _width(parts: Sequence[tuple[Content, int]]) -> int:
    return sum(part.cell_length + len(GAP) for part, _ in parts) - len(GAP)
