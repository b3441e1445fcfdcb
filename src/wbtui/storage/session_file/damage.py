"""Detection of damaged session files before they are parsed: cut off, with merge markers, or not text."""

from __future__ import annotations

import codecs
import re

from wbtui.core.errors import SessionError

RESTORE_STEP = "open_earlier"
"""The next step for a file that may have a readable version."""

_STAGES = re.compile(rb"^\[\[?\s*(?:stages|parking_lot|actions)\b", re.MULTILINE)
_MERGE = re.compile(r"^(?:(<{7}|>{7}) .*|={7})$", re.MULTILINE)


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


def head_of(data: bytes) -> bytes:
    """Return the part of a file before its first stage."""
    first = _STAGES.search(data)
    return data[: first.start()] if first else data


def has_whole_head(data: bytes) -> bool:
    """Return whether the beginning of a file includes the start of its first stage."""
    return _STAGES.search(data) is not None
