"""A session file cut apart at its tables: which part of the text says which part of the session."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from wbtui.storage.session_file.toml_pieces import table_starts
from wbtui.storage.session_file.toml_text import taken_apart, without

if TYPE_CHECKING:
    from wbtui.storage.session_file.toml_pieces import Path, TableStart

Table = Mapping[str, object]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Section:
    """One table of the file and the values in it that this version knows."""

    path: Path
    """Empty for the head of the file."""
    values: Table
    item: str | None = None
    """For one of an array of tables: which."""


class Piece(NamedTuple):
    """The text of one table, from the comments above its header to the next piece."""

    section: Section
    text: str
    """Empty where it has no text of its own yet, because it stood inline in another one."""
    extra: Table
    """Values in it that this version does not know."""
    foreign: bool = False
    """Whether this version knows nothing of the whole table."""


def by_path(items: Iterable[tuple[Section, T]]) -> dict[Path, dict[str | None, T]]:
    """Something for each section, by its path and its item."""
    found: dict[Path, dict[str | None, T]] = {}
    for section, value in items:
        found.setdefault(section.path, {})[section.item] = value
    return found


def at_path(document: object, path: Path, item: int) -> object:
    """The table at a path; of an array of tables, the one at position `item`."""
    for name in path:
        document = document.get(name, {}) if isinstance(document, dict) else {}
    if isinstance(document, list):
        return document[item] if item < len(document) else {}
    return document


def prefixes(paths: Iterable[Path]) -> set[Path]:
    """The paths and all those above them."""
    return {path[:n] for path in set(paths) for n in range(1, len(path) + 1)}


def split(body: str, document: Table, known: Sequence[Section]) -> Iterator[Piece]:
    """The pieces of a file that parsed to this document, in order.

    A table that is written inline, or with dotted keys in another one, gets a piece of its own without a text.
    """
    starts = list(table_starts(body))
    sections = by_path((section, section) for section in known)
    own = prefixes([*sections, *(start.path for start in starts)])
    ends = [start.at for start in starts[1:]] + [len(body)]
    counts: dict[Path, int] = {}
    for start, end in zip(starts, ends, strict=True):
        nth = counts[start.path] = counts.get(start.path, -1) + 1
        here = list(sections.get(start.path, {}).values())
        section = here[nth] if nth < len(here) else None
        raw = _table(document, start.path, nth)
        text = body[start.at : end]
        yield _piece(start, section, raw, text if start.array else _regular(text, start.path, own), own, nth)
    for path in sorted(prefixes(sections) - counts.keys()):
        for nth, section in enumerate(sections.get(path, {None: Section(path, {})}).values()):
            extra = _unknown(_table(document, path, nth), section, own)
            if extra or section.values:
                yield Piece(section, "", extra, foreign=path not in sections)


def _piece(start: TableStart, section: Section | None, raw: Table, text: str, own: set[Path], nth: int) -> Piece:
    if section is None:
        nothing = Section(start.path, {}, str(nth) if start.array else None)
        return Piece(nothing, text, _unknown(raw, nothing, own), foreign=True)
    extra = _unknown(raw, section, own)
    if section.values.get("id") != raw.get("id"):
        # Made up while reading. It depends on the position, so it is written down at the first chance.
        section = replace(section, values={k: v for k, v in section.values.items() if k != "id"})
    return Piece(section, text, extra)


def _table(document: Table, path: Path, nth: int) -> Table:
    raw = at_path(document, path, nth)
    return raw if isinstance(raw, dict) else {}


def _unknown(raw: Table, section: Section, own: set[Path]) -> Table:
    return {
        name: value
        for name, value in raw.items()
        if name not in section.values and (*section.path, name) not in own
    }


def _regular(text: str, path: Path, own: set[Path]) -> str:
    """The text less the statements that say something about a table other than its own."""
    _, found = taken_apart(text, bool(path))
    return without(text, tuple(statement for statement in found if (*path, statement.key[0]) in own))
