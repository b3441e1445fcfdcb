"""A dialog that shows one text whole."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from wbtui.ui.commands.footer import dialog_footer
from wbtui.ui.screens.dialog import Dialog
from wbtui.ui.widgets.bars import KeyBar
from wbtui.ui.widgets.long_text import LongText, Paragraphs


class ReadingScreen(Dialog[None]):
    """Shows a text under its title, to be read aloud."""

    BINDINGS = [Binding("enter,q", "cancel", show=False, priority=True)]

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title, self._text = title, text

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide"):
            yield Static(self._title, classes="dialog--title", markup=False)
            yield LongText(Paragraphs([Content(self._text)]))
        yield KeyBar(dialog_footer(escape="close"))
