"""A widget that shows a list of entries and the form of the selected entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container, Vertical
from textual.content import Content
from textual.message import Message

from wbtui.core.change import InsertEntry, SetAnswer
from wbtui.core.diff.changes import entry_changes
from wbtui.core.progress import is_shown, question_parts
from wbtui.core.text import one_line, quoted
from wbtui.core.today_line import drawing, entries_above, removing
from wbtui.core.votes import VOTES_EACH, Votes
from wbtui.ui.commands.command import key_label
from wbtui.ui.commands.keys import keys_of, list_bindings
from wbtui.ui.terminal.own_bindings import change_bindings
from wbtui.ui.widgets.answer_area import AnswerArea
from wbtui.ui.widgets.entry_rows import EntryRows, todays_line
from wbtui.ui.widgets.field_form import FieldForm, Sieve, optional_hint
from wbtui.ui.widgets.form_lines import is_few
from wbtui.ui.widgets.items import entry_items
from wbtui.ui.widgets.messages import StatusMessage
from wbtui.ui.widgets.new_entry import NewEntry
from wbtui.ui.widgets.row_list import Divider, RowList
from wbtui.ui.widgets.subscriptions import Subscriptions
from wbtui.ui.widgets.vote_frame import VoteFrame
from wbtui.ui.widgets.vote_round import VoteRound

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wbtui.core.change import Change
    from wbtui.core.place import Place
    from wbtui.core.session import Entry
    from wbtui.core.workbook.model import Field
    from wbtui.ui.controllers.command_ids import CommandId, NoCommand
    from wbtui.ui.widgets.items import Item
    from wbtui.workshop import Batch, Workshop


NEW_ENTRY = "new-entry"
"""The id of the line in which entries are added one after another."""
NEW_ENTRY_EDGES = 6
"""The cells beside its text: the edge, and the blanks that put it below the names."""
LIST_SHARE, LIST_SHARE_WRITING = 0.7, 0.35
"""The share of the height that a list above its entry may have, by whether the list or the entry has the focus."""
MIN_LIST_ROWS = 4


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

    class ModeChanged(Message):
        """A vote began or ended, or entries were marked: other keys work now."""

    def __init__(self, field: Field, place: Place, workshop: Workshop) -> None:
        super().__init__()
        self.field = field
        self.place = place
        self.workshop = workshop
        self.selected = self.entries[0].id if self.entries else ""
        """The id of the selected entry; empty in an empty list."""
        self.marked: frozenset[str] = frozenset()
        """The ids of the entries that are moved and deleted together."""
        self._unmarked: frozenset[str] = frozenset()
        """The ids that were marked before the last `unmark`."""
        self._ids = tuple(entry.id for entry in self.entries)
        """The ids of the entries on the screen, in order."""
        self._drawn: dict[str, Content] = {}
        """The drawn rows by entry id."""
        self._rows = EntryRows(field, place, None)
        self._unsorted: tuple[str, ...] = ()
        """The ids in the order before the list was last sorted by votes."""
        self._terms: dict[Place, tuple[int, int]] = {}
        """The people and the votes for each of them, by list, as of its last vote."""
        self._round: VoteRound | None = None
        self._before_vote: object = None
        self.more = False
        """True if unanswered optional fields of an entry are shown."""
        self._form = FieldForm(self._items(), workshop, edited=self._edited, sieve=Sieve(self._asks, self._hint))
        self._new = NewEntry(AnswerArea(single_line=True, id=NEW_ENTRY), workshop)
        # Same owner as the form: edits in the form arrive as a call of `_edited` instead.
        self._subscriptions = Subscriptions(workshop, self._form)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield RowList(1, self._empty)
            yield self._new.area
            yield VoteFrame()
        yield self._form

    def on_mount(self) -> None:
        if (keys := keys_of(self)).changed:
            change_bindings(self, list_bindings(), list_bindings(keys))
        self._subscriptions.add(self._changed, self.place)
        self._show_new_line()
        # The session may have changed since __init__.
        self._entries_changed()

    def on_unmount(self) -> None:
        self._subscriptions.end()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries of the list."""
        return self.workshop.session.entries(self.place)

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
        return self.workshop.session.entry(self._at) if self.selected else None

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
        if not stay or self.workshop.read_only:
            self._leave()
        self.field, self.place = field, place
        self._ids = tuple(entry.id for entry in self.entries)
        if not (stay and self.selected in self._ids):
            self.selected = self._ids[0] if self._ids else ""
        self._subscriptions.end()
        self._subscriptions.add(self._changed, place)
        self.rows.empty = self._empty
        self._show_new_line()
        self._show_rows()
        await self.form.rebind(self._items(), stay=stay)

    def lay_out(self, measure: int, *, beside: bool) -> None:
        """Place the list beside its entry or above it, with lines of at most `measure` letters in the entry."""
        self.set_class(beside, "-beside")
        self._form.measure = measure
        self._new.area.styles.max_width = measure + NEW_ENTRY_EDGES
        if self.is_mounted:
            self._fit()

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        """Give the list above its entry the rows that it needs, as far as there are so many."""
        side, rows = self.query_one(Vertical), self.rows.height_of_all + self._new.area.display
        # What belongs to the list stands right below its last row.
        self.rows.styles.max_height = self.rows.height_of_all or len(self._empty.splitlines()) + 1
        share = LIST_SHARE_WRITING if self.has_class("-writing") else LIST_SHARE
        if self.has_class("-beside") or self.voting or not self._ids:
            side.styles.height = "1fr"
        else:
            side.styles.height = max(min(MIN_LIST_ROWS, rows), min(rows, round(self.size.height * share)))

    def rest(self) -> None:
        """End the subscriptions until `rebind`, because the list is hidden."""
        self._leave()
        self._subscriptions.end()
        self._form.rest()

    def _leave(self) -> None:
        """End what is going on in the list: a vote, an entry that is being written, a choice of several."""
        self._new.finish()
        self.end_vote()
        self.marked, self._unsorted = frozenset(), ()

    def on_descendant_focus(self) -> None:
        writing = self._form.focused_item is not None
        if writing:
            self.end_vote()
        self.set_class(writing, "-writing")
        self._fit()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        if event.widget is self._new.area and self.screen.focused is not self._new.area:
            self._new.finish()

    # Following the session

    def _changed(self, batch: Batch) -> None:
        here = [change.place for change in batch.changes if change.place.list == self.place]
        self._show_vote()
        if all(place.entry and place.part for place in here):
            votes = self.vote_field
            if votes and self._rows.votes is None and any(place.part == votes.id for place in here):
                self._show_rows()
            for entry in {place.entry for place in here}:
                self._redraw(entry)
        else:
            if not batch.ours and self.form.focused_item and self.entry is None:
                # The next keys must not go into another entry.
                self.rows.focus()
            self._entries_changed(self._inserted(batch))
        self._new.follow(undone=batch.ours)

    def _inserted(self, batch: Batch) -> str:
        """Return the id of an entry that the user has just added or restored here, by an undo perhaps, or ""."""
        change = batch.changes[0] if len(batch.changes) == 1 and batch.ours and batch.origin is None else None
        own = isinstance(change, InsertEntry) and change.place.list == self.place
        return change.place.entry if change and own else ""

    def _edited(self) -> None:
        self._redraw(self.selected)

    def _redraw(self, entry_id: str) -> None:
        """Repaint a row if it has changed, which most keys do not cause."""
        drawn = self._drawn.get(entry_id)
        if drawn is not None and entry_id in self._ids:
            row = self._ids.index(entry_id)
            if self._row(row, drawn.cell_length) != drawn:
                self.rows.redraw(row)

    def _entries_changed(self, inserted: str = "") -> None:
        """Show the list again and select `inserted`; if the selected entry is gone, the one at its position."""
        before, selected = self._ids, self.selected
        self._ids = tuple(entry.id for entry in self.entries)
        self.marked &= frozenset(self._ids)
        if inserted in self._ids:
            self.selected = inserted
        elif selected not in self._ids:
            at = before.index(selected) if selected in before else 0
            self.selected = self._ids[min(at, len(self._ids) - 1)] if self._ids else ""
        self._show_rows()
        in_line = self.screen.focused is self._new.area
        if (before and not self._ids and not in_line) or (in_line and not before and not self._new.area.text):
            # The last entry is gone, or the first ones have come from elsewhere, such as the bank.
            self.rows.focus()
        if self.selected != selected:
            self.form.turn_to(self._items())
            self.post_message(self.Selected(self.selected))

    def focus_list(self) -> None:
        """Focus the rows, or in an empty list the line for new entries: whoever goes on typing writes there."""
        area = self._new.area
        (self.rows if self._ids or not area.display else area).focus()

    def select(self, entry_id: str) -> None:
        """Select an entry, and show its form from the beginning."""
        if entry_id != self.selected and entry_id in self._ids:
            self.selected = entry_id
            self.rows.highlighted = self._ids.index(entry_id)
            self.form.turn_to(self._items())
            self.form.scroll_home(animate=False)
            self.post_message(self.Selected(entry_id))

    # Drawing

    def _show_rows(self) -> None:
        session, votes = self.workshop.session, self.votes
        at = self._ids.index(self.selected) if self.selected in self._ids else 0
        voted = votes and (self.voting or any(votes.part.id in entry.values for entry in self.entries))
        self._rows = EntryRows(self.field, self.place, votes if voted else None)
        self._drawn.clear()
        above = entries_above(session, self.place)
        self.set_class(not self._ids, "-empty")
        divider = Divider(above, lambda width: todays_line(above, self.field.role == "qa", width))
        self.rows.show(len(self._ids), self._draw, at, divider if above else None)
        self._fit()

    def _draw(self, row: int, width: int) -> tuple[Content, ...]:
        # One cell stays between the text and the scroll bar.
        drawn = self._drawn[self._ids[row]] = self._row(row, width - 1)
        return (drawn,)

    def _row(self, row: int, width: int) -> Content:
        entry, session = self.entries[row], self.workshop.session
        return self._rows.row(row + 1, entry, session, width, marked=entry.id in self.marked)

    def _show_new_line(self) -> None:
        area = self._new.area
        area.display = not (self.voting or self.workshop.read_only or self.field.foreign)
        area.show_hint(f"+ {self.field.fields[0].label}" if self.field.fields else "")

    # Moving

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        # Ignore a stale message: the list or the row has changed since it was posted.
        if event.row == self.rows.highlighted and event.row < len(self._ids):
            if self._round and self._ids[event.row] != self.selected:
                self._round.typed = ""
            self._follow_rows()

    def _follow_rows(self) -> None:
        """Select the highlighted entry at once: the next key may be for it, before the message arrives."""
        self.select(self._ids[self.rows.highlighted])
        self._show_vote()

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        if not self.voting:
            self.form.focus_place(self._next_part)

    @property
    def _next_part(self) -> Place | None:
        """The place to write at next: the name, if there is none yet, or the answer, or what is missing."""
        entry, (name, *others) = self.entry, self.field.fields
        if entry is None or not entry.text(name.id).strip():
            return None
        if self.field.role == "qa" and (answer := question_parts(self.field.fields).answer):
            return self._at.at(part=answer.id)
        missing = (part for part in others if not part.optional and not part.vote and part.id not in entry.values)
        found = next(missing, None)
        return self._at.at(part=found.id) if found else None

    @on(RowList.Beyond)
    def _below_rows(self, event: RowList.Beyond) -> None:
        event.stop()
        if self._new.area.display and not self.voting:
            self._new.area.focus()

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
        if by < 0 and self.screen.focused is self._new.area:
            self.rows.focus()
        elif by < 0 or not self.entries or not self.form.focus_place(None):
            self.post_message(FieldForm.Left(by))

    # The line for new entries

    @on(AnswerArea.Edited, f"#{NEW_ENTRY}")
    def _typed_new(self, event: AnswerArea.Edited) -> None:
        event.stop()
        self._new.written(self.field, self.place)

    @on(AnswerArea.Submitted, f"#{NEW_ENTRY}")
    def _added(self, event: AnswerArea.Submitted) -> None:
        event.stop()
        if not self._new.finish() and self._ids:
            self.rows.focus()

    @on(AnswerArea.LeaveUp, f"#{NEW_ENTRY}")
    def _up_from_new(self, event: AnswerArea.LeaveUp) -> None:
        event.stop()
        self.rows.focus()

    @on(AnswerArea.LeaveDown, f"#{NEW_ENTRY}")
    def _down_from_new(self, event: AnswerArea.LeaveDown) -> None:
        event.stop()
        if self._ids:
            self.form.focus_place(None)

    # Commands; each raises ReadOnlyError if the session is read-only

    @property
    def _at(self) -> Place:
        return self.place.at(entry=self.selected)

    def add_entry(self) -> None:
        """Go to the line in which entries are written, for the next one."""
        self._new.finish()
        self._new.area.focus()

    def mark(self) -> None:
        """Add the selected entry to those that are moved and deleted together, or take it out, and go on."""
        if self.selected:
            self.marked ^= {self.selected}
            self._redraw(self.selected)
            if self.selected != self._ids[-1]:
                self.go("down")
            self.post_message(self.ModeChanged())

    def unmark(self) -> bool:
        """Take out all marked entries; return False if there are none."""
        marked, self._unmarked = self.marked, self.marked
        self._mark_all(frozenset())
        return bool(marked)

    def mark_again(self) -> None:
        """Mark again what `unmark` has just taken out."""
        self._mark_all(self.marked or self._unmarked & frozenset(self._ids))

    def _mark_all(self, marked: frozenset[str]) -> None:
        if marked != self.marked:
            self.marked = marked
            self._show_rows()
            self.post_message(self.ModeChanged())

    def delete_entry(self) -> None:
        """Delete the marked entries, or else the selected one."""
        gone = self.marked or frozenset({self.selected})
        if (entry := self.entry) is None:
            return
        name = one_line(entry.text(self.field.fields[0].id), 40)
        self.workshop.edit(*removing(self.workshop.session, self.place, gone))
        what = (
            f"{len(gone)} entries"
            if len(gone) > 1
            else quoted(name)
            if name and gone == {entry.id}
            else "the entry"
        )
        self._say(f"Deleted {what}", command="undo")
        self.post_message(self.ModeChanged())

    def move_entry(self, by: int) -> None:
        """Move the marked entries, or else the selected one, by `by` positions, as far as the list goes."""
        moved, order = self.marked or {self.selected}, [*self._ids]
        for _ in range(abs(by)):
            found = range(1, len(order)) if by < 0 else range(len(order) - 2, -1, -1)
            for at in found:
                beside = at - 1 if by < 0 else at + 1
                if order[at] in moved and order[beside] not in moved:
                    order[at], order[beside] = order[beside], order[at]
        self.workshop.edit(*self._reordering(order))

    def _reordering(self, order: Iterable[str]) -> tuple[Change, ...]:
        entries = {entry.id: entry for entry in self.entries}
        return tuple(entry_changes(self.place, self.entries, [entries[id_] for id_ in order]))

    def draw_line(self) -> None:
        """Draw today's line below the selected entry, or remove it there."""
        if self.selected:
            change = drawing(self.workshop.session, self.place, self.selected)
            self.workshop.edit(change)
            above = change.above
            entries = f"{above} {'entry' if above == 1 else 'entries'}"
            self._say(f"Today: the first {entries}" if above else "Removed today’s line", command="undo")

    def choose_kind(self, letter: str) -> bool:
        """Choose the kind of the selected entry by the key of an option; return False if no option has it."""
        for part in self.field.fields:
            for option in part.options:
                if option.key and option.key == letter and self.selected:
                    self.workshop.edit(SetAnswer(self._at.at(part=part.id), option.id))
                    self._say(f"{one_line(part.label)}: {option.label}", command="undo")
                    return True
        return False

    @property
    def option_keys(self) -> str:
        """The keys of the options that can be chosen in the list, separated by spaces."""
        return " ".join(option.key for part in self.field.fields for option in part.options if option.key)

    def on_key(self, event: events.Key) -> None:
        """Carry out the keys of a vote, and those of the options; all others are bindings."""
        if not self.rows.has_focus:
            return
        if self.workshop.read_only:
            self.end_vote()
        if self._round:
            if not self._round.press(event.key):
                self._say(f"No key of a vote. {key_label('escape')} ends the vote; the counts stay.")
            self._show_vote()
        elif not self._chosen_by(event):
            return
        event.stop()
        event.prevent_default()

    def _chosen_by(self, event: events.Key) -> bool:
        """Choose an option by its key, unless that is the key of a command here."""
        taken = event.key in {key for key, _, _ in keys_of(self).list_keys}
        return not taken and not self.workshop.read_only and self.choose_kind(event.character or "")

    def _say(self, text: str, *, bad: bool = False, command: CommandId | NoCommand = "") -> None:
        self.post_message(StatusMessage(text, "act", bad=bad, command=command))

    # Votes

    @property
    def vote_field(self) -> Field | None:
        """The part of an entry that counts votes; None if entries have no such part."""
        return next((part for part in self.field.fields if part.vote), None)

    @property
    def votes(self) -> Votes | None:
        """The votes of the list; None if entries have no such part."""
        part = self.vote_field
        return Votes(self.place, part) if part else None

    @property
    def voting(self) -> bool:
        """True while a vote is going on."""
        return self._round is not None

    @property
    def asking(self) -> bool:
        """True while the vote asks for a number of people or votes."""
        return self._round is not None and self._round.asked != ""

    @property
    def _frame(self) -> VoteFrame:
        return self.query_one(VoteFrame)

    def start_vote(self) -> None:
        """Start a vote on the entries of the list."""
        if self._round or self.votes is None:
            return
        known = (len(self.workshop.session.people), VOTES_EACH)
        self._round = VoteRound(self, *self._terms.get(self.place, known))
        self._before_vote = self.workshop.last_act
        self.marked = frozenset()
        self.rows.focus()
        self._mode_changed()

    def end_vote(self) -> None:
        """End the vote; all its counts together are one act."""
        if self._round is None or (part := self.vote_field) is None:
            return
        if self._round.people:
            self._terms[self.place] = (self._round.people, self._round.each)
        self._round = None
        self.workshop.join_since(self._before_vote, self.place.at(part=part.id))
        self._before_vote = None
        self._mode_changed()

    def _mode_changed(self) -> None:
        self.set_class(self.voting, "-voting")
        self._show_new_line()
        self._show_vote()
        self._show_rows()
        self.post_message(self.ModeChanged())

    def _show_vote(self) -> None:
        """Show the present state of the vote."""
        if self._round is None and not self._frame.display:
            return
        asked = self._frame.asked
        self._frame.show(self._round)
        if self._round and self.votes:
            self._frame.cast = self.votes.cast(self.workshop.session)
            number = self._ids.index(self.selected) + 1 if self.selected in self._ids else 0
            name = self.entry.text(self.field.fields[0].id) if self.entry else ""
            self._frame.about = f"{number}  {one_line(name)}"
        if asked != self._frame.asked:
            self.post_message(self.ModeChanged())

    def vote(self, by: int) -> None:
        """Add `by` votes to the selected entry; the number does not fall below 0."""
        if (votes := self.votes) is None or not self.selected:
            return
        count = votes.of(self.workshop.session, self.selected)
        if count is None:
            typed = self.workshop.session.text(self._at.at(part=votes.part.id)).strip()
            text = f"“{one_line(typed, 40)}” is not a number of votes. It was left as it is."
            self.post_message(StatusMessage(text, "votes", bad=True))
        else:
            self.workshop.edit(votes.given(self.selected, count + by))

    def set_votes(self, count: int) -> None:
        """Set the votes of the selected entry."""
        if (votes := self.votes) and self.selected:
            self.workshop.edit(votes.given(self.selected, count))

    def clear_votes(self) -> None:
        """Set the votes of all entries to none."""
        if votes := self.votes:
            self.workshop.edit(*votes.cleared(self.workshop.session))

    @property
    def is_last(self) -> bool:
        """True if the last entry is selected."""
        return bool(self._ids) and self.selected == self._ids[-1]

    def go(self, key: str) -> None:
        """Select another entry by a key that moves."""
        rows = self.rows
        match key:
            case "up" | "down":
                if key == "up" or not self.is_last:
                    rows.action_move(-1 if key == "up" else 1)
            case "pageup" | "pagedown":
                rows.action_page(-1 if key == "pageup" else 1)
            case _:
                rows.action_edge(0 if key == "home" else -1)
        self._follow_rows()

    def sort(self) -> None:
        """Sort the list by votes; at once a second time, put it back."""
        if (votes := self.votes) is None:
            return
        order = self._ids
        if changes := votes.sorting(self.workshop.session):
            self.workshop.edit(*changes)
            self._unsorted = order
            self._say("Sorted by votes", command="undo")
        elif self._unsorted != order and frozenset(self._unsorted) == frozenset(order):
            self.workshop.edit(*self._reordering(self._unsorted))
            self._say("Back in the order before sorting", command="undo")
        else:
            self._say("The list is sorted by votes already.")
            return
        self.go("home")
