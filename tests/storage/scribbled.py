"""A session file that people have scribbled in, and what of it must stay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

Path = tuple[str, ...]
FOREIGN = "zz-nobody-knows-"
"""With this every key begins that the program does not know."""


class Note(NamedTuple):
    """A comment, of which there is no other."""

    text: str
    kind: str
    """`lead` right above a line, `inside` or `behind` it; `tail` behind a member of an array or an inline table.

    `free` is what belongs to nothing.
    """
    path: Path = ()
    item: str | None = None
    name: str = ""
    """Of the key; empty for a header, and for a line with a whole inline table."""
    line: str = ""
    """How the line below begins, for a lead; how its own line does, for a tail."""


class Block(NamedTuple):
    """A table with a header of its own: what of it nobody may touch unless the table changes."""

    path: Path
    item: str | None
    own: tuple[str, ...]
    """Its lines but for the empty ones and the comments that belong to nothing."""


class Scribbled(NamedTuple):
    """A file, and what is in it that no session says."""

    text: str
    notes: list[Note]
    blocks: list[Block]
    foreign_answers: list[Path]
    """The paths of values that no answer can have, where an answer may come."""
    is_odd: bool
    """Whether a table in a row stands apart from it, so that no other row may be put between them."""


def foreign_in(value: object, path: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    """Every value that nobody knows with its path, in which the rows of a list stand by their ids."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            if name.startswith(FOREIGN):
                yield (*path, name, repr(item))
            else:
                yield from foreign_in(item, (*path, name))
    elif isinstance(value, list):
        for row in value:
            if isinstance(row, Mapping):
                yield from foreign_in(row, (*path, row.get("id", "")))
