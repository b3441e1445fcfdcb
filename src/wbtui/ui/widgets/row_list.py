"""A list that draws only its visible rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from textual import events
from textual.actions import SkipAction
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from wbtui.ui.terminal.workarounds import is_removed, part_style
from wbtui.ui.widgets.messages import Named
from wbtui.ui.widgets.strips import strip_of

DrawRow = Callable[[int, int], tuple[Content, ...]]
"""Returns the lines of a row, given its number and the width in cells."""


class Divider(NamedTuple):
    """A line between two rows, which is never highlighted."""

    above: int
    """The number of rows above it."""
    draw: Callable[[int], Content]
    """Returns the line, given the width in cells."""


class RowList(ScrollView, can_focus=True):
    """Shows rows of equal height, one of them highlighted."""

    BINDINGS = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "edge(0)", show=False),
        Binding("end", "edge(-1)", show=False),
        Binding("enter", "choose", show=False),
    ]
    COMPONENT_CLASSES = {"row-list--row", "row-list--highlighted", "row-list--focused"}

    highlighted = reactive(0, init=False)
    """The number of the highlighted row."""

    class Highlighted(Message):
        """The user highlighted another row."""

        def __init__(self, rows: RowList, row: int) -> None:
            super().__init__()
            self.rows = rows
            self.row = row

        @property
        def control(self) -> RowList:
            return self.rows

    class Chosen(Message):
        """The user pressed Enter or double-clicked on a row."""

        def __init__(self, rows: RowList, row: int) -> None:
            super().__init__()
            self.rows = rows
            self.row = row

        @property
        def control(self) -> RowList:
            return self.rows

    class Beyond(Message):
        """The user went down from the last row."""

        def __init__(self, rows: RowList) -> None:
            super().__init__()
            self.rows = rows

        @property
        def control(self) -> RowList:
            return self.rows

    def __init__(self, row_height: int, empty: str = "", *, at_home: bool = False) -> None:
        """`empty` is shown without rows; the keys in it are those of home or of a workshop."""
        super().__init__()
        self._at_home = at_home
        self.row_height = row_height
        self.empty = empty
        self._count = 0
        self._draw: DrawRow | None = None
        self._divider: Divider | None = None

    def show(self, count: int, draw: DrawRow, highlighted: int = 0, divider: Divider | None = None) -> None:
        """Show `count` rows; `draw` is called for each visible row."""
        self._draw, before = draw, self.height_of_all
        self._count, self._divider = count, divider
        if self.height_of_all != before:
            self._measure()
        self.set_reactive(RowList.highlighted, max(0, min(highlighted, count - 1)))
        self.reveal()
        self.refresh()

    def redraw(self, row: int) -> None:
        """Repaint one row, because its content has changed."""
        self.refresh(Region(0, self._top(row) - self.scroll_offset.y, self.size.width, self.row_height))

    @property
    def count(self) -> int:
        """The number of rows."""
        return self._count

    @property
    def seen(self) -> range:
        """The numbers of the visible rows."""
        first, last = self.scroll_offset.y, self.scroll_offset.y + self.scrollable_content_region.height - 1
        return range(self._row_at(first)[0], min(self._count, self._row_at(last)[0] + 1))

    @property
    def height_of_all(self) -> int:
        """The height of all rows together."""
        return self._count * self.row_height + (self._divider is not None)

    def _top(self, row: int) -> int:
        """Return the line at which a row begins."""
        below = self._divider is not None and row >= self._divider.above
        return row * self.row_height + below

    def _row_at(self, y: int) -> tuple[int, int]:
        """Return the row at a line, and which line of the row it is; -1 for the divider above a row."""
        if self._divider is None or y < (at := self._divider.above * self.row_height):
            return divmod(y, self.row_height)
        return (self._divider.above, -1) if y == at else divmod(y - 1, self.row_height)

    def _measure(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, self.height_of_all)

    def on_resize(self, _event: events.Resize) -> None:
        self._measure()
        self.reveal()

    def watch_highlighted(self, before: int, now: int) -> None:
        self.redraw(before)
        self.redraw(now)
        self.reveal()

    def reveal(self) -> None:
        """Scroll until the highlighted row is visible."""
        region = Region(0, self._top(self.highlighted), 1, self.row_height)
        self.scroll_to_region(region, animate=False, force=True)

    def validate_highlighted(self, row: int) -> int:
        return max(0, min(row, self._count - 1))

    def render_line(self, y: int) -> Strip:
        row, line = self._row_at(y + self.scroll_offset.y)
        width = self.scrollable_content_region.width
        if is_removed(self):
            return Strip.blank(width)
        if line < 0 and self._divider:
            return self._strip(self._divider.draw(width), width, "row")
        if self._draw is None or row >= self._count:
            return self._empty_line(y, width)
        state = "row"
        if row == self.highlighted:
            state = "focused" if self.has_focus else "highlighted"
        lines = self._draw(row, width)
        return self._strip(lines[line] if line < len(lines) else Content(""), width, state)

    def _empty_line(self, y: int, width: int) -> Strip:
        lines = self.empty.splitlines()
        text = f"  {lines[y]}" if not self._count and y < len(lines) else ""
        return self._strip(Content(text), width, "row")

    def _strip(self, content: Content, width: int, state: str) -> Strip:
        # One cell stays between the text and the scroll bar.
        line = content.first_line.truncate(max(0, width - 1), ellipsis=True, pad=True).pad_right(min(1, width))
        if state != "row":
            # One colour for the whole row: those of its parts are made for another ground.
            line = Content(line.plain)
        return strip_of(line, width, part_style(self, f"row-list--{state}"))

    def action_move(self, by: int) -> None:
        if by > 0 and self.highlighted + by >= self._count and self.has_focus:
            # The widget around may have something below the list.
            self.post_message(self.Beyond(self))
        self._highlight(self.highlighted + by)

    def action_page(self, by: int) -> None:
        rows = max(1, self.scrollable_content_region.height // self.row_height)
        self._highlight(self.highlighted + by * rows)

    def action_edge(self, row: int) -> None:
        self._highlight(row if row >= 0 else self._count + row)

    def action_choose(self) -> None:
        if not self._count:
            # Enter is free for the screen.
            raise SkipAction
        self.post_message(self.Chosen(self, self.highlighted))

    def _highlight(self, row: int) -> None:
        before = self.highlighted
        self.highlighted = row
        if self.highlighted != before:
            self.post_message(self.Highlighted(self, self.highlighted))

    def on_click(self, event: events.Click) -> None:
        row, line = self._row_at(event.y + self.scroll_offset.y)
        if line < 0:
            return
        if row >= self._count:
            event.stop()
            self._click_empty(event)
            return
        self._highlight(row)
        if event.chain > 1:
            self.action_choose()

    def _click_empty(self, event: events.Click) -> None:
        """Run the command whose key is named in a line of the empty list."""
        lines = self.empty.splitlines()
        if not self._count and 0 <= event.y < len(lines):
            self.post_message(Named(lines[event.y], 0, at_home=self._at_home))
