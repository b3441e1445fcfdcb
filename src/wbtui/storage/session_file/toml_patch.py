"""Changes some values in the text of one table; everything else in it stays as it was written.

Such a piece of text begins with the comments right above its header, and a path in it begins at that header. It
may lead into inline tables and arrays, where a number stands for a member of an array. All functions raise
ValueError for a text that they cannot split, or a path that leads nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from wbtui.storage.session_file.toml_lines import comments_in, lines_of
from wbtui.storage.session_file.toml_members import rearranged_members
from wbtui.storage.session_file.toml_text import key_text, value_text

if TYPE_CHECKING:
    from wbtui.storage.session_file.tables import Items, Table
    from wbtui.storage.session_file.toml_lines import Line, Value

Way = tuple[str | int, ...]


class _Found(NamedTuple):
    """The place in a text to which a path leads."""

    lead: int
    """The offset of the comments right above the line."""
    line: Line
    parents: tuple[tuple[Value, int], ...]
    """The arrays and inline tables on the way, each with the position of the member in it."""
    value: Value
    rest: Way
    """The part of the path that does not exist; then `value` is the inline table to put it into."""


class Parts(NamedTuple):
    """A piece of text, split into what moves with its table and what stays at its place."""

    own: str
    """Headers and values with the comments right above them."""
    free: str
    """All other comments, each paragraph with an empty line below it."""
    end: int
    """The offset behind the last value and the comments that follow at once."""
    is_bare: bool
    """True if there is neither a value nor a comment."""


def patched(text: str, depth: int, base: Way, old: Table, new: Table, eol: str = "\n") -> str:
    """Return the text with the values of `new` instead of those of `old` in the table at `base`.

    `depth` is the length of the piece's own path, `eol` ends the lines that are written.
    """
    for name in [name for name in old if name not in new]:
        text = _without(text, depth, (*base, name), eol)
    names = list(new)
    for n, (name, value) in enumerate(new.items()):
        if name in old and old[name] == value:
            continue
        found = _find(text, depth, (*base, name))
        if found and not found.rest:
            text = _with(text, found.value.start, found.value.end, _written(text, found.value, value, eol))
        else:
            text = _added(text, depth, base, name, value, found, names[:n], eol)
    return text


def with_rows(text: str, depth: int, way: Way, old: Items, new: Items, eol: str = "\n") -> str:
    """Return the text with the rows of `new` instead of those of `old` in an array of inline tables."""
    rows = _array(text, depth, way)
    positions = {item: n for n, item in enumerate(old)}
    if len(rows.members or ()) != len(positions):
        # The array has rows of unknown ids.
        raise ValueError
    changed = [item for item in old if item in new and new[item] != old[item]]
    for item in reversed(changed):
        row = (rows.members or ())[positions[item]].value
        # Patched by itself: to look for each row in a long array would take too long.
        alone = patched(f"x = {text[row.start : row.end]}", 0, ("x",), old[item], new[item], eol)
        text = _with(text, row.start, row.end, alone.removeprefix("x = "))
    if list(new) == list(old):
        return text
    order = [
        positions[item] if item in positions else value_text(values).replace("\n", eol)
        for item, values in new.items()
    ]
    return _with_members(text, _array(text, depth, way) if changed else rows, order, eol)


def _array(text: str, depth: int, way: Way) -> Value:
    found = _find(text, depth, way)
    if not found or found.rest or text[found.value.start] != "[":
        # There is no array.
        raise ValueError
    return found.value


def with_array(text: str, depth: int, way: Way, rows: Sequence[Table], eol: str = "\n") -> str:
    """Return the text with a new array of tables in an inline table."""
    return _added(text, depth, way[:-1], str(way[-1]), list(rows), _find(text, depth, way), [], eol)


def form_of(text: str, depth: int, way: Way) -> str:
    """Return how this piece of text writes the table at `way`.

    `dotted`: as dotted keys; `inline`: as an inline table; `array`: as an array of inline tables; `into`: inside
    an inline table; empty: not at all.
    """
    found = _find(text, depth, way)
    if found and not found.rest:
        return "inline" if text[found.value.start] == "{" else "array" if text[found.value.start] == "[" else ""
    if found:
        return "into"
    return "dotted" if any(path[: len(way)] == way for path, _, _ in _values(text, depth)) else ""


def parts_of(text: str, eol: str = "\n") -> Parts:
    """Split a piece of text into what belongs to its table and what does not."""
    own, free, run = list[str](), list[str](), list[str]()
    end, kept, glued, is_bare = 0, 0, False, True
    for line in lines_of(text):
        here = text[line.start : line.end]
        if line.kind == "comment":
            run.append(here)
            end = line.end if glued else end
            is_bare = False
            continue
        if line.kind == "blank":
            free += [*run, eol] if run else []
            own += [here] if not run else []
        else:
            own += [*run, here]
            end, kept = line.end, len(own)
            is_bare = is_bare and line.kind != "value" and "#" not in here
        glued, run = line.kind != "blank", []
    free += [*run, eol] if run else []
    belongs = "".join(own[:kept])
    return Parts(belongs if belongs.endswith("\n") else belongs + eol, "".join(free), end, is_bare)


def _values(text: str, depth: int) -> Iterator[tuple[Way, int, Line]]:
    """Yield each key as its whole path, the offset of the comments right above it, and its line."""
    lead: int | None = None
    prefix: Way = ()
    for line in lines_of(text):
        if line.kind == "comment":
            lead = line.start if lead is None else lead
            continue
        if line.kind in ("header", "array"):
            prefix = line.path[depth:]
        elif line.kind == "value":
            yield (*prefix, *line.path), line.start if lead is None else lead, line
        lead = None


def _find(text: str, depth: int, way: Way) -> _Found | None:
    for path, lead, line in _values(text, depth):
        if path == way[: len(path)] and line.value is not None:
            return _descend(text, _Found(lead, line, (), line.value, way[len(path) :]))
    return None


def _descend(text: str, found: _Found) -> _Found | None:
    """Follow the rest of a path into inline tables and arrays; None where something else stands in its way."""
    while found.rest and found.value.members is not None:
        for n, member in enumerate(found.value.members):
            key: Way = member.key or (n,)
            if key == found.rest[: len(key)]:
                parents = (*found.parents, (found.value, n))
                found = found._replace(parents=parents, value=member.value, rest=found.rest[len(key) :])
                break
        else:
            return found if text[found.value.start] == "{" else None
    return None if found.rest else found


def _with(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


def _written(text: str, old: Value, value: object, eol: str) -> str:
    block = text.startswith(('"""', "'''"), old.start)
    return value_text(value, block=block).replace("\n", eol)


def _without(text: str, depth: int, way: Way, eol: str) -> str:
    """Return the text without a value and the comments right above it.

    A comment behind it stays, unless it is a member of an inline table.
    """
    found = _find(text, depth, way)
    if found and not found.rest and found.parents:
        table, n = found.parents[-1]
        return _with_members(text, table, [m for m in range(len(table.members or ())) if m != n], eol)
    for path, lead, line in reversed(list(_values(text, depth))):
        if path[: len(way)] == way:
            kept = "".join(comment + eol for comment in comments_in(text[line.start : line.end]))
            text = _with(text, lead, line.end, _apart(kept, text[line.end :], eol))
    return text


def renamed(text: str, old: str, new: str) -> str:
    """Return the text of the head of a file with another name for one of its keys."""
    found = _find(text, 0, (old,))
    if not found or found.rest or found.parents:
        # There is no such key.
        raise ValueError
    start = found.line.start
    key, equals, space = text[start : found.value.start].rpartition("=")
    return _with(text, start, found.value.start, key.replace(key.strip(), new) + equals + space)


def _apart(kept: str, below: str, eol: str) -> str:
    """Return comments that stay, with an empty line that keeps them apart from what follows."""
    return kept + eol if kept and below.strip(" \t") and below.lstrip(" \t")[0] not in "\r\n" else kept


def _added(
    text: str, depth: int, base: Way, name: str, value: object, into: _Found | None, before: list[str], eol: str
) -> str:
    """Return the text with a value added to the table at `base`, after the last of those `before` it."""
    there = (_find(text, depth, (*base, one)) for one in reversed(before))
    behind = next((found for found in there if found and not found.rest), None)
    if into is not None:
        new = f"{key_text(*map(str, into.rest))} = {value_text(value)}".replace("\n", eol)
        members = list[int | str](range(len(into.value.members or ())))
        at = behind.parents[len(into.parents)][1] + 1 if behind and len(behind.parents) > len(into.parents) else 0
        members.insert(at if behind else len(members), new)
        return _with_members(text, into.value, members, eol)
    line = behind.line if behind else None
    if line is None and base:
        line = next(
            (line for path, _, line in reversed(list(_values(text, depth))) if path[: len(base)] == base), None
        )
    if line is None:
        line = next((line for line in lines_of(text) if line.kind in ("header", "array")), None)
    at = line.end if line else 0
    return _with(text, at, at, f"{key_text(*map(str, base), name)} = {value_text(value)}\n".replace("\n", eol))


def _with_members(text: str, value: Value, order: Sequence[int | str], eol: str) -> str:
    return _with(text, value.start + 1, value.end - 1, rearranged_members(text, value, order, eol))
