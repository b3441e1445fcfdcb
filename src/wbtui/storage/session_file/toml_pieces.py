"""Where the tables of a TOML text begin, so that they can be cut apart without changing a letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import tomli

Path = tuple[str, ...]

TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}'
    r"|'''(?:[^']|'{1,2}(?!'))*'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*|[\[\]{}\n]",
    re.DOTALL,
)
"""What tells strings, comments and brackets apart."""


class TableStart(NamedTuple):
    """A table's header."""

    at: int
    """Offset of the comments right above the header, of the header where there are none."""
    path: Path
    array: bool
    """Whether it is one of many, `[[…]]`."""


def table_starts(text: str) -> Iterator[TableStart]:
    """The tables of a valid TOML text in order, beginning with the one without a header.

    A table inside one of an array of tables belongs to that one and is not told apart.
    """
    yield TableStart(0, (), False)
    headers: dict[str, tuple[Path, bool]] = {}
    arrays: set[Path] = set()
    for at, header in _headers(text):
        if header not in headers:
            headers[header] = _header_path(header)
        path, array = headers[header]
        if any(path[:n] in arrays for n in range(1, len(path))):
            continue
        if array:
            arrays.add(path)
        yield TableStart(at, path, array)


def _headers(text: str) -> Iterator[tuple[int, str]]:
    """Each header line with the offset of the comments right above it."""
    depth = line = 0
    comments: int | None = None
    for token in TOKEN.finditer(text):
        sign, at = token[0], token.start()
        first = not depth and not text[line:at].strip()
        if sign == "\n":
            if first and not text[line:at].strip():
                comments = None
            line = token.end()
        elif sign[0] == "#":
            if first and comments is None:
                comments = line
            elif not first:
                comments = None
            line = token.end() + 1
        elif sign == "[" and first:
            end = text.find("\n", at)
            yield (line if comments is None else comments), text[at : end if end >= 0 else len(text)]
            comments, depth = None, depth + 1
        else:
            comments = None
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(sign, 0)


def _header_path(header: str) -> tuple[Path, bool]:
    names: list[str] = []
    value: object = tomli.loads(header)
    while isinstance(value, dict) and value:
        name, value = next(iter(value.items()))
        names.append(name)
    return tuple(names), isinstance(value, list)
