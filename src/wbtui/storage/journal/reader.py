"""Reading of journals, line by line; damaged lines are skipped."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.place import Caret
from wbtui.storage.journal.change_json import changes_from_json, place_from_json

if TYPE_CHECKING:
    from wbtui.core.change import Change

MAX_READ_BYTES = 64 * 1024 * 1024
"""The part of a generation that is read; later lines are ignored."""


class JournalBatch(NamedTuple):
    """The changes of one edit, as the journal has them."""

    number: int
    at: datetime
    changes: tuple[Change, ...]
    caret: Caret | None = None
    """The position in the text, if the edit was typing."""


class Checkpoint(NamedTuple):
    """A version of the file, and the number of the last batch in it."""

    sha256: str
    number: int
    confirmed: bool = True
    """False if the journal only says that this version was about to be written."""


class JournalContents(NamedTuple):
    """The contents of the generations in a folder."""

    sessions: frozenset[str] = frozenset()
    """The ids of the sessions that the journal belongs to."""
    batches: tuple[JournalBatch, ...] = ()
    checkpoints: tuple[Checkpoint, ...] = ()

    @property
    def last(self) -> int:
        """The highest batch number; 0 in an empty journal."""
        numbers = [batch.number for batch in self.batches] + [checkpoint.number for checkpoint in self.checkpoints]
        return max(numbers, default=0)

    @property
    def caret(self) -> tuple[Caret | None, int]:
        """The last position of the caret and the number of its batch; None and 0 without one."""
        typed = [batch for batch in self.in_order if batch.caret]
        return (typed[-1].caret, typed[-1].number) if typed else (None, 0)

    @property
    def in_order(self) -> tuple[JournalBatch, ...]:
        """The batches sorted by number, without duplicates.

        A new generation, and the line after one that was cut off, repeat batches.
        """
        by_number = {batch.number: batch for batch in self.batches}
        return tuple(by_number[number] for number in sorted(by_number))

    def knows(self, sha256: str) -> bool:
        """Return whether the journal mentions this version of the file."""
        return any(checkpoint.sha256 == sha256 for checkpoint in self.checkpoints)

    def missing(self, sha256: str) -> tuple[JournalBatch, ...]:
        """Return the batches that a version of the file lacks.

        An unknown version lacks the batches not confirmed as saved, because whoever wrote it started from a saved
        version.
        """
        known = [checkpoint.number for checkpoint in self.checkpoints if checkpoint.sha256 == sha256]
        saved = [checkpoint.number for checkpoint in self.checkpoints if checkpoint.confirmed]
        after = known[-1] if known else max(saved, default=-1)
        return tuple(batch for batch in self.in_order if batch.number > after)


def generations(folder: Path) -> list[Path]:
    """Return the files of a journal, oldest first. Raises OSError."""
    found = [path for path in folder.glob("journal-*.jsonl") if path.stem[8:].isdigit()]
    return sorted(found, key=lambda path: int(path.stem[8:]))


def read_journal(folder: Path) -> JournalContents:
    """Read the journal in a folder; return an empty one if it is missing or unreadable."""
    try:
        return journal_of(generations(folder))
    except OSError:
        return JournalContents()


def journal_of(paths: Iterable[Path]) -> JournalContents:
    """Read generations, given oldest first."""
    sessions: set[str] = set()
    batches: list[JournalBatch] = []
    checkpoints: list[Checkpoint] = []
    for record in (record for path in paths for record in _records(path)):
        match record:
            case {"base": str(sha256), "session": str(id_), "n": int(number), "batches": list(begun)}:
                sessions.add(id_)
                checkpoints.append(Checkpoint(sha256, number))
                batches += filter(None, map(_batch, begun))
            case {"base": str(sha256), "session": str(id_), "n": int(number), "changes": list()}:
                # Earlier versions of wbtui wrote the first batch into the same line.
                sessions.add(id_)
                checkpoints.append(Checkpoint(sha256, number - 1))
            case {"saving": str(sha256), "n": int(number)}:
                checkpoints.append(Checkpoint(sha256, number, confirmed=False))
            case {"saved": str(sha256), "n": int(number)}:
                checkpoints.append(Checkpoint(sha256, number))
        if batch := _batch(record):
            batches.append(batch)
    return JournalContents(frozenset(sessions), tuple(batches), tuple(checkpoints))


def _records(path: Path) -> Iterator[object]:
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            data = file.read(MAX_READ_BYTES)
    except (OSError, EOFError, zlib.error):
        return
    for text in data.split(b"\n"):
        if text[:8] == b"%08x" % zlib.crc32(text[9:]):
            try:
                yield json.loads(text[9:])
            except (ValueError, RecursionError):
                continue


def _batch(record: object) -> JournalBatch | None:
    match record:
        case {"n": int(number), "at": str(at), "changes": list(made), **rest}:
            try:
                changes = tuple(change for noted in made for change in changes_from_json(noted))
                # Earlier versions of wbtui wrote the whole view.
                caret = _caret(rest.get("caret", rest.get("view")))
                return JournalBatch(number, datetime.fromisoformat(at), changes, caret)
            except ValueError:
                return None
    return None


def _caret(data: object) -> Caret | None:
    match data:
        case [place, int(row), int(column)] | {"place": place, "row": int(row), "column": int(column)}:
            found = place_from_json(place)
            return Caret(found, row, column) if found else None
    return None
