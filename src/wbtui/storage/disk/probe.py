"""A look at a folder: whether it can be written to, how fast its disk is, and whether it can lock files."""

from __future__ import annotations

import os
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wbtui.storage.disk import fs
from wbtui.storage.disk.lock import Lock, acquire

if TYPE_CHECKING:
    from wbtui.core.errors import Problem

_MOUNTS = Path("/proc/self/mounts")


class Probe(NamedTuple):
    """The result of examining a folder, or its nearest existing parent if it does not exist yet."""

    problem: Problem | None
    """The reason why nothing can be written there; None if it can."""
    exists: bool
    seconds: float
    """The seconds that writing a small file took until it was on the disk."""
    locks: bool
    free: int
    """The bytes that are free."""
    kind: str
    """The kind of the file system, such as `nfs4`; empty if unknown."""


def probe(folder: Path) -> Probe:
    """Try a folder by writing a small file to it, which is removed again. Raises nothing."""
    exists, kind = False, ""
    try:
        place = _nearest(folder)
        exists, kind, began = place == folder, _kind(place), time.monotonic()
        # Listing is more than writing needs, but home has to.
        os.scandir(place).close()
        with fs.temporary(place, b"wbtui") as (name, _):
            seconds = time.monotonic() - began
            lock = acquire(Path(name), datetime.now(UTC))
            if isinstance(lock, Lock):
                lock.release()
        return Probe(None, exists, seconds, isinstance(lock, Lock), shutil.disk_usage(place).free, kind)
    except OSError as error:
        return Probe(fs.folder_problem(error, str(folder)), exists, 0.0, True, 0, kind)


def _nearest(folder: Path) -> Path:
    """Return a folder, or the nearest one above it that is there. Raises OSError if one cannot be examined."""
    while folder != folder.parent:
        try:
            os.lstat(folder)
        except (FileNotFoundError, NotADirectoryError):
            folder = folder.parent
        else:
            break
    return folder


def _kind(folder: Path) -> str:
    """Return the kind of the file system that a folder is on, as far as the system tells."""
    try:
        mounts = [line.split() for line in _MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()]
    except OSError:
        return ""
    real = os.path.realpath(folder)
    above = [(len(mount[1]), mount[2]) for mount in mounts if Path(real).is_relative_to(mount[1])]
    return max(above, default=(0, ""))[1]
