"""Every change appended at once to a file of its own, so that not even kill -9 loses a word.

A journal is one or more files, each a *generation*, of one self-contained line per batch of changes. A line is a
checksum and a JSON object:

- `base`: the SHA-256 of the session file that the generation builds on, and the changes since then; first line
- `changes`: a batch of changes, with its number, and where the person was looking (`view`)
- `saving`: the SHA-256 of a file about to be written, and the number of the last batch in it
- `saved`: it is there

`saving` is on the disk before the file is replaced. So whichever version of the file is found after a crash, the
journal knows which batches are missing from it. A new generation begins when the old one is large; that one goes
when the new one is on the disk. It is put by, so that earlier texts can be found in it.
"""

from __future__ import annotations

import os
import threading
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wbtui.core.changes import changes
from wbtui.files import disk
from wbtui.files.journal_log import generations, line
from wbtui.files.journal_past import put_by
from wbtui.files.plain import change_to_json

if TYPE_CHECKING:
    from wbtui.core.changes import Change
    from wbtui.core.session import Session
    from wbtui.files.plain import Json

LARGE = 1024 * 1024
"""Bytes after which a new generation begins."""

_FAILURES = (OSError, ValueError, TypeError, RecursionError)
_APPEND = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)


class Journal:
    """The journal of a session that is open.

    `record` is called from one thread, everything else from the saver's. None of it raises: a journal that cannot
    be written is told by `error` and made up for by the next line that can.
    """

    def __init__(self, folder: Path, sha256: str, session: Session, last: int = 0) -> None:
        """Build on a version of the file that says `session`; numbers go on after `last`."""
        self.error: str = ""
        """Why the last line could not be written; empty if it was."""
        self._folder = folder
        self._base = (sha256, session)
        """The newest version of the file."""
        self._recorded = session
        self._number = last
        self._view: Json = None
        self._lock = threading.Lock()
        self._fd: int | None = None
        self._size = 0
        self._torn = self._unsynced = self._fresh = False
        self._old: list[Path] = []
        """Generations that go when the present one is on the disk."""

    @property
    def number(self) -> int:
        """Of the last batch written."""
        return self._number

    def record(self, session: Session, at: datetime, view: Json = None) -> int:
        """Append what changed since the last record; returns the number of the last batch written."""
        with self._lock:
            made = changes(self._recorded, session)
            if made:
                self._view = view or self._view
                self._try(session, made, at)
            return self._number

    def saving(self, sha256: str, number: int) -> None:
        """Note, on the disk, that a file is about to be written that has everything up to a batch."""
        self._mark({"saving": sha256, "n": number})
        self.sync()

    def saved(self, sha256: str, session: Session, number: int, at: datetime, checked: bool = True) -> None:
        """Note that this file is there now. Only one that was read back may be the base of a new generation."""
        self._mark({"saved": sha256, "n": number})
        with self._lock:
            self._base = (sha256, session)
            if self._size > LARGE and checked:
                self._shut()
                self._try(self._recorded, (), at)

    def sync(self) -> None:
        """Have the disk confirm all lines; then earlier generations are of no more use."""
        try:
            with self._lock:
                if self._fd is None or not self._unsynced:
                    return
                fd, self._unsynced = os.dup(self._fd), False
            try:
                disk.sync(fd)
                self._settle()
            finally:
                os.close(fd)
        except OSError as error:
            self._unsynced = True
            self.error = disk.words(error)

    def close(self, remove: bool) -> None:
        """End the journal; remove it if the file has everything."""
        with self._lock:
            try:
                self._shut()
                for path in generations(self._folder) if remove else ():
                    put_by(path)
            except OSError as error:
                self.error = disk.words(error)

    def _settle(self) -> None:
        if self._fresh:
            disk.sync_folder(self._folder)
            self._fresh = False
        while self._old:
            put_by(self._old[0])
            self._old.pop(0)

    def _mark(self, record: dict[str, Json]) -> None:
        with self._lock:
            if self._fd is not None:
                try:
                    self._append(line(record))
                except _FAILURES as error:
                    self.error = _told(error)

    def _try(self, session: Session, made: tuple[Change, ...], at: datetime) -> None:
        """Write a batch. Without an open generation a new one begins, with all that the file does not have."""
        sha256, base = self._base
        made = made if self._fd is not None else changes(base, session)
        record: dict[str, Json] = {
            "n": self._number + 1,
            "at": at.isoformat(),
            "changes": [change_to_json(change) for change in made],
            "view": self._view,
        }
        try:
            if self._fd is not None:
                self._append(line(record))
            else:
                self._begin(line({"base": sha256, "session": base.id, **record}))
        except _FAILURES as error:
            self.error = _told(error)
        else:
            self._number, self._recorded, self.error = self._number + 1, session, ""

    def _begin(self, header: bytes) -> None:
        """Open a new generation. The header is one line, so that it is either whole or ignored."""
        disk.make_folder(self._folder)
        self._old = generations(self._folder)
        number = int(self._old[-1].stem[8:]) + 1 if self._old else 1
        path = self._folder / f"journal-{number:06}.jsonl"
        self._fd, self._size, self._torn = os.open(path, _APPEND, disk.FILE_MODE), 0, False
        try:
            self._append(header)
        except OSError:
            self._shut()
            path.unlink(missing_ok=True)
            raise
        self._fresh = True

    def _append(self, data: bytes) -> None:
        if self._fd is None:
            return
        data = b"\n" + data if self._torn else data
        self._torn = self._unsynced = True
        disk.write_all(self._fd, data)
        self._torn = False
        self._size += len(data)

    def _shut(self) -> None:
        fd, self._fd = self._fd, None
        if fd is not None:
            os.close(fd)


def _told(error: Exception) -> str:
    return disk.words(error) if isinstance(error, OSError) else f"a mistake in wbtui ({type(error).__name__})"
