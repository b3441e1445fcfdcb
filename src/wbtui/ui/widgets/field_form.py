"""The fields of a stage or of one entry, one under the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from textual import on
from textual.app import ComposeResult, RenderResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Offset, Region
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from wbtui.core.progress import derived
from wbtui.core.session import Place
from wbtui.core.text import clean, words
from wbtui.ui.commands import MENU_KEY, key_label
from wbtui.ui.widgets.answer_area import AnswerArea
from wbtui.ui.widgets.choice import Choice

if TYPE_CHECKING:
    from wbtui.core.session import Session
    from wbtui.core.workbook import Field


Editor: TypeAlias = AnswerArea | Choice


class Item(NamedTuple):
    """A field and where its answer is kept."""

    field: Field
    place: Place


def _is_choice(item: Item) -> bool:
    return item.field.kind == "choice"


class FieldLabel(Widget):
    """The name of a field and its words of budget."""

    count = reactive(0)
    """Words in the answer, where there is a budget."""
    problem = reactive("")
    """Why the answer is not what the field asks for."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field

    def show(self, field: Field, text: str) -> None:
        """Say what there is to say of a field with this answer."""
        if field is not self.field:
            self.field = field
            self.refresh()
        self.count = words(text) if field.max_words else 0
        self.problem = field.problem(text)

    def render(self) -> RenderResult:
        field, budget = self.field, self.field.max_words
        note = f"{self.count}/{budget} words" if budget else field.unit
        note = self.problem or note
        over = bool(self.problem) or (bool(budget) and self.count > budget)
        if over and not self.problem:
            note = f"{self.count - budget} over · {note}"
        label = Content(field.label)
        space = max(1, self.size.width - label.cell_length - Content(note).cell_length)
        style = "bold $text-warning" if over else "dim"
        return Content.assemble((field.label, "bold"), " " * space, (note, style))


class FieldForm(VerticalScroll, can_focus=False):
    """Labels and editors. It shows a session and says what the person types; it keeps nothing itself."""

    BINDINGS = [Binding("tab", "beside(1)", show=False), Binding("shift+tab", "beside(-1)", show=False)]

    class Left(Message):
        """The person goes on beyond the first (-1) or last (1) field."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    class Entered(Message):
        """The person is in another field now."""

        def __init__(self, item: Item) -> None:
            super().__init__()
            self.item = item

    def __init__(
        self, items: Sequence[Item], session: Session, *, read_only: bool = False, hidden: int = 0
    ) -> None:
        """`hidden` is how many further fields there are, which are shown only when asked for."""
        super().__init__()
        self.hidden = hidden
        self.items = tuple(items)
        self.session = session
        self.read_only = read_only

    def compose(self) -> ComposeResult:
        for item in self.items:
            yield from self._new(item)
        yield from self._hint()

    def _new(self, item: Item) -> tuple[FieldLabel, Editor]:
        label, editor = FieldLabel(item.field), self._new_editor(item)
        self._fill(item, label, editor)
        return label, editor

    def _new_editor(self, item: Item) -> Editor:
        text = self.session.text(item.place)
        return Choice(item.place, item.field, text) if _is_choice(item) else AnswerArea(item.place, text)

    def _hint(self) -> Iterator[Static]:
        if self.hidden:
            yield Static(f"{self.hidden} more: {key_label(MENU_KEY)} m", classes="hint", markup=False)

    async def become(self, other: FieldForm) -> None:
        """Show what a form that is not mounted would show.

        What is there already is used again: mounting a form takes five times as long as filling it.
        """
        labels, editors = [*self.query_children(FieldLabel)], self.editors
        self.items, self.session, self.read_only, self.hidden = (
            other.items,
            other.session,
            other.read_only,
            other.hidden,
        )
        count = len(self.items)
        gone = [*labels[count:], *editors[count:], *self.query_children(".hint")]
        for item, label, editor in zip(self.items, labels, editors, strict=False):
            if isinstance(editor, Choice) != _is_choice(item):
                gone.append(editor)
                editor = self._new_editor(item)
                await self.mount(editor, after=label)
            self._fill(item, label, editor)
            if isinstance(editor, AnswerArea):
                # Whoever comes to it begins at its beginning, with nothing selected.
                editor.caret = (0, 0)
        more = [widget for item in self.items[len(editors) :] for widget in self._new(item)]
        await self.mount_all([*more, *self._hint()])
        await self.remove_children(gone)
        self.scroll_home(animate=False)

    def show(self, session: Session, items: Sequence[Item] | None = None) -> None:
        """Show another state of the session, and with `items` other places of the same fields."""
        self.session = session
        if items is not None:
            self.items = tuple(items)
        for item, label, editor in zip(self.items, self.query_children(FieldLabel), self.editors, strict=True):
            self._fill(item, label, editor)

    def _fill(self, item: Item, label: FieldLabel, editor: Editor) -> None:
        field, place = item
        text, computed = self.session.text(place), derived(field, place, self.session)
        label.show(field, text)
        if isinstance(editor, Choice):
            editor.disabled = self.read_only
            editor.show(field, place, text, computed)
        else:
            editor.single_line = field.kind != "text"
            editor.read_only = self.read_only or field.foreign
            editor.set_class(field.kind == "text", "-text")
            editor.placeholder = Content(clean(computed or field.prompt))
            if editor.place == place:
                editor.show(text)
            else:
                editor.move_to(place, text)

    @property
    def editors(self) -> list[Editor]:
        """One for each item, in order."""
        return [child for child in self.children if isinstance(child, Editor)]

    @property
    def focused_item(self) -> Item | None:
        """The field that the person is in."""
        for item, editor in zip(self.items, self.editors, strict=False):
            # Not `has_focus`: what a dialog was asked for is done while it still has that.
            if editor is self.screen.focused:
                return item
        return None

    def focus_place(self, place: Place | None, caret: tuple[int, int] | None = None) -> Item | None:
        """Put the person into the field of a place, into the first without one; None where there is none."""
        for item, editor in zip(self.items, self.editors, strict=False):
            if place is None or item.place == place:
                editor.focus(scroll_visible=caret is None)
                if caret is not None and isinstance(editor, AnswerArea):
                    editor.caret = caret
                return item
        return None

    def focus_last(self) -> None:
        """Put the person into the last field."""
        if editors := self.editors:
            editors[-1].focus()

    @on(AnswerArea.Submitted)
    @on(AnswerArea.LeaveDown)
    def _down(self, event: AnswerArea.Submitted | AnswerArea.LeaveDown) -> None:
        event.stop()
        self._go(event.area, 1)

    @on(AnswerArea.LeaveUp)
    def _up(self, event: AnswerArea.LeaveUp) -> None:
        event.stop()
        self._go(event.area, -1)

    @on(Choice.Left)
    def _from_choice(self, event: Choice.Left) -> None:
        event.stop()
        self._go(event.choice, event.by)

    def action_beside(self, by: int) -> None:
        """Go to the field after (1) or before (-1) the one with the focus."""
        if isinstance(editor := self.screen.focused, Editor):
            self._go(editor, by)

    def _go(self, editor: Editor, by: int) -> None:
        editors = self.editors
        if editor not in editors or editor is not self.screen.focused:
            # It was asked of the section before.
            return
        at = editors.index(editor) + by
        if 0 <= at < len(editors):
            editors[at].focus()
        else:
            self.post_message(self.Left(by))

    def on_descendant_focus(self) -> None:
        if item := self.focused_item:
            self.post_message(self.Entered(item))

    def scroll_to_region(self, region: Region, **options: Any) -> Offset:
        """A field comes into sight with its label, at once."""
        options["animate"] = False
        return super().scroll_to_region(Region(region.x, region.y - 1, region.width, region.height + 1), **options)


def stage_items(fields: Sequence[Field], stage_id: str) -> Iterator[Item]:
    """The fields of a stage that are not lists, with their places."""
    for field in fields:
        if field.kind != "entries":
            yield Item(field, Place(stage_id, field.key))


def entry_items(field: Field, place: Place, entry_id: str) -> tuple[Item, ...]:
    """The parts of one entry with their places."""
    return tuple(Item(part, Place(place.stage, place.field, entry_id, part.id)) for part in field.fields)
