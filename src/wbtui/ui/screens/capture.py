"""One line, noted in passing; the room goes on where it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from wbtui.ui.screens.dialog import Dialog
from wbtui.ui.widgets.answer_area import AnswerArea

if TYPE_CHECKING:
    from wbtui.core.session import Place


class Capture(Dialog[bool]):
    """Writes straight into the session while it is typed; True to keep it, None to take it away again."""

    def __init__(self, title: str, place: Place, prompt: str) -> None:
        super().__init__()
        self._texts = (title, prompt)
        self.place = place

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -bottom"):
            yield Static(self._texts[0], classes="dialog--title", markup=False)
            yield AnswerArea(self.place, single_line=True, placeholder=self._texts[1])
            yield Static("Enter keeps it · Esc takes it away", classes="dialog--hint", markup=False)

    def on_mount(self) -> None:
        self.query_one(AnswerArea).focus()

    @on(AnswerArea.Submitted)
    def _submitted(self, event: AnswerArea.Submitted) -> None:
        event.stop()
        self.action_leave()

    def action_leave(self) -> None:
        """Nothing that was typed is lost."""
        self.close(bool(self.query_one(AnswerArea).text.strip()) or None)

    @on(AnswerArea.LeaveUp)
    @on(AnswerArea.LeaveDown)
    def _nowhere(self, event: AnswerArea.LeaveUp | AnswerArea.LeaveDown) -> None:
        event.stop()
