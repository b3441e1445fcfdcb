"""The label of a field: its state, its name, and a note about its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from wbtui.core.session import as_text
from wbtui.core.text import words
from wbtui.ui.themes import WARNING
from wbtui.wording import statement

if TYPE_CHECKING:
    from wbtui.core.place import Place
    from wbtui.core.session import Session
    from wbtui.core.workbook.model import Field

HERE, DONE, WRONG, EMPTY = "▶", "✓", "!", "○"
"""The signs of a field: the caret is there; it is answered, or in a way that does not fit; it is empty."""
SIGNS = {HERE: "bold $accent", DONE: "$done", WRONG: WARNING, EMPTY: "$text-muted"}
SIGN_CELLS = 2
MAX_BRIEF_WORDS = 8
"""The words of a line that fit on the row of its label."""


def is_brief(field: Field) -> bool:
    """Return whether the line of a field has only a few words."""
    return 0 < field.max_words <= MAX_BRIEF_WORDS


class FieldLabel(Widget):
    """Shows the state and the name of a field, its word count or unit, and the problem of its answer."""

    count = reactive(0)
    """Number of words in the answer; 0 if the field has no limit."""
    problem = reactive("")
    """The reason why the answer does not fit the field; empty if it does."""
    understood = reactive("")
    """The number as the program reads it, if the user has written it in another way; else empty."""
    answered = reactive(False)
    """True if there is an answer, or a value derived from others."""
    here = reactive(False)
    """True if the caret is in the field."""
    room_beside = reactive(0, layout=True)
    """The cells at the right for a note, if the editor stands on the row of the label; 0 if it stands below."""

    def __init__(self, field: Field, *, signed: bool = False) -> None:
        """Create an empty label; `signed` labels begin with the sign of the state."""
        super().__init__()
        self.field = field
        self.signed = signed

    def show(self, field: Field, place: Place, session: Session, computed: str = "") -> None:
        """Show the label for a field with the answer at a place; `computed` is its derived value."""
        if field is not self.field:
            self.field = field
            self.refresh()
        answer = session.answer(place)
        text = as_text(answer)
        self.count = words(text) if field.max_words else 0
        problem = field.problem(answer, session)
        self.problem = statement(problem).removesuffix(".") if problem else ""
        self.understood = field.understood(answer, session) if field.kind == "number" else ""
        self.answered = bool(computed or text.strip())

    def on_resize(self) -> None:
        # Textual would keep the content drawn for the old width.
        self.refresh()

    @property
    def sign(self) -> str:
        """The sign of the state."""
        return HERE if self.here else WRONG if self.problem else DONE if self.answered else EMPTY

    def render(self) -> RenderResult:
        sign = Content.assemble((self.sign, SIGNS[self.sign]), " ") if self.signed else Content("")
        label = Content.assemble(sign, (self.field.label, "bold"))
        room = self.room_beside or max(0, self.size.width - label.cell_length - 1)
        style = WARNING if self.problem or self._excess else "$text-muted"
        note = Content(self.note).truncate(room, ellipsis=True).stylize(style)
        space = max(1, self.size.width - label.cell_length - note.cell_length)
        return Content.assemble(label, " " * space, note)

    @property
    def _excess(self) -> str:
        budget = self.field.max_words
        return f"{self.count - budget} over" if budget and self.count > budget else ""

    @property
    def note(self) -> str:
        """The problem of the answer, or else its length, its unit and the like."""
        if self.problem:
            return self.problem
        field, beside = self.field, bool(self.room_beside)
        # On one row there is no room for all of it.
        length = f"{self.count}/{field.max_words} words" if field.max_words and not beside else ""
        equal = f"= {self.understood}" if self.understood else ""
        optional = "optional" if (field.optional or field.vote) and not (beside and self.answered) else ""
        return " · ".join(part for part in (self._excess, length, equal, field.unit, optional) if part)
