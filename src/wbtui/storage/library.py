"""The sessions of a folder: list, find, duplicate, trash."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wbtui.core.errors import MissingError, SaveError, SessionError, UsageError
from wbtui.core.new_session import copied, pivoted
from wbtui.core.text import slug
from wbtui.storage.disk import atomic_file
from wbtui.storage.session_file import codec

if TYPE_CHECKING:
    from wbtui.core.session import Session
    from wbtui.storage.session_file.layout import Layout
    from wbtui.storage.workbooks import Shelf

_HEAD_BYTES = 8192
_HEAD_MOST = 1024 * 1024
_TRASH = ".trash"
_BROKEN = re.compile(r"\.broken-\d{8}-\d{6}(?:-\d+)?\.toml$")
"""The end of the name of a file that could not be read and was kept."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One file of a folder; `head` is a session without answers, None for a file that cannot be read."""

    path: Path
    changed: float
    """When the file was last written, in seconds since the epoch."""
    head: Session | None = None
    problem: str = ""
    doubt: str = ""
    """Why it may have lost something although it can be read."""
    whole: bool = False
    """Whether more than its head was read."""

    @property
    def title(self) -> str:
        """What to call it."""
        return self.head.title if self.head else self.path.name

    @property
    def is_example(self) -> bool:
        """Whether it is a worked example, which has an id that says so; a copy gets one of its own."""
        return self.head is not None and self.head.id.startswith("example-")


@dataclass(frozen=True, slots=True)
class Library:
    """A folder of sessions. It need not exist before the first one is written."""

    folder: Path
    examples: Path | None = field(default=None)
    """A folder of worked examples, opened only as copies."""

    def files(self) -> list[Listed]:
        """The session files, newest first, unread."""
        return sorted(_files(self.folder), key=lambda listed: listed.changed, reverse=True)

    def sessions(self) -> list[Listed]:
        """The session files, newest first, each with its head."""
        return [read_head(listed) for listed in self.files()]

    def trashed(self) -> list[Listed]:
        """The session files in the trash, each with its head."""
        return [read_head(listed) for listed in _files(self.folder / _TRASH)]

    def find(self, name: str) -> Path:
        """The file of a session, by path or by the name or title of one in the folder.

        Raises MissingError where there is none, UsageError where the title is that of several.
        """
        # os.path, because pathlib raises for a name that is too long and for the home of nobody.
        path = Path(os.path.expanduser(name))
        if os.path.isfile(path):
            return path
        direct = self.folder / (name if name.endswith(".toml") else f"{name}.toml")
        if Path(name).name == name and os.path.isfile(direct):
            return direct
        titled = [listed.path for listed in self.sessions() if listed.title.casefold() == name.casefold()]
        if len(titled) > 1:
            raise UsageError(f"{len(titled)} sessions are called {name!r}", next_step="Name the file")
        if not titled:
            step = f"`wbtui list` shows the sessions in {self.folder}"
            raise MissingError(f"there is no session {name!r}", next_step=step)
        return titled[0]

    def example_files(self) -> list[Listed]:
        """The worked examples."""
        files = sorted(_files(self.examples), key=lambda e: e.path) if self.examples else []
        return [listed for listed in map(read_head, files) if listed.is_example]

    def own(self, path: Path, now: datetime) -> Path:
        """The file to work in: a copy, if it is one of the program's worked examples. Raises SaveError."""
        if self.examples is None or path.resolve().parent != self.examples.resolve():
            return path
        example = read_head(Listed(path, 0)).is_example
        return self.duplicate(path, "", now) if example else path

    def add(self, session: Session, original: Layout | None = None) -> Path:
        """Write a new session under a name made from its title, never over another file. Raises SaveError."""
        data = codec.verified(session, codec.render(session, original), original).text.encode()
        for path in _names(self.folder, slug(session.title)):
            try:
                atomic_file.create(path, data)
            except atomic_file.TakenError:
                continue
            return path
        raise SaveError("no free name is left", where=str(self.folder))

    def duplicate(self, path: Path, title: str, now: datetime) -> Path:
        """Copy a session, unknown keys and comments included, with an id and a title of its own."""
        loaded = codec.read(atomic_file.read_bytes(path), str(path))
        return self.add(copied(loaded.session, title or f"{loaded.session.title} (copy)", now), loaded.layout)

    def pivot(self, path: Path, title: str, shelf: Shelf, now: datetime) -> Path:
        """Begin a session that goes on from another. Raises SessionError, WorkbookError, SaveError."""
        loaded = codec.read(atomic_file.read_bytes(path), str(path))
        workbook = shelf.load(loaded.session.workbook, path.parent)
        return self.add(pivoted(loaded.session, title, workbook, now), loaded.layout)

    def trash(self, path: Path) -> Path:
        """Move a session that nobody has open to the trash beside it; where it is now. Raises SaveError."""
        from wbtui.storage.disk.lock import peek

        if holder := peek(path):
            raise SaveError(str(holder), where=str(path), next_step="Close it there first")
        folder = path.parent / _TRASH
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            target = next(name for name in _names(folder, path.stem) if not name.exists())
            os.rename(path, target)
        except OSError as error:
            raise SaveError(error.strerror or str(error), where=str(path)) from error
        return target

    def untrash(self, trashed: Path, path: Path) -> Path:
        """Bring a session back to where it was."""
        try:
            if path.exists():
                raise SaveError("another file has its name now", where=str(path))
            os.rename(trashed, path)
        except OSError as error:
            raise SaveError(error.strerror or str(error), where=str(trashed)) from error
        return path


def read_head(listed: Listed) -> Listed:
    """Read the head of a file; what cannot be read says why."""
    try:
        with listed.path.open("rb") as file:
            data = file.read(_HEAD_BYTES)
            while not codec.has_whole_head(data) and (more := file.read(len(data))):
                data += more
                if len(data) > _HEAD_MOST:
                    return replace(listed, problem="it is too large to be a session")
        return replace(listed, head=codec.read_head(data, str(listed.path)))
    except OSError as error:
        return replace(listed, problem=error.strerror or str(error))
    except SessionError as error:
        return replace(listed, problem=error.what)


def read_through(listed: Listed) -> Listed:
    """Read all of a file: its head may be the only thing in order. Takes long, so do it in a thread."""
    try:
        loaded = codec.read_any(atomic_file.read_bytes(listed.path), str(listed.path))
    except SessionError as error:
        return replace(listed, problem=error.what, whole=True)
    return replace(listed, doubt=loaded.suspect, whole=True)


def _files(folder: Path) -> Iterator[Listed]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if _is_session(entry.name) and entry.is_file():
                    yield Listed(Path(entry.path), entry.stat().st_mtime)
    except OSError:
        return


def _is_session(name: str) -> bool:
    """Whether a file is to be listed; one that was kept because it could not be read is not."""
    return name.endswith(".toml") and not name.startswith(".") and not _BROKEN.search(name)


def _names(folder: Path, stem: str) -> Iterator[Path]:
    yield folder / f"{stem}.toml"
    for n in range(2, 1000):
        yield folder / f"{stem}-{n}.toml"
