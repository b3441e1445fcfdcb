"""Removal of temporary files that a killed process left behind."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from pathlib import Path

TEMPORARY = re.compile(r"\.~[a-z0-9_]{8}\.tmp")
STALE_SECONDS = 3600
"""The age at which no process can still be writing a temporary file."""


def remove_stale_temp_files(path: Path, now: float) -> None:
    """Remove the stale temporary files from the folder of a session, and those that are hard links to it.

    `now` is in seconds since the epoch. Never raises.
    """
    try:
        session = path.stat()
        with os.scandir(path.parent) as entries:
            found = [Path(entry.path) for entry in entries if TEMPORARY.fullmatch(entry.name)]
    except OSError:
        return
    for temp in found:
        # Another process may rename or delete its temporary file at any moment.
        with contextlib.suppress(OSError):
            info = temp.lstat()
            is_stale = os.path.samestat(info, session) or now - info.st_mtime > STALE_SECONDS
            if stat.S_ISREG(info.st_mode) and is_stale:
                temp.unlink()
