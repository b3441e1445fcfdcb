"""The agenda beside the fields, with the lists of the whole session at its foot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult, RenderResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from wbtui.ui.widgets.agenda_lines import columns_named
from wbtui.ui.widgets.messages import Pressed

if TYPE_CHECKING:
    from textual.geometry import Size

    from wbtui.core.place import Place
    from wbtui.ui.widgets.agenda_lines import AgendaLine


class AgendaRows(Widget):
    """Lists the slots; a click shows one."""

    class Clicked(Message):
        """The user clicked on a slot."""

        def __init__(self, slot_id: str) -> None:
            super().__init__()
            self.slot_id = slot_id

    lines: reactive[tuple[AgendaLine, ...]] = reactive(())

    def watch_lines(self, before: tuple[AgendaLine, ...], lines: tuple[AgendaLine, ...]) -> None:
        """Lay out the list anew if it has other slots; a reactive repaints it only if a line has changed."""
        if len(before) != len(lines):
            self.refresh(layout=True)

    def render(self) -> RenderResult:
        return Content("\n").join(line.drawn(self.size.width) for line in self.lines)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self.lines)

    def on_click(self, event: events.Click) -> None:
        if 0 <= event.y < len(self.lines):
            self.post_message(self.Clicked(self.lines[event.y].slot))


class AgendaHead(Widget):
    """Names the columns of the agenda, or shows the row of the room while that is scrolled out of sight."""

    line: reactive[AgendaLine | None] = reactive(None)
    """The row of the room; None to name the columns."""

    def render(self) -> RenderResult:
        width = self.size.width
        return self.line.drawn(width) if self.line else Content(columns_named(width)).stylize("$text-muted")


class Counts(Widget):
    """Shows how many entries some lists of the session have; a click shows a list."""

    lists: reactive[tuple[tuple[str, Place, int], ...]] = reactive(())
    """The lists, each with its name, its place, and the number of its entries."""

    class Clicked(Message):
        """The user clicked on a list."""

        def __init__(self, place: Place) -> None:
            super().__init__()
            self.place = place

    def render(self) -> RenderResult:
        return Content(self._gap).join(part for part, _ in self._parts)

    @property
    def _parts(self) -> list[tuple[Content, Place]]:
        return [
            (Content.assemble(f"{name} ", (f"{count}", "bold" if count else "$text-muted")), place)
            for name, place, count in self.lists
        ]

    @property
    def _gap(self) -> str:
        wide = sum(part.cell_length + 2 for part, _ in self._parts) - 2 <= self.content_size.width
        return "  " if wide else " "

    def on_click(self, event: events.Click) -> None:
        event.stop()
        offset, left = event.get_content_offset(self), 0
        for part, place in self._parts:
            if offset is not None and left <= offset.x < left + part.cell_length:
                self.post_message(self.Clicked(place))
            left += part.cell_length + len(self._gap)


class AgendaPanel(Vertical):
    """Shows the agenda, scrolled to the slot on the screen, and the counts of lists below it."""

    def compose(self) -> ComposeResult:
        yield AgendaHead()
        with VerticalScroll(can_focus=False):
            yield AgendaRows()
        yield Counts()

    def show(self, lines: tuple[AgendaLine, ...]) -> None:
        """Show the agenda; a widget is repainted only if a line of it changes."""
        self.query_one(AgendaRows).lines = lines
        self._reveal()
        self._show_room()

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
        scroll, lines = self.query_one(VerticalScroll), self.query_one(AgendaRows).lines
        top, height = scroll.scroll_offset.y, scroll.size.height
        at = next((at for at, line in enumerate(lines) if line.here), None)
        unseen = at is not None and height > 0 and not top <= at < top + height
        self.query_one(AgendaHead).line = lines[at] if at is not None and unseen else None

    def _reveal(self) -> None:
        """Scroll a long agenda to the slot on the screen."""
        scroll, lines = self.query_one(VerticalScroll), self.query_one(AgendaRows).lines
        top, height = scroll.scroll_offset.y, scroll.size.height
        at = next((at for at, line in enumerate(lines) if line.looked_at), 0)
        if height and not top <= at < top + height:
            scroll.scroll_to(y=max(0, at - height // 2), animate=False)
