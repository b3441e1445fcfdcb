"""The agenda and the clock beside the fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult, RenderResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Digits, Static

from wbtui.core.time.formats import ON_TIME, end_time, face, minutes_behind
from wbtui.core.time.schedule import LAST_PART, MINUTE
from wbtui.ui.commands.keys import keys_of
from wbtui.ui.themes import SELECTED, WARNING
from wbtui.ui.widgets.key_text import KeyText
from wbtui.ui.widgets.messages import Pressed

if TYPE_CHECKING:
    from textual.geometry import Size

    from wbtui.core.time.schedule import Row, Schedule

MINUTES_WELL_OVER = 3
"""Minutes over the plan of a slot from which they are a warning; fewer are normal, and only have a sign."""


class AgendaRows(Widget):
    """Lists the slots with planned and real minutes; a click shows one."""

    class Clicked(Message):
        """The user clicked on a slot."""

        def __init__(self, slot_id: str) -> None:
            super().__init__()
            self.slot_id = slot_id

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[Row, ...] = ()
        self._looking = ""

    def show(self, schedule: Schedule, looking: str) -> None:
        """Show the agenda; the widget is repainted only if a line of it changes."""
        before = self._displayed
        grown = len(self._rows) != len(schedule.rows)
        self._rows, self._looking = schedule.rows, looking
        if self._displayed != before:
            self.refresh(layout=grown)

    @property
    def _displayed(self) -> tuple[object, ...]:
        said = ((row.slot, row.planned, _minutes(row), row.passed, row.current) for row in self._rows)
        return (*said, self._looking)

    def render(self) -> RenderResult:
        return Content("\n").join(self.line(row) for row in self._rows)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._rows)

    def line(self, row: Row) -> Content:
        """Return a row as wide as the list; what the numbers leave is for the title."""
        mark = "▶" if row.current else "·" if not row.planned else " "
        minutes = _minutes(row)
        digits = max(len(f"{each.planned // MINUTE}") for each in self._rows)
        planned = (f"{row.planned // MINUTE}" if row.planned else "–").rjust(digits + 1)
        over = max(0, (minutes or 0) - row.planned // MINUTE) if row.planned else 0
        real = "" if minutes is None else f"+{over}" if over else f"{minutes}"
        cells = max(0, self.size.width - len(planned) - 8)
        title = Content(row.slot.title).truncate(cells, ellipsis=True, pad=True)
        late = WARNING if over >= MINUTES_WELL_OVER else "$text-muted"
        style = "bold" if row.current else "" if row.planned or row.passed else "$text-muted"
        used = Content.assemble(" " * (4 - len(real)), (real, late), " ")
        line = Content.assemble(f" {mark} ", title.stylize(style), (planned, "$text-muted"), used)
        return Content(line.plain).stylize(SELECTED) if row.slot.id == self._looking else line

    def room_unless(self, seen: range) -> Content:
        """Return the row of the room, or nothing if its position is one of those that are seen."""
        at = next((at for at, row in enumerate(self._rows) if row.current), None)
        return Content("") if at is None or at in seen or not seen else self.line(self._rows[at])

    def on_click(self, event: events.Click) -> None:
        if 0 <= event.y < len(self._rows):
            self.post_message(self.Clicked(self._rows[event.y].slot.id))


class AgendaHead(Widget):
    """Names the columns of the agenda, or shows the row of the room while that is scrolled out of sight."""

    line = reactive(Content(""))
    """The row of the room; empty to name the columns."""

    def render(self) -> RenderResult:
        return (
            self.line if self.line.plain else Content("plan used ".rjust(self.size.width)).stylize("$text-muted")
        )


def _minutes(row: Row) -> int | None:
    """Return the minutes spent in a slot; None if the room has not been there."""
    return round(row.spent / MINUTE) if row.spent >= 1 else None


class AgendaPanel(Vertical):
    """Shows the agenda, the time left, and the expected end."""

    _at = 0
    """The position of the slot on the screen."""

    def compose(self) -> ComposeResult:
        yield AgendaHead()
        with VerticalScroll(can_focus=False):
            yield AgendaRows()
        yield Digits("00:00")
        yield KeyText(id="clock-note")

    def show(self, schedule: Schedule, looking: str) -> None:
        """Show a schedule; `looking` is the id of the slot on the screen."""
        self.query_one(AgendaRows).show(schedule, looking)
        self._at = next((at for at, each in enumerate(schedule.rows) if each.slot.id == looking), 0)
        self._reveal()
        self._show_room()
        row = schedule.current
        left = row.left if row else 0
        digits = self.query_one(Digits)
        text = face(left)
        if digits.value != text:
            digits.update(text)
        share = left / row.planned if row and row.planned else 1
        self.set_class(left < 0, "-over")
        self.set_class(left >= 0 and share <= LAST_PART, "-short")
        self.set_class(not schedule.running, "-paused")
        self._note(schedule, left)

    def on_mount(self) -> None:
        self.watch(self.query_one(VerticalScroll), "scroll_y", self._show_room, init=False)

    @on(events.Click, "Digits")
    def _start_or_pause(self) -> None:
        self.post_message(Pressed("pause"))

    def on_resize(self) -> None:
        self.call_after_refresh(self._reveal)
        self.call_after_refresh(self._show_room)

    def _show_room(self) -> None:
        """Show the row of the room in place of the names of the columns while it is scrolled out of sight."""
        scroll = self.query_one(VerticalScroll)
        top, height = scroll.scroll_offset.y, scroll.size.height
        self.query_one(AgendaHead).line = self.query_one(AgendaRows).room_unless(range(top, top + height))

    def _reveal(self) -> None:
        """Scroll a long agenda to the slot on the screen."""
        scroll = self.query_one(VerticalScroll)
        top, height = scroll.scroll_offset.y, scroll.size.height
        if height and not top <= self._at < top + height:
            scroll.scroll_to(y=max(0, self._at - height // 2), animate=False)

    def _note(self, schedule: Schedule, left: float) -> None:
        drift, end = minutes_behind(schedule.behind), end_time(schedule)
        if schedule.started:
            state = "paused" if not schedule.running else "over" if left < 0 else "left"
            lines = [state, "" if left < 0 and drift == ON_TIME else drift, f"ends {end}"]
        else:
            minutes = sum(row.planned for row in schedule.rows) // MINUTE
            start = f"not started · {keys_of(self).of('pause')} starts it"
            lines = [start, "" if drift == ON_TIME else drift, f"{minutes} min, until {end}"]
        text = "\n".join(line for line in lines if line)
        note = self.query_one("#clock-note", Static)
        if str(note.content) != text:
            note.update(text)
