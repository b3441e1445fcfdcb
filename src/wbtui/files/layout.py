"""A session file as pieces of text, one per table, so that a save touches only what was changed.

What nobody here knows (comments, unknown keys, whole unknown tables) stays where it stood.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

import tomli_w

from wbtui.core.errors import SaveError
from wbtui.files.toml_pieces import Path, table_starts

Table = Mapping[str, object]
T = TypeVar("T")

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_LEAD = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*")


@dataclass(frozen=True, slots=True)
class Section:
    """One table of the file and the values in it that this version knows."""

    path: Path
    """Empty for the head of the file."""
    values: Table
    item: str | None = None
    """For one of an array of tables: which."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The text of one table, from the comments above its header to the next piece."""

    section: Section
    text: str
    extra: Table = field(default_factory=dict)
    """Values in it that this version does not know."""
    foreign: bool = False
    """Whether this version knows nothing of the whole table."""


@dataclass(frozen=True)
class Layout:
    """A file as it was read: its text (less the last line), what it parsed to, and the sections known in it."""

    body: str = ""
    document: Table = field(default_factory=dict)
    known: tuple[Section, ...] = ()
    ending: str = ""
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
        return tuple(_split(self)) if self.body else ()


def laid_out(sections: Sequence[Section], original: Layout, ending: str) -> Layout:
    """The sections as a file that keeps the layout of the original; a piece without a change keeps its text.

    Raises SaveError if a changed piece would not read back as it is.
    """
    before = _by_path((piece.section, piece) for piece in original.pieces)
    wanted = _by_path((section, section) for section in sections)
    pieces: list[Piece] = []
    for path in _order(list(before), list(wanted)):
        old, new = before.get(path, {}), wanted.get(path, {})
        for item in dict.fromkeys((*new, *old)):
            if piece := _piece(new.get(item), old.get(item)):
                pieces.append(piece)
    body = "".join(piece.text if piece.text.endswith("\n") else piece.text + "\n" for piece in pieces)
    return Layout(body.strip("\n") + "\n", original.document, tuple(sections), ending, tuple(pieces))


def _by_path(items: Iterable[tuple[Section, T]]) -> dict[Path, dict[str | None, T]]:
    found: dict[Path, dict[str | None, T]] = {}
    for section, value in items:
        found.setdefault(section.path, {})[section.item] = value
    return found


def _order(old: Sequence[Path], new: Sequence[Path]) -> list[Path]:
    """The original's order of tables, each new one behind the table that it follows in a fresh file."""
    paths = list(old)
    for n, path in enumerate(new):
        if path not in paths:
            paths.insert(paths.index(new[n - 1]) + 1 if n else 0, path)
    return paths


def _piece(section: Section | None, old: Piece | None) -> Piece | None:
    """The piece for a section as it is wanted now; None where nothing is left to write."""
    if old is None:
        return _fresh(section) if section and (section.values or not section.path) else None
    if section is None:
        if old.foreign:
            return old
        keep = old.extra and old.section.item is None
        return _fresh(Section(old.section.path, {}), old) if keep else None
    return old if section.values == old.section.values else _fresh(section, old)


def _fresh(section: Section, old: Piece | None = None) -> Piece:
    """The section rendered; of the old piece the comments above the header and the unknown values are kept."""
    extra = old.extra if old else {}
    lead = _LEAD.match(old.text) if old else None
    above = lead[0] if lead and lead[0].strip() else "\n"
    text = _rendered(section, {**section.values, **extra})
    return Piece(section, above + text, extra)


def _rendered(section: Section, body: dict[str, object]) -> str:
    nested = body
    for name in reversed(section.path):
        nested = {name: nested}
    header = ".".join(_key(name) for name in section.path)
    text = tomli_w.dumps(nested, multiline_strings=True) if body else f"[{header}]\n"
    if section.item is not None:
        text = text.replace(f"[{header}]\n", f"[[{header}]]\n", 1)
    if _at(tomllib.loads(text), section.path, 0) != body:
        raise SaveError(f"{header or 'the head of the file'} cannot be written as TOML")
    return text


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else tomli_w.dumps({name: 0}).removesuffix(" = 0\n")


def _at(document: object, path: Path, item: int) -> object:
    """The table at a path; of an array of tables, the one at position `item`."""
    for name in path:
        document = document.get(name, {}) if isinstance(document, dict) else {}
    if isinstance(document, list):
        return document[item] if item < len(document) else {}
    return document


def _split(layout: Layout) -> Iterator[Piece]:
    starts = list(table_starts(layout.body))
    known = _by_path((section, section) for section in layout.known)
    own = {start.path for start in starts} | {path[:n] for path in known for n in range(1, len(path) + 1)}
    counts: dict[Path, int] = {}
    ends = [start.at for start in starts[1:]] + [len(layout.body)]
    for start, end in zip(starts, ends, strict=True):
        nth = counts[start.path] = counts.get(start.path, -1) + 1
        sections = list(known.get(start.path, {}).values())
        section = sections[nth] if nth < len(sections) else None
        raw = _at(layout.document, start.path, nth)
        values = section.values if section else {}
        extra = {
            name: value
            for name, value in (raw.items() if isinstance(raw, dict) else ())
            if name not in values and (*start.path, name) not in own
        }
        nothing = Section(start.path, {}, str(nth) if start.array else None)
        yield Piece(section or nothing, layout.body[start.at : end], extra, foreign=section is None)


def laid_out_anew(sections: Sequence[Section], original: Layout, ending: str) -> Layout:
    """The sections as a file in plain order, with the unknown keys of the original but not its comments.

    For files whose tables are written in a way that pieces cannot follow, such as inline.
    """
    document: dict[str, object] = {}
    tables = {}
    for section in sections:
        tables[section.path, section.item] = table = _make_table(document, section)
        table.update(section.values)
    known = _by_path((section, section) for section in original.known)
    for path, items in known.items():
        for nth, (item, section) in enumerate(items.items()):
            raw = _at(original.document, path, nth)
            if (path, item) in tables and isinstance(raw, dict):
                _add_unknown(tables[path, item], raw, section, known)
    for prefix in {path[:n] for path in known for n in range(1, len(path))} - known.keys():
        raw = _at(original.document, prefix, 0)
        if isinstance(raw, dict):
            _add_unknown(_make_table(document, Section(prefix, {})), raw, Section(prefix, {}), known)
    body = tomli_w.dumps(document, multiline_strings=True).strip("\n") + "\n"
    return Layout(body, document, tuple(sections), ending)


def _make_table(document: dict[str, object], section: Section) -> dict[str, object]:
    """The table of a section in a document, made where it is missing; an array gets one more."""
    table: object = document
    for name in section.path if section.item is None else section.path[:-1]:
        table = table.setdefault(name, {}) if isinstance(table, dict) else {}
    assert isinstance(table, dict)
    if section.item is None:
        return table
    row: dict[str, object] = {}
    table.setdefault(section.path[-1], []).append(row)
    return row


def _add_unknown(
    table: dict[str, object], raw: Table, section: Section, known: Mapping[Path, Mapping[str | None, Section]]
) -> None:
    below = {path[: len(section.path) + 1] for path in known}
    for name, value in raw.items():
        if name not in section.values and (*section.path, name) not in below:
            table.setdefault(name, value)
