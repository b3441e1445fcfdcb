"""Detection of damaged session files before they are parsed: cut off, with merge markers, or not text."""

from __future__ import annotations

import codecs
import re

from wbtui.core.errors import SessionError
from wbtui.storage.session_file.toml_lines import TOKEN

RESTORE_STEP = "open_earlier"
"""The next step for a file that may have a readable version."""

_STAGES = re.compile(rb"^\[\[?\s*(?:stages|parking_lot|actions)\b", re.MULTILINE)
_MERGE = re.compile(r"^(?:(<{7}|>{7}) .*|={7})$", re.MULTILINE)
_MAX_KEY_DOTS = 64
"""The number of dots in a key beyond which parsing would take too long."""
_DEEP = re.compile(rf"(?:^|[{{,])(?:[^#=\n,.]*\.){{{_MAX_KEY_DOTS}}}", re.MULTILINE)


def decoded(data: bytes, where: str) -> str:
    """Decode a file, with LF line ends. Raises SessionError if it is empty, not UTF-8, or has merge markers."""
    if not data.strip():
        raise SessionError("file.empty", where=where, next_step=RESTORE_STEP)
    if b"\x00" in data:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise SessionError("file.utf16", where=where, next_step="save_as_utf8")
        raise SessionError("file.not_text", where=where, next_step=RESTORE_STEP)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SessionError("file.not_utf8", where=where, line=line, next_step=RESTORE_STEP) from error
    if merge := _merge(text):
        line = text[: merge.start()].count("\n") + 1
        raise SessionError("file.unmerged", where=where, line=line, next_step="choose_side")
    return text


def _merge(text: str) -> re.Match[str] | None:
    """Return the first merge marker, if the text has two kinds of them; quoted answers count too."""
    if not may_be_merged(text):
        return None
    marks = list(_MERGE.finditer(text))
    kinds = {mark[0][0] for mark in marks}
    return marks[0] if len(kinds) > 1 else None


def may_be_merged(text: str) -> bool:
    """Return whether the text may have merge markers, by a quick test."""
    return "<<<<<<< " in text or ">>>>>>> " in text


def too_deep(text: str) -> bool:
    """Return whether a key has so many parts that parsing would take too long; quoted dots do not count."""
    # A key is on a single line, and hardly any line has so many dots.
    if not any(line.count(".") >= _MAX_KEY_DOTS for line in text.split("\n")) or not _DEEP.search(text):
        return False
    bare = TOKEN.sub(lambda token: '""' if token[0][0] in "\"'" else token[0] if token[0][0] != "#" else "", text)
    return _DEEP.search(bare) is not None


def deepest_line(text: str) -> int:
    """Return the number of the line with the most brackets and dots, counting from 1."""
    lines = [sum(map(line.count, "[{.")) for line in text.split("\n")]
    return lines.index(max(lines)) + 1


def head_of(data: bytes) -> bytes:
    """Return the part of a file before its first stage."""
    first = _STAGES.search(data)
    return data[: first.start()] if first else data


def has_whole_head(data: bytes) -> bool:
    """Return whether the beginning of a file includes the start of its first stage."""
    return _STAGES.search(data) is not None
