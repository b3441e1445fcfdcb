"""A session file as pieces of text, one per table, so that a save touches only what was changed.

What this program does not know (comments, unknown keys, whole unknown tables, line ends) stays as it was written.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import tomli

from wbtui.core.errors import Problem
from wbtui.storage.session_file.tables import in_plain_order, rows_at, same
from wbtui.storage.session_file.toml_lines import comments_in, lines_of

if TYPE_CHECKING:
    from wbtui.storage.session_file.tables import Items, Table
    from wbtui.storage.session_file.toml_lines import Path

SLICE_CHARS = 32 * 1024
"""Characters of rows that are read back at a time, at least: one or two milliseconds."""
REST_SECONDS = 0.0005
"""The pause in seconds between two slices, in which other threads run."""


class Piece(NamedTuple):
    """The text of one table, from the comments right above its header to those above the next one."""

    path: Path
    text: str
    is_array: bool = False
    """True for one row of an array of tables; the tables inside the row are part of its text."""


@dataclass(frozen=True)
class TomlDocument:
    """A session file as it was read or is to be written: its text and its values."""

    body: str = ""
    """The text without its last line, `# end: n answers`; its line ends are those of the file."""
    data: Table = field(default_factory=dict)
    """The values that the whole text parses to."""
    known: Mapping[Path, Items] = field(default_factory=dict)
    """The values that this version of the program knows, by table."""
    ending: str = ""
    """The line `# end: n answers`, with the empty lines above it; empty if the document was read from a file."""
    gap: str = "\n"
    """The empty lines above the last line."""
    eol: str = "\n"
    mark: str = ""
    """The byte order mark, if the file begins with one."""
    is_ours: bool = False
    """True if this program made the document; False if it was read from a file."""
    is_rewritten: bool = False
    """True if the file could not be patched: it is in plain order, with all comments at the top."""
    replaced: tuple[Path, ...] = ()
    """The paths of unknown values that the last update replaced with answers."""
    needs_full_check: bool = False
    """True if the whole text must be read back; False if it is enough that each changed piece was."""
    given_pieces: tuple[Piece, ...] | None = field(default=None, compare=False)
    """The pieces of a patched body, which need not be cut apart again; None if unknown."""

    @property
    def text(self) -> str:
        """The whole file."""
        return self.mark + self.body + self.ending

    @property
    def losses(self) -> tuple[Problem, ...]:
        """The losses of the last update: comments that were moved, or unknown values that were replaced."""
        from wbtui.storage.session_file.toml_text import key_text

        anew = [Problem("session.rewritten")] if self.is_rewritten else []
        return (*anew, *(Problem.of("session.replaced", key=key_text(*path)) for path in self.replaced))

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The pieces that make up the body. Raises ValueError if it cannot be cut apart."""
        return tuple(_cut(self.body)) if self.given_pieces is None else self.given_pieces


def rewritten(toml: TomlDocument) -> TomlDocument:
    """Return the same file in plain order, for one that cannot be patched; all comments move to the top."""
    from wbtui.storage.session_file.toml_text import table_text

    comments = "".join(f"{comment}\n" for comment in comments_in(toml.body))
    tables = in_plain_order(toml.known, toml.data)
    texts = (
        table_text(table.path, table.values, is_row=table.item is not None) for table in tables if table.values
    )
    body = comments + "\n".join(texts)
    return replace(
        toml,
        body=body.rstrip().replace("\n", toml.eol) + toml.eol,
        given_pieces=None,
        is_rewritten=bool(toml.body),
    )


def reads_back(toml: TomlDocument) -> bool:
    """Return whether the text of a document parses to its data, without making other threads wait for long.

    The parser is compiled and lets no other thread run: 40 ms for 1,000 entries. So the rows of an array, which
    cannot contradict each other, are parsed in slices; only the first is parsed with the rest of the file. Also
    returns False if the file would have to be parsed as a whole to tell.
    """
    first: list[str] = []
    rest: dict[Path, list[str]] = {}
    try:
        if joined(toml.pieces) != toml.body:
            return False
        for piece in toml.pieces:
            if any(piece.path[:n] in rest for n in range(1, len(piece.path))):
                # It belongs to the row above it, wherever that may be.
                return False
            if piece.is_array and piece.path in rest:
                rest[piece.path].append(piece.text)
            else:
                first.append(piece.text)
                rest.update({piece.path: []} if piece.is_array else {})
        data: Table = tomli.loads("".join(first))
        for path, texts in rest.items():
            for text in _slices(texts):
                time.sleep(REST_SECONDS)
                rows_at(data, path).extend(rows_at(tomli.loads(text), path))
    except (ValueError, RecursionError):
        return False
    return same(data, toml.data)


def joined(pieces: Iterable[Piece]) -> str:
    """Return the text of the pieces, with one line end at its end."""
    text = "".join(piece.text for piece in pieces)
    body = text.rstrip("\r\n")
    return body + ("\r\n" if text.startswith("\r\n", len(body)) else "\n")


def _slices(texts: Iterable[str]) -> Iterator[str]:
    batch, size = list[str](), 0
    for text in texts:
        batch.append(text)
        size += len(text)
        if size >= SLICE_CHARS:
            yield "".join(batch)
            batch, size = [], 0
    if batch:
        yield "".join(batch)


def _cut(body: str) -> Iterator[Piece]:
    """Yield the pieces of a file in order. A table of a row that does not follow the row is a piece of its own."""
    path: Path = ()
    arrays: set[Path] = set()
    start, is_array = 0, False
    lead: int | None = None
    for line in lines_of(body):
        if line.kind == "comment":
            lead = line.start if lead is None else lead
            continue
        if line.kind in ("header", "array") and not (is_array and line.path[: len(path)] == path != line.path):
            at = line.start if lead is None else lead
            yield Piece(path, body[start:at], is_array)
            start, path = at, line.path
            inside = any(path[:n] in arrays for n in range(1, len(path)))
            is_array = line.kind == "array" and not inside
            arrays |= {path} if is_array else set()
        lead = None
    yield Piece(path, body[start:], is_array)
