"""A session file with other values: what changed is patched where it stands, and all other text stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.errors import SaveError
from wbtui.storage.session_file.people_rows import by_new_name
from wbtui.storage.session_file.tables import Change, changed, replaced_by
from wbtui.storage.session_file.toml_document import joined, rewritten
from wbtui.storage.session_file.toml_patch import renamed
from wbtui.storage.session_file.toml_pieces import PatchedPieces
from wbtui.storage.session_file.toml_text import key_text

if TYPE_CHECKING:
    from wbtui.storage.session_file.tables import Items, Table
    from wbtui.storage.session_file.toml_document import TomlDocument
    from wbtui.storage.session_file.toml_lines import Path

PEOPLE = ("people",)


def updated(wanted: Mapping[Path, Items], original: TomlDocument, ending: str) -> TomlDocument:
    """Return the wanted tables as a file in the style of the original; an unchanged table keeps its text.

    Raises SaveError for what no file can say.
    """
    before = dict(original.known)
    for path in wanted:
        _refuse_twice(path, wanted)
    if PEOPLE in before:
        before[PEOPLE] = by_new_name(before[PEOPLE], wanted.get(PEOPLE, {}))
    steps = list(_steps(before, wanted, original.data))
    toml = replace(
        original,
        data=steps[-1].data if steps else original.data,
        known=wanted,
        ending=original.gap + ending.replace("\n", original.eol),
        is_ours=True,
        is_rewritten=False,
        replaced=tuple(path for step in steps for path, value in step.replaced if value not in ("", [], {})),
        needs_full_check=True,
    )
    if not original.body:
        return rewritten(toml)
    try:
        patch = PatchedPieces(original, list(wanted))
        for step in steps:
            patch.clear(step.change, step.replaced)
            patch.make(step.change)
        patch.check()
    except (ValueError, RecursionError):
        return rewritten(toml)
    pieces = tuple(patch.pieces)
    return replace(toml, body=joined(pieces), given_pieces=pieces, needs_full_check=patch.needs_full_check)


def with_renamed_key(toml: TomlDocument, old: str, new: str) -> TomlDocument:
    """Return a document with another name for a known key of its head; the same if its text cannot be patched."""
    try:
        head, *rest = toml.pieces
        pieces = (head._replace(text=renamed(head.text, old, new)), *rest)
    except ValueError:
        return toml
    data, known = (
        {new if name == old else name: value for name, value in table.items()}
        for table in (toml.data, toml.known[()][None])
    )
    return replace(
        toml,
        body="".join(piece.text for piece in pieces),
        given_pieces=pieces,
        data=data,
        known={**toml.known, (): {None: known}},
    )


class _Step(NamedTuple):
    """A change, the unknown values that it replaces, and the values of the whole file after it."""

    change: Change
    replaced: Sequence[tuple[Path, object]]
    data: Table


def _steps(before: Mapping[Path, Items], wanted: Mapping[Path, Items], data: Table) -> Iterator[_Step]:
    for path in (*wanted, *(path for path in before if path not in wanted)):
        for change in _changes(path, before.get(path, {}), wanted.get(path, {})):
            found = list(replaced_by(change, data))
            data = changed(data, change)
            yield _Step(change, found, data)


def _changes(path: Path, old: Items, new: Items) -> Iterator[Change]:
    if old and new and (None in old) != (None in new):
        yield Change(path, old, {})
        yield Change(path, {}, new)
    elif old != new or list(old) != list(new):
        yield Change(path, old, new)


def _refuse_twice(path: Path, wanted: Mapping[Path, Items]) -> None:
    above = (wanted.get(path[: n - 1], {}).get(None, {}).keys() & {path[n - 1]} for n in range(1, len(path) + 1))
    if any(above) or len({item is None for item in wanted[path]}) > 1:
        raise SaveError("session.twice", key=key_text(*path), next_step="fix_in_editor")
