"""A dialog that shows the earlier texts of one field and restores one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from wbtui.core.diff.words import marked
from wbtui.core.text import one_line
from wbtui.ui.commands.footer import dialog_footer, note, own
from wbtui.ui.screens.dialog import Dialog
from wbtui.ui.widgets.bars import KeyBar
from wbtui.ui.widgets.marks import with_marks
from wbtui.ui.widgets.past import Past
from wbtui.wording.labels import readable
from wbtui.wording.times import age, moment

if TYPE_CHECKING:
    from wbtui.core.versions import EarlierText
    from wbtui.ui.commands.footer import Footer
    from wbtui.ui.controllers.questions import WhichText


class EarlierScreen(Dialog[str]):
    """Returns the text to restore."""

    BINDINGS = [Binding("enter", "choose", show=False)]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]

    def __init__(self, question: WhichText) -> None:
        super().__init__()
        self._question = question
        self._now = question.now
        self._past: Past[EarlierText] = Past(self)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -past"):
            yield Static(f"Earlier texts: {self._question.label}", classes="dialog--title", markup=False)
            yield self._past
        yield KeyBar(self._footer)

    @property
    def nothing(self) -> str:
        """The message if there are no earlier texts."""
        return "No earlier text in this field."

    def look_up(self) -> Iterator[Sequence[EarlierText]]:
        """Yield all texts found so far, newest first, until no more are found."""
        return self._question.earlier()

    def draw_item(self, item: EarlierText) -> tuple[Content, ...]:
        """Return the first line of the text, and its time."""
        now = self._now()
        ago = age((now - item.at).total_seconds())
        first = one_line(readable(item.text, self._question.field)) or "(blank)"
        return Content(f" {first}"), Content.assemble(" ", (f"{moment(item.at, now)} · {ago}", "$text-muted"))

    def say(self, item: EarlierText) -> tuple[str, Iterator[Content]]:
        """Return a heading, and the difference between the text and the present one."""
        then, now = (readable(text, self._question.field) for text in (item.text, self._question.text()))
        head = "Compared with now:" if now else "Empty now. It used to say:"
        return head, iter([with_marks(marked(then, now))])

    @property
    def _footer(self) -> Footer:
        restore = () if self._question.read_only else (own("enter", "restore"),)
        return dialog_footer(note("[-removed] [+added]"), *restore, own("tab", "read"), escape="close")

    @on(Past.Chosen)
    def action_choose(self) -> None:
        """Return the chosen text, unless the field is read-only."""
        if (item := self._past.chosen) is not None and not self._question.read_only:
            self.close(item.text)
