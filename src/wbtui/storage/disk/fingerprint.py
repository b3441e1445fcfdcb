"""File contents with a fingerprint (hash, inode, modification time, size) that detects later changes."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from typing import NamedTuple

from wbtui.core.errors import MissingError, SessionError
from wbtui.storage.disk import fs

MAX_FILE_BYTES = 8 * 1024 * 1024
"""Bytes; `read` refuses a larger file."""

OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Flags for `os.open`. O_NONBLOCK, so that opening a named pipe does not hang."""


class Fingerprint(NamedTuple):
    """The fingerprint of a file when the program last read or wrote it."""

    sha256: str
    inode: int
    mtime_ns: int
    size: int
    durable: bool = True
    """False if the file was written but fsync failed."""

    @classmethod
    def of(cls, data: bytes, info: os.stat_result, durable: bool = True) -> Fingerprint:
        """Return the fingerprint of a file with this content and `os.stat` result."""
        return cls(digest(data), info.st_ino, info.st_mtime_ns, info.st_size, durable)


class FileContent(NamedTuple):
    """The bytes of a file with its fingerprint and `os.stat` result."""

    data: bytes
    fingerprint: Fingerprint
    info: os.stat_result


def digest(data: bytes) -> str:
    """Return the SHA-256 of some bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def real_path(path: str | Path) -> Path:
    """Return the absolute path with all links resolved. Raises SessionError for an invalid path."""
    try:
        return Path(os.path.realpath(path))
    except (ValueError, OSError) as error:
        raise SessionError("file.no_path", where=repr(str(path))) from error


def read_bytes(path: str | Path) -> bytes:
    """Return the content of a session file. Raises MissingError, SessionError."""
    return read(path).data


def read(path: str | Path, limit: int = MAX_FILE_BYTES) -> FileContent:
    """Read a regular file of at most `limit` bytes. Raises MissingError, SessionError."""
    real = real_path(path)
    try:
        fd = os.open(real, OPEN_FLAGS)
        try:
            return _read(fd, real, limit)
        finally:
            os.close(fd)
    except FileNotFoundError as error:
        raise MissingError("file.missing", where=str(path)) from error
    except OSError as error:
        raise SessionError(fs.read_problem(error, str(path))) from error


def _read(fd: int, path: Path, limit: int) -> FileContent:
    info = os.fstat(fd)
    if stat.S_ISDIR(info.st_mode):
        raise SessionError("file.is_folder", where=str(path))
    if not stat.S_ISREG(info.st_mode):
        raise SessionError("file.not_regular", where=str(path))
    parts: list[bytes] = []
    size = 0
    while size <= limit and (part := os.read(fd, limit + 1 - size)):
        parts.append(part)
        size += len(part)
    if size > limit:
        raise SessionError("file.too_large", where=str(path))
    data = b"".join(parts)
    return FileContent(data, Fingerprint.of(data, info), info)


def is_unchanged(path: Path, known: Fingerprint) -> bool:
    """Return whether inode, modification time and size still match; False for a file that cannot be examined."""
    try:
        info = os.stat(path)
    except OSError:
        return False
    return (info.st_ino, info.st_mtime_ns, info.st_size) == (known.inode, known.mtime_ns, known.size)
