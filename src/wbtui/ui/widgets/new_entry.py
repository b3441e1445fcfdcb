"""The line below a list in which one entry after another is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wbtui.core.change import InsertEntry
from wbtui.core.session import Entry, cleaned, fresh_id
from wbtui.ui.widgets.answer_area import Answer
from wbtui.ui.widgets.messages import StatusMessage
from wbtui.wording.labels import understood_label

if TYPE_CHECKING:
    from wbtui.core.place import Place
    from wbtui.core.workbook.model import Field
    from wbtui.ui.widgets.answer_area import AnswerArea
    from wbtui.workshop import Workshop


class NewEntry:
    """Puts what is typed in a line into the session at once, as the last entry of a list."""

    def __init__(self, area: AnswerArea, workshop: Workshop) -> None:
        self.area = area
        self._workshop = workshop
        self._place: Place | None = None
        """The place of the entry that is being written; None before its first letter."""

    def written(self, field: Field, place: Place) -> None:
        """Insert the entry at its first letter; after that, the editor itself changes it."""
        if self._place is not None or self._workshop.read_only:
            return
        part, entries = field.fields[0], self._workshop.session.entries(place)
        text = cleaned(part.admit(self.area.text))
        if text in (None, ""):
            return
        id_ = fresh_id({entry.id for entry in entries})
        self._place = place.at(entry=id_)
        after = entries[-1].id if entries else ""
        self._workshop.edit(InsertEntry(self._place, Entry(id_, {part.id: text}), after))
        self.area.answer = Answer(self._workshop, part, self._place.at(part=part.id))

    def finish(self) -> bool:
        """Make one act of the entry and empty the line; return False if there was nothing in it."""
        answer, place = self.area.answer, self._place
        self._place = self.area.answer = None
        text = self.area.text
        self.area.show("")
        self.area.history.clear()
        if answer is None or place is None or self._workshop.read_only:
            return bool(text.strip())
        if not text.strip():
            self._workshop.discard(place)
            return False
        self._workshop.join_acts(place)
        if changes := self._workshop.understand(answer.place):
            told = understood_label(changes, self._workshop.workbook)
            self.area.post_message(StatusMessage(told, "act", command="undo"))
        return True

    def follow(self, *, undone: bool) -> None:
        """Show the present text of the entry; keep the typed one if somebody else removed the entry."""
        if self._place is None or self.area.answer is None:
            return
        if self._workshop.session.entry(self._place) is None:
            self._place = self.area.answer = None
            if undone:
                self.area.show("")
        else:
            self.area.show(self.area.answer.text)
