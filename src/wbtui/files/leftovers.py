"""Temporary files that a program left behind when it was killed."""

from __future__ import annotations

import os
import re
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
        for entry in os.scandir(path.parent):
            if TEMPORARY.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                info = entry.stat(follow_symlinks=False)
                if os.path.samestat(info, session) or now - info.st_mtime > STALE:
                    os.unlink(entry.path)
    except OSError:
        return
