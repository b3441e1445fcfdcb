"""A session as a file in plain order, for layouts that pieces cannot follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from wbtui.core.errors import SaveError
from wbtui.storage.session_file.layout import Layout, by_item
from wbtui.storage.session_file.layout_pieces import Section, at_path
from wbtui.storage.session_file.toml_text import comments, dumps, key_text

if TYPE_CHECKING:
    from wbtui.storage.session_file.layout_pieces import Table
    from wbtui.storage.session_file.toml_pieces import Path


def laid_out_anew(sections: Sequence[Section], original: Layout, ending: str) -> Layout:
    """The sections in plain order, with the unknown keys of the original; its comments come at the top."""
    document: dict[str, object] = {}
    tables = {}
    for section in sections:
        tables[section.path, section.item] = table = _make_table(document, section)
        table.update(section.values)
    known = by_item(original.known)
    for path, items in known.items():
        for nth, (item, section) in enumerate(items.items()):
            raw = at_path(original.document, path, nth)
            if (path, item) in tables and isinstance(raw, dict):
                _add_unknown(tables[path, item], raw, section, known)
    for prefix in {path[:n] for path in known for n in range(1, len(path))} - known.keys():
        raw = at_path(original.document, prefix, 0)
        if isinstance(raw, dict):
            _add_unknown(_make_table(document, Section(prefix, {})), raw, Section(prefix, {}), known)
    body = comments(original.body) + dumps(document).strip("\n") + "\n"
    return Layout(body, document, tuple(sections), "\n" + ending)


def skeleton(layout: Layout) -> str:
    """The headers of a layout and the names below them, which contradict each other if the whole does."""
    lines: list[str] = []
    seen: set[Path] = set()
    for piece in layout.pieces:
        path, item = piece.section.path, piece.section.item
        if item is not None and path in seen:
            continue
        seen.add(path)
        header = ".".join(key_text(name) for name in path)
        lines += [f"[[{header}]]" if item is not None else f"[{header}]"] if path else []
        names = {**piece.section.values, **piece.extra} if item is None else {}
        lines += [f"{key_text(name)} = 0" for name in names]
    return "\n".join(lines)


def _make_table(document: dict[str, object], section: Section) -> dict[str, object]:
    """The table of a section in a document, made where it is missing; an array gets one more. Raises SaveError."""
    table: object = document
    for name in section.path if section.item is None else section.path[:-1]:
        table = table.setdefault(name, {}) if isinstance(table, dict) else {}
    if not isinstance(table, dict):
        raise _said_twice(section)
    if section.item is None:
        return table
    row: dict[str, object] = {}
    rows = table.setdefault(section.path[-1], [])
    if not isinstance(rows, list):
        raise _said_twice(section)
    rows.append(row)
    return row


def _said_twice(section: Section) -> SaveError:
    name = ".".join(key_text(name) for name in section.path)
    return SaveError("session.twice", key=name, next_step="fix_in_editor")


def _add_unknown(
    table: dict[str, object], raw: Table, section: Section, known: Mapping[Path, Mapping[str | None, Section]]
) -> None:
    below = {path[: len(section.path) + 1] for path in known}
    for name, value in raw.items():
        if name not in section.values and (*section.path, name) not in below:
            table.setdefault(name, value)
