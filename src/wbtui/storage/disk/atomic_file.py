"""Atomic file replacement: a reader finds either the whole old file or the whole new one."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from wbtui.core.errors import ConflictError, MissingError, SaveError, SessionError
from wbtui.storage.disk import fs
from wbtui.storage.disk.fingerprint import (
    MAX_FILE_BYTES,
    OPEN_FLAGS,
    FileContent,
    Fingerprint,
    digest,
    is_unchanged,
    read,
    read_bytes,
    real_path,
)

__all__ = (
    "FileContent",
    "Fingerprint",
    "TakenError",
    "UnsureError",
    "check_size",
    "create",
    "digest",
    "is_unchanged",
    "overwrite_file",
    "put",
    "read",
    "read_bytes",
    "real_path",
    "remove_stale_temp_files",
    "write",
)

STALE_SECONDS = 3600
"""The age at which no process can still be writing a temporary file."""

_TEMPORARY = re.compile(r"\.~[a-z0-9_]{8}\.tmp")
"""Matches the names that `fs.temporary` gives."""


class TakenError(SaveError):
    """A file of that name exists already."""


class UnsureError(SaveError):
    """The file was written, but fsync failed; `fingerprint` is the fingerprint of the new file."""

    def __init__(self, why: SaveError, fingerprint: Fingerprint) -> None:
        super().__init__(why.problem)
        self.fingerprint = fingerprint


def write(path: Path, data: bytes, expect: Fingerprint | None) -> Fingerprint:
    """Replace the content of a file that still matches `expect`; with None, create a new file.

    Returns the new fingerprint. A file that already has these bytes is left alone. A file is replaced, never
    overwritten in place, so the call fails if the folder is read-only, or the file has hard links or belongs to
    another user. Raises ConflictError, TakenError, UnsureError, SaveError.
    """
    check_size(path, data)
    if expect is None:
        return create(path, data)
    real = real_path(path)
    found = _expected(real, data, expect)
    _writable(real, found.info)
    with _save_errors(real):
        if found.data == data:
            return found.fingerprint if expect.durable and digest(data) == expect.sha256 else _confirm(real, found)
        return _replace(real, data, found.info)


def check_size(path: Path, data: bytes) -> None:
    """Raise SaveError if a session or a version would be larger than `read` accepts: it could not be opened."""
    if len(data) > MAX_FILE_BYTES:
        raise SaveError("file.would_be_too_large", where=str(path), next_step="shorten", most=MAX_FILE_BYTES >> 20)


def _expected(real: Path, data: bytes, expect: Fingerprint) -> FileContent:
    """Return the file on disk, which either matches `expect` or already holds `data`.

    Raises ConflictError, SaveError.
    """
    try:
        found = read(real)
    except MissingError as error:
        if not real.parent.exists():
            raise SaveError("disk.folder_gone", where=str(real)) from error
        raise ConflictError("file.gone", where=str(real)) from error
    except SessionError as error:
        raise SaveError(error.problem) from error
    if found.fingerprint.sha256 != expect.sha256 and found.data != data:
        raise ConflictError("file.changed", where=str(real))
    return found


def _writable(real: Path, info: os.stat_result) -> None:
    """Raise SaveError if the file is read-only, which neither a replacement nor root would notice."""
    if not info.st_mode & 0o222 or not os.access(real, os.W_OK):
        raise SaveError("file.read_only", where=str(real), next_step="allow_writing")


@contextlib.contextmanager
def _save_errors(path: Path) -> Iterator[None]:
    """Turn an OSError of the block into a SaveError about `path`."""
    try:
        yield
    except OSError as error:
        raise fs.save_error(error, path) from error


def _confirm(real: Path, found: FileContent) -> Fingerprint:
    """Fsync a file that already has the wanted content, and its folder. Raises OSError."""
    fd = os.open(real, OPEN_FLAGS)
    try:
        fs.sync(fd)
    finally:
        os.close(fd)
    fs.sync_folder(real.parent)
    return found.fingerprint


def _replace(real: Path, data: bytes, info: os.stat_result) -> Fingerprint:
    """Replace a file by way of a temporary file.

    Raises SaveError if the file has hard links, ConflictError if it changed since `info`, OSError.
    """
    if info.st_nlink > 1:
        raise SaveError("file.links", where=str(real), next_step="remove_links")
    with fs.temporary(real.parent, data, info) as (temp, made):
        now = os.stat(real)
        if (now.st_ino, now.st_mtime_ns) != (info.st_ino, info.st_mtime_ns):
            raise ConflictError("file.changed", where=str(real))
        os.replace(temp, real)
    return _sync_name(real, Fingerprint.of(data, made))


def _sync_name(real: Path, fingerprint: Fingerprint) -> Fingerprint:
    """Fsync the folder of a file that was just renamed into place. Raises UnsureError if that fails."""
    try:
        fs.sync_folder(real.parent)
    except OSError as error:
        raise UnsureError(fs.save_error(error, real), fingerprint._replace(durable=False)) from error
    return fingerprint


def create(path: Path, data: bytes) -> Fingerprint:
    """Create a file, readable by its owner only, and its folder if that is missing; return its fingerprint.

    Raises TakenError if the name exists already, even as a broken link; UnsureError, SaveError.
    """
    folder = real_path(path.parent)
    real = folder / path.name
    with _save_errors(real):
        fs.make_folder(folder)
        with fs.temporary(folder, data) as (temp, made):
            try:
                fs.give_name(temp, real)
            except FileExistsError as error:
                raise TakenError("file.taken", where=str(real), next_step="choose_name") from error
        return _sync_name(real, Fingerprint.of(data, made))


def put(path: Path, data: bytes) -> Fingerprint:
    """Write one of the program's own files (a rescue copy, a version), replacing any old one. Raises SaveError."""
    check_size(path, data)
    with _save_errors(path):
        fs.make_folder(path.parent)
        with fs.temporary(path.parent, data) as (temp, made):
            os.replace(temp, path)
        fs.sync_folder(path.parent)
        return Fingerprint.of(data, made)


def overwrite_file(real: Path, data: bytes, found: FileContent) -> None:
    """Replace a file that was just read. Raises SaveError."""
    _writable(real, found.info)
    with _save_errors(real):
        _replace(real, data, found.info)


def remove_stale_temp_files(path: Path, now: float) -> None:
    """Remove the stale temporary files from the folder of a session, and those that are hard links to it.

    `now` is in seconds since the epoch. Never raises.
    """
    try:
        session = path.stat()
        with os.scandir(path.parent) as entries:
            found = [Path(entry.path) for entry in entries if _TEMPORARY.fullmatch(entry.name)]
    except OSError:
        return
    for temp in found:
        # Another process may rename or delete its temporary file at any moment.
        with contextlib.suppress(OSError):
            info = temp.lstat()
            is_stale = os.path.samestat(info, session) or now - info.st_mtime > STALE_SECONDS
            if stat.S_ISREG(info.st_mode) and is_stale:
                temp.unlink()
