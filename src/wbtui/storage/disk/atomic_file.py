"""Reading and writing a file so that at every instant the old or the new version of it is there whole."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from wbtui.core.errors import ConflictError, MissingError, SaveError, SessionError
from wbtui.storage.disk import fs
from wbtui.storage.disk.fingerprint import (
    LIMIT,
    READ,
    Found,
    Stamp,
    digest,
    is_unchanged,
    read,
    read_bytes,
    real_path,
)

__all__ = (
    "LIMIT",
    "Found",
    "Stamp",
    "TakenError",
    "UnsureError",
    "create",
    "digest",
    "is_unchanged",
    "put",
    "read",
    "read_bytes",
    "real_path",
    "write",
    "write_export",
)

EXPORT_LIMIT = 256 * 1024 * 1024
"""Bytes; a larger document is not replaced."""

_SESSION_HEAD = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*format[ \t]*=[ \t]*\d")


class TakenError(SaveError):
    """There is already something of that name."""


class UnsureError(SaveError):
    """The file was written, and the disk did not confirm it; `stamp` is what is there now."""

    def __init__(self, said: SaveError, stamp: Stamp) -> None:
        super().__init__(said.what, where=said.where, next_step=said.next_step)
        self.stamp = stamp


def write(path: Path, data: bytes, expect: Stamp | None) -> Stamp:
    """Replace the content of a file that still is what `expect` says; without it, make a new file.

    Equal bytes write nothing. A file is never written over, so one that cannot be replaced is refused: where the
    folder does not allow it, where the file has several names, and where it is somebody else's.
    Raises ConflictError, TakenError, UnsureError, SaveError.
    """
    if expect is None:
        return create(path, data)
    real = real_path(path)
    found = _expected(real, data, expect)
    _writable(real, found.info)
    with _said(real):
        if found.data == data:
            return found.stamp if expect.durable and digest(data) == expect.sha256 else _confirm(real, found)
        return _replace(real, data, found.info)


def _expected(real: Path, data: bytes, expect: Stamp) -> Found:
    """What is there, which is as expected or already what is to be written."""
    try:
        found = read(real)
    except MissingError as error:
        if not real.parent.exists():
            raise SaveError("the folder is gone", where=str(real)) from error
        raise ConflictError("it was deleted or moved meanwhile", where=str(real)) from error
    except SessionError as error:
        raise SaveError(error.what, where=str(real)) from error
    if found.stamp.sha256 != expect.sha256 and found.data != data:
        raise ConflictError("it was changed by someone else meanwhile", where=str(real))
    return found


def _writable(real: Path, info: os.stat_result) -> None:
    """Refuse a file that its owner protected, which replacing it would ignore; even for root."""
    if not info.st_mode & 0o222 or not os.access(real, os.W_OK):
        raise SaveError("the file is read-only", where=str(real), next_step="Allow writing to it")


@contextlib.contextmanager
def _said(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise fs.save_error(error, path) from error


def _confirm(real: Path, found: Found) -> Stamp:
    """Have the disk confirm what is already there."""
    fd = os.open(real, READ)
    try:
        fs.sync(fd)
    finally:
        os.close(fd)
    fs.sync_folder(real.parent)
    return found.stamp


def _replace(real: Path, data: bytes, info: os.stat_result) -> Stamp:
    """By way of a temporary file, unless that would part it from its other names or its owner. Raises OSError."""
    if info.st_nlink > 1:
        raise SaveError(
            "the file has several names",
            where=str(real),
            next_step="Saving it would part them: remove its other hard links",
        )
    with fs.temporary(real.parent, data, info) as (temp, made):
        now = os.stat(real)
        if (now.st_ino, now.st_mtime_ns) != (info.st_ino, info.st_mtime_ns):
            raise ConflictError("it was changed by someone else meanwhile", where=str(real))
        fs.replace(temp, real)
    return _settled(real, Stamp.of(data, made))


def _settled(real: Path, stamp: Stamp) -> Stamp:
    """Have the disk confirm the new name. Raises UnsureError: the new content is in place all the same."""
    try:
        fs.sync_folder(real.parent)
    except OSError as error:
        raise UnsureError(fs.save_error(error, real), replace(stamp, durable=False)) from error
    return stamp


def create(path: Path, data: bytes) -> Stamp:
    """A new file, private to its owner, whole from its first instant; makes the folder where there is none.

    Raises TakenError if anything of that name is there, even a link that leads nowhere; SaveError.
    """
    folder = real_path(path.parent)
    real = folder / path.name
    with _said(real):
        fs.make_folder(folder)
        with fs.temporary(folder, data) as (temp, made):
            try:
                fs.give_name(temp, real)
            except FileExistsError as error:
                taken = "there is already a file of that name"
                raise TakenError(taken, where=str(real), next_step="Choose another name") from error
        return _settled(real, Stamp.of(data, made))


def put(path: Path, data: bytes) -> Stamp:
    """A file of our own (a rescue copy, a version), whatever was there; on the disk. Raises SaveError."""
    with _said(path):
        fs.make_folder(path.parent)
        with fs.temporary(path.parent, data) as (temp, made):
            fs.replace(temp, path)
        fs.sync_folder(path.parent)
        return Stamp.of(data, made)


def write_export(path: Path, data: bytes, overwrite: bool = False) -> None:
    """Write a document for others. A session is never overwritten, anything else only if told to.

    Raises TakenError, SaveError.
    """
    real = real_path(path)
    if not os.path.lexists(real):
        # Not Path.is_dir, which raises for a name that is too long.
        if not os.path.isdir(real.parent):
            raise SaveError("there is no such folder", where=str(real.parent))
        create(real, data)
        return
    try:
        found = read(real, EXPORT_LIMIT)
    except SessionError as error:
        raise SaveError(f"it cannot be replaced: {error.what}", where=str(real)) from error
    if _SESSION_HEAD.match(found.data):
        raise SaveError("a session is never overwritten", where=str(real), next_step="Choose another name")
    if not overwrite:
        raise TakenError("there is already a file of that name", where=str(real))
    _writable(real, found.info)
    with _said(real):
        _replace(real, data, found.info)
