"""Detection of damaged session files before they are parsed: cut off, with merge markers, or not text."""

from __future__ import annotations

import codecs
import re

from wbtui.core.errors import SessionError
from wbtui.storage.session_file.toml_pieces import TOKEN

RESTORE = "Open an earlier version, or mend the file in an editor"

_END = re.compile(r"# end: (\d+) answers?\s*\Z")
_STAGES = re.compile(rb"^\[\[?\s*(?:stages|parking_lot|actions)\b", re.MULTILINE)
_MERGE = re.compile(r"^(?:(<{7}|>{7}) .*|={7})$", re.MULTILINE)
_MAX_DOTS = 64
"""The number of dots in a key beyond which parsing would take too long."""
_DEEP = re.compile(rf"(?:^|[{{,])(?:[^#=\n,.]*\.){{{_MAX_DOTS}}}", re.MULTILINE)


def decoded(data: bytes, where: str) -> str:
    """Decode a file, with LF line ends. Raises SessionError if it is empty, not UTF-8, or has merge markers."""
    if not data.strip():
        raise SessionError("the file is empty", where=where, next_step=RESTORE)
    if b"\x00" in data:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise SessionError("it is UTF-16 text", where=where, next_step="Save it as UTF-8 in an editor")
        what = "the file was damaged, by a power cut or a sync program, or is no text at all"
        raise SessionError(what, where=where, next_step=RESTORE)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SessionError(f"line {line} is not UTF-8 text", where=where, next_step=RESTORE) from error
    if merge := _merge(text):
        line = text[: merge.start()].count("\n") + 1
        step = "Choose a side in an editor and remove the markers"
        raise SessionError(f"an unresolved merge at line {line}", where=where, next_step=step)
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
    if not any(line.count(".") >= _MAX_DOTS for line in text.split("\n")) or not _DEEP.search(text):
        return False
    bare = TOKEN.sub(lambda token: '""' if token[0][0] in "\"'" else token[0] if token[0][0] != "#" else "", text)
    return _DEEP.search(bare) is not None


def deepest_line(text: str) -> int:
    """Return the number of the line with the most brackets and dots, counting from 1."""
    lines = [sum(map(line.count, "[{.")) for line in text.split("\n")]
    return lines.index(max(lines)) + 1


def ending_of(text: str, answers: int, newer: bool) -> tuple[str, str, str]:
    """Split off the last line, `# end: n answers`.

    Returns the text without it, the empty lines before it, and a sign that part of the file is missing, or "".
    """
    end = _END.search(text)
    whole = text[: end.start()] if end else text
    body = whole.rstrip("\n") + "\n"
    if end is None:
        return body, "\n", "The last line of the file is missing, so its end may be missing too."
    gap = whole[len(body) :]
    if int(end[1][:9]) > answers and not newer:
        lost = f"The file says at its end that it has {int(end[1][:9])} answers, and it has {answers}."
        return body, gap, lost
    return body, gap, ""


def head_of(data: bytes) -> bytes:
    """Return the part of a file before its first stage."""
    first = _STAGES.search(data)
    return data[: first.start()] if first else data


def has_whole_head(data: bytes) -> bool:
    """Return whether the beginning of a file includes the start of its first stage."""
    return _STAGES.search(data) is not None
