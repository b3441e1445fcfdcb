"""The writing of exported documents, which never replaces a file that holds a session."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from wbtui.core.errors import SaveError, SessionError
from wbtui.storage.disk.atomic_file import TakenError, create, overwrite_file
from wbtui.storage.disk.fingerprint import MAX_FILE_BYTES, read, real_path
from wbtui.storage.session_file.toml_problems import parsed

if TYPE_CHECKING:
    from wbtui.storage.disk.fingerprint import FileContent

MAX_EXPORT_BYTES = 256 * 1024 * 1024
"""Bytes; a larger file is never overwritten."""

_SURE_SESSION = re.compile(
    rb"""^[ \t]*(?:
        \[\[?[ \t]*["']?(?:stages["']?[ \t]*\.|(?:clock|people|parking_lot|actions)["']?[ \t]*[.\]])[^\n]*\]
            [ \t]*(?:\#[^\n]*)?\r?$
        | ["']?stages["']?[ \t]*[.=]
        | \#[ ]end:[ ]\d+[ ]answers?
        | [0-9a-f]{8}[ ]\{"(?:base|saving|saved|n)":
    )""",
    re.MULTILINE | re.VERBOSE,
)
"""Matches the beginning of a line that occurs only in a session or a journal."""
_LIKELY_SESSION = re.compile(
    rb"""^[ \t]*["']?(format|id|workbook|agenda|slot|created|updated)["']?[ \t]*=""", re.MULTILINE
)
"""Matches the keys of a session's head; a text with two of them counts as a session."""
_FIRST_KEY = re.compile(rb"\A(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*[\"']?format[\"']?[ \t]*=[ \t]*\d")
_FENCED = re.compile(rb"^[ \t]*(```+|~~~+)[^\n]*\n.*?^[ \t]*\1", re.MULTILINE | re.DOTALL)
_HEAD_KEYS = {"format", "id", "title", "workbook", "agenda", "created", "updated", "slot", "stages"}


def write_export(path: Path, data: bytes, overwrite: bool = False) -> None:
    """Write an exported document; an existing file is replaced only with `overwrite`, and a session never.

    Raises TakenError, SaveError.
    """
    found = replaceable(path, overwrite)
    if found is None:
        create(real_path(path), data)
    else:
        overwrite_file(real_path(path), data, found)


def replaceable(path: Path, overwrite: bool = False) -> FileContent | None:
    """Return what an export to a path would replace, or None. Raises TakenError or SaveError if it cannot be."""
    real = real_path(path)
    if os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):
        # A link such as /dev/stdout may lead to a pipe, which has no path.
        raise SaveError("file.not_regular", where=str(path))
    if not os.path.lexists(real):
        # Path.is_dir raises OSError for a name that is too long; os.path.isdir returns False.
        if not os.path.isdir(real.parent):
            raise SaveError("folder.none", where=str(real.parent))
        if not os.access(real.parent, os.W_OK):
            raise SaveError("folder.read_only", where=str(real.parent))
        return None
    found = _found(real)
    if holds_session(found.data):
        raise SaveError("file.is_session", where=str(real), next_step="choose_name")
    if any(name.suffix.lower() == ".toml" for name in (path, real)):
        # Whatever is in it: it may be a session that is damaged beyond recognition.
        raise SaveError("file.may_be_session", where=str(real), next_step="choose_name")
    if not overwrite:
        raise TakenError("file.taken", where=str(real))
    return found


def _found(real: Path) -> FileContent:
    try:
        return read(real, MAX_EXPORT_BYTES)
    except SessionError as error:
        raise SaveError(error.problem) from error


def holds_session(data: bytes) -> bool:
    """Return whether a file holds a session, a version or a journal, in whatever order, encoding or condition."""
    # UTF-16 and blocks that were never written are full of zeros.
    text = data.replace(b"\x00", b"").removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe")
    text = text.removeprefix(b"\xfe\xff").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if _FIRST_KEY.match(text):
        return True
    if text.startswith(b"# "):
        # A document may show a session in a code block.
        text = _FENCED.sub(b"", text)
    if _SURE_SESSION.search(text) or len({key[1] for key in _LIKELY_SESSION.finditer(text)}) > 1:
        return True
    return _parses_as_session(text)


def _parses_as_session(text: bytes) -> bool:
    """Return whether it is TOML with the keys of a session, however these are quoted."""
    if len(text) > MAX_FILE_BYTES:
        return False
    try:
        keys = parsed(text.decode()).keys()
    except (UnicodeDecodeError, SessionError):
        return False
    return "stages" in keys or len(_HEAD_KEYS & keys) > 1
