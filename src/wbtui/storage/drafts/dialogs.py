"""Texts that are being typed in dialogs, kept so that a killed program loses none of them.

Each line of the file is a JSON list: the name of a dialog and its texts by field, or null once it was closed. The
last line about a dialog counts; one that was cut off is ignored.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from wbtui.storage.disk import fs

if TYPE_CHECKING:
    from pathlib import Path

    from wbtui.core.errors import Problem

MAX_DRAFTS_BYTES = 16 * 1024 * 1024
"""The part of the file that is read, from its end."""
GROWTH_BYTES = 1024 * 1024
"""The growth after which the file is replaced by one that has only what counts."""

_APPEND = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)


class Drafts:
    """The drafts in a folder: the texts of the fields of each dialog that has not been closed, by its name.

    They are appended at once and without fsync, like a key to the journal. Nothing here raises: if a line cannot
    be written, `error` gives the reason, and the next successful write includes what is missing.
    """

    def __init__(self, folder: Path) -> None:
        self.error: Problem | None = None
        """The reason why the last write failed; None after a successful one."""
        self._path = folder / "drafts.jsonl"
        self._kept: dict[str, dict[str, str]] | None = None
        self._grown = 0

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the dialogs that have drafts."""
        return tuple(self._drafts())

    def of(self, name: str) -> Mapping[str, str]:
        """Return the texts of a dialog by field; empty if it has no draft."""
        return self._drafts().get(name, {})

    def keep(self, name: str, texts: Mapping[str, str]) -> None:
        """Append the texts of a dialog."""
        self._drafts()[name] = dict(texts)
        self._write(name)

    def forget(self, name: str) -> None:
        """Remove the draft of a dialog that was closed."""
        if self._drafts().pop(name, None) is not None:
            self._write(name)

    def _drafts(self) -> dict[str, dict[str, str]]:
        if self._kept is None:
            self._kept = {}
            for name, texts in _records(self._path):
                self._kept.pop(name, None)
                if texts is not None:
                    self._kept[name] = texts
        return self._kept

    def _write(self, name: str) -> None:
        names = {name, *self._drafts()} if self.error else {name}
        try:
            self._append(names)
        except OSError as error:
            self.error = fs.write_problem(error)
        else:
            self.error = None

    def _append(self, names: Iterable[str]) -> None:
        """Append the drafts of these dialogs; without any draft left, remove the file. Raises OSError."""
        drafts = self._drafts()
        if not drafts:
            self._path.unlink(missing_ok=True)
            self._grown = 0
            return
        if self._grown > GROWTH_BYTES:
            temp = self._path.with_suffix(".tmp")
            temp.unlink(missing_ok=True)
            _append(temp, drafts, drafts)
            os.replace(temp, self._path)
            self._grown = 0
        else:
            self._grown += _append(self._path, names, drafts)


def _append(path: Path, names: Iterable[str], drafts: Mapping[str, Mapping[str, str]]) -> int:
    """Append a line for each dialog, and return how many bytes they are. Raises OSError."""
    # The line end comes first, in case the line before was cut off by a full disk.
    lines = b"".join(b"\n" + json.dumps([name, drafts.get(name)]).encode() for name in names)
    fs.make_folder(path.parent)
    fd = os.open(path, _APPEND, fs.FILE_MODE)
    try:
        fs.write_all(fd, lines)
    finally:
        os.close(fd)
    return len(lines)


def _records(path: Path) -> Iterator[tuple[str, dict[str, str] | None]]:
    """Yield the names and texts in the lines of a file, oldest first; a line that is none is left out."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - MAX_DRAFTS_BYTES))
            lines = file.read(MAX_DRAFTS_BYTES).split(b"\n")
    except OSError:
        return
    for line in lines:
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            continue
        match record:
            case [str(name), dict(texts)]:
                yield name, {field: text for field, text in texts.items() if isinstance(text, str)}
            case [str(name), None]:
                yield name, None
