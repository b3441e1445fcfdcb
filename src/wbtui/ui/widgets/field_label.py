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
from wbtui.ui.widgets.form_lines import SIGN_CELLS
from wbtui.wording import statement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.geometry import Size

    from wbtui.core.place import Place
    from wbtui.core.session import Session
    from wbtui.core.workbook.model import Field
    from wbtui.ui.widgets.form_lines import Cell

HERE, DONE, WRONG, EMPTY = "▶", "✓", "!", "○"
"""The signs of a field: the caret is there; it is answered, or in a way that does not fit; it is empty."""
SIGNS = {HERE: "bold $accent", DONE: "$done", WRONG: WARNING, EMPTY: "$text-muted"}


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
    cell: reactive[Cell | None] = reactive(None, layout=True)
    """The position, if the editor stands on the row of the label; None if it stands below."""
    cut = reactive(0)
    """The number of rows that the editor at the foot of a form does not show."""
    ready = reactive("")
    """The use of the key for ready text here; empty without such text."""
    take_in_key = reactive("")
    """The key that takes it in."""
    trouble = reactive("", layout=True)
    """The problems of the fields on a line, below the label of its first one."""

    def __init__(self, field: Field, *, signed: bool = False) -> None:
        """Create an empty label; `signed` labels begin with the sign of the state."""
        super().__init__()
        self.field = field
        self.signed = signed
        self.line: tuple[FieldLabel, ...] = (self,)
        """The labels on the same line, this one included."""

    def show(self, field: Field, place: Place, session: Session, computed: str = "") -> None:
        """Show the label for a field with the answer at a place; `computed` is its derived value."""
        if field is not self.field:
            self.field = field
            self.refresh()
        answer = session.answer(place)
        text = as_text(answer)
        self.count = words(text or computed) if field.max_words else 0
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

    @property
    def beside(self) -> bool:
        """True if the editor stands on the row of the label."""
        return self.cell is not None

    def place(self, cell: Cell | None, line: Sequence[FieldLabel]) -> None:
        """Stand at a position, on a line with other labels."""
        self.cell = cell
        self.line = tuple(line)
        first = line[0] is self
        # The first label is as wide as the line: the problems stand below it.
        self.styles.margin = (0, 0, 0, 0 if first or cell is None else cell.left)
        self.styles.width = None if first or cell is None else cell.width or None
        self.watch_problem()

    def watch_problem(self) -> None:
        self.line[0].show_trouble()

    def watch_here(self) -> None:
        self.line[0].show_trouble()

    def show_trouble(self) -> None:
        """Show below the line what is wrong with its answers, but not while one of them is being typed."""
        wrong = [label for label in self.line if label.problem and not label.here] if len(self.line) > 1 else []
        self.trouble = " · ".join(f"{label.field.label}: {label.problem}" for label in wrong)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return 2 if self.trouble else 1

    @property
    def title(self) -> Content:
        """The label on one line with its note right behind it."""
        cut = f"{self.cut} more row{'' if self.cut == 1 else 's'}" if self.cut else ""
        note = "".join(f" · {part}" for part in (cut, self.note) if part)
        return Content.assemble(" ", self._named, (note, self._note_style), " ")

    @property
    def _named(self) -> Content:
        sign = Content.assemble((self.sign, SIGNS[self.sign]), " ") if self.signed else Content("")
        return Content.assemble(sign, (self.cell.name if self.cell else self.field.label, "bold"))

    @property
    def _note_style(self) -> str:
        return WARNING if self.problem or self._excess else "$text-muted"

    def render(self) -> RenderResult:
        label, cell = self._named, self.cell
        width = cell.width if cell and cell.width else self.size.width
        room = cell.note if cell else max(0, width - label.cell_length - 1)
        note = Content(self.note).truncate(room, ellipsis=True).stylize(self._note_style)
        space = max(1, width - label.cell_length - note.cell_length)
        found = Content.assemble(label, " " * space, note)
        if self.trouble:
            found += Content.assemble("\n", " " * SIGN_CELLS, (self.trouble, WARNING)).truncate(self.size.width)
        return found

    @property
    def _excess(self) -> str:
        budget = self.field.max_words
        return f"{self.count - budget} over" if budget and self.count > budget else ""

    @property
    def note(self) -> str:
        """The problem of the answer, or else its length, its unit and the like."""
        if self.problem and len(self.line) == 1:
            return self.problem
        field, beside = self.field, self.beside
        if len(self.line) > 1:
            return field.unit
        # On one row there is no room for all of it.
        ready = f"{self.take_in_key} {self.ready}" if self.ready else ""
        if ready and not field.derive:
            return ready
        length = f"{self.count}/{field.max_words} words" if field.max_words and not beside else ""
        equal = f"= {self.understood}" if self.understood else ""
        optional = "optional" if (field.optional or field.vote) and not (beside and self.answered) else ""
        return " · ".join(part for part in (self._excess, length, equal, field.unit, optional, ready) if part)
