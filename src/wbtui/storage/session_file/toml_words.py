"""Messages of the TOML parser, translated for people who do not know TOML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wbtui.core.errors import Problem

_WORDS = (
    # The start of a message of tomli, and its translation.
    (r"Unterminated string|Expected '(\"\"\"|''')'", "a text in quotes without an end"),
    (
        r"Illegal character|Found invalid character",
        "a text in quotes without an end, or a forbidden sign",
    ),
    (r"Cannot overwrite a value|Duplicate inline table key", "a name that is there already"),
    (r"Cannot declare \((.*?),?\) twice", "the heading [{}] is there already"),
    (r"Cannot (mutate|redefine)", "a heading that is there already"),
    (r"Expected '='", "no = after a name"),
    (r"Expected '\]'|Expected '\]\]'", "a heading without its closing bracket"),
    (r"Invalid value", "nothing after the = that can be read, such as a text without quotes"),
    (r"Invalid date or datetime", "a date that does not exist"),
    (r"Invalid statement|Invalid initial character", "neither a heading nor a name with = and a value"),
    (r"Expected newline", "more behind a value than may stand there"),
    (r"Unclosed (array|inline table)", "a list without its closing bracket"),
    (r"Unescaped|Invalid hex value|Escaped character", r"a \ in a text, which would have to be \\"),
    (r"Exceeds the limit", "a number with too many digits"),
    (r"nested too deeply", "too many brackets or dots inside each other"),
)


def in_words(problem: Problem, lines: int) -> str:
    """Return a problem of the parser in plain words, or its own words if unknown, with the line.

    `lines` is the number of lines in the file, for a problem at its end.
    """
    what = next((said for pattern, words in _WORDS if (said := _said(pattern, words, problem.what))), "")
    if problem.line:
        where = f"line {problem.line}"
    else:
        where = f"line {lines}, where the file ends" if "end of the file" in problem.what else ""
    what = what or f"not valid TOML: {problem.what}"
    return f"{where}: {what}" if where else what


def _said(pattern: str, words: str, complaint: str) -> str:
    found = re.match(pattern, complaint)
    names = ".".join(re.findall(r"'(.*?)'", found[0])) if found and "{}" in words else ""
    return words.format(names) if found else ""
