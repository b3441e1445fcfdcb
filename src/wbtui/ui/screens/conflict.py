"""The same answer, written here and elsewhere: the person chooses, with both in sight."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from wbtui.ui.screens.dialog import Dialog

MINE, THEIRS, BOTH = "mine", "theirs", "both"


class ConflictScreen(Dialog[str]):
    """Gives `mine`, `theirs` or `both` back; without an answer, mine stays and theirs is among the versions."""

    BINDINGS = [Binding(name[0], f"answer('{name}')", show=False) for name in (MINE, THEIRS, BOTH)]

    def __init__(self, label: str, mine: str, theirs: str) -> None:
        super().__init__()
        self._label = label
        self._texts = (mine, theirs)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide"):
            yield Static(f"Written here and elsewhere: {self._label}", classes="dialog--title", markup=False)
            with Horizontal(classes="conflict"):
                for title, text in zip(("Mine", "Theirs"), self._texts, strict=True):
                    with VerticalScroll(can_focus=False):
                        yield Static(Content.assemble((title, "bold $accent"), "\n\n", text or "(nothing)"))
            with Horizontal(classes="dialog--buttons"):
                for name in (MINE, THEIRS, BOTH):
                    yield Button(Content(name.capitalize()), id=name, compact=True)
            hint = "m mine · t theirs · b both · Esc mine; the other text is kept as a version"
            yield Static(hint, classes="dialog--hint", markup=False)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.close(event.button.id)

    def action_answer(self, name: str) -> None:
        self.close(name)
