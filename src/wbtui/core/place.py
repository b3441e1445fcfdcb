"""Addresses in a session: that of an answer, and that of the caret in its text."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """The address of one answer, of one entry (no part) or of a whole list (no entry)."""

    stage: str
    """The id of the stage; empty for facts and lists of the whole session."""
    field: str
    """The id of the field, as `group.field` if it is in a group."""
    entry: str = ""
    part: str = ""

    def __str__(self) -> str:
        name = f"{self.stage}.{self.field}" if self.stage else self.field
        name += f"[{self.entry}]" if self.entry else ""
        return f"{name}.{self.part}" if self.part else name

    @property
    def list(self) -> Place:
        """The place of the whole list that this place is in."""
        return Place(self.stage, self.field)

    def at(self, *, entry: str | None = None, part: str | None = None) -> Place:
        """Return this place with another entry or part; None leaves that component unchanged."""
        return Place(
            self.stage, self.field, self.entry if entry is None else entry, self.part if part is None else part
        )

    def beside(self, id_: str) -> Place:
        """Return the place of another field of the same group, or of another part of the same entry."""
        if self.entry:
            return self.at(part=id_)
        group = self.field.rpartition(".")[0]
        return Place(self.stage, f"{group}.{id_}" if group else id_)


class Caret(NamedTuple):
    """The position of the caret in the text at a place; row and column are 0-based."""

    place: Place
    row: int
    column: int
