"""A container for the fields of a form dialog."""

from __future__ import annotations

from textual import on
from textual.containers import VerticalScroll
from textual.message import Message

from wbtui.ui.widgets.answer_area import AnswerArea
from wbtui.ui.widgets.choice import Choice


class DialogForm(VerticalScroll, can_focus=False):
    """Moves the focus between the fields; Enter submits the form, except where it starts a line."""

    class Done(Message):
        """The user submitted the form."""

    def on_mount(self) -> None:
        self.query(AnswerArea).first().focus()

    def text(self, field_id: str) -> str:
        """Return the text of a field."""
        return self.query_one(f"#{field_id}", AnswerArea).text

    def submit(self) -> None:
        """Submit the form."""
        self.post_message(self.Done())

    @on(AnswerArea.LeaveDown)
    def _down(self, event: AnswerArea.LeaveDown) -> None:
        event.stop()
        self.screen.focus_next()

    @on(AnswerArea.LeaveUp)
    def _up(self, event: AnswerArea.LeaveUp) -> None:
        event.stop()
        self.screen.focus_previous()

    @on(Choice.Left)
    def _from_choice(self, event: Choice.Left) -> None:
        event.stop()
        _ = self.screen.focus_next() if event.by > 0 else self.screen.focus_previous()

    @on(AnswerArea.Submitted)
    @on(Choice.Submitted)
    def _submitted(self, event: AnswerArea.Submitted | Choice.Submitted) -> None:
        event.stop()
        self.submit()
