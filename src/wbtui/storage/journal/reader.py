"""What a journal says, read back line by line; what is damaged is passed over."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.place import Caret
from wbtui.storage.change_json import changes_from_json, place_from_json

if TYPE_CHECKING:
    from wbtui.core.change import Change

MOST = 64 * 1024 * 1024
"""Bytes of one generation that are read back at most."""


class Batch(NamedTuple):
    """The changes that one edit made."""

    number: int
    at: datetime
    changes: tuple[Change, ...]
    caret: Caret | None = None
    """Where the person was in a text, if the edit was typing."""


class Anchor(NamedTuple):
    """A version of the file, and the last batch in it."""

    sha256: str
    number: int
    confirmed: bool = True
    """False where it was about to be written."""


class Log(NamedTuple):
    """What the generations in a folder say."""

    sessions: frozenset[str] = frozenset()
    """The ids of the sessions that wrote it."""
    batches: tuple[Batch, ...] = ()
    anchors: tuple[Anchor, ...] = ()

    @property
    def last(self) -> int:
        """The highest number in use."""
        numbers = [batch.number for batch in self.batches] + [anchor.number for anchor in self.anchors]
        return max(numbers, default=0)

    @property
    def caret(self) -> tuple[Caret | None, int]:
        """Where the person was typing last, and the number of the batch that says so."""
        seen = [batch for batch in self.in_order if batch.caret]
        return (seen[-1].caret, seen[-1].number) if seen else (None, 0)

    @property
    def in_order(self) -> tuple[Batch, ...]:
        """The batches by their number, each once: a line that was cut off, and a new generation, repeat some."""
        by_number = {batch.number: batch for batch in self.batches}
        return tuple(by_number[number] for number in sorted(by_number))

    def knows(self, sha256: str) -> bool:
        """Whether a version of the file is one of those that it builds on."""
        return any(anchor.sha256 == sha256 for anchor in self.anchors)

    def missing(self, sha256: str) -> tuple[Batch, ...]:
        """The batches that a version of the file does not have.

        Of one that is not known, those that were not saved for certain: who changed it had the others before him.
        """
        known = [anchor.number for anchor in self.anchors if anchor.sha256 == sha256]
        saved = [anchor.number for anchor in self.anchors if anchor.confirmed]
        after = known[-1] if known else max(saved, default=-1)
        return tuple(batch for batch in self.in_order if batch.number > after)


def generations(folder: Path) -> list[Path]:
    """The files of a journal, oldest first. Raises OSError."""
    found = [path for path in folder.glob("journal-*.jsonl") if path.stem[8:].isdigit()]
    return sorted(found, key=lambda path: int(path.stem[8:]))


def replay(folder: Path) -> Log:
    """What the journal in a folder says; nothing where there is none or it cannot be read."""
    try:
        return log_of(generations(folder))
    except OSError:
        return Log()


def log_of(paths: Iterable[Path]) -> Log:
    """What generations say, oldest first."""
    sessions: set[str] = set()
    batches: list[Batch] = []
    anchors: list[Anchor] = []
    for record in (record for path in paths for record in _records(path)):
        match record:
            case {"base": str(sha256), "session": str(id_), "n": int(number), "batches": list(begun)}:
                sessions.add(id_)
                anchors.append(Anchor(sha256, number))
                batches += filter(None, map(_batch, begun))
            case {"base": str(sha256), "session": str(id_), "n": int(number), "changes": list()}:
                # Of an earlier version, which noted the first batch in the same line.
                sessions.add(id_)
                anchors.append(Anchor(sha256, number - 1))
            case {"saving": str(sha256), "n": int(number)}:
                anchors.append(Anchor(sha256, number, confirmed=False))
            case {"saved": str(sha256), "n": int(number)}:
                anchors.append(Anchor(sha256, number))
        if batch := _batch(record):
            batches.append(batch)
    return Log(frozenset(sessions), tuple(batches), tuple(anchors))


def _records(path: Path) -> Iterator[object]:
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            data = file.read(MOST)
    except (OSError, EOFError, zlib.error):
        return
    for text in data.split(b"\n"):
        if text[:8] == b"%08x" % zlib.crc32(text[9:]):
            try:
                yield json.loads(text[9:])
            except (ValueError, RecursionError):
                continue


def _batch(record: object) -> Batch | None:
    match record:
        case {"n": int(number), "at": str(at), "changes": list(made), **rest}:
            try:
                changes = tuple(change for noted in made for change in changes_from_json(noted))
                # An earlier version noted the whole view.
                caret = _caret(rest.get("caret", rest.get("view")))
                return Batch(number, datetime.fromisoformat(at), changes, caret)
            except ValueError:
                return None
    return None


def _caret(data: object) -> Caret | None:
    match data:
        case [place, int(row), int(column)] | {"place": place, "row": int(row), "column": int(column)}:
            found = place_from_json(place)
            return Caret(found, row, column) if found else None
    return None
