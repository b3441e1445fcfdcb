"""Temporary files that a program left behind when it was killed."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from pathlib import Path

TEMPORARY = re.compile(r"\.~[a-z0-9_]{8}\.tmp")
STALE = 3600
"""Seconds after which nobody is still writing one."""


def sweep(path: Path, now: float) -> None:
    """Remove from a session's folder what is certainly left over: old ones, and second names of the session.

    `now` is in seconds since 1970.
    """
    try:
        session = path.stat()
        with os.scandir(path.parent) as entries:
            found = [Path(entry.path) for entry in entries if TEMPORARY.fullmatch(entry.name)]
    except OSError:
        return
    for temp in found:
        # Another program may be writing one, which is gone a moment later.
        with contextlib.suppress(OSError):
            info = temp.lstat()
            if stat.S_ISREG(info.st_mode) and (os.path.samestat(info, session) or now - info.st_mtime > STALE):
                temp.unlink()
