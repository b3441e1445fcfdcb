"""The archive of journals that recovery no longer needs; they contain the earlier texts of fields."""

from __future__ import annotations

import contextlib
import gzip
import os
import shutil
from pathlib import Path

from wbtui.storage.disk import fs

MAX_ARCHIVE_BYTES = 8 * 1024 * 1024
"""The limit for all compressed journals of a session; gzip makes a journal about fifty times smaller."""

CHUNK_BYTES = 32 * 1024
"""The amount of data to read and compress at a time."""


def past(folder: Path) -> list[Path]:
    """Return the archived journals of a session, oldest first."""
    with contextlib.suppress(OSError):
        return sorted((folder / "past").glob("*.jsonl.gz"), key=lambda path: path.name)
    return []


def archive(path: Path) -> None:
    """Archive a journal, if possible, and delete it. Raises OSError if it cannot be deleted."""
    with contextlib.suppress(OSError):
        _pack(path)
    path.unlink(missing_ok=True)


def _pack(path: Path) -> None:
    archived = past(path.parent)
    newest = archived[-1].name.split(".")[0] if archived else "0"
    number = int(newest) + 1 if newest.isdigit() else 1
    target = path.parent / "past" / f"{number:09}.jsonl.gz"
    fs.make_folder(target.parent)
    with path.open("rb") as journal:
        fd = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, fs.FILE_MODE)
        try:
            # In chunks: CPython keeps the memory of one large read for the rest of the thread's life.
            with open(fd, "wb") as file, gzip.open(file, "wb", compresslevel=4) as packed:
                shutil.copyfileobj(journal, packed, CHUNK_BYTES)
        except OSError:
            target.unlink()
            raise
    size = 0
    for old in reversed([*archived, target]):
        size += old.stat().st_size
        if size > MAX_ARCHIVE_BYTES:
            old.unlink()
