"""A dialog that shows both sides of a conflict and marks the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from wbtui.core.diff.words import marked
from wbtui.ui.commands.footer import dialog_footer, own
from wbtui.ui.controllers.questions import Side
from wbtui.ui.screens.dialog import Dialog, in_brackets
from wbtui.ui.widgets.bars import KeyBar
from wbtui.ui.widgets.marks import with_marks

if TYPE_CHECKING:
    from wbtui.ui.controllers.questions import WhichSide

SIDES: tuple[Side, ...] = ("mine", "theirs")
SIDE_LABELS: dict[Side, str] = {"mine": "keep mine", "theirs": "use theirs", "both": "keep both"}


class ConflictScreen(Dialog[Side]):
    """Returns `mine`, `theirs` or `both`; closing it leaves the conflict open and keeps `mine` for now."""

    BINDINGS = [Binding(name[0], f"answer('{name}')", show=False) for name in SIDE_LABELS]
    AUTO_FOCUS = "VerticalScroll"

    def __init__(self, question: WhichSide) -> None:
        super().__init__()
        self._label = question.label
        self._texts = (question.mine, question.theirs)
        self._choices = tuple(SIDE_LABELS) if question.both else SIDES

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide"):
            yield Static(f"Edited in two places: {self._label}", classes="dialog--title", markup=False)
            with VerticalScroll(classes="conflict"):
                yield Static(Content("\n").join(self._lines()))
            with Horizontal(classes="dialog--buttons"):
                for name in self._choices:
                    yield Button(Content(in_brackets(name.capitalize())), id=name, compact=True)
            yield Static("The other text stays in Versions.", classes="dialog--after", markup=False)
        keys = [own(name[0], SIDE_LABELS[name]) for name in self._choices]
        yield KeyBar(dialog_footer(own("up down", "scroll"), *keys, escape="later"))

    def _lines(self) -> list[Content]:
        lines = []
        if all(self._texts):
            lines = [
                Content("[-only mine] [+only theirs]").stylize("$text-muted"),
                with_marks(marked(*self._texts)),
                Content(),
            ]
        for title, text in zip(("Mine", "Theirs"), self._texts, strict=True):
            lines += [Content(title).stylize("bold $heading"), Content(text or "(nothing)"), Content()]
        return lines[:-1]

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.action_answer(event.button.id or "")

    def action_answer(self, name: str) -> None:
        """Return the side, unless the conflict does not offer it."""
        if (side := next((choice for choice in self._choices if choice == name), None)) is not None:
            self.close(side)
