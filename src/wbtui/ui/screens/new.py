"""A new session: the defaults are good, Enter starts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from wbtui.core.beginning import people_from, planned_start
from wbtui.core.clock_face import duration
from wbtui.core.schedule import MINUTE
from wbtui.core.session import Place
from wbtui.core.workbook import Field, Option
from wbtui.ui.screens.sheet import Sheet
from wbtui.ui.widgets.answer_area import AnswerArea
from wbtui.ui.widgets.choice import Choice
from wbtui.ui.widgets.field_form import FieldLabel

if TYPE_CHECKING:
    from wbtui.core.session import Person
    from wbtui.core.workbook import Agenda, Workbook

TITLE, START, END, PEOPLE = (Place("new", name) for name in ("title", "start", "end", "people"))
AGENDA = Place("new", "agenda")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a new session begins with."""

    title: str
    agenda: Agenda
    people: tuple[Person, ...]
    starts: datetime | None


class NewScreen(Sheet[Plan]):
    """Title, agenda, time and people."""

    def __init__(self, workbook: Workbook, now: datetime) -> None:
        super().__init__()
        self.workbook = workbook
        self.now = now
        options = [Option(a.id, a.title) for a in workbook.agendas]
        self._agenda = Field("agenda", "Agenda", "choice", options=tuple(options))

    @property
    def _usual_title(self) -> str:
        # Not %-d, which Windows does not know.
        return f"Workshop of {self.now.day} {self.now:%B %Y}"

    def compose(self) -> ComposeResult:
        title = self._usual_title
        with VerticalScroll(classes="dialog -wide", can_focus=False):
            yield Static("New session", classes="dialog--title", markup=False)
            yield FieldLabel(Field("title", "Title", "line"))
            yield AnswerArea(TITLE, single_line=True, placeholder=title)
            yield FieldLabel(self._agenda)
            yield Choice(AGENDA, self._agenda, self.workbook.usual_agenda.id)
            yield Static(id="agenda-help", markup=False)
            yield FieldLabel(Field("start", "Planned start", "line", unit="such as 09:00; both may stay empty"))
            yield AnswerArea(START, single_line=True, placeholder="when the clock is started")
            yield FieldLabel(Field("end", "or planned end", "line"))
            yield AnswerArea(END, single_line=True, placeholder="start plus agenda")
            roles = ", ".join(self.workbook.roles)
            yield FieldLabel(Field("people", "People", "text", unit="one to a line: name, role"))
            yield AnswerArea(PEOPLE, placeholder=f"Ada, facilitator\nRoles: {roles}")
            yield Static(
                "Enter starts with what is here (F3 among the people) · Tab goes on · Esc back",
                classes="dialog--hint",
                markup=False,
            )

    @property
    def agenda(self) -> Agenda:
        """The chosen agenda."""
        chosen = self.query_one(Choice).value
        return self.workbook.agenda(chosen) or self.workbook.usual_agenda

    def changed(self) -> None:
        self.query_one("#agenda-help", Static).update(
            f"{duration(self.agenda.minutes * MINUTE)}. {self.agenda.description}"
        )

    def action_done(self) -> None:
        try:
            starts = planned_start(self.text(START), self.text(END), self.agenda, self.now)
        except ValueError:
            self.notify("Write the time as 09:00.", title="Which time?", severity="warning", markup=False)
            return
        title = self.text(TITLE).strip() or self._usual_title
        self.close(Plan(title, self.agenda, people_from(self.text(PEOPLE)), starts))
