"""A session file as pieces of text, one per table, so that a save touches only what was changed.

What nobody here knows (comments, unknown keys, whole unknown tables) stays where it stood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import tomli

from wbtui.core.errors import SaveError
from wbtui.storage.session_file.layout_pieces import Piece, Section, at_path, by_path, split
from wbtui.storage.session_file.toml_text import comments, dumps, key_text, patched

if TYPE_CHECKING:
    from wbtui.storage.session_file.layout_pieces import Table
    from wbtui.storage.session_file.toml_pieces import Path

T = TypeVar("T")

PEOPLE = ("people",)
_LEAD = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*")


@dataclass(frozen=True)
class Layout:
    """A file as it was read: its text (less the last line), what it parsed to, and the sections known in it."""

    body: str = ""
    document: Table = field(default_factory=dict)
    known: tuple[Section, ...] = ()
    ending: str = ""
    gap: str = "\n"
    """The empty lines before the last line."""
    rendered: tuple[Piece, ...] | None = field(default=None, compare=False)

    @property
    def text(self) -> str:
        """The whole file."""
        return self.body + self.ending

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The pieces that make up the body."""
        if self.rendered is not None:
            return self.rendered
        if not self.body:
            return ()
        found = split(self.body, self.document, self.known)
        return tuple(piece if piece.text else _rendered(piece.section, piece.extra) for piece in found)

    @property
    def is_plain(self) -> bool:
        """Whether the pieces make up the body to the letter, so that no table is said in the piece of another."""
        return "".join(piece.text for piece in self.pieces) == self.body

    @property
    def shape(self) -> tuple[Path, ...]:
        """The tables, each array of tables once."""
        return tuple(dict.fromkeys(piece.section.path for piece in self.pieces))


def laid_out(sections: Sequence[Section], original: Layout, ending: str) -> Layout:
    """The sections as a file that keeps the layout of the original; a piece without a change keeps its text.

    Raises SaveError if a changed piece would not read back as it is.
    """
    before = by_path((piece.section, piece) for piece in original.pieces)
    wanted = by_path((section, section) for section in sections)
    pieces: list[Piece] = []
    for path in _order(list(before), list(wanted)):
        old, new = before.get(path, {}), wanted.get(path, {})
        if path == PEOPLE:
            old = _same_people(old, new)
        for item in dict.fromkeys((*new, *old)):
            if piece := _piece(new.get(item), old.get(item)):
                pieces.append(piece)
    body = "".join(piece.text if piece.text.endswith("\n") else piece.text + "\n" for piece in pieces)
    whole = body.rstrip("\n") + "\n"
    return Layout(whole, original.document, tuple(sections), original.gap + ending, original.gap, tuple(pieces))


def _order(old: Sequence[Path], new: Sequence[Path]) -> list[Path]:
    """The original's order of tables, each new one behind the table that it follows in a fresh file."""
    paths, seen = list(old), set(old)
    for n, path in enumerate(new):
        if path not in seen:
            paths.insert(paths.index(new[n - 1]) + 1 if n else 0, path)
            seen.add(path)
    return paths


def _same_people(old: dict[str | None, Piece], new: dict[str | None, Section]) -> dict[str | None, Piece]:
    """The pieces under the items of those whom they are about: of the same name, or else the next one renamed."""
    rest = [item for item in new if item not in old]
    return {item if item in new else rest.pop(0) if rest else item: piece for item, piece in old.items()}


def _piece(section: Section | None, old: Piece | None) -> Piece | None:
    """The piece for a section as it is wanted now; None where nothing is left to write."""
    if old is None:
        return _rendered(section) if section and (section.values or not section.path) else None
    if section is not None:
        return old if section.values == old.section.values else _changed(section, old)
    if old.foreign:
        return old
    if old.section.item is not None or not (old.extra or comments(old.text)):
        return None
    return _changed(Section(old.section.path, {}), old)


def _changed(section: Section, old: Piece) -> Piece:
    """The old piece with the values of the section."""
    extra = {name: value for name, value in old.extra.items() if name not in section.values}
    text = patched(old.text, bool(section.path), old.section.values, section.values)
    piece = Piece(section, text, extra)
    if _says(piece):
        return piece
    lead = _LEAD.match(old.text)
    above = lead[0] if lead else ""
    return _rendered(section, extra, above + comments(old.text[len(above) :]))


def _rendered(section: Section, extra: Table | None = None, above: str = "") -> Piece:
    """The section as it stands in a fresh file, below some comments. Raises SaveError."""
    body = {**section.values, **(extra or {})}
    nested: Table = body
    for name in reversed(section.path):
        nested = {name: nested}
    header = ".".join(key_text(name) for name in section.path)
    text = dumps(nested) if body else f"[{header}]\n"
    if section.item is not None:
        text = text.replace(f"[{header}]\n", f"[[{header}]]\n", 1)
    piece = Piece(section, (above or ("\n" if section.path else "")) + text, extra or {})
    if not _says(piece):
        raise SaveError("session.no_toml", key=header)
    return piece


def _says(piece: Piece) -> bool:
    """Whether a piece reads back as its section."""
    try:
        document = tomli.loads(piece.text)
    except ValueError:
        return False
    return _same(at_path(document, piece.section.path, 0), {**piece.section.values, **piece.extra})


def _same(one: object, other: object) -> bool:
    """Whether two values of a file are the same; `nan`, which somebody may have written, is unlike itself."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return one == other or (one != one and other != other)


def by_item(sections: Iterable[Section]) -> dict[Path, dict[str | None, Section]]:
    """The sections by path and item."""
    return by_path((section, section) for section in sections)
