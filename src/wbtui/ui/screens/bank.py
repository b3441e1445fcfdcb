"""A dialog that takes several questions from a bank."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from wbtui.core.workbook.model import BankQuestion
from wbtui.ui.commands.footer import dialog_footer, note, own
from wbtui.ui.screens.dialog import Dialog
from wbtui.ui.widgets.bars import KeyBar, SectionBar
from wbtui.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from wbtui.core.workbook.model import Bank

ALL_LABEL = "All"


class BankScreen(Dialog[tuple[BankQuestion, ...]]):
    """Returns the marked questions, in the order of the bank."""

    BINDINGS = [
        Binding("space,x", "mark", show=False),
        Binding("right,tab", "category(1)", show=False),
        Binding("left,shift+tab", "category(-1)", show=False),
        Binding("a", "mark_all", show=False),
        Binding("ctrl+enter,ctrl+j,enter", "take", show=False, priority=True),
    ]

    def __init__(self, bank: Bank, taken: frozenset[str]) -> None:
        super().__init__()
        self.bank = bank
        self.taken = taken
        self.marked = {q.id for q in bank.questions if q.preselected and not taken}
        self.categories = (ALL_LABEL, *bank.categories)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -large"):
            yield Static(self.bank.title, classes="dialog--title", markup=False)
            yield SectionBar()
            yield RowList(2)
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(SectionBar).titles = self.categories
        self._show()
        self.query_one(RowList).focus()

    @property
    def shown(self) -> list[BankQuestion]:
        """The questions of the current category."""
        category = self.categories[self.query_one(SectionBar).current]
        return [q for q in self.bank.questions if category in (ALL_LABEL, q.category)]

    def _show(self, highlighted: int = 0) -> None:
        self._questions = self.shown
        self.query_one(RowList).show(len(self._questions), self._draw, highlighted)
        self._hint()

    def _hint(self) -> None:
        count = len(self.marked)
        take = own("enter", f"add {count}" if count else "close")
        moves = (own("space", "select"), own("a", "all"), own("left right", "category"))
        self.query_one(KeyBar).footer = dialog_footer(note(f"{count} selected"), take, *moves)

    def _draw(self, row: int, _width: int) -> tuple[Content, ...]:
        question = self._questions[row]
        box = "[x]" if question.id in self.marked else "[ ]"
        there = " · in the list" if question.id in self.taken else ""
        return (
            Content.assemble(f" {box} ", (f"{question.id} ", "$text-muted"), question.question),
            Content.assemble("     ", (f"{question.category} · {question.carries}{there}", "$text-muted")),
        )

    def action_mark(self) -> None:
        rows = self.query_one(RowList)
        if rows.count:
            self.marked ^= {self._questions[rows.highlighted].id}
            rows.redraw(rows.highlighted)
            rows.action_move(1)
            self._hint()

    def action_mark_all(self) -> None:
        here = {question.id for question in self._questions} - self.taken
        self.marked = self.marked - here if here <= self.marked else self.marked | here
        self._show(self.query_one(RowList).highlighted)

    def action_category(self, by: int) -> None:
        bar = self.query_one(SectionBar)
        bar.current = (bar.current + by) % len(self.categories)
        self._show()

    def action_take(self) -> None:
        self.close(tuple(q for q in self.bank.questions if q.id in self.marked) or None)

    @on(SectionBar.Clicked)
    def _clicked(self, event: SectionBar.Clicked) -> None:
        event.stop()
        self.query_one(SectionBar).current = event.section
        self._show()

    def on_click(self, event: events.Click) -> None:
        if isinstance(event.widget, RowList):
            self.action_mark()
