"""The library: a folder of sessions, to list, find, copy and trash them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wbtui.core.errors import MissingError, Problem, SaveError, SessionError, UsageError
from wbtui.core.listing import Listed
from wbtui.core.text import folded, is_conflict_copy, one_line, slug
from wbtui.storage.disk import atomic_file, fs
from wbtui.storage.session_file import codec

if TYPE_CHECKING:
    from wbtui.core.session import Session
    from wbtui.storage.session_file.toml_document import TomlDocument
    from wbtui.storage.workbooks import WorkbookLibrary

_HEAD_BYTES = 8192
"""The part of a file that is read first; it holds the head of an ordinary session."""
_MAX_HEAD_BYTES = 1024 * 1024
_GLANCE_BYTES = 1024
"""The part of a file that a glance reads; it holds the first lines of an ordinary session."""
# These are compiled when a list of sessions is first read: a session alone does not need them.
_ID = rb'(?m)^id[ \t]*=[ \t]*"([^"\\]*)"'
_TITLE = rb'(?m)^title[ \t]*=[ \t]*"(.*)"'
_ORIGIN = rb'(?m)^pivoted_from[ \t]*=[ \t]*".*\(([\w-]+)\)"'
_UPDATED = rb"(?m)^updated[ \t]*=[ \t]*([^\s#]+(?: [^\s#]+)?)"
_TRASH = ".trash"
_BROKEN = r"\.broken-\d{8}-\d{6}(?:-\d+)?\.toml$"
"""The end of the name of an unreadable file that `salvage.restore_file` renamed."""


@dataclass(frozen=True, slots=True)
class Library:
    """A folder of sessions, created when the first one is written."""

    folder: Path
    examples: Path | None = field(default=None)
    """The folder of the worked examples, which are opened as copies only."""

    def files(self) -> list[Listed]:
        """Return the session files, newest first, having read of each only when it was last changed.

        Raises SessionError.
        """
        return _newest_first(_files(self.folder))

    def sessions(self) -> list[Listed]:
        """Return the session files, newest first, with their heads. Raises SessionError."""
        return _newest_first(read_head(listed) for listed in _files(self.folder))

    def trashed(self) -> list[Listed]:
        """Return the session files in the trash, newest first, with their heads. Raises SessionError."""
        return _newest_first(read_head(listed) for listed in _files(self.folder / _TRASH))

    def find(self, name: str) -> Path:
        """Find a session by its path, or by its file name or title in the folder.

        Raises MissingError if no session matches, SessionError if the folder cannot be read, UsageError if several
        have this title.
        """
        # pathlib raises for a name that is too long and for an unknown `~user`; os.path does not.
        path = Path(os.path.expanduser(name))
        if existing := fs.existing_file(path):
            return existing
        direct = self.folder / (name if name.endswith(".toml") else f"{name}.toml")
        if Path(name).name == name and os.path.isfile(direct):
            return direct
        called = self._called(name)
        if len(called) > 1:
            files = ", ".join(sorted(path.name for path in called))
            raise UsageError("session.several", next_step="name_file", count=len(called), name=name, files=files)
        if not called:
            raise MissingError("session.none", next_step="list_sessions", name=name, folder=str(self.folder))
        return called[0]

    def _called(self, name: str) -> list[Path]:
        """Return the sessions with this file name, or else with this title, however its letters are composed."""
        wanted, sessions = folded(name), self.sessions()
        named = [e.path for e in sessions if wanted in (folded(e.path.name), folded(e.path.stem))]
        return named if len(named) == 1 else [e.path for e in sessions if folded(e.title) == wanted] or named

    def example_files(self) -> list[Listed]:
        """Return the worked examples, sorted by path."""
        try:
            files = sorted(_files(self.examples), key=lambda e: e.path) if self.examples else []
        except SessionError:
            return []
        return [listed for listed in map(read_head, files) if listed.is_example]

    def own(self, path: Path, titled: Callable[[str], str], now: datetime) -> Path:
        """Return `path`, or the path of a new copy if it is a worked example; `titled` is as in `duplicate`.

        Raises SessionError, SaveError.
        """
        if self.examples is None or path.resolve().parent != self.examples.resolve():
            return path
        example = read_head(Listed(path, 0)).is_example
        return self.duplicate(path, titled, now) if example else path

    def add(self, session: Session, original: TomlDocument | None = None) -> Path:
        """Write a session to a new file named after its title; return the path. Raises SaveError."""
        data = codec.verified(session, codec.render(session, original)).text.encode()
        atomic_file.check_size(self.folder, data)
        for path in _names(self.folder, slug(session.title)):
            try:
                atomic_file.create(path, data)
            except atomic_file.TakenError:
                continue
            return path
        raise SaveError("file.no_free_name", where=str(self.folder))

    def duplicate(self, path: Path, titled: Callable[[str], str], now: datetime) -> Path:
        """Copy a session with its unknown keys and comments under a new id; return the path.

        `titled` returns the title of the copy from that of the session. Raises SessionError, SaveError.
        """
        # Import here: the first frame of home does not need it.
        from wbtui.core.new_session import copied

        loaded = codec.read(atomic_file.read_bytes(path), str(path))
        return self.add(copied(loaded.session, titled(loaded.session.title), now), loaded.toml)

    def pivot(self, path: Path, title: str, workbooks: WorkbookLibrary, now: datetime) -> Path:
        """Create the session that follows a pivot from another one; return its path.

        Raises SessionError, WorkbookError, SaveError.
        """
        from wbtui.core.new_session import pivoted

        loaded = codec.read(atomic_file.read_bytes(path), str(path))
        workbook = workbooks.load(loaded.session.workbook, path.parent)
        return self.add(pivoted(loaded.session, title, workbook, now), loaded.toml)

    def trash(self, path: Path) -> Path:
        """Move a session to the trash beside it; return the new path. Raises SaveError, also if it is open."""
        from wbtui.storage.disk.lock import peek

        if holder := peek(path):
            raise SaveError(holder.problem.in_file(str(path)).also("close_there"))
        folder = path.parent / _TRASH
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            target = next(name for name in _names(folder, path.stem) if not name.exists())
            os.rename(path, target)
        except OSError as error:
            raise SaveError(fs.read_problem(error, str(path))) from error
        return target

    def untrash(self, trashed: Path, path: Path) -> Path:
        """Move a session from the trash back to `path`. Raises SaveError."""
        try:
            if path.exists():
                raise SaveError("file.name_taken", where=str(path))
            os.rename(trashed, path)
        except OSError as error:
            raise SaveError(fs.read_problem(error, str(trashed))) from error
        return path


def read_head(listed: Listed) -> Listed:
    """Return the entry with the head of its file, or with the `problem` that prevents reading it."""
    if listed.problem:
        return listed
    try:
        with listed.path.open("rb") as file:
            data = file.read(_HEAD_BYTES)
            while not codec.has_whole_head(data) and (more := file.read(len(data))):
                data += more
                if len(data) > _MAX_HEAD_BYTES:
                    return listed._replace(problem=Problem("file.too_large"))
        head = codec.read_head(data, str(listed.path))
        return listed._replace(head=head, changed=_seconds(head.updated) or listed.changed)
    except OSError as error:
        return listed._replace(problem=fs.read_problem(error))
    except SessionError as error:
        return listed._replace(problem=error.problem)


def _newest_first(files: Iterable[Listed]) -> list[Listed]:
    """Return the sessions by when they were last changed; of the same time, conflict copies come last."""
    return sorted(files, key=lambda e: (-e.changed, is_conflict_copy(e.path.name), str(e.path)))


def _files(folder: Path) -> Iterator[Listed]:
    """Yield the session files of a folder, none if it does not exist. Raises SessionError if it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            yield from filter(None, map(_listed, entries))
    except OSError as error:
        if isinstance(error, FileNotFoundError) and not os.path.islink(folder):
            return
        raise SessionError(fs.folder_problem(error, str(folder)).also("choose_folder")) from error


def _listed(entry: os.DirEntry[str]) -> Listed | None:
    """Return the row of a file if it is a session; the row has a problem if the file cannot be examined."""
    if not _is_session(entry.name):
        return None
    try:
        if not entry.is_file():
            return _lost(entry) if entry.is_symlink() and not os.path.exists(entry.path) else None
        return _glanced(entry.path) or Listed(Path(entry.path), entry.stat().st_mtime)
    except OSError as error:
        return Listed(Path(entry.path), 0, problem=fs.read_problem(error))


def _lost(entry: os.DirEntry[str]) -> Listed:
    """Return a link whose file is gone; its time is when it was made."""
    problem = Problem.of("file.lost_link", target=one_line(os.readlink(entry.path)))
    return Listed(Path(entry.path), entry.stat(follow_symlinks=False).st_mtime, problem=problem)


def _glanced(path: str) -> Listed | None:
    """Return the row of a session with what its first lines say; None if they do not say when it was changed."""
    try:
        file = os.open(path, os.O_RDONLY)
        try:
            head = os.read(file, _GLANCE_BYTES)
            found = re.search(_UPDATED, head) or re.search(_UPDATED, head := head + os.read(file, _HEAD_BYTES))
        finally:
            os.close(file)
        changed = _seconds(datetime.fromisoformat(found[1].decode())) if found else None
    except (OSError, ValueError):
        return None
    head = head.partition(b"\n[")[0]
    if changed is None:
        return None
    id_, title, origin = (_first(pattern, head) for pattern in (_ID, _TITLE, _ORIGIN))
    return Listed(Path(path), changed, id=id_, written_title=title, origin=origin)


def _first(pattern: bytes, head: bytes) -> str:
    found = re.search(pattern, head)
    return found[1].decode(errors="replace") if found else ""


def _seconds(moment: datetime) -> float | None:
    """Return a time in seconds since the epoch; None for a year so far away that calendar functions fail."""
    return moment.timestamp() if 1970 < moment.year < 2970 else None


def _is_session(name: str) -> bool:
    """Return whether a name is that of a session: `*.toml`, not hidden, not a renamed unreadable file."""
    return name.endswith(".toml") and not name.startswith(".") and not re.search(_BROKEN, name)


def _names(folder: Path, stem: str) -> Iterator[Path]:
    yield folder / f"{stem}.toml"
    for n in range(2, 1000):
        yield folder / f"{stem}-{n}.toml"
