"""What a session is called, how far its document is, and who takes part."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from wbtui.core.beginning import people_from
from wbtui.core.session import STATUSES, Place
from wbtui.core.text import clean_line
from wbtui.core.workbook import Field, Option
from wbtui.ui.screens.sheet import Sheet
from wbtui.ui.widgets.answer_area import AnswerArea
from wbtui.ui.widgets.choice import Choice
from wbtui.ui.widgets.field_form import FieldLabel

if TYPE_CHECKING:
    from wbtui.core.session import Person, Session
    from wbtui.core.workbook import Workbook

TITLE, STATUS, PEOPLE = (Place("details", name) for name in ("title", "status", "people"))


@dataclass(frozen=True, slots=True)
class Details:
    """The facts of a session that people change by hand."""

    title: str
    status: str
    people: tuple[Person, ...]

    def put_into(self, session: Session) -> Session:
        """The session with these facts; an empty title changes nothing."""
        title = self.title or session.title
        return replace(session, title=title, status=self.status or session.status, people=self.people)


class DetailsScreen(Sheet[Details]):
    """Gives the changed facts back."""

    def __init__(self, session: Session, workbook: Workbook) -> None:
        super().__init__()
        self._session = session
        self._roles = ", ".join(workbook.roles)
        options = tuple(Option(status, status) for status in STATUSES)
        self._status = Field("status", "Status of the document", "choice", options=options)

    def compose(self) -> ComposeResult:
        people = "\n".join(f"{p.name}, {p.role}" if p.role else p.name for p in self._session.people)
        with VerticalScroll(classes="dialog -wide", can_focus=False):
            yield Static("Title, status and people", classes="dialog--title", markup=False)
            yield FieldLabel(Field("title", "Title", "line"))
            yield AnswerArea(TITLE, self._session.title, single_line=True)
            yield FieldLabel(self._status)
            yield Choice(STATUS, self._status, self._session.status)
            yield FieldLabel(Field("people", "People", "text", unit="one to a line: name, role"))
            yield AnswerArea(PEOPLE, people, placeholder=f"Roles: {self._roles}")
            hint = "Enter takes it over (F3 among the people) · Tab goes on · Esc back"
            yield Static(hint, classes="dialog--hint", markup=False)

    def action_done(self) -> None:
        title = clean_line(self.text(TITLE)).strip()
        self.close(Details(title, self.query_one(Choice).value, people_from(self.text(PEOPLE))))
