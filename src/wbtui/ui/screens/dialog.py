"""The base class of all dialogs, and the yes-or-no dialog."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from wbtui.ui.terminal.workarounds import ScreenWorkarounds
from wbtui.ui.widgets.answer_area import AnswerArea
from wbtui.ui.widgets.choice import Choice

T = TypeVar("T")


class Dialog(ScreenWorkarounds, ModalScreen[T]):
    """A modal question; Escape closes it without an answer."""

    BINDINGS = [Binding("escape", "cancel", show=False, priority=True)]
    AUTO_FOCUS = "*"

    def __init__(self) -> None:
        super().__init__()
        self._answered = False
        self.draft_name = ""
        """The name of the dialog for people, if its texts are kept as drafts; else empty."""
        self.draft: Mapping[str, str] = {}
        """The texts to begin with, as returned by `texts` in an earlier run of the program."""

    def on_mount(self) -> None:
        for name, field in self._drafted():
            if name in self.draft:
                field.show(self.draft[name])
                if isinstance(field, AnswerArea):
                    field.caret = field.document.end

    @property
    def texts(self) -> dict[str, str]:
        """The texts and choices that exist only in this dialog, by field."""
        return {name: field.value if isinstance(field, Choice) else field.text for name, field in self._drafted()}

    def _drafted(self) -> Iterator[tuple[str, AnswerArea | Choice]]:
        for area in self.query(AnswerArea):
            if area.answer is None:
                yield area.id or "line", area
        for choice in self.query(Choice):
            yield choice.field.id, choice

    def close(self, answer: T | None) -> None:
        """Dismiss the dialog once: a second `dismiss`, from a fast second Enter, would crash the app.

        See Textualize/textual#4884.
        """
        if self._answered:
            return
        self._answered = True
        # `dismiss` removes the topmost screen, whichever that is.
        while self in self.app.screen_stack and (top := self.app.screen) is not self:
            if isinstance(top, Dialog):
                top.close(None)
            if self.app.screen is top:
                self.app.pop_screen()
        self.dismiss(answer)

    def action_cancel(self) -> None:
        self.close(None)

    def action_leave(self) -> None:
        """Handle ^q, which closes only the dialog."""
        self.action_cancel()


class Confirm(Dialog[bool]):
    """A yes-or-no question with two buttons."""

    BINDINGS = [
        Binding("y", "answer(True)", show=False),
        Binding("n", "answer(False)", show=False),
        Binding("left,right", "app.focus_next", show=False),
    ]

    def __init__(self, title: str, text: str, yes: str, no: str) -> None:
        super().__init__()
        self._texts = (title, text)
        self._labels = (yes, no)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self._texts[0], classes="dialog--title", markup=False)
            yield Static(self._texts[1], markup=False)
            with Horizontal(classes="dialog--buttons"):
                yield Button(Content(self._labels[1]), id="no", compact=True)
                yield Button(Content(self._labels[0]), id="yes", compact=True)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.close(event.button.id == "yes")

    def action_answer(self, answer: bool) -> None:
        self.close(answer)
