"""Draws the entries of a list, each in a row: its number, its votes, its name in full where it fits, its state."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from wbtui.core.progress import effective, entry_is_complete, entry_progress
from wbtui.core.text import one_line

if TYPE_CHECKING:
    from wbtui.core.place import Place
    from wbtui.core.session import Entry, Session
    from wbtui.core.votes import Votes
    from wbtui.core.workbook.model import Field

MAX_NAME_WORDS = 6
"""Maximum `max_words` of a part that is short enough for a row, such as the name of a person."""
MAX_TITLE_CHARS = 400
MARK = "■"
"""The sign of a row that is selected together with others."""
DOT, MORE_DOTS, NO_DOT = "●", "+", "·"
WIDE_CELLS, BROAD_CELLS = 90, 110
"""Cells from which a row has all dots, and the state of a question names and days."""
DOTS_NARROW, DOTS_WIDE = 6, 10
STATE_NARROW, STATE_WIDE = 16, 34


class EntryRows(NamedTuple):
    """The rows of a list with the entries as they are in a session."""

    field: Field
    place: Place
    votes: Votes | None
    """The votes of the list; None if they are not shown."""

    def row(self, number: int, entry: Entry, session: Session, width: int, *, marked: bool) -> Content:
        """Return the row of an entry; `number` is counted from 1."""
        wide = width >= WIDE_CELLS
        brief = self.field.role == "qa" and width < BROAD_CELLS
        room = STATE_NARROW if brief else STATE_WIDE
        state = self.state(entry, session, brief=brief).truncate(room, ellipsis=True)
        head = Content.assemble(
            (MARK if marked else " "),
            f"{number:>3}  ",
            self._counted(entry, session, DOTS_WIDE if wide else DOTS_NARROW),
        )
        title = Content(one_line(entry.text(self.field.fields[0].id), MAX_TITLE_CHARS) or "(empty)")
        left = max(8, width - head.cell_length - state.cell_length - 3)
        return Content.assemble(head, title.truncate(left, ellipsis=True, pad=True), "  ", state)

    def _counted(self, entry: Entry, session: Session, cells: int) -> Content:
        """Return the votes of an entry as a number and as dots; empty in a list without votes."""
        if self.votes is None:
            return Content("")
        count = self.votes.of(session, entry.id)
        if count is None:
            return Content(f" ? {' ' * cells}  ")
        dots = DOT * min(cells, max(0, int(count)))
        if count > cells:
            dots = f"{dots[:-1]}{MORE_DOTS}"
        number = int(count) if count == int(count) else count
        return Content.assemble(f"{number:>2} ", dots, (NO_DOT * (cells - len(dots)), "$text-muted"), "  ")

    def state(self, entry: Entry, session: Session, *, brief: bool = False) -> Content:
        """Return the state of an entry as a sign with a word; without names and days if it is `brief`."""
        progress = entry_progress(self.field, self.place, entry, session)
        complete = entry_is_complete(self.field, self.place, entry, session)
        begun = progress.answered > 1
        sign = "✓" if complete else "◐" if begun else "○"
        facts = self._facts(entry, session, brief=brief)
        word = " · ".join(facts) or self._word(complete, begun, f"{progress.answered} of {progress.asked}")
        return Content(f"{sign} {word}").stylize("" if complete else "$text-muted")

    def _word(self, complete: bool, begun: bool, filled: str) -> str:
        if complete:
            return "answered" if self.field.role == "qa" else "complete"
        return "open" if self.field.role == "qa" and not begun else filled

    def _facts(self, entry: Entry, session: Session, *, brief: bool) -> list[str]:
        """Return the parts that are short enough for the row: the choice that sums it up, names and days."""
        facts = []
        place = self.place.at(entry=entry.id)
        choices = [part for part in self.field.fields if part.kind == "choice"]
        for part in self.field.fields[1:]:
            if part.vote:
                continue
            text = one_line(effective(part, place.at(part=part.id), session), 40)
            if part.kind == "choice" and (option := part.option(text)) and (part.derive or len(choices) == 1):
                facts.append(option.label)
            elif (
                text
                and not brief
                and (part.kind == "date" or (part.kind == "line" and 0 < part.max_words <= MAX_NAME_WORDS))
            ):
                facts.append(text)
        return facts


def todays_line(above: int, questions: bool, width: int) -> Content:
    """Return the line below the entries that are answered today."""
    first = f"answer these {above} today" if questions else f"today: the {above} above"
    rest = "below: after the workshop, each with a name" if questions else "below: later"
    text = f" ── {first} ── {rest} "
    if len(text) > width - 4:
        text = f" ── {first} "
    return Content(f"{text}{'─' * max(0, width - len(text) - 1)}").stylize("$heading")
