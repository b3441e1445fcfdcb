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
from markdown_it.rules_block import blockquote
from markdown_it.rules_inline.state_inline import Delimiter

from wbtui.core.document.drawing import MAX_COLUMNS
from wbtui.core.text import is_unspaced

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

_NOT_MEANT = ("code", "heading", "lheading", "hr", "html_block", "html_inline", "reference", "entity")
_SCHEMES = ("", "http", "https", "ftp", "mailto", "tel")
"""The schemes of addresses that can be links. With any other, a click may run something."""
_SCHEME = re.compile(r"([^:/?#]*):")
_COMPARISON = re.compile(
    r">+[ \t]*=?[ \t]*[-+±~≈]?[ \t]*[$€£¥₹]?[ \t]*\d(?!\d*[.)][ \t])|>+(?:[=:;<^/|\\%&)]|_[<>])"
)
"""A sign before a number (`> 50 %`), an operator (`>=`) or a face (`>:(`)."""
_MAX_SHORT_LINES = 50
_PATH = re.compile(r"\\[^\W_]|(?:^|[\W_])[A-Za-z]:\\|^\\\\|^\.{1,2}\\\w")
"""Matches the backslash of a path: before a letter or a digit, or after a drive. The whole word has no escapes."""
_NEVER_BEFORE = "/\\=+%)]}"
_NEVER_AFTER = "/\\=,;:%)]}"
"""The characters before and after an asterisk or an underscore that does not begin emphasis."""


class AnswerMarkdown(MarkdownIt):
    """A parser of Markdown for answers."""

    def __init__(self, max_nesting: int) -> None:
        super().__init__("commonmark", {"maxNesting": max_nesting})
        self.enable(["table", "strikethrough"]).disable(_NOT_MEANT)
        self.block.ruler.before("fence", "indented", _indented)
        self.block.ruler.at("blockquote", _quote, {"alt": ["paragraph", "reference", "blockquote", "list"]})
        self.inline.ruler.before("escape", "backslash", _backslash)
        self.inline.ruler.at("emphasis", _emphasis)
        self.inline.ruler.before("strikethrough", "tildes", _tildes)

    def validateLink(self, url: str) -> bool:  # noqa: N802
        """Return whether an address may be that of a link: no path of Windows, no scheme that runs something."""
        plain = re.sub(r"[\s\x00-\x1f]", "", html.unescape(unquote(url)))
        scheme = _SCHEME.match(plain)
        return "\\" not in plain and (scheme[1].lower() if scheme else "") in _SCHEMES


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
    """Read backslashes that are meant as characters: two in a row, or those of a path."""
    src, pos = state.src, state.pos
    if src[pos] != "\\":
        return False
    end = pos + len(src[pos:]) - len(src[pos:].lstrip("\\"))
    if end - pos < 2 and not _PATH.search(_word(src, pos)):
        return False
    if not silent:
        state.pending += src[pos:end]
    state.pos = end
    return True


def _word(src: str, at: int) -> str:
    begin = 1 + max(src.rfind(space, 0, at) for space in " \t\n")
    ends = (src.find(space, at) for space in " \t\n")
    return src[begin : min((end for end in ends if end >= 0), default=len(src))]


def _emphasis(state: StateInline, silent: bool) -> bool:
    """Read the signs of emphasis; an asterisk between factors or in the name of a file is text."""
    marker, pos = state.src[state.pos], state.pos
    if silent or marker not in "*_":
        return False
    found = state.scanDelims(pos, marker == "*")
    before, after = _beside(state.src, pos - 1), _beside(state.src, pos + found.length)
    beyond = _beside(state.src, pos + found.length + 1)
    opens = found.can_open and _may_open(before, after, beyond)
    closes = found.can_close and _may_close(before, after, beyond)
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


def _beside(src: str, at: int) -> str:
    return src[at] if 0 <= at < len(src) else " "


def _may_open(before: str, after: str, beyond: str) -> bool:
    within_word = before.isalnum() and not is_unspaced(before)
    ending_of_file = after == "." and (beyond.isalnum() or beyond in "*{")
    return not (within_word or ending_of_file or before in _NEVER_BEFORE or after in _NEVER_AFTER)


def _may_close(before: str, after: str, beyond: str) -> bool:
    between_numbers = before.isdigit() and after.isdigit()
    name_of_file = (after == "." and beyond.isalnum()) or after == "("
    return not (between_numbers or name_of_file or before in "/\\=")
