"""The two lines below the top bar: agenda and steps, then the question of the stage and the expected end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from wbtui.core.time.formats import end_time, minutes_and_seconds
from wbtui.core.time.schedule import MINUTE
from wbtui.ui.themes import SELECTED, WARNING
from wbtui.ui.widgets.agenda_panel import AgendaRows
from wbtui.ui.widgets.messages import Named
from wbtui.wording.times import ON_TIME, minutes_behind

if TYPE_CHECKING:
    from wbtui.core.time.schedule import Schedule, StepTime
    from wbtui.core.workbook.model import Step
    from wbtui.ui.widgets.agenda_lines import AgendaLine

BAR_CELLS = 10
GAP = "  "
CARRIED_SIGN = "= "
MIN_CARRIED_CELLS = 16
"""The cells below which the beginning of an answer says too little to be shown."""


class StageHead(Widget):
    """Shows the steps, the chosen one with the time it has left, and the question; a click chooses a step.

    Where the agenda has no column, a row of signs stands for it, one for each slot; a click shows the slot.
    """

    agenda: reactive[tuple[AgendaLine, ...]] = reactive(())
    """The slots; empty where the agenda has a column."""
    steps: reactive[tuple[Step, ...]] = reactive(())
    chosen: reactive[StepTime | None] = reactive(None, repaint=False)
    """The chosen step; None in a slot where the room is not."""
    question = reactive("")
    carried = reactive("")
    """The answer of another stage that goes along; empty without one."""
    key = reactive("")
    """The keys that show it whole."""
    end: reactive[tuple[str, ...]] = reactive(())
    """The texts about the expected end of the workshop; the last one is the end itself."""

    class Chosen(Message):
        """The user clicked on a step."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def watch_chosen(self) -> None:
        # The steps alone: the question below them does not change each second.
        self.refresh(Region(0, 0, self.size.width, 1))

    def show_end(self, schedule: Schedule) -> None:
        """Show when the workshop ends, and how far that is from its plan."""
        self.end = tuple(_end(schedule))

    def render(self) -> RenderResult:
        width = self.size.width
        parts = [part for part, _ in self._fitting()]
        signs = self._signs
        bar = Content(GAP).join([signs, *parts] if signs.plain else parts)
        return Content("\n").join([bar.truncate(width, ellipsis=True), self._question(width)])

    def _question(self, width: int) -> Content:
        """Return the question, and as much about the end as fits behind it."""
        question = Content(self.question).truncate(width, ellipsis=True).stylize("bold")
        room = width - question.cell_length - len(GAP)
        known = (" · ".join(self.end[at:]) for at in range(len(self.end)))
        end = next((text for text in known if len(text) <= room), "")
        carried = self._carried(room - len(end) - len(GAP))
        space = width - question.cell_length - carried.cell_length - len(end)
        return Content.assemble(question, carried, " " * space, (end, "$text-muted"))

    def _carried(self, room: int) -> Content:
        """Return the beginning of the answer that goes along, with its key; empty if there is no room for it."""
        key = Content.assemble(" ", (self.key, "bold $accent"))
        room -= len(GAP) + len(CARRIED_SIGN) + key.cell_length
        if not self.carried or room < MIN_CARRIED_CELLS:
            return Content("")
        text = Content(self.carried).truncate(room, ellipsis=True)
        return Content.assemble(GAP, (CARRIED_SIGN, "$text-muted"), text, key)

    @property
    def _signs(self) -> Content:
        """The row of signs, one for each slot, with the number of the slot where the room is."""
        if not self.agenda:
            return Content("")
        here = next((at for at, line in enumerate(self.agenda, start=1) if line.here), 0)
        signs = [Content(line.sign).stylize(_style(line)) for line in self.agenda]
        count = f" {here}/{len(self.agenda)}" if here else ""
        return Content.assemble(*signs, (count, "$text-muted"))

    def _fitting(self) -> list[tuple[Content, int]]:
        """Return the parts of the bar, each with the number of its step, -1 for a count of what does not fit.

        The chosen step always fits. Steps before it are left out first, then those furthest ahead.
        """
        parts = [(self._part(number), number) for number in range(len(self.steps))]
        chosen = self.chosen.number if self.chosen else 0
        first, last = 0, len(parts)
        signs = self._signs.cell_length
        room = self.size.width - (signs + len(GAP) if signs else 0)
        while last - first > 1 and _width(self._with_counts(parts, first, last)) > room:
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
        if offset is None:
            return
        if offset.y:
            if Content(self.question).cell_length <= offset.x < self._question(self.size.width).cell_length:
                self.post_message(Named(self.key, 0))
            return
        signs = self._signs.cell_length
        if offset.x < len(self.agenda):
            self.post_message(AgendaRows.Clicked(self.agenda[offset.x].slot))
            return
        left = signs + len(GAP) if signs else 0
        for part, number in self._fitting():
            right = left + part.cell_length
            if self.chosen and left <= offset.x < right and number >= 0:
                self.post_message(self.Chosen(number))
            left = right + len(GAP)


def _style(line: AgendaLine) -> str:
    return SELECTED if line.looked_at else "bold" if line.here else "$text-muted"


def _end(schedule: Schedule) -> list[str]:
    drift, end = minutes_behind(schedule.behind), end_time(schedule)
    if not schedule.started:
        here = next((at for at, row in enumerate(schedule.rows) if row.current), 0)
        minutes = round(sum(max(0.0, row.left) for row in schedule.rows[here:]) / MINUTE)
        return [*([drift] if drift != ON_TIME else []), f"{minutes} min, until {end}"]
    over = schedule.current is not None and schedule.current.left < 0
    return [*([drift] if drift != ON_TIME or not over else []), f"ends {end}"]


def _time(step: StepTime) -> Content:
    """Return the time left of a step with a bar that shrinks, or how long it has been over, in the same width."""
    planned = f" of {step.planned // MINUTE} "
    width = len(minutes_and_seconds(step.planned)) + len(planned) + BAR_CELLS
    if step.left < 0:
        return _widened(Content(f" over {minutes_and_seconds(-step.left)} "), width).stylize(WARNING)
    cells = -(-round(step.left) * BAR_CELLS // step.planned)
    bar = Content.assemble(("█" * cells, "$foreground"), ("░" * (BAR_CELLS - cells), "$text-muted"))
    return _widened(Content.assemble((minutes_and_seconds(step.left), "bold"), planned, bar), width)


def _widened(text: Content, width: int) -> Content:
    return text.pad_right(max(0, width - text.cell_length))


def _width(parts: Sequence[tuple[Content, int]]) -> int:
    return sum(part.cell_length + len(GAP) for part, _ in parts) - len(GAP)
