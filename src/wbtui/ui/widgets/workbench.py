"""A widget that shows a list of entries and the form of the selected entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container
from textual.content import Content
from textual.message import Message

from wbtui.core.change import InsertEntry, MoveEntry, RemoveEntry, SetAnswer
from wbtui.core.progress import effective, entry_is_complete, entry_progress, is_shown
from wbtui.core.session import MAX_INTEGER, Entry, fresh_id
from wbtui.core.text import one_line, quoted
from wbtui.ui.commands.keys import keys_of, list_bindings
from wbtui.ui.terminal.own_bindings import change_bindings
from wbtui.ui.widgets.field_form import FieldForm, Sieve, optional_hint
from wbtui.ui.widgets.form_lines import is_few
from wbtui.ui.widgets.items import entry_items
from wbtui.ui.widgets.messages import StatusMessage
from wbtui.ui.widgets.row_list import RowList
from wbtui.ui.widgets.subscriptions import Subscriptions

if TYPE_CHECKING:
    from wbtui.core.place import Place
    from wbtui.core.workbook.model import Field
    from wbtui.ui.widgets.items import Item
    from wbtui.workshop import Batch, Workshop


MAX_NAME_WORDS = 6
"""Maximum `max_words` of a part that is short enough for the list, such as a name."""


class Workbench(Container):
    """Shows one list of a session and carries out its commands."""

    BINDINGS = [
        *list_bindings(),
        Binding("tab", "into(1)", show=False),
        Binding("shift+tab", "into(-1)", show=False),
    ]

    class Selected(Message):
        """Another entry was selected."""

        def __init__(self, entry: str) -> None:
            super().__init__()
            self.entry = entry

    def __init__(self, field: Field, place: Place, workshop: Workshop) -> None:
        super().__init__()
        self.field = field
        self.place = place
        self.workshop = workshop
        self.selected = self.entries[0].id if self.entries else ""
        """The id of the selected entry; empty in an empty list."""
        self._ids = tuple(entry.id for entry in self.entries)
        """The ids of the entries on the screen, in order."""
        self._drawn: dict[str, tuple[Content, ...]] = {}
        """The drawn lines by entry id."""
        self.more = False
        """True if unanswered optional fields of an entry are shown."""
        self._form = FieldForm(self._items(), workshop, edited=self._edited, sieve=Sieve(self._asks, self._hint))
        # Same owner as the form: edits in the form arrive as a call of `_edited` instead.
        self._subscriptions = Subscriptions(workshop, self._form)

    def compose(self) -> ComposeResult:
        yield RowList(2, self._empty)
        yield self._form

    def on_mount(self) -> None:
        if (keys := keys_of(self)).changed:
            change_bindings(self, list_bindings(), list_bindings(keys))
        self._subscriptions.add(self._changed, self.place)
        # The session may have changed since __init__.
        self._entries_changed()

    def on_unmount(self) -> None:
        self._subscriptions.end()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries of the list."""
        return self.workshop.session.entries(self.place)

    @property
    def read_only(self) -> bool:
        """True if the list cannot be edited."""
        return bool(self.workshop.read_only)

    @property
    def _empty(self) -> str:
        keys = keys_of(self)
        new, bank = keys.of("entry_new"), keys.of("bank")
        if ready := self.workshop.workbook.bank_for(self.field):
            selected = sum(question.preselected for question in ready.questions)
            count = f"{len(ready.questions)}, {selected} selected" if selected else f"{len(ready.questions)}"
            return f"No questions yet.\n{bank} Add from the bank ({count})\n{new} Write one"
        return f"No entries yet.\n{new} Write one"

    @property
    def rows(self) -> RowList:
        """The widget with the rows of the list."""
        return self.query_one(RowList)

    @property
    def form(self) -> FieldForm:
        """The form of the selected entry."""
        return self._form

    @property
    def entry(self) -> Entry | None:
        """The selected entry; None in an empty list."""
        return next((entry for entry in self.entries if entry.id == self.selected), None)

    def _items(self) -> tuple[Item, ...]:
        return entry_items(self.field, self.place, self.selected)

    def _asks(self, item: Item, more: bool | None = None) -> bool:
        """Return whether the form of an entry shows a part at present."""
        # A number of votes is what the row shows, and a few options cost one row.
        at_hand = item.field.vote or (is_few(item.field) and not item.field.asked_from)
        more = at_hand or (self.more if more is None else more)
        return is_shown(item.field, item.place, self.workshop.session, self.workshop.today, more=more)

    def _hint(self, hidden: int) -> str:
        return optional_hint(hidden, keys_of(self).of("more"))

    async def rebind(self, field: Field, place: Place, *, stay: bool = False) -> None:
        """Show another list, from its beginning; to `stay`, if it is the same list, at the selected entry."""
        stay = stay and place == self.place
        self.field, self.place = field, place
        self._ids = tuple(entry.id for entry in self.entries)
        if not (stay and self.selected in self._ids):
            self.selected = self._ids[0] if self._ids else ""
        self._subscriptions.end()
        self._subscriptions.add(self._changed, place)
        self.rows.empty = self._empty
        self._show_rows()
        self.set_class(not self._ids, "-empty")
        await self.form.rebind(self._items(), stay=stay)

    def lay_out(self, measure: int, *, beside: bool) -> None:
        """Place the list beside its entry or above it, with lines of at most `measure` letters in the entry."""
        self.set_class(beside, "-beside")
        self._form.measure = measure

    def rest(self) -> None:
        """End the subscriptions until `rebind`, because the list is hidden."""
        self._subscriptions.end()
        self._form.rest()

    def _changed(self, batch: Batch) -> None:
        if all(change.place.part for change in batch.changes if change.place.list == self.place):
            for entry in {change.place.entry for change in batch.changes if change.place.list == self.place}:
                self._redraw(entry)
        else:
            if not batch.ours and self.form.focused_item and self.entry is None:
                # The next keys must not go into another entry.
                self.rows.focus()
            self._entries_changed(self._inserted(batch))

    def _inserted(self, batch: Batch) -> str:
        """Return the id of an entry that the user has just added or restored here, by an undo perhaps, or ""."""
        change = batch.changes[0] if len(batch.changes) == 1 and batch.ours and batch.origin is None else None
        own = isinstance(change, InsertEntry) and change.place.list == self.place
        return change.place.entry if change and own else ""

    def _edited(self) -> None:
        self._redraw(self.selected)

    def _redraw(self, entry_id: str) -> None:
        """Repaint a row if its lines have changed, which most keys do not cause."""
        drawn = self._drawn.get(entry_id)
        if drawn is not None and entry_id in self._ids:
            row = self._ids.index(entry_id)
            if self._lines(row, self.entries[row]) != drawn:
                self.rows.redraw(row)

    def _entries_changed(self, inserted: str = "") -> None:
        """Show the list again and select `inserted`; if the selected entry is gone, the one at its position."""
        before, selected = self._ids, self.selected
        self._ids = tuple(entry.id for entry in self.entries)
        if inserted in self._ids:
            self.selected = inserted
        elif selected not in self._ids:
            at = before.index(selected) if selected in before else 0
            self.selected = self._ids[min(at, len(self._ids) - 1)] if self._ids else ""
        self._show_rows()
        self.set_class(not self._ids, "-empty")
        if before and not self._ids:
            self.rows.focus()
        if self.selected != selected:
            self.form.turn_to(self._items())
            self.post_message(self.Selected(self.selected))

    def select(self, entry_id: str) -> None:
        """Select an entry, and show its form from the beginning."""
        if entry_id != self.selected and entry_id in self._ids:
            self.selected = entry_id
            self._show_rows()
            self.form.turn_to(self._items())
            self.form.scroll_home(animate=False)
            self.post_message(self.Selected(entry_id))

    def _show_rows(self) -> None:
        at = self._ids.index(self.selected) if self.selected in self._ids else 0
        self._drawn.clear()
        self.rows.show(len(self._ids), self._draw, at)

    def _draw(self, row: int, _width: int) -> tuple[Content, ...]:
        entry = self.entries[row]
        self._drawn[entry.id] = self._lines(row, entry)
        return self._drawn[entry.id]

    def _lines(self, row: int, entry: Entry) -> tuple[Content, ...]:
        progress = entry_progress(self.field, self.place, entry, self.workshop.session)
        complete = entry_is_complete(self.field, self.place, entry, self.workshop.session)
        mark = "✓" if complete else "◐" if progress.answered > 1 else "○"
        title = one_line(entry.text(self.field.fields[0].id), 300) or "(empty)"
        return (
            Content.assemble(f" {mark} {row + 1:>2}  ", title),
            Content.assemble("       ", (self._facts(entry, progress.answered, progress.asked), "$text-muted")),
        )

    def _facts(self, entry: Entry, answered: int, asked: int) -> str:
        facts = [] if answered == asked else [f"{answered} of {asked} filled"]
        place, session = self.place.at(entry=entry.id), self.workshop.session
        choices = [part for part in self.field.fields if part.kind == "choice"]
        made = [part for part in choices if part.derive]
        # Of several choices, the row shows what follows from them, or else the first.
        choices = made or choices[:1]
        for part in self.field.fields[1:]:
            text = one_line(effective(part, place.at(part=part.id), session), 40)
            if part.vote and text:
                facts.append(f"{text} vote{'' if text == '1' else 's'}")
            elif part.kind == "choice" and (option := part.option(text)) and part in choices:
                facts.append(option.label)
            elif text and (part.kind == "date" or (part.kind == "line" and 0 < part.max_words <= MAX_NAME_WORDS)):
                facts.append(text)
        return " · ".join(facts)

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        # Ignore a stale message: the list or the row has changed since it was posted.
        if event.row == self.rows.highlighted and event.row < len(self._ids):
            self.select(self._ids[event.row])

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        self.form.focus_place(None)

    @on(FieldForm.Left)
    def _left(self, event: FieldForm.Left) -> None:
        """Go up from the first field to the list, and down from the last one to the next entry."""
        at = self._ids.index(self.selected) if self.selected in self._ids else -1
        if event.by < 0 and self._ids:
            event.stop()
            self.rows.focus()
        elif event.by > 0 and at + 1 < len(self._ids):
            event.stop()
            self.select(self._ids[at + 1])
            self.form.focus_place(None)

    def action_into(self, by: int) -> None:
        """Go from the list into the entry (1), or to the previous section (-1)."""
        if by < 0 or not self.entries or not self.form.focus_place(None):
            self.post_message(FieldForm.Left(by))

    # Commands; each raises ReadOnlyError if the session is read-only

    @property
    def _at(self) -> Place:
        return self.place.at(entry=self.selected)

    def add_entry(self) -> None:
        """Insert an entry after the selected one, and focus its first field."""
        entry = Entry(fresh_id(self._ids))
        last = self._ids[-1] if self._ids else ""
        self.workshop.edit(InsertEntry(self.place.at(entry=entry.id), entry, self.selected or last))
        # At once, not after a refresh: the next key belongs in the new entry.
        self.form.focus_place(None)

    def delete_entry(self) -> None:
        """Delete the selected entry."""
        if (entry := self.entry) is None:
            return
        name = one_line(entry.text(self.field.fields[0].id), 40)
        self.workshop.edit(RemoveEntry(self._at))
        self.post_message(StatusMessage(f"Deleted {quoted(name) if name else 'the entry'}", "act", command="undo"))

    def move_entry(self, by: int) -> None:
        """Move the selected entry by `by` positions, as far as the list goes."""
        rest = [id_ for id_ in self._ids if id_ != self.selected]
        at = max(0, min(len(rest), self._ids.index(self.selected) + by))
        self.workshop.edit(MoveEntry(self._at, rest[at - 1] if at else ""))

    @property
    def vote_field(self) -> Field | None:
        """The part of an entry that counts votes; None if entries have no such part."""
        return next((part for part in self.field.fields if part.vote), None)

    def vote(self, by: int) -> None:
        """Add `by` votes to the selected entry; the number does not fall below 0."""
        if (part := self.vote_field) is None:
            return
        at, session = self._at.at(part=part.id), self.workshop.session
        votes = part.number(session.answer(at), session).value
        if votes is None and (typed := session.text(at).strip()):
            text = f"“{one_line(typed, 40)}” is not a number of votes. It was left as it is."
            self.post_message(StatusMessage(text, "votes", bad=True))
            return
        now = min((votes or 0) + by, MAX_INTEGER)
        self.workshop.edit(SetAnswer(at, (int(now) if now == int(now) else now) if now > 0 else None))
