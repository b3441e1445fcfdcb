"""The tables of a session file, and edits of them in a parsed document of dicts and lists."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from wbtui.storage.session_file.toml_lines import Path

Table = Mapping[str, object]
Items = Mapping[str | None, Table]
"""The rows of an array of tables by their names, or one table under None."""


class KnownTable(NamedTuple):
    """One table of the file and the values in it that this version knows."""

    path: Path
    """Empty for the head of the file."""
    values: Table
    item: str | None = None
    """The name of the row in an array of tables; None for a single table."""


class TableEdit(NamedTuple):
    """An edit of one table or of one array of tables."""

    path: Path
    old: Items
    new: Items

    @property
    def is_array(self) -> bool:
        """Return whether the edit is about the rows of an array."""
        return None not in self.old and None not in self.new


def by_path(tables: Iterable[KnownTable]) -> dict[Path, dict[str | None, Table]]:
    """Return the values of each table by path and item."""
    found: dict[Path, dict[str | None, Table]] = {}
    for table in tables:
        found.setdefault(table.path, {})[table.item] = table.values
    return found


def at_path(document: object, path: Path, item: int = 0) -> object:
    """Return the table at a path; of an array of tables, the row at position `item`."""
    for name in path:
        document = document.get(name, {}) if isinstance(document, dict) else {}
    if isinstance(document, list):
        return document[item] if item < len(document) else {}
    return document


def rows_at(document: object, path: Path) -> list[object]:
    """Return the rows of an array of tables. Raises ValueError if there is none."""
    table = at_path(document, path[:-1])
    rows = table.get(path[-1]) if isinstance(table, dict) else None
    if not isinstance(rows, list):
        # There is no array.
        raise ValueError
    return rows


def changed(document: Table, edit: TableEdit) -> Table:
    """Return a document with one edit; it shares all other tables with the old one."""
    return _changed_at(document, edit.path, _rows if edit.is_array else _table, edit)


def _changed_at(
    table: object, path: Path, how: Callable[[object, TableEdit], object], edit: TableEdit
) -> dict[str, object]:
    found = dict(table) if isinstance(table, Mapping) else {}
    if not path:
        made = how(table, edit)
        return dict(made) if isinstance(made, Mapping) else {}
    if len(path) == 1:
        found[path[0]] = how(found.get(path[0]), edit)
    else:
        found[path[0]] = _changed_at(found.get(path[0]), path[1:], how, edit)
    return found


def _table(table: object, edit: TableEdit) -> object:
    return with_values(table, edit.old.get(None, {}), edit.new.get(None, {}))


def _rows(rows: object, edit: TableEdit) -> object:
    old = rows if isinstance(rows, list) else []
    there = dict(zip(edit.old, old, strict=False))
    return [with_values(there.get(item), edit.old.get(item, {}), values) for item, values in edit.new.items()]


def with_values(table: object, old: Table, new: Table) -> Table:
    """Return a table with the values of `new` instead of those of `old`; unknown values stay."""
    if old == new and isinstance(table, Mapping):
        return table
    kept = dict(table) if isinstance(table, Mapping) else {}
    for name in old:
        if name not in new:
            kept.pop(name, None)
    kept.update((name, value) for name, value in new.items() if name not in old or old[name] != value)
    return kept


def replaced_by(edit: TableEdit, document: Table) -> Iterator[tuple[Path, object]]:
    """Yield the unknown values in a document that an edit replaces, each after its path."""
    here: object = document
    for n, name in enumerate(edit.path, start=1):
        if not any(edit.new.values()) or not isinstance(here, Mapping) or name not in here:
            return
        here = here[name]
        if not (_is_rows(here) if edit.is_array and n == len(edit.path) else isinstance(here, Mapping)):
            yield edit.path[:n], here
            return
    rows = zip(edit.old, here, strict=False) if isinstance(here, list) else [(None, here)]
    for item, row in rows:
        for name in edit.new.get(item, {}):
            if isinstance(row, Mapping) and name in row and name not in edit.old.get(item, {}):
                yield (*edit.path, name), row[name]


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(row, Mapping) for row in value)


def same(one: object, other: object) -> bool:
    """Return whether two values are equal, where `nan` equals itself and a missing table an empty one."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return all(same(one.get(name, {}), other.get(name, {})) for name in {**one, **other})
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if one in ({}, []) and other in ({}, []):
        return True
    if isinstance(one, float) and isinstance(other, float):
        return one == other or (one != one and other != other)
    return type(one) is type(other) and one == other


def in_plain_order(known: Mapping[Path, Items], document: Table) -> Iterator[KnownTable]:
    """Yield all tables of a document in the order of the known ones; unknown tables come last."""
    above = {path[:n] for path in known for n in range(len(path) + 1)}
    late: dict[str, object] = {}
    for path, items in known.items():
        for n, (item, values) in enumerate(items.items()):
            table = at_path(document, path, n)
            rest = _unknown(table, values, path, above)
            if not path:
                late = {name: value for name, value in rest.items() if isinstance(value, dict)}
            first = {name: table[name] for name in values if name in table} if isinstance(table, dict) else {}
            yield KnownTable(path, first | {name: v for name, v in rest.items() if name not in late}, item)
    for path in sorted(above - known.keys()):
        yield KnownTable(path, _unknown(at_path(document, path), {}, path, above))
    yield KnownTable((), late)


def _unknown(table: object, values: Table, path: Path, above: set[Path]) -> dict[str, object]:
    items = table.items() if isinstance(table, dict) else ()
    return {name: value for name, value in items if name not in values and (*path, name) not in above}


def longest_run(numbers: Sequence[int]) -> set[int]:
    """Return a longest ascending subsequence of distinct numbers."""
    ends, before = list[int](), dict[int, int | None]()
    for number in numbers:
        n = bisect_left(ends, number)
        before[number] = ends[n - 1] if n else None
        ends[n:] = [number, *ends[n + 1 :]]
    run, last = set[int](), ends[-1] if ends else None
    while last is not None:
        run.add(last)
        last = before[last]
    return run
