"""Every change appended at once to a file of its own, so that not even kill -9 loses a word.

A journal is one or more files, each a *generation*, of one self-contained line per batch of changes. A line is a
checksum and a JSON object:

- `base`: the SHA-256 of the session file that the generation builds on, and the batches since then; first line
- `changes`: a batch of changes, with its number, and where the person was typing (`caret`)
- `saving`: the SHA-256 of a file about to be written, and the number of the last batch in it
- `saved`: it is there

`saving` is on the disk before the file is replaced. So whichever version of the file is found after a crash, the
journal knows which batches are missing from it. A new generation begins when the old one is large; that one goes
when the new one is on the disk. It is put by, so that earlier texts can be found in it.
"""

from __future__ import annotations

import json
import os
import threading
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from wbtui.core.change import SetAnswer
from wbtui.storage.change_json import TAGS, to_json
from wbtui.storage.disk import fs
from wbtui.storage.journal.archive import put_by
from wbtui.storage.journal.reader import Batch, generations
from wbtui.storage.mistakes import Mistakes

if TYPE_CHECKING:
    from wbtui.core.change import Change
    from wbtui.core.place import Caret
    from wbtui.core.session import Session

LARGE = 1024 * 1024
"""Bytes after which a new generation begins."""

_APPEND = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)


class Journal:
    """The journal of a session that is open.

    `append` is called from one thread, everything else from the saver's. None of it raises: a journal that cannot
    be written is told by `error` and made up for by the next line that can.
    """

    def __init__(
        self,
        folder: Path,
        sha256: str,
        session_id: str,
        last: int = 0,
        log: Callable[[Exception], None] | None = None,
    ) -> None:
        """Build on a version of the file that has the batches up to `last`; numbers go on after it.

        `log` gets what only a mistake in this program can have raised, once for as long as it is the same.
        """
        self.error: str = ""
        """Why the last line could not be written; empty if it was."""
        self._mistakes = Mistakes(log)
        self._folder = folder
        self._session_id = session_id
        self._base = (sha256, last)
        """The newest version of the file, and the number of the last batch in it."""
        self._pending: list[Batch] = []
        """The batches that the file does not have, oldest first."""
        self.number = last
        """The number of the last batch, which may be waiting to be written."""
        self._written = last
        """The number of the last batch that is in the journal."""
        self._lock = threading.Lock()
        self._fd: int | None = None
        self._size = 0
        self._torn = self._unsynced = self._fresh = self._closed = False
        self._old: list[Path] = []
        """Generations that go when the present one is on the disk."""

    def append(self, changes: tuple[Change, ...], session: Session, caret: Caret | None) -> None:
        """Append a batch of changes that led to `session`."""
        with self._lock:
            if not self._closed:
                self.number += 1
                _add(self._pending, Batch(self.number, session.updated, changes, caret))
                self._write()

    def saving(self, sha256: str, number: int) -> None:
        """Note, on the disk, that a file is about to be written that has everything up to a batch."""
        self._mark({"saving": sha256, "n": number})
        self.sync()

    def saved(self, sha256: str, number: int, checked: bool = True) -> None:
        """Note that this file is there now. Only one that was read back may be the base of a new generation."""
        self._mark({"saved": sha256, "n": number})
        with self._lock:
            self._base = (sha256, number)
            self._pending = [batch for batch in self._pending if batch.number > number]
            if self._size > LARGE and checked:
                self._write(anew=True)

    def sync(self) -> None:
        """Have the disk confirm all lines; then earlier generations are of no more use."""
        try:
            with self._lock:
                if self._fd is None or not self._unsynced:
                    return
                fd, self._unsynced = os.dup(self._fd), False
            try:
                fs.sync(fd)
                self._settle()
            finally:
                os.close(fd)
        except OSError as error:
            self._unsynced = True
            self.error = fs.words(error)

    def close(self, remove: bool) -> None:
        """End the journal; remove it if the file has everything."""
        with self._lock:
            self._closed = True
            try:
                self._shut()
                for path in generations(self._folder) if remove else ():
                    put_by(path)
            except OSError as error:
                self.error = fs.words(error)

    def _settle(self) -> None:
        if self._fresh:
            fs.sync_folder(self._folder)
            self._fresh = False
        while self._old:
            put_by(self._old[0])
            self._old.pop(0)

    def _mark(self, record: Mapping[str, object]) -> None:
        with self._lock:
            if self._fd is not None and (wrong := self._attempt(lambda: self._append(_line(record)))):
                self.error = wrong

    def _write(self, anew: bool = False) -> None:
        """Write the batches that are waiting, each as a line; a generation begins with all that the file lacks."""
        self.error = self._attempt(self._begin if anew or self._fd is None else self._write_waiting)
        if not self.error:
            self._written = self.number

    def _attempt(self, work: Callable[[], None]) -> str:
        """Do something that may fail; returns what went wrong, in words that repeat no answer."""
        try:
            work()
        except OSError as error:
            return fs.words(error)
        except Exception as error:  # noqa: BLE001, neither the key nor the saver may suffer for it.
            self._mistakes.note(error)
            return f"a mistake in wbtui ({type(error).__name__})"
        return ""

    def _write_waiting(self) -> None:
        waiting = [batch for batch in self._pending if batch.number > self._written]
        self._append(b"".join([_line(_record(batch)) for batch in waiting]))

    def _begin(self) -> None:
        """Open a new generation. The header is one line, so that it is either whole or ignored."""
        self._shut()
        sha256, last = self._base
        batches = [_record(batch) for batch in self._pending]
        header = _line({"base": sha256, "session": self._session_id, "n": last, "batches": batches})
        fs.make_folder(self._folder)
        self._old = generations(self._folder)
        number = int(self._old[-1].stem[8:]) + 1 if self._old else 1
        path = self._folder / f"journal-{number:06}.jsonl"
        self._fd, self._size, self._torn = os.open(path, _APPEND, fs.FILE_MODE), 0, False
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
        written = os.write(self._fd, data)
        if written < len(data):
            fs.write_all(self._fd, data[written:])
        self._torn = False
        self._size += len(data)

    def _shut(self) -> None:
        fd, self._fd = self._fd, None
        if fd is not None:
            os.close(fd)


def _record(batch: Batch) -> dict[str, object]:
    """Return a batch as a JSON object; changes and places are tuples, and so lists."""
    return {
        "n": batch.number,
        "at": batch.at.isoformat(),
        "changes": [[TAGS[type(change)], *change] for change in batch.changes],
        "caret": batch.caret,
    }


def _line(record: Mapping[str, object]) -> bytes:
    """Return a record as a line with its checksum. Raises ValueError, TypeError, RecursionError."""
    text = json.dumps(record, separators=(",", ":"), default=to_json).encode("ascii")
    return b"%08x %s\n" % (zlib.crc32(text), text)


def _add(batches: list[Batch], batch: Batch) -> None:
    """Add a batch; of answers that were set at one place in a row only the last is kept, as while typing."""
    before = batches[-1].changes[-1] if batches and batches[-1].changes else None
    now = batch.changes[0] if batch.changes else None
    if isinstance(before, SetAnswer) and isinstance(now, SetAnswer) and before.place == now.place:
        rest = batches[-1].changes[:-1]
        batches[-1:] = [batches[-1]._replace(changes=rest)] if rest else []
        batch = batch._replace(changes=(now._replace(rank=now.rank or before.rank), *batch.changes[1:]))
    batches.append(batch)
