"""Session locks: an operating system lock on a side file, which ends with the process that holds it."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import stat
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from wbtui.core.errors import Problem
from wbtui.core.text import clean_line
from wbtui.storage.disk.fingerprint import digest

HOLDER_BYTES = 4096
"""The largest part of a side file that is read."""
LOCK_MODE = 0o644
"""The mode of a side file. Other users of a shared folder must be able to read who holds the lock."""

POLL_SECONDS = 0.2
"""The time between two attempts to get a lock that another process holds."""

_BUSY = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)
_FLAGS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)

TAKE_OVER_SECONDS = 15.0
"""The time that a process waits for the holder of a session to give it up."""


class Holder(NamedTuple):
    """The process that holds a lock, as its side file describes it; unreadable parts have the defaults."""

    user: str = ""
    host: str = ""
    pid: int = 0
    since: str = ""
    """The time of locking, in ISO format."""

    @property
    def who(self) -> Problem:
        """The user and the host."""
        user = clean_line(self.user) or Problem("user.unknown")
        if not self.host:
            return Problem.of("user", user=user)
        return Problem.of("user.on", user=user, host=clean_line(self.host))

    @property
    def problem(self) -> Problem:
        """The reason why nobody else can edit the session."""
        if not self.pid:
            return Problem.of("held", name=self.who)
        return Problem.of("held.since", name=self.who, pid=self.pid, since=self._since_here)

    @property
    def _since_here(self) -> str:
        """The time of locking, on the clock of this machine."""
        try:
            return f"{datetime.fromisoformat(self.since).astimezone():%H:%M}"
        except (OverflowError, ValueError, OSError):
            return clean_line(self.since[11:16])


class Held(NamedTuple):
    """The result of `acquire` when another process holds the lock."""

    holder: Holder


class Unlockable(NamedTuple):
    """The result of `acquire` when the file system has no locks, or the side file cannot be opened."""

    reason: str


class Lock:
    """A lock held by this process until `release` is called or the process ends, even by SIGKILL."""

    def __init__(self, fd: int, path: Path) -> None:
        self._fd: int | None = fd
        self._path = path

    def release(self) -> None:
        """Release the lock, and delete the side file while the lock still protects it."""
        fd, self._fd = self._fd, None
        if fd is None:
            return
        with contextlib.suppress(OSError):
            if _is_at(fd, self._path):
                self._path.unlink()
        os.close(fd)


def lock_path(path: Path, kind: str = "lock") -> Path:
    """Return a side file of a session: kind `lock` is held by its editor, `ask` by a process that asks for it."""
    name = f".{path.name}.{kind}"
    if len(os.fsencode(name)) > 255:
        name = f".{digest(os.fsencode(path.name))[:16]}.{kind}"
    return path.with_name(name)


def acquire(path: Path, now: datetime, kind: str = "lock") -> Lock | Held | Unlockable:
    """Try to lock the session at a real path. Never waits, never raises."""
    side = lock_path(path, kind)
    try:
        while True:
            fd = _open(side)
            if not _lock(fd):
                holder = _holder(fd)
                os.close(fd)
                return Held(holder)
            # The previous holder may have deleted the file between our open and our lock.
            if _is_at(fd, side):
                break
            os.close(fd)
    except OSError as error:
        return Unlockable((error.strerror or type(error).__name__).lower())
    with contextlib.suppress(OSError):
        _sign(fd, now)
    return Lock(fd, side)


def wait_for(path: Path, now: Callable[[], datetime], seconds: float) -> Lock | Held | Unlockable:
    """Lock a session; if another process holds it, ask that process to give it up, and wait up to `seconds`.

    The request is a lock on a second side file, so it ends with the process that asks.
    """
    lock = acquire(path, now())
    if not isinstance(lock, Held):
        return lock
    question = acquire(path, now(), "ask")
    try:
        end = time.monotonic() + seconds
        while isinstance(lock, Held) and time.monotonic() < end:
            time.sleep(POLL_SECONDS)
            # The holder looks for requests by trying this lock, so it may have held it for an instant.
            question = acquire(path, now(), "ask") if isinstance(question, Held) else question
            lock = acquire(path, now())
    finally:
        if isinstance(question, Lock):
            question.release()
    return lock


def peek(path: Path, kind: str = "lock") -> Holder | None:
    """Return the process that has a session open, or asks for it (kind `ask`), or None. Writes nothing."""
    try:
        fd = os.open(lock_path(path, kind), os.O_RDONLY | _FLAGS)
    except OSError:
        return None
    try:
        return None if _lock(fd) else _holder(fd)
    except OSError:
        return None
    finally:
        with contextlib.suppress(OSError):
            os.close(fd)


def _open(side: Path) -> int:
    try:
        fd = os.open(side, os.O_RDWR | os.O_CREAT | _FLAGS, LOCK_MODE)
    except PermissionError:
        fd = os.open(side, os.O_RDONLY | _FLAGS)
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
    return fd


def _is_at(fd: int, side: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(fd), os.stat(side, follow_symlinks=False))
    except FileNotFoundError:
        return False


def _lock(fd: int) -> bool:
    """Try to lock an open side file; return False if another process holds it.

    Closes `fd` and raises OSError if the file system has no locks.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(fd, 1 << 30, os.SEEK_SET)
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _BUSY:
            return False
        os.close(fd)
        raise
    return True


def _holder(fd: int) -> Holder:
    try:
        os.lseek(fd, 0, os.SEEK_SET)
        data = json.loads(os.read(fd, HOLDER_BYTES))
        return Holder(str(data["user"]), str(data["host"]), int(data["pid"]), str(data["since"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return Holder()


def _sign(fd: int, now: datetime) -> None:
    holder = Holder(_user(), _host(), os.getpid(), now.isoformat(timespec="seconds"))
    data = json.dumps(holder._asdict()).encode()
    os.lseek(fd, 0, os.SEEK_SET)
    os.ftruncate(fd, 0)
    os.write(fd, data)


def _user() -> str:
    if sys.platform == "win32":
        return os.getlogin()
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def _host() -> str:
    if sys.platform == "win32":
        import platform

        return platform.node()
    return os.uname().nodename
