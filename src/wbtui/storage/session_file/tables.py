"""The tables of a session file, and changes of them in a parsed document of dicts and lists."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from wbtui.storage.session_file.toml_lines import Path

Table = Mapping[str, object]
Items = Mapping[str | None, Table]
"""The rows of an array of tables by their names, or one table under None."""


@dataclass(frozen=True, slots=True)
class Section:
    """One table of the file and the values in it that this version knows."""

    path: Path
    """Empty for the head of the file."""
    values: Table
    item: str | None = None
    """The name of the row in an array of tables; None for a single table."""


class Change(NamedTuple):
    """A change of one table or of one array of tables."""

    path: Path
    old: Items
    new: Items

    @property
    def is_array(self) -> bool:
        """Return whether the change is about the rows of an array."""
        return None not in self.old and None not in self.new


def by_path(sections: Iterable[Section]) -> dict[Path, dict[str | None, Table]]:
    """Return the values of each section by path and item."""
    found: dict[Path, dict[str | None, Table]] = {}
    for section in sections:
        found.setdefault(section.path, {})[section.item] = section.values
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


def changed(document: Table, change: Change) -> Table:
    """Return a document with one change; it shares all other tables with the old one."""
    return _changed_at(document, change.path, _rows if change.is_array else _table, change)


def _changed_at(
    table: object, path: Path, how: Callable[[object, Change], object], change: Change
) -> dict[str, object]:
    found = dict(table) if isinstance(table, Mapping) else {}
    if not path:
        made = how(table, change)
        return dict(made) if isinstance(made, Mapping) else {}
    if len(path) == 1:
        found[path[0]] = how(found.get(path[0]), change)
    else:
        found[path[0]] = _changed_at(found.get(path[0]), path[1:], how, change)
    return found


def _table(table: object, change: Change) -> object:
    return with_values(table, change.old.get(None, {}), change.new.get(None, {}))


def _rows(rows: object, change: Change) -> object:
    old = rows if isinstance(rows, list) else []
    there = dict(zip(change.old, old, strict=False))
    return [with_values(there.get(item), change.old.get(item, {}), values) for item, values in change.new.items()]


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


def replaced_by(change: Change, document: Table) -> Iterator[tuple[Path, object]]:
    """Yield the unknown values in a document that a change replaces, each after its path."""
    here: object = document
    for n, name in enumerate(change.path, start=1):
        if not any(change.new.values()) or not isinstance(here, Mapping) or name not in here:
            return
        here = here[name]
        if not (_is_rows(here) if change.is_array and n == len(change.path) else isinstance(here, Mapping)):
            yield change.path[:n], here
            return
    rows = zip(change.old, here, strict=False) if isinstance(here, list) else [(None, here)]
    for item, row in rows:
        for name in change.new.get(item, {}):
            if isinstance(row, Mapping) and name in row and name not in change.old.get(item, {}):
                yield (*change.path, name), row[name]


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


def in_plain_order(known: Mapping[Path, Items], document: Table) -> Iterator[Section]:
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
            yield Section(path, first | {name: v for name, v in rest.items() if name not in late}, item)
    for path in sorted(above - known.keys()):
        yield Section(path, _unknown(at_path(document, path), {}, path, above))
    yield Section((), late)


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
