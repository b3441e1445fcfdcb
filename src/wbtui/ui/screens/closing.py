"""The dialog that ends a workshop."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from wbtui.core.closing import closing
from wbtui.core.days import read_day
from wbtui.core.text import one_line
from wbtui.core.workbook.model import Field
from wbtui.ui.commands.footer import dialog_footer, own
from wbtui.ui.controllers.questions import Ending
from wbtui.ui.screens.dialog import Dialog
from wbtui.ui.widgets.answer_area import AnswerArea
from wbtui.ui.widgets.bars import KeyBar
from wbtui.ui.widgets.dialog_form import DialogForm
from wbtui.ui.widgets.field_label import FieldLabel
from wbtui.ui.widgets.messages import StatusMessage
from wbtui.wording.times import day_of

if TYPE_CHECKING:
    from wbtui.core.closing import Closing, Task
    from wbtui.ui.controllers.questions import HowToClose

MAX_TASK_CHARS = 300


class ClosingScreen(Dialog[Ending]):
    """Shows what to read aloud, and returns when the room looks at its document again."""

    BINDINGS = [
        Binding("pagedown", "read(1)", show=False, priority=True),
        Binding("pageup", "read(-1)", show=False, priority=True),
    ]

    def __init__(self, asked: HowToClose) -> None:
        super().__init__()
        self.draft_name = "Close the workshop"
        self._asked = asked

    def compose(self) -> ComposeResult:
        told = closing(self._asked.session, self._asked.workbook)
        with DialogForm(classes="dialog -wide"):
            yield Static("Close the workshop", classes="dialog--title", markup=False)
            yield Static(f"Read aloud: {_counted(told)}", classes="dialog--after", markup=False)
            with VerticalScroll(id="aloud", can_focus=False):
                yield from (Static(line, markup=False) for line in self._lines(told))
            yield Static(_rest(told), classes="dialog--after", markup=False)
            label = "When do you look at the document again?"
            yield FieldLabel(Field("look-again", label, "line", unit="optional"))
            yield AnswerArea(single_line=True, placeholder="e.g. in two weeks, or 12 January", id="look-again")
        done, read = own("enter", "stop the clock, then export"), own("pageup pagedown", "read")
        yield KeyBar(dialog_footer(done, read, escape="go on"))

    def _lines(self, told: Closing) -> Iterator[Content]:
        yield from (self._line(task) for task in told.tasks)
        if not told.tasks:
            yield Content("Nobody has promised anything yet: Esc goes back, and an action can still be added.")

    def _line(self, task: Task) -> Content:
        today = self._asked.now.date()
        owner = one_line(task.owner, MAX_TASK_CHARS) or "Who?"
        day = day_of(task.due, today) if isinstance(task.due, date) else one_line(task.due, MAX_TASK_CHARS)
        who = f"{owner}, {day or 'by when?'}"
        return Content.assemble((who, "bold"), f"  {one_line(task.text, MAX_TASK_CHARS)}")

    def action_read(self, by: int) -> None:
        """Scroll what is read aloud by a page down (1) or up (-1)."""
        aloud = self.query_one("#aloud")
        aloud.scroll_relative(y=by * max(1, aloud.size.height - 1), animate=False)

    def action_done(self) -> None:
        self.query_one(DialogForm).submit()

    @on(DialogForm.Done)
    def _done(self) -> None:
        typed = self.query_one(DialogForm).text("look-again").strip()
        day = read_day(typed, self._asked.now.date(), self._asked.workbook.days) if typed else None
        if typed and day is None:
            text = "Which day? Write it like this: in two weeks, 12 January, or 2027-01-12"
            self.post_message(StatusMessage(text, "day", bad=True))
            return
        self.close(Ending(day))


def _counted(told: Closing) -> str:
    count = len(told.tasks)
    parts = [f"{count} action{'' if count == 1 else 's'}"]
    parts += [f"{told.without_owner} without a name"] if told.without_owner else []
    parts += [f"{told.without_day} without a day"] if told.without_day else []
    return ", ".join(parts)


def _rest(told: Closing) -> str:
    questions = f"{told.open_questions} open question{'' if told.open_questions == 1 else 's'}"
    return f"Also {questions}, and {told.parked} in the parking lot."
