"""Parsing of TOML that anybody may have written, with problems that people understand without knowing TOML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

import tomli

from wbtui.core.errors import Problem, SessionError, Where
from wbtui.core.session import MAX_INTEGER
from wbtui.storage.session_file.toml_floats import as_spelled
from wbtui.storage.session_file.toml_lines import line_of

_CODES = (
    # The start of a message of tomli, and its code.
    (r"Unterminated string|Expected '(\"\"\"|''')'", "toml.quote"),
    (r"Illegal character|Found invalid character", "toml.character"),
    (r"Cannot overwrite a value|Duplicate inline table key", "toml.name_twice"),
    (r"Cannot (mutate|redefine)", "toml.name_twice"),
    (r"Expected '='", "toml.no_equals"),
    (r"Expected '\]'|Expected '\]\]'", "toml.bracket"),
    (r"Invalid value", "toml.value"),
    (r"Invalid date or datetime", "toml.date"),
    (r"Invalid statement|Invalid initial character", "toml.statement"),
    (r"Expected newline", "toml.newline"),
    (r"Unclosed (array|inline table)", "toml.list"),
    (r"Unescaped|Invalid hex value|Escaped character", "toml.backslash"),
    (r"Exceeds the limit", "toml.digits"),
)
_PLACE = r"(?s)(.*?) \(at (?:line (\d+), column \d+|end of document)\)"
_TWICE = r"Cannot declare \((.*?),?\) twice"

MAX_TEXT_CHARS = 1_000_000
"""The longest text that is read: an editor with a longer one takes seconds and 300 MB."""

_MANY_DIGITS = re.compile(r"[0-9][0-9A-Fa-fxob_]{16}")


def parsed(text: str) -> Mapping[str, object]:
    """Parse TOML. Raises SessionError, with the line if it is known."""
    try:
        document = tomli.loads(text, parse_float=as_spelled)
    except (ValueError, RecursionError) as error:
        raise SessionError(toml_problem(error, text)) from error
    if _MANY_DIGITS.search(text) and (key := next(_keys(document, _is_too_large), None)):
        raise SessionError("toml.digits", key=key, line=line_of(text, key))
    if len(text) > MAX_TEXT_CHARS and (key := next(_keys(document, _is_too_long), None)):
        raise SessionError("toml.long", key=key, line=line_of(text, key), most=MAX_TEXT_CHARS)
    return document


def _is_too_large(value: object) -> bool:
    """Return whether a value is an integer that TOML does not have."""
    return isinstance(value, int) and not -MAX_INTEGER - 1 <= value <= MAX_INTEGER


def _is_too_long(value: object) -> bool:
    return isinstance(value, str) and len(value) > MAX_TEXT_CHARS


def _keys(value: object, wanted: Callable[[object], bool], key: str = "") -> Iterator[str]:
    """Yield the keys of the wanted values."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _keys(item, wanted, f"{key}.{name}" if key else name)
    elif isinstance(value, list):
        for n, item in enumerate(value):
            yield from _keys(item, wanted, f"{key}[{n}]" if isinstance(item, dict) else key)
    elif wanted(value):
        yield key


def toml_problem(error: ValueError | RecursionError, text: str) -> Problem:
    """Return an error of tomli as a Problem, with the line number taken from its message."""
    if isinstance(error, RecursionError):
        return Problem("toml.deep")
    match = re.fullmatch(_PLACE, str(error))
    if match is None:
        return _problem(str(error))
    line = match[2] or text.rstrip("\n").count("\n") + 1
    return _problem(match[1])._replace(where=Where(line=int(line), at_end=not match[2]))


def _problem(complaint: str) -> Problem:
    """Return the problem for a message of tomli; an unknown message is quoted in it."""
    if twice := re.match(_TWICE, complaint):
        return Problem.of("toml.heading_twice", heading=".".join(re.findall(r"'(.*?)'", twice[1])))
    known = next((code for pattern, code in _CODES if re.match(pattern, complaint)), None)
    return Problem.of("toml.other", complaint=complaint) if known is None else Problem(known)
