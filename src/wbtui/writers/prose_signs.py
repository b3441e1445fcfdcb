"""Tells what signs in prose mean: an escape or a path, emphasis or a face."""

from __future__ import annotations

import re

from wbtui.core.text import is_unspaced

_PATH = re.compile(r"\\[^\W_]|(?:^|[\W_])[A-Za-z]:\\|^\\\\|^\.{1,2}\\\w")
"""Matches the backslash of a path: before a letter or a digit, or after a drive. The whole word has no escapes."""
_ESCAPABLE = "*_`[]<>#+-~|!"
_ESCAPED_AFTER = " \t\n([{<>*_~`|-–—\"'“‘«:;,!?#"
"""The characters that stand before the backslash of an escape; elsewhere it is a sign, as in `src\\*.py`."""
_PARTNERS = {"]": "[", ">": "<"}
_MAX_LOOK_BACK_CHARS = 1_000
_MAX_WORD_CHARS = 300
_NUMBER = re.compile(r"(?<!\S)\d+$")
_MAX_NUMBER_CHARS = 10
_FACES = "^-=~;.'*<>"
"""The eyes of faces such as `^_^`."""
_NEVER_BEFORE = "/\\=+%)]}"
_NEVER_AFTER = "/\\=,;:%)]}"
"""The characters before and after an asterisk or an underscore that does not begin emphasis."""


def is_in_word(sign: str) -> bool:
    """Return whether a character is part of a word that has spaces around it."""
    return sign.isalnum() and not is_unspaced(sign)


def beside(src: str, at: int) -> str:
    """Return the character at a position, or a space outside of the text."""
    return src[at] if 0 <= at < len(src) else " "


def is_face(src: str, at: int, length: int) -> bool:
    """Return whether signs of emphasis are part of a face such as `^_^`, `-_-` or `*_*`."""
    before, after = src[max(0, at - 2) : at], src[at + length : at + length + 2]
    if src[at] == "_":
        return before[-1:] in _FACES and after[:1] in _FACES and bool(before and after)
    return length == 1 and (after == "_*" or before == "*_")


def may_open(before: str, after: str, beyond: str) -> bool:
    """Return whether emphasis may begin between these characters."""
    ending_of_file = after == "." and (beyond.isalnum() or beyond in "*{")
    return not (is_in_word(before) or ending_of_file or before in _NEVER_BEFORE or after in _NEVER_AFTER)


def may_close(before: str, after: str, beyond: str) -> bool:
    """Return whether emphasis may end between these characters."""
    between_numbers = before.isdigit() and after.isdigit()
    name_of_file = (after == "." and beyond.isalnum()) or after == "("
    return not (between_numbers or name_of_file or before in "/\\=")


def escapes(src: str, at: int) -> bool:
    """Return whether a backslash takes its meaning from the sign behind it."""
    before, sign = beside(src, at - 1), src[at + 1]
    if sign == "(":
        return before == "]"
    line = src.rfind("\n", 0, at) + 1
    if sign in ".)":
        return _NUMBER.search(src, max(line, at - _MAX_NUMBER_CHARS), at) is not None
    if sign not in _ESCAPABLE:
        return False
    return before in _ESCAPED_AFTER or _is_second(src, line, at)


def _is_second(src: str, line: int, at: int) -> bool:
    """Return whether the escape at a position is the second one of a pair such as `\\*so\\*`."""
    sign, after = src[at + 1], beside(src, at + 2)
    if sign == "]" and after == "(":
        return True
    opening = src.rfind(f"\\{_PARTNERS.get(sign, sign)}", max(line, at - _MAX_LOOK_BACK_CHARS), at)
    is_open = opening >= 0 and beside(src, opening - 1) in _ESCAPED_AFTER
    return is_open and not after.isalnum() and may_close(beside(src, at - 1), after, beside(src, at + 3))


def is_in_path(src: str, at: int) -> bool:
    """Return whether the word around a backslash is a path or a pattern, which has no escapes."""
    return _PATH.search(_word(src, at)) is not None


def _word(src: str, at: int) -> str:
    """Return the word around a position, or the part of it that is near."""
    before, after = src[max(0, at - _MAX_WORD_CHARS) : at], src[at : at + _MAX_WORD_CHARS]
    return re.split(r"[ \t\n]", before)[-1] + re.split(r"[ \t\n]", after, maxsplit=1)[0]
