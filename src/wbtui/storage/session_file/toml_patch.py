"""The text of one table with some of its values changed; everything else in it stays to the letter.

Such a piece of text begins with the comments right above its header, and a path in it begins at that header. It
may lead into inline tables and arrays, where a number stands for a member of an array. All functions raise
ValueError for what cannot be followed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from wbtui.storage.session_file.toml_lines import comments_in, lines_of
from wbtui.storage.session_file.toml_text import key_text, value_text

if TYPE_CHECKING:
    from wbtui.storage.session_file.toml_lines import Line, Value

Way = tuple[str | int, ...]
Table = Mapping[str, object]


class _Found(NamedTuple):
    """Where a path leads in a text."""

    lead: int
    """The offset of the comments right above the line."""
    line: Line
    parents: tuple[tuple[Value, int], ...]
    """The arrays and inline tables on the way, each with the position of the member in it."""
    value: Value
    rest: Way
    """What is left of the path where it does not exist; then `value` is the inline table to put it into."""


class Parts(NamedTuple):
    """A piece of text, split into what moves with its table and what stays at its place."""

    own: str
    """Headers and values with the comments right above them."""
    free: str
    """All other comments, each paragraph with an empty line below it."""
    end: int
    """The offset behind the last value and the comments that follow at once."""
    is_bare: bool
    """Whether there is neither a value nor a comment."""


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


def rearranged(text: str, depth: int, way: Way, order: Sequence[int | Table], eol: str = "\n") -> str:
    """Return the text with an array in a new order, of old members by position and of new tables."""
    found = _find(text, depth, way)
    if not found or found.rest or found.value.members is None:
        # There is no array.
        raise ValueError
    members = [one if isinstance(one, int) else value_text(one).replace("\n", eol) for one in order]
    return _with_members(text, found, found.value, members, eol)


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
    end, glued, is_bare = 0, False, True
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
            end = line.end
            is_bare = is_bare and line.kind != "value" and "#" not in here
        glued, run = line.kind != "blank", []
    free += [*run, eol] if run else []
    return Parts("".join(own).rstrip() + eol, "".join(free), end, is_bare)


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
    """Return the text without a value and the comments right above it; those in and after it stay."""
    found = _find(text, depth, way)
    if not found or found.rest:
        return text
    if found.parents:
        value, n = found.parents[-1]
        left = [m for m in range(len(value.members or ())) if m != n]
        return _with_members(text, found._replace(parents=found.parents[:-1]), value, left, eol)
    kept = "".join(comment + eol for comment in comments_in(text[found.line.start : found.line.end]))
    return _with(text, found.lead, found.line.end, _apart(kept, text[found.line.end :], eol))


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
        return _with_members(text, into, into.value, members, eol)
    line = behind.line if behind else None
    if line is None and base:
        line = next(
            (line for path, _, line in reversed(list(_values(text, depth))) if path[: len(base)] == base), None
        )
    if line is None:
        line = next((line for line in lines_of(text) if line.kind in ("header", "array")), None)
    at = line.end if line else 0
    return _with(text, at, at, f"{key_text(*map(str, base), name)} = {value_text(value)}\n".replace("\n", eol))


def _with_members(text: str, found: _Found, value: Value, order: Sequence[int | str], eol: str) -> str:
    """Return the text with other members in a container; comments of omitted ones move above its line."""
    old = value.members or ()
    gaps = [text[one.gap : one.start] for one in old]
    ends = [text[one.value.end : one.end] for one in old]
    last = ends[-1] if old and value.tail is None and not ends[-1].strip() else ""
    if last:
        ends[-1] = ""
    usual = next((gap for gap in gaps[1:] if not gap.strip()), eol + "  " if "\n" in "".join(gaps) else " ")
    places = iter(sorted(one for one in order if isinstance(one, int)))
    parts = list[str]()
    for one in order:
        if isinstance(one, str):
            parts.append(
                (usual if parts or "\n" in usual else gaps[0] if gaps and not gaps[0].strip() else " ") + one
            )
        else:
            place = next(places)
            parts.append(gaps[place] + text[old[one].start : old[one].value.end] + ends[place])
    gone = [one for n, one in enumerate(old) if n not in order]
    lost = [comment for one in gone for comment in comments_in(text[one.gap : one.end])]
    inside = text[value.start + 1 : value.end - 1] if not old else ""
    tail = text[value.tail : value.end - 1] if value.tail is not None else ""
    if tail and not parts:
        lost += comments_in(tail)
    new = (
        ",".join(parts) + ("," + tail if value.tail is not None else last if last or old else " ") if parts else ""
    )
    new = (inside if "#" in inside else "") + new
    text = _with(text, value.start + 1, value.end - 1, new)
    return _with(text, found.line.start, found.line.start, "".join(comment + eol for comment in lost))
