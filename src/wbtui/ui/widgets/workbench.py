"""Any list of entries: the list, and the entry that is being worked on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container
from textual.content import Content
from textual.message import Message

from wbtui.core.changes import changed_entries
from wbtui.core.progress import effective, entry_progress
from wbtui.core.session import Entry, fresh_id
from wbtui.core.text import one_line
from wbtui.ui.commands import LIST_KEYS
from wbtui.ui.messages import Revised, WantsBank
from wbtui.ui.widgets.field_form import FieldForm, entry_items
from wbtui.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from wbtui.core.session import Place, Session
    from wbtui.core.workbook import Field
    from wbtui.ui.widgets.field_form import Item

EMPTY = "Nothing here yet.\n^n writes a new entry."
EMPTY_WITH_BANK = "Nothing here yet.\n^n writes a new entry,\n^r gets questions from the bank."


NAME_WORDS = 6
"""A line of at most so many words is a name or the like, and short enough for the list."""


class Workbench(Container):
    """Shows one list of a session, and carries out the commands of a list."""

    BINDINGS = [
        *(Binding(key, f"app.command('{command}')", show=False) for key, command, _ in LIST_KEYS),
        Binding("tab", "into(1)", show=False),
        Binding("shift+tab", "into(-1)", show=False),
    ]

    class Selected(Message):
        """Another entry is worked on."""

        def __init__(self, entry: str) -> None:
            super().__init__()
            self.entry = entry

    def __init__(
        self,
        field: Field,
        place: Place,
        session: Session,
        *,
        read_only: bool = False,
        deleted: list[tuple[Entry, int]] | None = None,
    ) -> None:
        """`deleted` is what has been deleted from the list before, with its positions."""
        super().__init__()
        self.field = field
        self.place = place
        self.session = session
        self.read_only = read_only
        self.entries = session.entries(place)
        self.selected = self.entries[0].id if self.entries else ""
        """The id of the entry being worked on, empty in an empty list."""
        self.deleted = [] if deleted is None else deleted
        """Entries with the positions that they had, the last one last."""
        self._wanted = ""

    def compose(self) -> ComposeResult:
        yield RowList(2, self._empty)
        yield FieldForm(self._items(), self.session, read_only=self.read_only)

    def on_mount(self) -> None:
        self._show_rows()
        self.set_class(not self.entries, "-empty")

    @property
    def _empty(self) -> str:
        return EMPTY_WITH_BANK if self.field.banks else EMPTY

    @property
    def rows(self) -> RowList:
        """The list."""
        return self.query_one(RowList)

    @property
    def form(self) -> FieldForm:
        """The entry being worked on."""
        return self.query_one(FieldForm)

    @property
    def entry(self) -> Entry | None:
        """The entry being worked on."""
        return next((entry for entry in self.entries if entry.id == self.selected), None)

    def _items(self) -> tuple[Item, ...]:
        return entry_items(self.field, self.place, self.selected)

    async def become(self, other: Workbench) -> None:
        """Show what a list that is not mounted would show."""
        self.field, self.place, self.session = other.field, other.place, other.session
        self.read_only, self.deleted = other.read_only, other.deleted
        self.entries, self.selected, self._wanted = other.entries, other.selected, ""
        self.rows.empty = self._empty
        self._show_rows()
        self.set_class(not self.entries, "-empty")
        await self.form.become(FieldForm(self._items(), self.session, read_only=self.read_only))

    def show(self, session: Session) -> None:
        """Show another state of the session. An entry that is gone gives way to the one that took its position."""
        before, earlier, self.session = self.entries, self.session, session
        selected = self.selected
        self.entries = session.entries(self.place)
        changed = changed_entries(before, self.entries)
        if self.selected and changed is not None:
            self._show_changed(changed, before, earlier)
        elif self.entries is not before:
            position = next((n for n, entry in enumerate(before) if entry.id == self.selected), 0)
            if wanted := next((entry for entry in self.entries if entry.id == self._wanted), None):
                self.selected, self._wanted = wanted.id, ""
                # At once, not after a refresh: what is typed next belongs into it.
                self.form.focus_place(None)
            elif not self.entry:
                self.selected = self.entries[min(position, len(self.entries) - 1)].id if self.entries else ""
            self._show_rows()
            self.set_class(not self.entries, "-empty")
            if before and not self.entries:
                self.rows.focus()
        self.form.show(session, self._items())
        if self.selected != selected:
            self.post_message(self.Selected(self.selected))

    def select(self, entry_id: str) -> None:
        """Work on another entry."""
        if entry_id != self.selected and any(entry.id == entry_id for entry in self.entries):
            self.selected = entry_id
            self._show_rows()
            self.form.show(self.session, self._items())
            self.form.scroll_home(animate=False)
            self.post_message(self.Selected(entry_id))

    def _show_rows(self) -> None:
        at = next((n for n, entry in enumerate(self.entries) if entry.id == self.selected), 0)
        self.rows.show(len(self.entries), self._draw, at)

    def _show_changed(self, changed: list[int], before: tuple[Entry, ...], earlier: Session) -> None:
        """Repaint the rows that say something else; most keys change none."""
        for n in changed:
            if self._lines(n, before[n], earlier) != self._lines(n, self.entries[n], self.session):
                self.rows.redraw(n)

    def _draw(self, row: int, _width: int) -> tuple[Content, ...]:
        return self._lines(row, self.entries[row], self.session)

    def _lines(self, row: int, entry: Entry, session: Session) -> tuple[Content, ...]:
        progress = entry_progress(self.field, self.place, entry, session)
        mark = "✓" if progress.done else "◐" if progress.answered > 1 else "○"
        title = one_line(entry.text(self.field.fields[0].id), 300) or "(empty)"
        return (
            Content.assemble(f" {mark} {row + 1:>2}  ", title),
            Content.assemble("       ", (self._facts(entry, session, progress.answered, progress.asked), "dim")),
        )

    def _facts(self, entry: Entry, session: Session, answered: int, asked: int) -> str:
        facts = [] if answered == asked else [f"{answered} of {asked}"]
        place = replace(self.place, entry=entry.id)
        choices = [part for part in self.field.fields if part.kind == "choice"]
        for part in self.field.fields[1:]:
            text = one_line(effective(part, replace(place, part=part.id), session), 40)
            if part.vote and text:
                facts.append(f"{text} vote{'' if text == '1' else 's'}")
            elif part.kind == "choice" and (option := part.option(text)) and (part.derive or len(choices) == 1):
                facts.append(option.label)
            elif text and (part.kind == "date" or (part.kind == "line" and 0 < part.max_words <= NAME_WORDS)):
                facts.append(text)
        return " · ".join(facts)

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        # Else it was said of the list before, or of a row that was left since.
        if event.row == self.rows.highlighted and event.row < len(self.entries):
            self.select(self.entries[event.row].id)

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        self.form.focus_place(None)

    @on(FieldForm.Left)
    def _left(self, event: FieldForm.Left) -> None:
        """Up from the first field is back to the list; down from the last is on to the next entry."""
        at = next((n for n, entry in enumerate(self.entries) if entry.id == self.selected), -1)
        if event.by < 0 and self.entries:
            event.stop()
            self.rows.focus()
        elif event.by > 0 and at + 1 < len(self.entries):
            event.stop()
            self.select(self.entries[at + 1].id)
            self.form.focus_place(None)

    def action_into(self, by: int) -> None:
        """From the list into the entry (1), or to the section before (-1)."""
        if by < 0 or not self.entries or not self.form.focus_place(None):
            self.post_message(FieldForm.Left(by))

    # Commands

    def _revise(self, change: Callable[[Session], Session]) -> None:
        if not self.read_only:
            self.post_message(Revised(change))

    @property
    def _at(self) -> Place:
        return replace(self.place, entry=self.selected)

    def command_entry_new(self) -> None:
        entry = Entry(fresh_id({entry.id for entry in self.entries}))
        at = next((n + 1 for n, e in enumerate(self.entries) if e.id == self.selected), None)
        self._wanted = entry.id
        self._revise(lambda session: session.with_entry(self.place, entry, at))

    def command_bank(self) -> None:
        if self.field.banks and not self.read_only:
            self.post_message(WantsBank(self.place, self.field))

    def command_entry_delete(self) -> None:
        if (entry := self.entry) and not self.read_only:
            at = self._at
            self.deleted.append((entry, self.entries.index(entry)))
            self._revise(lambda session: session.without_entry(at))
            self.notify("^g z brings it back.", title="Deleted", markup=False)

    def command_entry_undelete(self) -> None:
        # It may have come back with an older version.
        there = {entry.id for entry in self.entries}
        self.deleted[:] = [deleted for deleted in self.deleted if deleted[0].id not in there]
        if self.deleted:
            entry, at = self.deleted.pop()
            self._revise(lambda session: session.with_entry(self.place, entry, at))

    def command_entry_up(self) -> None:
        self._move(-1)

    def command_entry_down(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        at = self._at
        self._revise(lambda session: session.with_entry_moved(at, by))

    def command_vote(self) -> None:
        self._vote(1)

    def command_unvote(self) -> None:
        self._vote(-1)

    def _vote(self, by: int) -> None:
        part = next((part for part in self.field.fields if part.vote), None)
        if part and self.selected:
            at = replace(self._at, part=part.id)
            self._revise(lambda session: _voted(session, at, by))


def _voted(session: Session, at: Place, by: int) -> Session:
    votes = session.answer(at)
    now = (votes if isinstance(votes, int) else 0) + by
    return session.with_answer(at, now if now > 0 else None)
