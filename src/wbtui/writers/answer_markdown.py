"""The Markdown of answers: CommonMark with tables and strike-through.

What people write in prose and do not mean as Markdown is text.

The README lists what means something and what is text.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkLabel
from markdown_it.rules_block import blockquote
from markdown_it.rules_inline import image, link
from markdown_it.rules_inline.state_inline import Delimiter

from wbtui.core.document.drawing import MAX_COLUMNS
from wbtui.writers.prose_signs import beside, escapes, is_face, is_in_path, is_in_word, may_close, may_open

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

_NOT_MEANT = ("code", "heading", "lheading", "hr", "html_block", "html_inline", "reference", "entity")
_SCHEMES = ("", "http", "https", "ftp", "mailto", "tel")
"""The schemes of addresses that can be links. With any other, a click may run something."""
_SCHEME = re.compile(r"([^:/?#]*):")
_ADDRESS = re.compile(r"[:/.#@]")
"""A sign that every address of a link has; `list[int](3)` is no link."""
_NO_ADDRESS = re.compile(r"\]\([ \t\n]*(?:\)|<[ \t]*>)")
_COMPARISON = re.compile(
    r">+[ \t]*=?[ \t]*[-+±~≈]?[ \t]*[$€£¥₹]?[ \t]*\d(?!\d*[.)][ \t])|>+(?:[=:;<^/|\\%&)]|_[<>])"
)
"""A sign before a number (`> 50 %`), an operator (`>=`) or a face (`>:(`)."""
_MAX_SHORT_LINES = 50
_TICKS = re.compile("`+")


class AnswerMarkdown(MarkdownIt):
    """A parser of Markdown for answers."""

    def __init__(self, max_nesting: int) -> None:
        super().__init__("commonmark", {"maxNesting": max_nesting})
        self.enable(["table", "strikethrough"]).disable(_NOT_MEANT)
        self.block.ruler.before("fence", "indented", _indented)
        self.block.ruler.at("blockquote", _quote, {"alt": ["paragraph", "reference", "blockquote", "list"]})
        self.inline.ruler.before("escape", "backslash", _backslash)
        self.inline.ruler.at("backticks", _code)
        self.inline.ruler.at("emphasis", _emphasis)
        self.inline.ruler.at("link", _link)
        self.inline.ruler.at("image", _picture)
        self.inline.ruler.before("strikethrough", "tildes", _tildes)

    def validateLink(self, url: str) -> bool:  # noqa: N802
        """Return whether an address may be that of a link: no path of Windows, no scheme that runs something."""
        plain = re.sub(r"[\s\x00-\x1f]", "", html.unescape(unquote(url)))
        scheme = _SCHEME.match(plain)
        is_safe = "\\" not in plain and (scheme[1].lower() if scheme else "") in _SCHEMES
        return is_safe and _ADDRESS.search(plain) is not None


def is_elsewhere(address: str) -> bool:
    """Return whether an address points to another computer."""
    return address.startswith("//") or _SCHEME.match(address) is not None


def _indented(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read code that is indented by spaces; a tab is how word processors indent a paragraph."""
    last = line = start
    while line < end and (state.isEmpty(line) or state.sCount[line] - state.blkIndent >= 4):
        if not state.isEmpty(line):
            typed = state.src[state.bMarks[line] : state.eMarks[line]]
            if "\t" in typed[: state.tShift[line]] or len(typed) > MAX_COLUMNS:
                return False
            last = line + 1
        line += 1
    if last == start or silent:
        return last > start
    state.line = last
    token = state.push("code_block", "code", 0)
    token.content = state.getLines(start, last, 4 + state.blkIndent, False) + "\n"
    token.map = [start, last]
    return True


def _quote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a quotation, unless its first lines are all comparisons such as `> 50 %`."""
    line, compares = start, True
    while line < min(end, start + _MAX_SHORT_LINES) and (typed := _typed(state, line)).startswith(">"):
        compares = compares and _COMPARISON.match(typed) is not None
        line += 1
    return not (line > start and compares) and blockquote(state, start, end, silent)


def _typed(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _backslash(state: StateInline, silent: bool) -> bool:
    """Read backslashes that are signs: two in a row, those of a path, and those that escape nothing."""
    src, pos = state.src, state.pos
    if src[pos] != "\\":
        return False
    end = pos + len(src[pos:]) - len(src[pos:].lstrip("\\"))
    if end - pos < 2 and not is_in_path(src, pos):
        if end == len(src) or src[end] == "\n" or escapes(src, pos):
            return False
        # The sign behind it is text, too.
        end += not src[end].isalnum()
    if not silent:
        state.pending += src[pos:end]
    state.pos = end
    return True


def _code(state: StateInline, silent: bool) -> bool:
    """Read code in a line; backticks within a word, or without others in the same line, are text."""
    src, begin = state.src, state.pos
    if src[begin] != "`":
        return False
    ticks = _run(src, begin)
    inside = begin + len(ticks)
    end = _end_of_code(state, inside, ticks) if not is_in_word(beside(src, begin - 1)) else -1
    if not silent and end < 0:
        state.pending += ticks
    elif not silent:
        token = state.push("code_inline", "code", 0)
        # Not every reader shows spaces at the edges.
        token.markup, token.content = ticks, src[inside:end].strip(" \t")
    state.pos = inside if end < 0 else end + len(ticks)
    return True


def _run(src: str, at: int) -> str:
    found = _TICKS.match(src, at)
    return found[0] if found else ""


def _end_of_code(state: StateInline, begin: int, ticks: str) -> int:
    """Return where the backticks stand that end code in a line, or -1."""
    src = state.src
    if begin < state.backticks.get(len(ticks), 0):
        return -1
    line_end = len(src) if (found_end := src.find("\n", begin)) < 0 else found_end
    for found in _TICKS.finditer(src, begin, line_end):
        before, after = beside(src, found.start() - 1), beside(src, found.end())
        goes_on = is_in_word(after) and (is_in_word(before) or before.isspace())
        if found[0] == ticks and not goes_on:
            return found.start() if src[begin : found.start()].strip(" \t") else -1
    # No later ones in this line have an end, either.
    state.backticks[len(ticks)] = line_end
    return -1


def _link(state: StateInline, silent: bool) -> bool:
    """Read a link, unless it has no address."""
    return not _lacks_address(state, state.pos, is_link=True) and link(state, silent)


def _picture(state: StateInline, silent: bool) -> bool:
    """Read a picture, unless it has no address."""
    return not _lacks_address(state, state.pos + 1, is_link=False) and image(state, silent)


def _lacks_address(state: StateInline, at: int, *, is_link: bool) -> bool:
    if beside(state.src, at) != "[":
        return False
    end = parseLinkLabel(state, at, is_link)
    return end >= 0 and _NO_ADDRESS.match(state.src, end) is not None


def _emphasis(state: StateInline, silent: bool) -> bool:
    """Read the signs of emphasis; an asterisk between factors or in the name of a file is text."""
    marker, pos = state.src[state.pos], state.pos
    if silent or marker not in "*_":
        return False
    found = state.scanDelims(pos, marker == "*")
    before, after = beside(state.src, pos - 1), beside(state.src, pos + found.length)
    beyond = beside(state.src, pos + found.length + 1)
    in_face = is_face(state.src, pos, found.length)
    opens = found.can_open and not in_face and may_open(before, after, beyond)
    closes = found.can_close and not in_face and may_close(before, after, beyond)
    for _ in range(found.length):
        state.push("text", "", 0).content = marker
        sign = Delimiter(ord(marker), found.length, len(state.tokens) - 1, -1, opens, closes)
        state.delimiters.append(sign)
    state.pos += found.length
    return True


def _tildes(state: StateInline, silent: bool) -> bool:
    """Read tildes that strike out nothing: all but two of them."""
    if state.src[state.pos] != "~":
        return False
    count = len(state.src[state.pos :]) - len(state.src[state.pos :].lstrip("~"))
    if count == 2:
        return False
    if not silent:
        state.pending += "~" * count
    state.pos += count
    return True
