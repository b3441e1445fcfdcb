"""A dialog that asks for one line of text, such as a path or a title."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from wbtui.ui.commands.footer import dialog_footer, own
from wbtui.ui.screens.dialog import Dialog
from wbtui.ui.widgets.answer_area import AnswerArea
from wbtui.ui.widgets.bars import KeyBar


class AskLine(Dialog[str]):
    """Returns the line, or `usual` if it is empty."""

    def __init__(self, title: str, text: str, verb: str, usual: str = "") -> None:
        super().__init__()
        self.draft_name = title
        self._title = title
        self._verb = verb
        self._text = text
        self._usual = usual

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self._title, classes="dialog--title", markup=False)
            yield AnswerArea(self._text, single_line=True, placeholder=self._usual)
        yield KeyBar(dialog_footer(own("enter", self._verb)))

    def on_mount(self) -> None:
        area = self.query_one(AnswerArea)
        area.focus()
        area.caret = (0, len(self._text))

    @on(AnswerArea.LeaveUp)
    @on(AnswerArea.LeaveDown)
    def _nowhere(self, event: AnswerArea.LeaveUp | AnswerArea.LeaveDown) -> None:
        event.stop()

    @on(AnswerArea.Submitted)
    def _submitted(self, event: AnswerArea.Submitted) -> None:
        event.stop()
        self.close(event.area.text.strip() or self._usual or None)
