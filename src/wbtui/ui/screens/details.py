"""A dialog that edits the title, the status and the people of a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from wbtui.core.new_session import people_from
from wbtui.core.session import STATUSES, people_text
from wbtui.core.text import clean_line
from wbtui.core.workbook.model import Field, Option
from wbtui.ui.commands.footer import form_footer
from wbtui.ui.controllers.questions import Details
from wbtui.ui.screens.dialog import Dialog
from wbtui.ui.widgets.answer_area import AnswerArea
from wbtui.ui.widgets.bars import KeyBar
from wbtui.ui.widgets.choice import Choice
from wbtui.ui.widgets.dialog_form import DialogForm
from wbtui.ui.widgets.field_label import FieldLabel

if TYPE_CHECKING:
    from wbtui.core.session import Session
    from wbtui.core.workbook.model import Workbook


class DetailsScreen(Dialog[Details]):
    """Returns the facts as edited."""

    def __init__(self, session: Session, workbook: Workbook) -> None:
        super().__init__()
        self.draft_name = "Title, status and people"
        self._session = session
        self._roles = ", ".join(workbook.roles)
        options = tuple(Option(status, status) for status in STATUSES)
        self._status = Field("status", "Status of the document", "choice", options=options)

    def compose(self) -> ComposeResult:
        with DialogForm(classes="dialog -wide"):
            yield Static("Title, status and people", classes="dialog--title", markup=False)
            yield FieldLabel(Field("title", "Title", "line"))
            yield AnswerArea(self._session.title, single_line=True, id="title")
            yield FieldLabel(self._status)
            yield Choice(self._status, self._session.status)
            yield FieldLabel(Field("people", "People", "text", unit="one per line: name, role"))
            yield AnswerArea(people_text(self._session.people), placeholder=f"Roles: {self._roles}", id="people")
        yield KeyBar(form_footer("save", "People"))

    def action_done(self) -> None:
        self.query_one(DialogForm).submit()

    @on(DialogForm.Done)
    def _done(self) -> None:
        form = self.query_one(DialogForm)
        title = clean_line(form.text("title")).strip()
        self.close(Details(title, self.query_one(Choice).value, people_from(form.text("people"))))
