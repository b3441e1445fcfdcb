"""Takes quick notes, adds questions from the bank, and changes title, status and people."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from wbtui.core.change import InsertEntry, RemoveEntry, SetFact
from wbtui.core.place import Place
from wbtui.core.session import Entry, cleaned, fresh_id
from wbtui.core.text import one_line, quoted
from wbtui.ui.controllers import ask
from wbtui.wording import sentence
from wbtui.wording.labels import understood_label

if TYPE_CHECKING:
    from wbtui.core.session import Scalar
    from wbtui.core.workbook.model import Field
    from wbtui.ui.controllers.host import Host
    from wbtui.workshop import Batch, Workshop

DONE_TEXTS = {
    "park": "Parked {} · {} in the parking lot",
    "add": "Added the action {}",
    "record": "Recorded the decision {}",
}
"""The messages after a note was saved, with its text and the number of notes, by the verb of its dialog."""
MAX_NAME_CHARS = 40


class Notes:
    """Asks for notes and facts in dialogs and writes them into the session; the room is not moved."""

    def __init__(self, workshop: Workshop, host: Host) -> None:
        self._workshop = workshop
        self._host = host

    async def park(self) -> None:
        """Add a note to the parking lot."""
        await self._capture("Parking lot", Place("", "parking_lot"), "What do we come back to?", "park")

    async def action(self) -> None:
        """Add an action."""
        await self._capture("Action", Place("", "actions"), "Who does what, by when?", "add")

    async def decision(self) -> None:
        """Add a decision, if the workbook names a list for decisions."""
        stage, _, name = self._workshop.workbook.capture_decision.partition(".")
        if name:
            await self._capture("Decision", Place(stage, name), "What was decided?", "record")

    async def _capture(self, title: str, place: Place, prompt: str, verb: str) -> None:
        workshop = self._workshop
        found = workshop.workbook.find(place)
        if found is None or workshop.read_only:
            return
        part = found[1].fields[0]
        (insert,) = _inserts(workshop, place, {})
        # Pass an origin, so that a list on the screen does not select the note.
        workshop.edit(insert, origin=self)
        at = insert.place
        let_go = self._hold(insert)
        try:
            kept = await self._host.ask(ask.Note(title, workshop, at.at(part=part.id), part, prompt, verb))
        finally:
            let_go()
        workshop.join_acts(at)
        if not kept:
            self._forget(at)
        elif workshop.session.entry(at):
            understood = understood_label(workshop.understand(at.at(part=part.id)), workshop.workbook)
            name = quoted(one_line(workshop.session.text(at.at(part=part.id)), MAX_NAME_CHARS))
            text = DONE_TEXTS[verb].format(name, len(workshop.session.entries(place)))
            self._host.notify(f"{text} · {understood}" if understood else text, about="act", command="undo")
        else:
            why = sentence(reason) if (reason := workshop.read_only) else "somebody else removed the list"
            self._host.notify(why, title=f"Not saved: {title}", severity="warning")

    def _hold(self, insert: InsertEntry) -> Callable[[], None]:
        """Reinsert an entry whenever somebody else removes it; return a function that stops this.

        The entry is saved while it is still being typed, and another editor with an older copy of the file may
        remove it.
        """
        workshop, at, last = self._workshop, insert.place, insert.entry

        def changed(batch: Batch) -> None:
            nonlocal last
            if there := workshop.session.entry(at):
                last = there
            elif not batch.ours and not workshop.read_only:
                workshop.adopt(InsertEntry(at, last, insert.after))

        return workshop.subscribe(self, changed, at)

    def _forget(self, at: Place) -> None:
        """Remove a cancelled note: without a trace if it is empty, or else as an edit that can be undone."""
        workshop = self._workshop
        if workshop.read_only or not (entry := workshop.session.entry(at)):
            return
        if entry.values:
            workshop.edit(RemoveEntry(at))
        else:
            workshop.discard(at)

    async def from_bank(self, place: Place, field: Field) -> None:
        """Ask for questions of the bank, and add them to the list at `place`."""
        workshop = self._workshop
        bank = workshop.workbook.bank_for(field)
        if bank is None or workshop.read_only:
            return
        taken = frozenset(entry.text("bank") for entry in workshop.session.entries(place))
        chosen = await self._host.ask(ask.WhichOfBank(bank, taken - {""}))
        if chosen and not workshop.read_only:
            first = field.fields[0]
            questions: list[dict[str, Scalar | None]] = [
                {first.id: first.admit(q.question), "bank": q.id} for q in chosen
            ]
            workshop.edit(*_inserts(workshop, place, *questions))

    async def details(self) -> None:
        """Ask for title, status and people, and change those that differ."""
        workshop, asked = self._workshop, self._workshop.session
        if workshop.read_only:
            return
        details = await self._host.ask(ask.WhichDetails(asked, workshop.workbook))
        if details and not workshop.read_only:
            said = (
                SetFact("title", details.title or asked.title),
                SetFact("status", details.status or asked.status),
                SetFact("people", details.people),
            )
            # Leave facts that the user did not touch: they may have changed since the dialog opened.
            workshop.edit(*(fact for fact in said if fact.value != asked.fact(fact.name)))


def _inserts(workshop: Workshop, place: Place, *entries: dict[str, Scalar | None]) -> tuple[InsertEntry, ...]:
    """Return the changes that append one entry for each dict of values to the list at `place`."""
    there = workshop.session.entries(place)
    ids = {entry.id for entry in there}
    after = there[-1].id if there else ""
    made = []
    for values in entries:
        id_ = fresh_id(ids)
        clean = {part: value for part, typed in values.items() if (value := cleaned(typed)) not in (None, "")}
        made.append(InsertEntry(place.list.at(entry=id_), Entry(id_, clean), after))
        ids.add(id_)
        after = id_
    return tuple(made)
