"""The calls that put bytes on a disk to stay there, and plain words for what the disk says when it will not."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from wbtui.core.errors import SaveError

FILE_MODE = 0o600
FOLDER_MODE = 0o700
WINDOWS_BUSY = (5, 32, 33)
"""Access denied, sharing violation, lock violation: a scanner or a reader has the file for a moment."""
WINDOWS_PATIENCE = 2.5
"""Seconds to go on trying to replace a file that is busy on Windows."""

_NO_FSYNC = (errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.ENOTTY)
_WORDS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file would be larger than this account may write",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
    errno.ENOENT: "the folder is gone",
    errno.ENOTDIR: "the folder is gone",
    errno.ESTALE: "the network folder is gone",
    errno.EIO: "the disk reports an error",
    errno.ENAMETOOLONG: "the name is too long",
    errno.EMFILE: "too many files are open",
    errno.ENFILE: "too many files are open",
    errno.EISDIR: "a folder of that name is in the way",
    errno.EBUSY: "the file cannot be replaced",
    errno.EXDEV: "the file cannot be replaced",
}
_NEXT = {
    errno.ENOSPC: "Free some space; it is tried again by itself",
    errno.EDQUOT: "Free some space; it is tried again by itself",
}


def words(error: OSError) -> str:
    """What an error of the disk means, in a few plain words."""
    known = _WORDS.get(error.errno or 0)
    return known or (error.strerror or type(error).__name__).lower()


def save_error(error: OSError, path: Path) -> SaveError:
    """The error as the user is told it; a folder that may not be written to is named as such."""
    what = words(error)
    if error.errno in (errno.EACCES, errno.EPERM) and not os.access(path.parent, os.W_OK):
        what = "the folder is read-only"
    elif error.errno == errno.EPERM and _is_foreign(path):
        what = "the file belongs to another user"
    return SaveError(what, where=str(path), next_step=_NEXT.get(error.errno or 0, ""))


def _is_foreign(path: Path) -> bool:
    try:
        return sys.platform != "win32" and path.stat().st_uid != os.geteuid()
    except OSError:
        return False


def write_all(fd: int, data: bytes) -> None:
    """Write every byte, since one call may write less than it was given. Raises OSError."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]


def sync(fd: int) -> None:
    """Return when the disk has the file. Raises OSError; a file system that cannot tell is believed."""
    if sys.platform == "darwin":
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(fd, fcntl.F_FULLFSYNC)
            return
    try:
        os.fsync(fd)
    except OSError as error:
        if error.errno not in _NO_FSYNC:
            raise


def sync_folder(folder: Path) -> None:
    """Return when the disk has the folder's list of names. Raises OSError."""
    if sys.platform == "win32":
        return
    fd = os.open(folder, os.O_RDONLY)
    try:
        sync(fd)
    finally:
        os.close(fd)


def replace(source: str | Path, target: Path) -> None:
    """`os.replace`, with patience where a reader can hold a file. Raises OSError."""
    end = time.monotonic() + WINDOWS_PATIENCE
    while True:
        try:
            return os.replace(source, target)
        except PermissionError as error:
            if getattr(error, "winerror", None) not in WINDOWS_BUSY or time.monotonic() > end:
                raise
        time.sleep(0.05)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing, for the owner alone. Raises OSError."""
    missing = [folder, *folder.parents]
    missing = missing[: next((n for n, path in enumerate(missing) if path.exists()), len(missing))]
    for path in reversed(missing):
        with contextlib.suppress(FileExistsError):
            path.mkdir(FOLDER_MODE)


@contextlib.contextmanager
def temporary(
    folder: Path, data: bytes, like: os.stat_result | None = None
) -> Iterator[tuple[str, os.stat_result]]:
    """A new file with these bytes that the disk has confirmed; private, or with the owner and mode of another.

    Gone afterwards, unless it was given another name. Raises OSError, PermissionError if it cannot belong to the
    owner of the other.
    """
    fd, name = tempfile.mkstemp(".tmp", ".~", folder)
    try:
        try:
            write_all(fd, data)
            if like is not None:
                _keep_owner(fd, like)
            sync(fd)
            info = os.fstat(fd)
        finally:
            os.close(fd)
        yield name, info
    finally:
        with contextlib.suppress(OSError):
            os.unlink(name)


def _keep_owner(fd: int, like: os.stat_result) -> None:
    if sys.platform == "win32":
        return
    own, mode = os.fstat(fd), stat.S_IMODE(like.st_mode)
    if (own.st_uid, own.st_gid) != (like.st_uid, like.st_gid):
        try:
            os.fchown(fd, like.st_uid, like.st_gid)
        except PermissionError:
            if own.st_uid != like.st_uid:
                raise
            # The user is not in that group: another one must not get its rights.
            mode &= ~stat.S_IRWXG
    with contextlib.suppress(OSError):
        os.fchmod(fd, mode)


def give_name(temp: str, path: Path) -> None:
    """Move a temporary file to a name that must be free. Raises FileExistsError, OSError."""
    try:
        os.link(temp, path)
    except FileExistsError:
        raise
    except OSError:
        # A file system without hard links: reserve the name, then put the content in its place.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE))
        replace(temp, path)
