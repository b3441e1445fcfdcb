"""A slot of the agenda without fields: what happens in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

if TYPE_CHECKING:
    from wbtui.core.workbook import Slot


class SlotPage(VerticalScroll, can_focus=True):
    """Welcome, break, silent reading: a title and what to do, readable from the back of the room."""

    def __init__(self, slot: Slot) -> None:
        super().__init__()
        self.slot = slot

    def compose(self) -> ComposeResult:
        lines = [Content.assemble((self.slot.title, "bold"))]
        lines += [Content(step.do) for step in self.slot.script if step.do]
        yield Static(Content("\n\n").join(lines))
