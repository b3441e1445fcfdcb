"""The last line of a session file, `# end: n answers`, by which a file that was cut off is found."""

from __future__ import annotations

import re
from typing import NamedTuple

from wbtui.core.errors import Problem
from wbtui.storage.session_file.toml_lines import TOKEN

_END = re.compile(r"^[ \t]*(?P<comment># end: (?P<count>\d+) answers?[ \t]*)\r?(?:\n|\Z)", re.MULTILINE)
_LINE_ENDS = re.compile(r"(\r?\n)?((?:\r?\n)*)\Z")


class Split(NamedTuple):
    """The text of a file, split at its last line."""

    body: str
    """The text less every line of this form: people write below it, and merges double it."""
    gap: str
    """The empty lines above the last line."""
    promised: int | None
    """The number of answers in the last line; None if the file does not end with such a line."""


def last_line(count: int) -> str:
    """Return the last line of a file with this number of answers."""
    return f"# end: {count} {'answer' if count == 1 else 'answers'}\n"


def split(text: str, eol: str) -> Split:
    """Split off the last line of a text."""
    ends = list(_END.finditer(text))
    promised, gap, end = None, eol, len(text)
    if ends and not text[ends[-1].end() :].strip():
        last = ends.pop()
        promised, end = int(last["count"][:9]), last.start()
    # By index, because each copy of a large text stays in the memory of the program.
    filled = end
    while filled and text[filled - 1] in "\r\n":
        filled -= 1
    line_ends = _LINE_ENDS.match(text, filled, end)
    first = line_ends[1] if line_ends else None
    if promised is not None:
        gap = line_ends[2] if line_ends else ""
    body = text[: filled + len(first)] if first else text[:filled] + eol
    return Split(_without(body, ends), gap, promised)


def _without(text: str, ends: list[re.Match[str]]) -> str:
    """Return a text without some lines, unless they are part of a string."""
    if ends:
        comments = {token.start() for token in TOKEN.finditer(text) if token[0][0] == "#"}
        for end in reversed(ends):
            if end.start("comment") in comments:
                text = text[: end.start()] + text[end.end() :]
    return text


def sign_of_loss(promised: int | None, answers: int) -> Problem | None:
    """Return the sign that part of a file is missing, which has this number of answers; None without one."""
    if promised is None:
        return Problem("session.last_line")
    return Problem.of("session.answers", promised=promised, found=answers) if promised > answers else None
