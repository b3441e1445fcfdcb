"""A dialog that takes several questions from a bank."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from wbtui.core.text import folded
from wbtui.core.workbook.model import BankQuestion
from wbtui.ui.commands.footer import dialog_footer, note, own
from wbtui.ui.screens.dialog import Dialog
from wbtui.ui.widgets.answer_area import AnswerArea
from wbtui.ui.widgets.bars import KeyBar, SectionBar
from wbtui.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from wbtui.core.workbook.model import Bank
    from wbtui.ui.commands.footer import Footer

ALL_LABEL = "All"


class BankScreen(Dialog[tuple[BankQuestion, ...]]):
    """Returns the marked questions, in the order of the bank.

    Every question has a number; its digits mark it at once.
    """

    BINDINGS = [
        Binding("space,x", "mark", show=False),
        Binding("right,tab", "category(1)", show=False),
        Binding("left,shift+tab", "category(-1)", show=False),
        Binding("a", "mark_all", show=False),
        Binding("slash", "filter", show=False),
        Binding("ctrl+enter,ctrl+j,enter", "take", show=False, priority=True),
    ]

    def __init__(self, bank: Bank, taken: frozenset[str]) -> None:
        super().__init__()
        self.bank = bank
        self.taken = taken
        self.marked = {q.id for q in bank.questions if q.preselected and not taken}
        self.categories = (ALL_LABEL, *bank.categories)
        self._digits = len(str(len(bank.questions)))
        self._typed = ""
        self._numbers = {question.id: n for n, question in enumerate(bank.questions, 1)}

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -large"):
            yield Static(self.bank.title, classes="dialog--title", markup=False)
            yield SectionBar()
            yield AnswerArea(single_line=True, placeholder="Filter by words", id="filter")
            yield RowList(1, "No match.")
            yield Static(id="whole", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one("#filter").display = False
        self.query_one(SectionBar).titles = self.categories
        self._show()
        self.query_one(RowList).focus()

    @property
    def shown(self) -> list[BankQuestion]:
        """The questions of the current category with all the words of the filter."""
        category = self.categories[self.query_one(SectionBar).current]
        words = folded(self._area.text).split()
        return [
            question
            for question in self.bank.questions
            if category in (ALL_LABEL, question.category) and all(word in _searched(question) for word in words)
        ]

    @property
    def _area(self) -> AnswerArea:
        return self.query_one("#filter", AnswerArea)

    def _show(self, highlighted: int = 0) -> None:
        self._questions = self.shown
        self.query_one(RowList).show(len(self._questions), self._draw, highlighted)
        self._show_whole()
        self._hint()

    def _hint(self) -> None:
        self.query_one(KeyBar).footer = self._footer

    @property
    def _footer(self) -> Footer:
        count = len(self.marked)
        if self._area.has_focus:
            return dialog_footer(own("enter", "to the questions"), own("down", "choose"), escape="show all")
        take = own("enter", f"add {count}" if count else "close")
        first, last = (str(number).zfill(self._digits) for number in (1, len(self.bank.questions)))
        moves = (own("space", "select"), note(f"{first}–{last} select"))
        more = (own("left right", "category"), own("a", "all"), own("slash", "filter"))
        escape = "show all" if self._area.display else "cancel"
        return dialog_footer(note(f"{count} selected"), take, *moves, *more, escape=escape)

    def _draw(self, row: int, _width: int) -> tuple[Content, ...]:
        question = self._questions[row]
        box = "[x]" if question.id in self.marked else " ✓ " if question.id in self.taken else "[ ]"
        number = str(self._numbers[question.id]).zfill(self._digits)
        style = "$text-muted" if question.id in self.taken else ""
        return (Content.assemble(f" {box} ", (f"{number}  ", "$text-muted"), (question.question, style)),)

    def _show_whole(self) -> None:
        """Show the highlighted question in full, and what a good answer contains."""
        rows, whole = self.query_one(RowList), self.query_one("#whole", Static)
        question = self._questions[rows.highlighted] if self._questions else None
        if question is None:
            whole.update("")
            return
        there = " · ✓ in the list" if question.id in self.taken else ""
        parts = [Content(question.question).stylize("bold")]
        if question.carries:
            parts.append(Content.assemble(("A good answer contains: ", "$heading"), question.carries))
        parts.append(Content(f"{question.id} · {question.category}{there}").stylize("$text-muted"))
        whole.update(Content("\n").join(parts))

    def action_mark(self) -> None:
        rows = self.query_one(RowList)
        if rows.count:
            self._turn(self._questions[rows.highlighted])
            rows.redraw(rows.highlighted)
            rows.action_move(1)
            self._hint()

    def _turn(self, question: BankQuestion) -> None:
        self.marked ^= {question.id}

    def action_mark_all(self) -> None:
        here = {question.id for question in self._questions} - self.taken
        self.marked = self.marked - here if here <= self.marked else self.marked | here
        self._show(self.query_one(RowList).highlighted)

    def action_category(self, by: int) -> None:
        bar = self.query_one(SectionBar)
        bar.current = (bar.current + by) % len(self.categories)
        self._show()

    def on_key(self, event: events.Key) -> None:
        """Mark a question by its number: a row is highlighted at its last digit."""
        if not self.query_one(RowList).has_focus:
            return
        if not (event.key.isascii() and event.key.isdigit()):
            self._typed = ""
            return
        event.stop()
        self._typed += event.key
        if len(self._typed) == self._digits:
            number, self._typed = int(self._typed), ""
            if 0 < number <= len(self.bank.questions):
                self._mark_number(self.bank.questions[number - 1])

    def _mark_number(self, question: BankQuestion) -> None:
        if question not in self._questions:
            self._area.show("")
            self._area.display = False
            self.query_one(SectionBar).current = 0
            self._questions = self.shown
        self._turn(question)
        self._show(self._questions.index(question))

    # The filter

    def action_filter(self) -> None:
        self._area.display = True
        self._area.focus()

    @on(AnswerArea.Edited)
    def _filtered(self, event: AnswerArea.Edited) -> None:
        event.stop()
        self._show()

    @on(AnswerArea.Submitted)
    @on(AnswerArea.LeaveDown)
    def _to_rows(self, event: AnswerArea.Submitted | AnswerArea.LeaveDown) -> None:
        event.stop()
        self.query_one(RowList).focus()

    @on(AnswerArea.LeaveUp)
    def _nowhere(self, event: AnswerArea.LeaveUp) -> None:
        event.stop()

    def on_descendant_focus(self) -> None:
        self._hint()

    def action_cancel(self) -> None:
        """Show all questions again, or else close the dialog."""
        if not self._area.display:
            super().action_cancel()
            return
        self._area.show("")
        self._area.display = False
        self._show()
        self.query_one(RowList).focus()

    def action_take(self) -> None:
        if self._area.has_focus:
            self.query_one(RowList).focus()
        else:
            self.close(tuple(q for q in self.bank.questions if q.id in self.marked) or None)

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        self._show_whole()

    @on(SectionBar.Clicked)
    def _clicked(self, event: SectionBar.Clicked) -> None:
        event.stop()
        self.query_one(SectionBar).current = event.section
        self._show()

    def on_click(self, event: events.Click) -> None:
        if isinstance(event.widget, RowList):
            self.action_mark()


def _searched(question: BankQuestion) -> str:
    return folded(f"{question.id} {question.category} {question.question} {question.carries}")
