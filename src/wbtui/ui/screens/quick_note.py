"""A dialog for a quick note of one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from wbtui.ui.commands.footer import Hint, dialog_footer, own
from wbtui.ui.screens.dialog import Dialog
from wbtui.ui.widgets.answer_area import Answer, AnswerArea
from wbtui.ui.widgets.bars import KeyBar

if TYPE_CHECKING:
    from wbtui.ui.controllers.questions import Note


class QuickNote(Dialog[bool]):
    """Writes the note into the session while the user types; returns True to keep it, None to remove it."""

    def __init__(self, note: Note) -> None:
        super().__init__()
        self._note = note

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -bottom"):
            yield Static(self._note.title, classes="dialog--title", markup=False)
            answer = Answer(self._note.workshop, self._note.field, self._note.place)
            yield AnswerArea(answer=answer, single_line=True, placeholder=self._note.prompt)
        yield KeyBar(dialog_footer(own("enter", self._note.verb), *self._names, escape="discard"))

    @property
    def _names(self) -> tuple[Hint, ...]:
        """The keys that name a person of the session, if the note can have an owner."""
        workshop = self._note.workshop
        found = workshop.workbook.find(self._note.place.list)
        named = workshop.session.people and found and found[1].owner
        return (Hint("@", "name a person"), own("right", "complete the name")) if named else ()

    def on_mount(self) -> None:
        self.query_one(AnswerArea).focus()

    @on(AnswerArea.Submitted)
    def _submitted(self, event: AnswerArea.Submitted) -> None:
        event.stop()
        self.action_leave()

    def action_leave(self) -> None:
        """Keep the note if it is not empty, so that nothing typed is lost."""
        self.close(bool(self.query_one(AnswerArea).text.strip()) or None)

    @on(AnswerArea.LeaveUp)
    @on(AnswerArea.LeaveDown)
    def _nowhere(self, event: AnswerArea.LeaveUp | AnswerArea.LeaveDown) -> None:
        event.stop()
