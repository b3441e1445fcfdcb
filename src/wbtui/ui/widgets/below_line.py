"""The line under a form that tells which of its fields are below the edge of the screen."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

MAX_APART_CELLS = 90
"""The width up to which the key stands at the right end of the line; in a wider one it follows the text."""


class BelowLine(Widget):
    """Counts and names the fields that do not fit above it; blank if all of them are visible."""

    names: reactive[tuple[str, ...]] = reactive(())
    """The fields below the edge."""
    rows = reactive(0)
    """The rows below the edge."""
    key = reactive("")
    """The key that goes to a field."""

    class Clicked(Message):
        """The user clicked on the line to see the fields below."""

    def render(self) -> Content:
        width = self.content_size.width
        if not self.rows:
            return Content("")
        key = Content.assemble(" ↓ ", (self.key, "bold $accent"))
        told = f"+ {len(self.names)} more: {', '.join(self.names)}" if self.names else f"+ {self.rows} more rows"
        text = Content(told).truncate(max(0, width - key.cell_length), ellipsis=True, pad=width <= MAX_APART_CELLS)
        return Content.assemble(text.stylize("$text-muted"), key)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        if self.rows:
            self.post_message(self.Clicked())
