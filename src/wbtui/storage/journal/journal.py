"""The journal: each change is appended to a separate file at once, so that not even SIGKILL loses it.

A journal consists of one or more files, the *generations*. Each line is a checksum and a JSON object, one of:

- `base`: the first line, with the SHA-256 of the session file that the generation builds on and the batches since
- `changes`: a batch of changes, with its number and the position of the caret (`caret`)
- `saving`: the SHA-256 of a file about to be written, and the number of the last batch in it
- `saved`: the same for a file that has been written

The `saving` line is fsynced before the file is replaced, so whichever version of the file a crash leaves, the
journal knows which batches it lacks. After a large generation a new one begins; once that is fsynced, the old one
moves to the archive, where the history of a field finds earlier texts.
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
from wbtui.core.errors import Mistakes, Problem
from wbtui.storage.disk import fs
from wbtui.storage.journal.archive import archive
from wbtui.storage.journal.change_json import TAGS, to_json
from wbtui.storage.journal.reader import JournalBatch, generations

if TYPE_CHECKING:
    from wbtui.core.change import Change
    from wbtui.core.place import Caret
    from wbtui.core.session import Session

MAX_GENERATION_BYTES = 1024 * 1024
"""The size beyond which the next save begins a new generation."""

_APPEND = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)


class Journal:
    """The journal of an open session.

    One thread calls `append`, the autosave thread calls everything else. No method raises: if a line cannot be
    written, `error` gives the reason, and the next successful write includes the missing batches.
    """

    def __init__(
        self,
        folder: Path,
        sha256: str,
        session_id: str,
        last: int = 0,
        log: Callable[[Exception], None] | None = None,
    ) -> None:
        """Build on a version of the file that has the batches up to `last`; the next batch is `last + 1`.

        `log` receives exceptions that only a bug can raise; the same one is not logged twice in a row.
        """
        self.error: Problem | None = None
        """The reason why the last write failed; None after a successful one."""
        self._mistakes = Mistakes(log)
        self._folder = folder
        self._session_id = session_id
        self._base = (sha256, last)
        """The SHA-256 of the newest version of the file, and the number of the last batch in it."""
        self._pending: list[JournalBatch] = []
        """The batches that the file lacks, oldest first."""
        self.number = last
        """The number of the last batch, which may still be unwritten."""
        self._written = last
        """The number of the last batch written to the journal."""
        self._lock = threading.Lock()
        self._fd: int | None = None
        self._size = 0
        self._torn = self._unsynced = self._fresh = self._closed = False
        self._old: list[Path] = []
        """The earlier generations, to be archived once the current one is fsynced."""

    def append(self, changes: tuple[Change, ...], session: Session, caret: Caret | None) -> None:
        """Append a batch of changes that led to `session`."""
        with self._lock:
            if not self._closed:
                self.number += 1
                _add(self._pending, JournalBatch(self.number, session.updated, changes, caret))
                self._write()

    def saving(self, sha256: str, number: int) -> None:
        """Write and fsync a line that announces a file with all batches up to `number`."""
        self._mark({"saving": sha256, "n": number})
        self.sync()

    def saved(self, sha256: str, number: int, checked: bool = True) -> None:
        """Write a line that this file is in place; `checked` if it was read back.

        Only a checked file may become the base of a new generation.
        """
        self._mark({"saved": sha256, "n": number})
        with self._lock:
            self._base = (sha256, number)
            self._pending = [batch for batch in self._pending if batch.number > number]
            if self._size > MAX_GENERATION_BYTES and checked:
                self._write(anew=True)

    def sync(self) -> None:
        """Fsync all lines, then archive the earlier generations."""
        try:
            with self._lock:
                if self._fd is None or not self._unsynced:
                    return
                fd, self._unsynced = os.dup(self._fd), False
            try:
                fs.sync(fd)
                self._archive_old()
            finally:
                os.close(fd)
        except OSError as error:
            self._unsynced = True
            self.error = fs.write_problem(error)

    def close(self, remove: bool) -> None:
        """Close the journal; with `remove`, archive it, because the file has all changes."""
        with self._lock:
            self._closed = True
            try:
                self._shut()
                for path in generations(self._folder) if remove else ():
                    archive(path)
            except OSError as error:
                self.error = fs.write_problem(error)

    def _archive_old(self) -> None:
        if self._fresh:
            fs.sync_folder(self._folder)
            self._fresh = False
        while self._old:
            archive(self._old[0])
            self._old.pop(0)

    def _mark(self, record: Mapping[str, object]) -> None:
        with self._lock:
            if self._fd is not None and (wrong := self._attempt(lambda: self._append(_line(record)))):
                self.error = wrong

    def _write(self, anew: bool = False) -> None:
        """Write the unwritten batches, or a new generation that begins with all batches that the file lacks."""
        self.error = self._attempt(self._begin if anew or self._fd is None else self._write_waiting)
        if not self.error:
            self._written = self.number

    def _attempt(self, work: Callable[[], None]) -> Problem | None:
        """Call `work` and return its error as a problem, None on success. It never quotes an answer."""
        try:
            work()
        except OSError as error:
            return fs.write_problem(error)
        except Exception as error:  # noqa: BLE001, a bug here must stop neither typing nor autosave.
            self._mistakes.note(error)
            return Problem.of("save.mistake", kind=type(error).__name__)
        return None

    def _write_waiting(self) -> None:
        waiting = [batch for batch in self._pending if batch.number > self._written]
        self._append(b"".join([_line(_record(batch)) for batch in waiting]))

    def _begin(self) -> None:
        """Open a new generation. Its header is one line, so that `reader` ignores a header cut off by a crash."""
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


def _record(batch: JournalBatch) -> dict[str, object]:
    """Return a batch as a JSON object; `json` writes changes and places as lists, since they are tuples."""
    return {
        "n": batch.number,
        "at": batch.at.isoformat(),
        "changes": [[TAGS[type(change)], *change] for change in batch.changes],
        "caret": batch.caret,
    }


def _line(record: Mapping[str, object]) -> bytes:
    """Return a record as a line with its CRC-32. Raises ValueError, TypeError, RecursionError."""
    text = json.dumps(record, separators=(",", ":"), default=to_json).encode("ascii")
    return b"%08x %s\n" % (zlib.crc32(text), text)


def _add(batches: list[JournalBatch], batch: JournalBatch) -> None:
    """Add a batch; if it sets the same answer as the batch before, as in typing, drop the earlier change."""
    before = batches[-1].changes[-1] if batches and batches[-1].changes else None
    now = batch.changes[0] if batch.changes else None
    if isinstance(before, SetAnswer) and isinstance(now, SetAnswer) and before.place == now.place:
        rest = batches[-1].changes[:-1]
        batches[-1:] = [batches[-1]._replace(changes=rest)] if rest else []
        batch = batch._replace(changes=(now._replace(rank=now.rank or before.rank), *batch.changes[1:]))
    batches.append(batch)
