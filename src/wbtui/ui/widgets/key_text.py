"""A text that names the key of a command."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.widgets import Static

from wbtui.ui.widgets.messages import Named


class KeyText(Static):
    """Shows a text; a click on one of its lines runs the command whose key the line names."""

    def __init__(self, text: str | Content = "", *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(text, id=id, classes=classes, markup=False)

    def on_click(self, event: events.Click) -> None:
        lines = str(self.content).split("\n")
        offset = event.get_content_offset(self)
        if offset is None:
            return
        line = lines[offset.y] if len(lines) == self.size.height else lines[0]
        self.post_message(Named(line, offset.x))
