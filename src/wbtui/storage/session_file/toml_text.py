"""Values and tables as TOML writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

import tomli_w

_BARE = re.compile(r"[A-Za-z0-9_-]+")
"""A key that needs no quotes."""
_MARKER = re.compile(r"^([<>])(?=\1{6}(?: |$))", re.MULTILINE)


def key_text(*names: str) -> str:
    """Return a key in TOML."""
    return ".".join(
        name if _BARE.fullmatch(name) else tomli_w.dumps({name: 0}).removesuffix(" = 0\n") for name in names
    )


def value_text(value: object, *, block: bool = False) -> str:
    """Return a value in TOML: a table inline, text of several lines as a block, with `block` any text."""
    if isinstance(value, Mapping):
        inside = ", ".join(f"{key_text(name)} = {value_text(item)}" for name, item in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        return f"[{', '.join(map(value_text, value))}]"
    text = dumps({"x": value}).removeprefix("x = ").removesuffix("\n")
    if block and isinstance(value, str) and not text.startswith('"""'):
        return _without_markers(f'"""\n{text[1:-1]}"""')
    return text


def table_text(path: Sequence[str], values: Mapping[str, object], *, is_row: bool = False) -> str:
    """Return the header and the values of the table at a path, or of a row of the array of tables there."""
    nested = values
    for name in reversed(path):
        nested = {name: nested}
    text = dumps(nested)
    header = key_text(*path)
    return text.replace(f"[{header}]\n", f"[[{header}]]\n", 1) if is_row else text


def dumps(table: Mapping[str, object]) -> str:
    """Return a table in TOML, with escapes in whatever resembles a merge marker."""
    return _without_markers(
        tomli_w.dumps({name: _writable(value) for name, value in table.items()}, multiline_strings=True)
    )


def _without_markers(text: str) -> str:
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
