"""A session file that people have scribbled in, with the parts of it that must stay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

Path = tuple[str, ...]
FOREIGN = "zz-nobody-knows-"
"""The prefix of every key that the program does not know."""


class Note(NamedTuple):
    """A comment with a text that occurs only once."""

    text: str
    kind: str
    """`lead` right above a line, `inside` or `behind` it; `tail` behind a member of an array or an inline table.

    `free` is a comment that belongs to no line.
    """
    path: Path = ()
    item: str | None = None
    name: str = ""
    """The name of the key; empty for a header, and for a line with a whole inline table."""
    line: str = ""
    """The beginning of the line below a `lead`, or of the own line of a `tail`."""


class Block(NamedTuple):
    """A table with a header of its own, whose text must stay unless the table changes."""

    path: Path
    item: str | None
    text: str
    """From the comments above its header to its last line, with all that is between."""


class Line(NamedTuple):
    """A key and its value, over one or more lines, whose text must stay unless the value changes."""

    path: Path
    """The path of the table, or that of the value if it is an inline table or an array of them."""
    item: str | None
    name: str
    """The name of the key; empty for an inline table or an array of them."""
    text: str
    """With the comments above and behind it."""


class Scribbled(NamedTuple):
    """A file, with the parts of it that no session contains."""

    text: str
    notes: list[Note]
    blocks: list[Block]
    lines: list[Line]
    foreign_answers: list[Path]
    """The paths of values that cannot be answers, at places where an answer may come."""
    is_odd: bool
    """True if a table of a row does not follow that row, so that no other row may be put between them."""


def foreign_in(value: object, path: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    """Every unknown value with its path, in which the rows of a list have their ids."""
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
