"""File system calls that make writes durable, and the problems that their errors stand for."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from wbtui.core.errors import Problem, SaveError

FILE_MODE = 0o600
FOLDER_MODE = 0o700

_NO_FSYNC = (errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.ENOTTY)
"""The errors of file systems that do not support fsync."""

_CODES = {
    errno.ENOSPC: "disk.full",
    errno.EDQUOT: "disk.quota",
    errno.EFBIG: "disk.too_large",
    errno.EROFS: "disk.read_only",
    errno.EACCES: "disk.permission",
    errno.EPERM: "disk.permission",
    errno.ENOENT: "disk.folder_gone",
    errno.ENOTDIR: "disk.folder_gone",
    errno.ESTALE: "disk.network_gone",
    errno.EIO: "disk.broken",
    errno.ENAMETOOLONG: "disk.name_too_long",
    errno.EMFILE: "disk.too_many_files",
    errno.ENFILE: "disk.too_many_files",
    errno.EISDIR: "disk.folder_in_the_way",
    errno.EBUSY: "disk.busy",
    errno.EXDEV: "disk.busy",
    errno.ELOOP: "disk.loop",
}


def write_problem(error: OSError, file: str = "") -> Problem:
    """Return an OSError of a write as a Problem; an unknown error is quoted in it."""
    known = _CODES.get(error.errno or 0)
    if known is None:
        return Problem.of("disk.other", where=file, reason=(error.strerror or type(error).__name__).lower())
    return Problem.of(known, where=file)


def read_problem(error: OSError, file: str = "") -> Problem:
    """Return an OSError of a read as a Problem; here a missing file is not a missing folder."""
    if isinstance(error, FileNotFoundError):
        return Problem.of("file.missing", where=file)
    if isinstance(error, IsADirectoryError):
        return Problem.of("file.is_folder", where=file)
    return write_problem(error, file)


def existing_file(path: Path) -> Path | None:
    """Return the path of a file, also if the letters of its name are composed in another way; None without one."""
    if os.path.isfile(path):
        return path
    wanted = unicodedata.normalize("NFC", path.name)
    if wanted.isascii():
        return None
    with contextlib.suppress(OSError, ValueError), os.scandir(path.parent) as entries:
        for entry in entries:
            if unicodedata.normalize("NFC", entry.name) == wanted and os.path.isfile(entry.path):
                return Path(entry.path)
    return None


def folder_problem(error: OSError, folder: str) -> Problem:
    """Return an OSError of a look into a folder as a Problem."""
    if isinstance(error, NotADirectoryError | FileExistsError):
        return Problem.of("folder.is_file", where=folder)
    if isinstance(error, FileNotFoundError):
        return Problem.of("folder.none", where=folder)
    return write_problem(error, folder)


def save_error(error: OSError, path: Path) -> SaveError:
    """Return an OSError as a SaveError, with a read-only folder or a foreign owner as the more exact reason."""
    if error.errno in (errno.EACCES, errno.EPERM) and not os.access(path.parent, os.W_OK):
        return SaveError("folder.read_only", where=str(path))
    if error.errno == errno.EPERM and _is_foreign(path):
        return SaveError("file.foreign", where=str(path))
    return SaveError(write_problem(error, str(path)))


def _is_foreign(path: Path) -> bool:
    try:
        return sys.platform != "win32" and path.stat().st_uid != os.geteuid()
    except OSError:
        return False


def write_all(fd: int, data: bytes) -> None:
    """Write all bytes; a single `os.write` may write fewer. Raises OSError."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]


def sync(fd: int) -> None:
    """Fsync a file, except on file systems that do not support it. Raises OSError."""
    if sys.platform == "darwin":
        # On macOS, fsync does not flush the write cache of the drive.
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
    """Fsync a folder, so that a new or renamed file in it survives a power cut. Raises OSError."""
    if sys.platform == "win32":
        return
    fd = os.open(folder, os.O_RDONLY)
    try:
        sync(fd)
    finally:
        os.close(fd)


def make_folder(folder: Path) -> None:
    """Create a folder and its missing parents, accessible to their owner only. Raises OSError."""
    missing = [folder, *folder.parents]
    missing = missing[: next((n for n, path in enumerate(missing) if path.exists()), len(missing))]
    for path in reversed(missing):
        with contextlib.suppress(FileExistsError):
            path.mkdir(FOLDER_MODE)


@contextlib.contextmanager
def temporary(
    folder: Path, data: bytes, like: os.stat_result | None = None
) -> Iterator[tuple[str, os.stat_result]]:
    """Yield the name and `os.stat` result of a new, fsynced file with these bytes.

    It is private, or has the owner and mode of `like`. It is deleted afterwards unless it has been renamed. Raises
    OSError; PermissionError if the file cannot be given to the owner of `like`.
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
            # The user is not a member of the group, so the file has another group, which must get no access.
            mode &= ~stat.S_IRWXG
    with contextlib.suppress(OSError):
        os.fchmod(fd, mode)


def give_name(temp: str, path: Path) -> None:
    """Link or move a temporary file to a name that must not exist yet. Raises FileExistsError, OSError."""
    try:
        os.link(temp, path)
    except FileExistsError:
        raise
    except OSError:
        # The file system has no hard links: reserve the name with an empty file, then replace that.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE))
        os.replace(temp, path)
