"""A form with the fields of a stage or of one entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, groupby, pairwise, repeat
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Offset, Region
from textual.layout import WidgetPlacement
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from wbtui.core.place import Place
from wbtui.core.progress import derived, offered
from wbtui.core.text import words
from wbtui.ui.terminal.workarounds import unfocus
from wbtui.ui.widgets.answer_area import Answer, AnswerArea
from wbtui.ui.widgets.choice import Choice
from wbtui.ui.widgets.field_label import FieldLabel
from wbtui.ui.widgets.form_lines import NOTE_CELLS, lines
from wbtui.ui.widgets.key_text import KeyText
from wbtui.ui.widgets.subscriptions import Subscriptions

if TYPE_CHECKING:
    from wbtui.core.session import Session
    from wbtui.core.workbook.model import Field, Workbook
    from wbtui.ui.widgets.items import Item
    from wbtui.workshop import Batch, Workshop


FieldEditor: TypeAlias = AnswerArea | Choice


def optional_hint(hidden: int, key: str) -> str:
    """Return the line that names the key for optional fields that are not shown; empty without any."""
    return f"+ {hidden} optional field{'' if hidden == 1 else 's'} · {key}" if hidden else ""


BESIDE_TEXT_CELLS = 5
"""Cells beside a line of text: the edge, a blank on either side, the caret, and the scroll bar."""


def _is_choice(item: Item) -> bool:
    return item.field.kind == "choice"


def _ready(field: Field, place: Place, session: Session, workbook: Workbook) -> str:
    """Return what the key for ready text does in a field; empty if there is none for it."""
    named = workbook.named(field.offer[0]) if field.offer else None
    stage = workbook.stage(named[1].stage) if named else None
    count = words(offered(field, place, session, workbook)) if stage else 0
    return f"take in {count} words from {stage.title}" if stage and count else ""


class Sieve(NamedTuple):
    """A choice among the fields of a form."""

    asks: Callable[[Item, bool | None], bool]
    """Returns whether a field is shown, also on request if the second argument is true; None for the present."""
    hint: Callable[[int], str]
    """Returns the line about so many fields that are not shown."""


class Row(NamedTuple):
    """A field of the form with its widgets."""

    item: Item
    label: FieldLabel
    editor: FieldEditor

    @property
    def note_cells(self) -> int:
        """The cells for a note behind the answer; while there is no answer, the hint in it needs most of them."""
        label = self.label
        least = NOTE_CELLS[self.item.field.kind]
        return least if label.answered or label.problem else min(least, 1 + Content(label.note).cell_length)

    def show(self, session: Session, workbook: Workbook) -> None:
        """Show the answer of the session."""
        self.show_around(session, workbook)
        self.editor.show(session.text(self.item.place))

    def show_around(self, session: Session, workbook: Workbook) -> None:
        """Show what depends on the answers: the word count, problems and computed values."""
        (field, place), label, editor = self
        computed = derived(field, place, session) if field.derive else ""
        label.show(field, place, session, computed)
        to_reword = field.is_sentence and computed and not session.text(place)
        label.ready = "word it by hand" if to_reword else _ready(field, place, session, workbook)
        if isinstance(editor, Choice):
            editor.computed = computed
        elif field.derive:
            editor.show_hint(field.prompt, computed)
        self.show_title()

    def show_title(self) -> None:
        """Show the label in the upper edge of a sentence, which stands at the foot of the form."""
        if self.at_foot and isinstance(self.editor, AnswerArea):
            self.label.cut = self.editor.rows_below
            self.editor.border_title = self.label.title

    @property
    def at_foot(self) -> bool:
        """True if the row stands at the foot of the form, below all others."""
        return self.item.field.is_sentence

    @property
    def shown(self) -> bool:
        """True if the row is on the form, and not hidden."""
        return self.editor.display

    def depends_on(self, changed: Place) -> bool:
        """Return whether the value of the row is made of the answer at a place."""
        field, place = self.item
        return any(changed in (place.beside(id_), Place(place.stage, id_)) for id_ in field.derive_from)


class FieldForm(VerticalScroll, can_focus=False):
    """Shows labels and editors for some answers of a workshop."""

    BINDINGS = [Binding("tab", "beside(1)", show=False), Binding("shift+tab", "beside(-1)", show=False)]

    measure = reactive(84)
    """The most letters in a line of an answer."""

    class Left(Message):
        """The user goes beyond the first (-1) or the last (1) field."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    class ChangedElsewhere(Message):
        """The stage or entry of the form was changed elsewhere, or an act was undone."""

    class Entered(Message):
        """The focus is in another field."""

        def __init__(self, item: Item) -> None:
            super().__init__()
            self.item = item

    def __init__(
        self,
        items: Sequence[Item],
        workshop: Workshop,
        *,
        hint: str = "",
        edited: Callable[[], None] | None = None,
        take_in_key: str = "",
        sieve: Sieve | None = None,
    ) -> None:
        """`hint` is the line below the fields, empty for none; `edited` is called after each edit.

        `take_in_key` is the key that takes in the text that is ready for a field.

        `sieve` tells which of the fields are shown at present; None for all of them.
        """
        super().__init__()
        self._tell_edited = edited
        self._sieve = sieve
        self._take_in_key = take_in_key
        self.hint = hint
        self.items = tuple(items)
        self.workshop = workshop
        self._rows: list[Row] = []
        self._lines: list[list[Row]] = []
        """The rows that are shown, by line; without the sentence at the foot."""
        self._carets: dict[Place, tuple[int, int]] = {}
        """The carets in answers that the form has shown and shows no more."""
        self._subscriptions = Subscriptions(workshop, self)

    def compose(self) -> ComposeResult:
        # Subscribe before filling the rows, or changes made while they are being mounted would be missed.
        self._subscribe()
        self._rows = [self._row(item, None) for item in self.items]
        for row in self._rows:
            self._fill(row)
            yield row.label
            yield row.editor
        yield from self._hint()
        self._arrange_short()

    def on_mount(self) -> None:
        self._sift()
        # A value that is made of answers may need another row.
        self.watch(self, "virtual_size", self._grown, init=False)

    def _grown(self) -> None:
        self.call_after_refresh(self._show_result)

    def watch_measure(self) -> None:
        self.styles.max_width = self.measure + BESIDE_TEXT_CELLS
        self._arrange_short()

    def on_resize(self) -> None:
        self._arrange_short()

    def _show_foot(self) -> None:
        """Show in the upper edge of the sentence how much of it there is, once it is laid out."""
        for row in self._rows:
            if row.at_foot:
                self.call_after_refresh(row.show_title)

    def _sift(self) -> None:
        """Show the fields that are asked at present, and hide the others; the focused one stays."""
        focused = self.screen.focused if self.is_attached else None
        for row in self._rows:
            shown = self._sieve is None or self._sieve.asks(row.item, None) or row.editor is focused
            row.editor.display = shown
            row.label.display = shown and not row.at_foot
        if self._sieve:
            hidden = sum(not row.shown and self._sieve.asks(row.item, True) for row in self._rows)
            for hint in self.query_children(KeyText):
                hint.update(self._sieve.hint(hidden))
        self._arrange_short()

    def _arrange_short(self) -> None:
        """Place short fields on the row of their label, and the fields of a row side by side."""
        width = min(self.size.width or self.measure, self.measure + BESIDE_TEXT_CELLS) - 1
        for row in self._rows:
            if row.at_foot:
                row.label.place(None, [row.label])
                row.editor.styles.margin = 0
                row.editor.styles.width = None
        rows = [row for row in self._rows if row.shown and not row.at_foot]
        self._lines.clear()
        at = 0
        for line in lines([row.item.field for row in rows], width):
            members = rows[at : at + len(line)]
            at += len(line)
            for row, cell in zip(members, line, strict=True):
                if cell and cell.note and not cell.answer:
                    cell = cell._replace(note=row.note_cells)
                row.label.place(cell, [other.label for other in members])
                editor = row.editor
                editor.styles.margin = (0, cell.note, 1, cell.left + cell.column) if cell else (0, 0, 1, 0)
                editor.styles.width = cell.answer if cell and cell.answer else None
                if isinstance(editor, AnswerArea):
                    editor.brief = cell is not None
            self._lines.append(members)
        self._show_foot()

    def process_layout(self, placements: list[WidgetPlacement]) -> list[WidgetPlacement]:
        """Move short fields up to the row of their label, without a blank row between two such lines."""
        found = {placement.widget: placement for placement in placements}
        lines = [line for line in self._lines if all({row.label, row.editor} <= found.keys() for row in line)]
        if not lines:
            return placements
        y = found[lines[0][0].label].region.y
        moved: dict[Widget, int] = {}
        for line, following in pairwise([*lines, None]):
            beside = line is not None and line[0].label.beside
            height = 0
            for row in line or ():
                moved |= {row.label: y, row.editor: y + (not beside)}
                height = max(
                    height, found[row.label].region.height, found[row.editor].region.height + (not beside)
                )
            y += height + (not (beside and following and following[0].label.beside))
        return [self._moved(placement, moved.get(placement.widget, y)) for placement in placements]

    @staticmethod
    def _moved(placement: WidgetPlacement, y: int) -> WidgetPlacement:
        region, offset, margin, widget, order, fixed, overlay, absolute = placement
        at = Region(region.x, y, region.width, region.height)
        return WidgetPlacement(at, offset, margin, widget, order, fixed, overlay, absolute)

    def on_descendant_blur(self) -> None:
        self._mark_focus()

    def _mark_focus(self) -> None:
        focused = self.screen.focused
        for row in self._rows:
            if row.label.here != (row.editor is focused):
                row.label.here = not row.label.here
        self._show_foot()

    def on_unmount(self) -> None:
        self._subscriptions.end()

    def _subscribe(self) -> None:
        """Subscribe to everything that a form of these items may depend on: the stage, or the entry."""
        self._subscriptions.end()
        places = {place.at(part="") if place.entry else Place(place.stage, "") for _, place in self.items}
        named = self.workshop.workbook.named
        places |= {found[1] for field, _ in self.items for name in field.offer if (found := named(name))}
        # A form without fields subscribes to everything: a hidden field may get an answer.
        self._subscriptions.add(self._changed, *places)

    def rest(self) -> None:
        """End the subscriptions until `rebind`, because the form is hidden."""
        self._subscriptions.end()

    def _changed(self, batch: Batch) -> None:
        """Show the answers that were changed elsewhere, or undone."""
        changed = {change.place for change in batch.changes}
        for row in self._rows:
            if row.item.place in changed:
                row.show(self.workshop.session, self.workshop.workbook)
            elif row.item.field.derive or row.item.field.offer:
                row.show_around(self.workshop.session, self.workshop.workbook)
        self._sift()
        if batch.origin is None:
            self.post_message(self.ChangedElsewhere())

    @on(AnswerArea.Edited)
    def _typed(self, event: AnswerArea.Edited) -> None:
        # Otherwise each key would send the message up to every ancestor.
        event.stop()
        self._edited(event.area)

    @on(Choice.Edited)
    def _chosen(self, event: Choice.Edited) -> None:
        event.stop()
        self._edited(event.choice)
        self.post_message(self.ChangedElsewhere())

    def _edited(self, editor: FieldEditor) -> None:
        """Update word counts, problems and computed values after an edit in this form."""
        edited = next((row.item for row in self._rows if row.editor is editor), None)
        if edited is None:
            return
        for row in self._rows:
            if row.editor is editor or row.depends_on(edited.place):
                before = row.label.answered
                row.show_around(self.workshop.session, self.workshop.workbook)
                if row.at_foot:
                    self._show_foot()
                elif row.label.beside and row.label.answered != before:
                    self._arrange_short()
        if any(edited.field.id in (row.item.field.asked_if[0], row.item.field.asked_from) for row in self._rows):
            self._sift()
        if self._tell_edited:
            self._tell_edited()

    def _new_editor(self, item: Item) -> FieldEditor:
        answer = Answer(self.workshop, *item, self)
        if _is_choice(item):
            return Choice(item.field, answer=answer)
        # A class that is set after the editor is mounted makes it look for its styles twice.
        return AnswerArea(answer=answer, classes="-text" if item.field.kind == "text" else None)

    def _hint(self) -> Iterator[KeyText]:
        if self.hint or self._sieve:
            yield next(iter(self.query_children(KeyText)), None) or KeyText(self.hint, classes="hint")

    async def rebind(self, items: Sequence[Item], hint: str = "", *, stay: bool = False) -> None:
        """Show other fields, from their beginning; to `stay`, those that are shown already are left as they are.

        Existing widgets are reused: mounting a form takes five times as long as filling it.
        """
        self._note_carets()
        self.items, self.hint = tuple(items), hint
        same = {row.item.place: row for row in self._rows}
        again = stay and any(item.place in same for item in self.items)
        reused = map(same.get, (item.place for item in self.items)) if again else chain(self._rows, repeat(None))
        self._rows = [self._row(item, row) for item, row in zip(self.items, reused, strict=False)]
        # Subscribe before the first await, to see changes that come in while the form is being changed.
        self._subscribe()
        for row in self._rows:
            self._fill(row)
            if not again and isinstance(row.editor, AnswerArea):
                # Do this even if the editor showed this answer before, so that nothing stays selected.
                row.editor.caret = self._carets.get(row.item.place, (0, 0))
        self._sift()
        self._mark_focus()
        await self._arrange([*(widget for row in self._rows for widget in (row.label, row.editor)), *self._hint()])
        if not again:
            self.scroll_home(animate=False)

    def _row(self, item: Item, reused: Row | None) -> Row:
        """Return a row for an item, with the widgets of another as far as they fit."""
        if reused is None:
            return Row(item, FieldLabel(item.field, signed=True), self._new_editor(item))
        fits = isinstance(reused.editor, Choice) == _is_choice(item)
        return Row(item, reused.label, reused.editor if fits else self._new_editor(item))

    async def _arrange(self, widgets: Sequence[Widget]) -> None:
        """Mount, order and remove widgets until the form has exactly these, in this order."""
        gone = [child for child in self.children if child not in widgets]
        before: Widget | None = None
        for there, group in groupby(widgets, lambda widget: widget.parent is self):
            members = [*group]
            if not there:
                first = 0 if before is None and self.children else None
                await self.mount(*members, before=first, after=before)
            before = members[-1]
        unfocus(self.screen, gone)
        await self.remove_children(gone)

    def _note_carets(self) -> None:
        self._carets |= {
            row.item.place: row.editor.caret for row in self._rows if isinstance(row.editor, AnswerArea)
        }

    def turn_to(self, items: Sequence[Item]) -> None:
        """Show the same fields of another entry."""
        self._note_carets()
        self.items = tuple(items)
        self._rows = [Row(item, row.label, row.editor) for row, item in zip(self._rows, self.items, strict=True)]
        for row in self._rows:
            self._fill(row)
            if isinstance(row.editor, AnswerArea):
                row.editor.caret = self._carets.get(row.item.place, (0, 0))
        self._sift()
        self._subscribe()

    def _fill(self, row: Row) -> None:
        """Bind the editor of a row to its item, and show the answer."""
        field, editor = row.item.field, row.editor
        answer = Answer(self.workshop, *row.item, self)
        if isinstance(editor, Choice):
            editor.disabled = bool(self.workshop.read_only)
            editor.rebind(answer)
        else:
            editor.single_line = field.one_line
            editor.read_only = bool(self.workshop.read_only) or field.foreign
            editor.set_class(field.kind == "text", "-text")
            editor.set_class(row.at_foot, "-foot")
            editor.show_hint(field.prompt)
            if editor.answer is None or editor.answer.place != answer.place:
                editor.rebind(answer)
            editor.answer = answer
        row.label.take_in_key = self._take_in_key
        row.show(self.workshop.session, self.workshop.workbook)

    @property
    def editors(self) -> list[FieldEditor]:
        """The editors of the fields that are shown, in order."""
        return [row.editor for row in self._rows if row.shown]

    @property
    def shown_items(self) -> list[Item]:
        """The fields that are shown, in order."""
        return [row.item for row in self._rows if row.shown]

    @property
    def focused_item(self) -> Item | None:
        """The item whose editor has the focus; None if none of them has it."""
        # Not `has_focus`: a dialog's callback runs while the dialog still has the focus.
        focused = self.screen.focused
        return next((row.item for row in self._rows if row.editor is focused), None)

    def focus_place(self, place: Place | None, caret: tuple[int, int] | None = None) -> Item | None:
        """Focus the field at `place`, or the first one if it is None; return None if there is no such field."""
        for item, _, editor in self._rows:
            if editor.display and (place is None or item.place == place):
                editor.focus(scroll_visible=caret is None)
                if caret is not None and isinstance(editor, AnswerArea):
                    editor.caret = caret
                return item
        return None

    @property
    def below(self) -> tuple[list[str], int]:
        """The names of the fields below the lower edge, and how many rows are there."""
        edge = self.scroll_offset.y + self.scrollable_content_region.height - self._foot
        rows = [row for row in self._rows if row.label.display]
        names = [row.item.field.label for row in rows if row.label.virtual_region.y >= edge]
        return names, max(0, round(self.max_scroll_y - self.scroll_offset.y))

    @property
    def _foot(self) -> int:
        """The rows of the sentence at the foot."""
        return sum(row.editor.outer_size.height for row in self._rows if row.at_foot)

    @property
    def used_rows(self) -> int:
        """The rows that the fields need."""
        rows = [child.virtual_region.bottom for child in self.children if not child.has_class("-foot")]
        return max(rows, default=0) + self._foot

    def focus_last(self) -> None:
        """Focus the last field."""
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

    @on(Choice.Submitted)
    def _chosen_and_done(self, event: Choice.Submitted) -> None:
        event.stop()
        self._go(event.choice, 1)

    @on(Choice.Left)
    def _from_choice(self, event: Choice.Left) -> None:
        event.stop()
        self._go(event.choice, event.by)

    def action_beside(self, by: int) -> None:
        """Focus the field after (1) or before (-1) the focused one."""
        if isinstance(editor := self.screen.focused, FieldEditor):
            self._go(editor, by)

    def _go(self, editor: FieldEditor, by: int) -> None:
        editors = self.editors
        if editor not in editors or editor is not self.screen.focused:
            # Ignore a stale message: the section has changed since it was posted.
            return
        at = editors.index(editor) + by
        if 0 <= at < len(editors):
            editors[at].focus()
        else:
            self.post_message(self.Left(by))

    def on_descendant_focus(self) -> None:
        self._mark_focus()
        self.call_after_refresh(self._show_result)
        if item := self.focused_item:
            self.post_message(self.Entered(item))

    def scroll_to_region(self, region: Region, **options: Any) -> Offset:
        """Scroll a field into view together with its label, without animation."""
        options["animate"] = False
        return super().scroll_to_region(Region(region.x, region.y - 1, region.width, region.height + 1), **options)

    def _show_result(self) -> None:
        """Scroll to what is made of the focused answer, as far as the focused field stays in view."""
        rows = [row for row in self._rows if row.shown and not row.at_foot]
        here = next((row for row in rows if row.editor is self.screen.focused), None)
        made = [row.editor.region.bottom for row in rows if here and row.depends_on(here.item.place)]
        if here and made:
            window = self.scrollable_content_region
            by = min(max(made) - window.bottom + self._foot, here.editor.region.y - window.y)
            if by > 0:
                self.scroll_relative(y=by, animate=False)
