"""Splits a TOML text into lines and values with their offsets, so that one of them can be changed by itself."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import NamedTuple

import tomli

Path = tuple[str, ...]

TOKEN = re.compile(
    r'"""(?:[^"\\]++|\\.|"{1,2}(?!"))*"{3,5}'
    r"|'''(?:[^']++|'{1,2}(?!'))*'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*|[\[\]{}\n]",
    re.DOTALL,
)
"""Matches a string, a comment or a bracket."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_NAME = rf"(?:{_BARE.pattern}|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*')"
_NAMES = rf"{_NAME}(?:[ \t]*\.[ \t]*{_NAME})*"
# These two are compiled when a file is first saved, which takes 1 ms that a start would have to wait for.
_KEY = rf"({_NAMES})[ \t]*=[ \t]*"
_LINE = (
    rf"[ \t]*(?:(?P<comment>#[^\n]*)?\r?(?:\n|\Z)|(?P<header>\[\[?)[ \t]*(?P<path>{_NAMES})[ \t]*\]\]?"
    rf"|(?P<key>{_NAMES})[ \t]*=[ \t]*)"
)
_REST = re.compile(r"[ \t]*(#[^\n]*)?\r?(?:\n|\Z)")
_GAP = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SCALAR = re.compile(r"\d{4}-\d\d-\d\d \d[^\s,\]}#]*|[^\s,\]}#]+")


class Value(NamedTuple):
    """A value, as offsets in a text."""

    start: int
    end: int
    members: tuple[Member, ...] | None = None
    """The members of an array or an inline table; None for any other value."""
    tail: int | None = None
    """The offset after the comma that follows the last member; None without such a comma."""


class Member(NamedTuple):
    """One member of an array or an inline table, as offsets in a text."""

    gap: int
    """The offset of the space before the member, which begins after the bracket or the comma."""
    start: int
    key: Path
    """Empty in an array."""
    value: Value
    end: int
    """The offset of the comma or the closing bracket after the member."""


class Line(NamedTuple):
    """An empty line, a comment, a header, or a key with its value, which may take several lines."""

    kind: str
    """`blank`, `comment`, `header`, `array` (a header in double brackets) or `value`."""
    start: int
    end: int
    path: Path = ()
    """The names in a header, or the names in a key; those of a key do not include the header above it."""
    value: Value | None = None


def lines_of(text: str) -> Iterator[Line]:
    """Yield all lines of a valid TOML text. Raises ValueError for a line that it cannot split."""
    at, line = 0, re.compile(_LINE)
    while at < len(text):
        found = line.match(text, at)
        if found is None:
            # This is not a line of TOML.
            raise ValueError
        if names := found["path"] or found["key"]:
            value = None if found["header"] else value_at(text, found.end())
            rest = _REST.match(text, value.end if value else found.end())
            if rest is None:
                # This is not a value.
                raise ValueError
            kind = "value" if value else "array" if found["header"] == "[[" else "header"
            yield Line(kind, at, rest.end(), _names(names), value)
            at = rest.end()
        else:
            yield Line("comment" if found["comment"] else "blank", at, found.end())
            at = found.end()


def value_at(text: str, at: int) -> Value:
    """Return the value that begins at an offset. Raises ValueError."""
    if (sign := text[at : at + 1]) in ("[", "{"):
        return _container(text, at, "]" if sign == "[" else "}")
    found = (TOKEN if sign in ("'", '"') else _SCALAR).match(text, at)
    if found is None:
        # This is not a value.
        raise ValueError
    return Value(at, found.end())


def _container(text: str, begin: int, closing: str) -> Value:
    at, members = begin + 1, list[Member]()
    while True:
        start = _gap(text, at)
        if text.startswith(closing, start):
            return Value(begin, start + 1, tuple(members), at if members else None)
        key = re.compile(_KEY).match(text, start) if closing == "}" else None
        value = value_at(text, key.end() if key else start)
        end = _gap(text, value.end)
        members.append(Member(at, start, _names(key[1]) if key else (), value, end))
        if text.startswith(closing, end):
            return Value(begin, end + 1, tuple(members))
        if not text.startswith(",", end):
            # A comma is missing.
            raise ValueError
        at = end + 1


def _gap(text: str, at: int) -> int:
    found = _GAP.match(text, at)
    return found.end() if found else at


def _names(key: str) -> Path:
    if _BARE.fullmatch(key):
        return (key,)
    names: list[str] = []
    value: object = tomli.loads(f"{key} = 0")
    while isinstance(value, dict):
        name, value = next(iter(value.items()))
        names.append(name)
    return tuple(names)


def comments_in(text: str) -> list[str]:
    """Return every comment of a text."""
    return [token[0].rstrip() for token in TOKEN.finditer(text) if token[0][0] == "#"]


def line_of(text: str, key: str) -> int | None:
    """Return the line number of a key such as `title`, `clock.spent.x` or `people[0].name`; None if unclear."""
    table, _, name = key.rpartition(".")
    table, _, number = table.partition("[")
    wanted, here = tuple(table.split(".") if table else ()), Path()
    left = int(number.rstrip("]") or 0) + bool(table)
    with contextlib.suppress(ValueError, RecursionError):
        for line in lines_of(text):
            if line.kind in ("header", "array"):
                here = line.path
                left -= here == wanted
            elif line.path == (name,) and here == wanted and not left:
                return text.count("\n", 0, line.start) + 1
    return None
