"""The values of one table as they stand in its text, so that one can be changed without touching the others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import tomli
import tomli_w

from wbtui.storage.session_file.toml_pieces import TOKEN, table_starts

if TYPE_CHECKING:
    from wbtui.storage.session_file.toml_pieces import Path

_NAME = r"(?:[A-Za-z0-9_-]+|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*')"
_KEY = re.compile(rf"[ \t]*({_NAME}(?:[ \t]*\.[ \t]*{_NAME})*)[ \t]*=[ \t]*")
_EMPTY_LINE = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\n|\Z)")
_HEADER_LINE = re.compile(r"[ \t]*\[[^\n]*(?:\n|\Z)")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_MARKER = re.compile(r"^([<>])(?=\1{6}(?: |$))", re.MULTILINE)


class Statement(NamedTuple):
    """A key and its value, as offsets in a text."""

    start: int
    """Of its line."""
    key: Path
    value: int
    value_end: int
    end: int
    """Behind the end of its last line."""
    comments: tuple[str, ...] = ()
    """Those in and behind the value."""


def taken_apart(text: str, has_header: bool) -> tuple[int, tuple[Statement, ...]]:
    """Where the first value of a table may stand, and its values as far as the next header."""
    at = start = 0
    while match := _EMPTY_LINE.match(text, at):
        if match.end() == at:
            break
        at = match.end()
    if has_header and (header := _HEADER_LINE.match(text, at)):
        at = start = header.end()
    return start, tuple(_statements(text, at))


def _statements(text: str, at: int) -> Iterator[Statement]:
    while at < len(text):
        if empty := _EMPTY_LINE.match(text, at):
            at = empty.end()
            continue
        key = _KEY.match(text, at)
        if key is None:
            return
        found = _statement(text, at, key)
        yield found
        at = found.end


def _statement(text: str, start: int, key: re.Match[str]) -> Statement:
    depth, comments, end = 0, list[str](), len(text)
    value_end: int | None = None
    for token in TOKEN.finditer(text, key.end()):
        sign = token[0]
        if sign[0] == "#":
            comments.append(sign.rstrip())
            value_end = token.start() if value_end is None and not depth else value_end
        elif sign == "\n" and not depth:
            end = token.end()
            break
        else:
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(sign, 0)
    value = text[key.end() : end if value_end is None else value_end].rstrip()
    return Statement(start, _names(key[1]), key.end(), key.end() + len(value), end, tuple(comments))


def _names(key: str) -> Path:
    if _BARE.fullmatch(key):
        return (key,)
    names: list[str] = []
    value: object = tomli.loads(f"{key} = 0")
    while isinstance(value, dict):
        name, value = next(iter(value.items()))
        names.append(name)
    return tuple(names)


def patched(text: str, has_header: bool, old: Mapping[str, object], new: Mapping[str, object]) -> str:
    """A table's text with the values of `new` instead of those of `old`; all else stays, and every comment."""
    text = text if text.endswith("\n") else text + "\n"
    start, found = taken_apart(text, has_header)
    there = {statement.key[0]: statement for statement in found if len(statement.key) == 1}
    edits: list[tuple[int, int, str]] = []
    for name in old.keys() - new.keys():
        if gone := there.get(name):
            edits.append((gone.start, gone.end, "".join(f"{comment}\n" for comment in gone.comments)))
    added: dict[int, str] = {}
    behind = start
    for name, value in new.items():
        is_there = there.get(name)
        if is_there is None:
            added[behind] = added.get(behind, "") + key_text(name) + " = " + value_text(value) + "\n"
            continue
        behind = is_there.end
        if name not in old or old[name] != value:
            edits.append((is_there.value, is_there.value_end, value_text(value)))
    edits += [(at, at, line) for at, line in added.items()]
    for at, end, new_text in sorted(edits, reverse=True):
        text = text[:at] + new_text + text[end:]
    return text


def without(text: str, gone: tuple[Statement, ...]) -> str:
    """The text less some of its statements, whose comments stay."""
    for statement in reversed(gone):
        kept = "".join(f"{comment}\n" for comment in statement.comments)
        text = text[: statement.start] + kept + text[statement.end :]
    return text


def comments(text: str) -> str:
    """Every comment of a text, each on a line of its own."""
    return "".join(f"{token[0].rstrip()}\n" for token in TOKEN.finditer(text) if token[0][0] == "#")


def line_of(text: str, key: str) -> int | None:
    """The line of a key such as `title`, `clock.spent.x` or `people[0].name`; None if that is unclear."""
    path, _, name = key.rpartition(".")
    table, _, nth = path.partition("[")
    starts = [start for start in table_starts(text) if start.path == tuple(table.split(".") if table else ())]
    at = int(nth.rstrip("]")) if nth.rstrip("]").isdigit() else 0
    if at < len(starts):
        for statement in taken_apart(text[starts[at].at :], starts[at].path != ())[1]:
            if statement.key == (name,):
                return text.count("\n", 0, starts[at].at + statement.start) + 1
    return None


def key_text(name: str) -> str:
    """A name as TOML writes it."""
    return name if _BARE.fullmatch(name) else tomli_w.dumps({name: 0}).removesuffix(" = 0\n")


def value_text(value: object) -> str:
    """A value as TOML writes it, long text as a block."""
    return dumps({"x": value}).removeprefix("x = ").removesuffix("\n")


def dumps(table: Mapping[str, object]) -> str:
    """A table as TOML. What looks like the mark of an unresolved merge is written so that it does not."""
    text = tomli_w.dumps({name: _writable(value) for name, value in table.items()}, multiline_strings=True)
    return _MARKER.sub(lambda mark: f"\\u{ord(mark[1]):04x}", text) if _MARKER.search(text) else text


class _Time(datetime):
    """A time that is written with a T; tomli_w writes what str() says."""

    def __str__(self) -> str:
        return self.isoformat()


def _writable(value: object) -> object:
    if isinstance(value, datetime):
        return _Time.combine(value.date(), value.timetz())
    if isinstance(value, Mapping):
        return {name: _writable(item) for name, item in value.items()}
    return [_writable(item) for item in value] if isinstance(value, list | tuple) else value
