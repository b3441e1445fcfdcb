"""The base class of all dialogs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from textual.binding import Binding
from textual.events import Key
from textual.screen import ModalScreen

from wbtui.ui.commands.footer import DONE_KEY
from wbtui.ui.terminal.workarounds import ScreenWorkarounds
from wbtui.ui.widgets.answer_area import AnswerArea
from wbtui.ui.widgets.choice import Choice

T = TypeVar("T")


def in_brackets(text: str) -> str:
    """Return the label of a button; the brackets tell it from a text where there are no colours."""
    return f"[ {text} ]"


class Dialog(ScreenWorkarounds, ModalScreen[T]):
    """A modal question; Escape closes it without an answer."""

    BINDINGS = [
        Binding("escape", "cancel", show=False, priority=True),
        Binding(DONE_KEY, "done", show=False, priority=True),
    ]
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

    def action_done(self) -> None:
        """Do what Enter does, in a dialog where Enter does the same everywhere."""
        self.app.post_message(Key("enter", None))

    def action_leave(self) -> None:
        """Handle ^q, which closes only the dialog."""
        self.action_cancel()
