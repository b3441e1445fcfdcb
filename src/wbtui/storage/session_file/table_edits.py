"""Computes the edits of a session file from old values to new ones, one table at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.errors import SaveError
from wbtui.storage.session_file.people_rows import by_new_name
from wbtui.storage.session_file.tables import TableEdit, changed, replaced_by
from wbtui.storage.session_file.toml_text import key_text

if TYPE_CHECKING:
    from wbtui.storage.session_file.tables import Items, Table
    from wbtui.storage.session_file.toml_lines import Path

PEOPLE = ("people",)


class PlannedEdit(NamedTuple):
    """An edit, the unknown values that it replaces, and the values of the whole file after it."""

    edit: TableEdit
    replaced: Sequence[tuple[Path, object]]
    data: Table


def edits_between(known: Mapping[Path, Items], wanted: Mapping[Path, Items], data: Table) -> Iterator[PlannedEdit]:
    """Yield the edits from the known tables of a file to the wanted ones. `data` has all values of the file.

    Raises SaveError for a key that would be a table and a value at once.
    """
    for path in wanted:
        _refuse_twice(path, wanted)
    before = dict(known)
    if PEOPLE in before:
        before[PEOPLE] = by_new_name(before[PEOPLE], wanted.get(PEOPLE, {}))
    for path in (*wanted, *(path for path in before if path not in wanted)):
        for edit in _edits(path, before.get(path, {}), wanted.get(path, {})):
            found = list(replaced_by(edit, data))
            data = changed(data, edit)
            yield PlannedEdit(edit, found, data)


def _edits(path: Path, old: Items, new: Items) -> Iterator[TableEdit]:
    if old and new and (None in old) != (None in new):
        yield TableEdit(path, old, {})
        yield TableEdit(path, {}, new)
    elif old != new or list(old) != list(new):
        yield TableEdit(path, old, new)


def _refuse_twice(path: Path, wanted: Mapping[Path, Items]) -> None:
    above = (wanted.get(path[: n - 1], {}).get(None, {}).keys() & {path[n - 1]} for n in range(1, len(path) + 1))
    if any(above) or len({item is None for item in wanted[path]}) > 1:
        raise SaveError("session.twice", key=key_text(*path), next_step="fix_in_editor")
