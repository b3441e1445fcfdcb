"""Journals that are no longer needed for recovery, put by for the earlier texts in them."""

from __future__ import annotations

import contextlib
import gzip
import os
import shutil
from pathlib import Path

from wbtui.storage.disk import fs

MOST = 8 * 1024 * 1024
"""Bytes, packed, of all that is kept; a journal repeats itself, and becomes fifty times smaller."""

BIT = 32 * 1024
"""Bytes that are packed at a time."""


def past(folder: Path) -> list[Path]:
    """The journals of a session that were put by, oldest first."""
    with contextlib.suppress(OSError):
        return sorted((folder / "past").glob("*.jsonl.gz"), key=lambda path: path.name)
    return []


def put_by(path: Path) -> None:
    """Pack a journal away and remove it; what cannot be packed is only removed. Raises OSError."""
    with contextlib.suppress(OSError):
        _pack(path)
    path.unlink(missing_ok=True)


def _pack(path: Path) -> None:
    there = past(path.parent)
    newest = there[-1].name.split(".")[0] if there else "0"
    number = int(newest) + 1 if newest.isdigit() else 1
    target = path.parent / "past" / f"{number:09}.jsonl.gz"
    fs.make_folder(target.parent)
    with path.open("rb") as journal:
        fd = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, fs.FILE_MODE)
        try:
            # Bit by bit: what is read at once is memory that the saver's thread never gives back.
            with open(fd, "wb") as file, gzip.open(file, "wb", compresslevel=4) as packed:
                shutil.copyfileobj(journal, packed, BIT)
        except OSError:
            target.unlink()
            raise
    size = 0
    for old in reversed([*there, target]):
        size += old.stat().st_size
        if size > MOST:
            old.unlink()
