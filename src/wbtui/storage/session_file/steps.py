"""Computes the changes of a session file from old values to new ones, one table at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.errors import SaveError
from wbtui.storage.session_file.people_rows import by_new_name
from wbtui.storage.session_file.tables import Change, changed, replaced_by
from wbtui.storage.session_file.toml_text import key_text

if TYPE_CHECKING:
    from wbtui.storage.session_file.tables import Items, Table
    from wbtui.storage.session_file.toml_lines import Path

PEOPLE = ("people",)


class Step(NamedTuple):
    """A change, the unknown values that it replaces, and the values of the whole file after it."""

    change: Change
    replaced: Sequence[tuple[Path, object]]
    data: Table


def steps_between(known: Mapping[Path, Items], wanted: Mapping[Path, Items], data: Table) -> Iterator[Step]:
    """Yield the changes from the known tables of a file to the wanted ones. `data` has all values of the file.

    Raises SaveError for a key that would be a table and a value at once.
    """
    for path in wanted:
        _refuse_twice(path, wanted)
    before = dict(known)
    if PEOPLE in before:
        before[PEOPLE] = by_new_name(before[PEOPLE], wanted.get(PEOPLE, {}))
    for path in (*wanted, *(path for path in before if path not in wanted)):
        for change in _changes(path, before.get(path, {}), wanted.get(path, {})):
            found = list(replaced_by(change, data))
            data = changed(data, change)
            yield Step(change, found, data)


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
