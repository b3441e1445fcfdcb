"""A dialog of several fields; nothing of it is written before it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from textual import on
from textual.binding import Binding

from wbtui.ui.messages import TakesAnswers
from wbtui.ui.screens.dialog import Dialog
from wbtui.ui.widgets.answer_area import AnswerArea
from wbtui.ui.widgets.choice import Choice

if TYPE_CHECKING:
    from wbtui.core.session import Place

T = TypeVar("T")


class Sheet(Dialog[T], TakesAnswers):
    """Enter in a line, or F3 anywhere, is done."""

    BINDINGS = [Binding("ctrl+s,f3", "done", show=False, priority=True)]

    def on_mount(self) -> None:
        self.query(AnswerArea).first().focus()
        self.changed()

    def changed(self) -> None:
        """Something else is typed or chosen now."""

    def action_done(self) -> None:
        """Answer with what is there."""

    def text(self, place: Place) -> str:
        """What is typed in a field."""
        return next(area.text for area in self.query(AnswerArea) if area.place == place)

    def take_answer(self, place: Place, text: str) -> None:
        self.changed()

    @on(AnswerArea.LeaveDown)
    def _down(self, event: AnswerArea.LeaveDown) -> None:
        event.stop()
        self.focus_next()

    @on(AnswerArea.LeaveUp)
    def _up(self, event: AnswerArea.LeaveUp) -> None:
        event.stop()
        self.focus_previous()

    @on(Choice.Left)
    def _from_choice(self, event: Choice.Left) -> None:
        event.stop()
        _ = self.focus_next() if event.by > 0 else self.focus_previous()

    @on(AnswerArea.Submitted)
    def _submitted(self, event: AnswerArea.Submitted) -> None:
        event.stop()
        self.action_done()
