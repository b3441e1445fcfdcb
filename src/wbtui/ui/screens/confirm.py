"""The yes-or-no dialog."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Static

from wbtui.ui.commands.footer import dialog_footer, own
from wbtui.ui.screens.dialog import Dialog, in_brackets
from wbtui.ui.widgets.bars import KeyBar


class Confirm(Dialog[bool]):
    """A yes-or-no question with two buttons."""

    BINDINGS = [
        Binding("y", "answer(True)", show=False),
        Binding("n", "answer(False)", show=False),
        Binding("left,right", "app.focus_next", show=False),
    ]

    def __init__(self, title: str, text: str, yes: str, no: str) -> None:
        super().__init__()
        self._texts = (title, text)
        self._labels = (yes, no)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self._texts[0], classes="dialog--title", markup=False)
            yield Static(self._texts[1], markup=False)
            with Horizontal(classes="dialog--buttons"):
                yield Button(Content(in_brackets(self._labels[1])), id="no", compact=True)
                yield Button(Content(in_brackets(self._labels[0])), id="yes", compact=True)
        yes, no = (label.lower() for label in self._labels)
        yield KeyBar(dialog_footer(own("enter", "choose"), own("tab", "other"), own("n", no), own("y", yes)))

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.close(event.button.id == "yes")

    def action_answer(self, answer: bool) -> None:
        self.close(answer)
