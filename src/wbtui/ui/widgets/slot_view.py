"""A widget that shows an agenda slot without fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from wbtui.ui.commands.keys import keys_of
from wbtui.ui.widgets.key_text import KeyText

if TYPE_CHECKING:
    from wbtui.core.workbook.model import Slot


class SlotView(VerticalScroll, can_focus=True):
    """Shows what to do in a welcome, a break or a silent read, readable from the back of the room."""

    def __init__(self, slot: Slot, way_on: str) -> None:
        super().__init__()
        self.slot = slot
        self.way_on = way_on

    def compose(self) -> ComposeResult:
        yield Static(self._what_to_do, id="what-to-do", markup=False)
        yield KeyText(_block(f"{keys_of(self).of('pause')}  START THE CLOCK"), id="start")
        yield KeyText(self.way_on, id="way-on")

    @property
    def _what_to_do(self) -> Content:
        lines = [Content.assemble((self.slot.title, "bold"))]
        lines += [Content(step.do) for step in self.slot.script if step.do]
        return Content("\n\n").join(lines)

    def offer_start(self, offered: bool) -> None:
        """Show or hide the block with the key that starts the clock."""
        self.query_one("#start").display = offered

    def rebind(self, slot: Slot, way_on: str) -> None:
        """Show another slot, from its beginning."""
        self.slot, self.way_on = slot, way_on
        self.query_one("#what-to-do", Static).update(self._what_to_do)
        line = self.query_one("#way-on", Static)
        line.update(self.way_on)
        line.remove_class("-asked")
        self.scroll_home(animate=False)

    def on_key(self, event: events.Key) -> None:
        """Explain why a typed character has no effect."""
        if event.is_printable and event.character not in dict(keys_of(self).free):
            event.stop()
            line = self.query_one("#way-on", Static)
            line.update(f"There is nothing to write on this screen.\n{self.way_on}")
            line.add_class("-asked")


def _block(text: str) -> Content:
    """Return a text as an inverse block of three rows, which no theme can lose."""
    row = f"    {text}    "
    return Content("\n".join((" " * len(row), row, " " * len(row)))).stylize("bold reverse")
