"""A dialog that sets up a new session; Enter accepts the defaults."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from wbtui.core.new_session import people_from, planned_start
from wbtui.core.time.schedule import MINUTE
from wbtui.core.workbook.model import Field, Option
from wbtui.ui.commands.footer import form_footer
from wbtui.ui.commands.keys import keys_of
from wbtui.ui.controllers.questions import Plan
from wbtui.ui.screens.dialog import Dialog
from wbtui.ui.widgets.answer_area import AnswerArea
from wbtui.ui.widgets.bars import KeyBar
from wbtui.ui.widgets.choice import Choice
from wbtui.ui.widgets.dialog_form import DialogForm
from wbtui.ui.widgets.field_label import FieldLabel
from wbtui.ui.widgets.messages import StatusMessage
from wbtui.wording.times import duration

if TYPE_CHECKING:
    from wbtui.core.workbook.model import Agenda, Workbook


class NewScreen(Dialog[Plan]):
    """Returns the title, agenda, start and people of a new session."""

    def __init__(self, workbook: Workbook, now: datetime) -> None:
        super().__init__()
        self.draft_name = "New session"
        self.workbook = workbook
        self.now = now
        options = [Option(a.id, a.title) for a in workbook.agendas]
        self._agenda = Field("agenda", "Agenda", "choice", options=tuple(options))

    @property
    def _usual_title(self) -> str:
        # Not %-d, which Windows does not support.
        return f"Workshop of {self.now.day} {self.now:%B %Y}"

    def compose(self) -> ComposeResult:
        title = self._usual_title
        with DialogForm(classes="dialog -wide"):
            yield Static("New session", classes="dialog--title", markup=False)
            yield FieldLabel(Field("title", "Title", "line"))
            yield AnswerArea(single_line=True, placeholder=title, id="title")
            yield FieldLabel(self._agenda)
            yield Choice(self._agenda, self.workbook.usual_agenda.id)
            yield Static(id="agenda-help", markup=False)
            roles = ", ".join(self.workbook.roles)
            yield FieldLabel(Field("people", "People", "text", unit="one per line: name, role"))
            yield AnswerArea(placeholder=f"optional, e.g. Ada, facilitator\nroles: {roles}", id="people")
            with Horizontal(id="times"):
                with Vertical():
                    yield FieldLabel(Field("start", "Planned start", "line", unit="optional, e.g. 09:00"))
                    pause = keys_of(self).of("pause")
                    yield AnswerArea(single_line=True, placeholder=f"when you press {pause}", id="start")
                with Vertical():
                    yield FieldLabel(Field("end", "Planned end", "line", unit="optional"))
                    yield AnswerArea(single_line=True, id="end")
        yield KeyBar(form_footer("create", "People"))

    @property
    def agenda(self) -> Agenda:
        """The chosen agenda."""
        chosen = self.query_one(Choice).value
        return self.workbook.agenda(chosen) or self.workbook.usual_agenda

    def on_mount(self) -> None:
        self._describe_agenda()

    @on(Choice.Edited)
    def _describe_agenda(self) -> None:
        length = duration(self.agenda.minutes * MINUTE)
        self.query_one("#agenda-help", Static).update(f"{length}. {self.agenda.description}")
        self.query_one("#end", AnswerArea).show_hint(f"start + {length}")

    def action_done(self) -> None:
        self.query_one(DialogForm).submit()

    @on(DialogForm.Done)
    def _done(self) -> None:
        form = self.query_one(DialogForm)
        try:
            starts = planned_start(form.text("start"), form.text("end"), self.agenda, self.now)
        except ValueError:
            self.post_message(StatusMessage("Which time? Write it like this: 09:00", "time", bad=True))
            return
        title = form.text("title").strip() or self._usual_title
        self.close(Plan(title, self.agenda, people_from(form.text("people")), starts))
