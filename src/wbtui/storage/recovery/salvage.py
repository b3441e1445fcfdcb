"""Restoring an unreadable or deleted session file from its versions and its journal."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wbtui.core.change import CLOCK, apply
from wbtui.core.diff.changes import changes
from wbtui.core.errors import SaveError, SessionError
from wbtui.core.versions import Version
from wbtui.storage.disk import atomic_file, fs
from wbtui.storage.disk.lock import Held, Lock, acquire
from wbtui.storage.history.versions import History
from wbtui.storage.journal.reader import read_journal
from wbtui.storage.session_file import codec
from wbtui.storage.state import State

if TYPE_CHECKING:
    from wbtui.core.session import Session
    from wbtui.storage.journal.reader import JournalBatch, JournalContents
    from wbtui.storage.session_file.toml_document import TomlDocument

_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)
"""The errors of file systems that do not support hard links."""


@dataclass(frozen=True)
class Restorable:
    """A readable version, with the journal's later changes applied."""

    version: Version
    session: Session
    toml: TomlDocument
    added: int
    """The number of changes from the journal."""

    @property
    def answers(self) -> int:
        """The number of answers."""
        return sum(1 for _ in self.session.places())


def restorable_versions(path: str | Path, state_dir: Path) -> Iterator[Restorable]:
    """Yield the readable versions of a session, newest first, reading each on demand.

    The session file may be damaged or missing. A rescue copy counts as a version. Raises SessionError for a path
    that is invalid.
    """
    state = State(state_dir, atomic_file.real_path(path))
    journal = read_journal(state.folder)
    for version in copies(state):
        with contextlib.suppress(SessionError):
            data = atomic_file.read_bytes(version.path)
            loaded = codec.read(data, str(version.path))
            yield _with_journal(version, loaded, atomic_file.digest(data), journal)


def copies(state: State) -> tuple[Version, ...]:
    """Return the versions of a session and its rescue copy, newest first."""
    found = list(History(state.versions).versions())
    with contextlib.suppress(OSError):
        at = datetime.fromtimestamp(state.rescue.stat().st_mtime, UTC)
        found.append(Version(at, "rescue", "", state.rescue))
    return tuple(sorted(found, key=lambda version: version.at, reverse=True))


def _with_journal(version: Version, loaded: codec.Loaded, sha256: str, journal: JournalContents) -> Restorable:
    session = loaded.session
    ours = not journal.sessions or session.id in journal.sessions
    for batch in _later(version, sha256, journal) if ours else ():
        with contextlib.suppress(TypeError, ValueError):
            session = apply(session, batch.changes)
    made = sum(change.place.list != CLOCK for change in changes(loaded.session, session))
    return Restorable(version, session, loaded.toml, made)


def _later(version: Version, sha256: str, journal: JournalContents) -> tuple[JournalBatch, ...]:
    """Return the batches that a version lacks; for a version unknown to the journal, those of a later time."""
    if journal.knows(sha256):
        return journal.missing(sha256)
    return tuple(batch for batch in journal.in_order if batch.at >= version.at)


def keep_rescue(session: Session, state: State, keep: Callable[[bytes, str], Version | None]) -> Restorable | None:
    """Turn a rescue copy that differs from the session into a version; return it unless the session is newer.

    The copy stays where it is if `keep` fails, and is deleted if it does not differ.
    """
    with contextlib.suppress(SessionError, OSError):
        data = atomic_file.read_bytes(state.rescue)
        loaded = codec.read(data)
        rescued = loaded.session
        if changes(session, rescued):
            version = keep(data, "rescue") or Version(rescued.updated, "rescue", "", state.rescue)
            version = version._replace(at=rescued.updated)
            return Restorable(version, rescued, loaded.toml, 0) if rescued.updated >= session.updated else None
        state.rescue.unlink(missing_ok=True)
    return None


def restore_file(real: Path, restorable: Restorable, now: Callable[[], datetime]) -> Path | None:
    """Write a version in place of an unreadable or missing file.

    The unreadable file is renamed; its new path is returned, None without one. Raises SaveError, also if another
    process has the file open.
    """
    lock = acquire(real, now())
    if isinstance(lock, Held):
        raise SaveError(lock.holder.problem.in_file(str(real)).also("close_there"))
    try:
        toml = codec.render(restorable.session, restorable.toml)
        data = codec.verified(restorable.session, toml).text.encode()
        atomic_file.check_size(real, data)
        if not os.path.lexists(real):
            atomic_file.create(real, data)
            return None
        return _replaced(real, data, now())
    except OSError as error:
        raise fs.save_error(error, real) from error
    finally:
        if isinstance(lock, Lock):
            lock.release()


def _replaced(real: Path, data: bytes, now: datetime) -> Path:
    """Rename a file, write a new one in its place, and return the new name of the old one. Raises OSError."""
    info = os.stat(real)
    for n in range(1, 1000):
        broken = real.with_name(f"{real.stem}.broken-{now:%Y%m%d-%H%M%S}{f'-{n}' if n > 1 else ''}.toml")
        with contextlib.suppress(FileExistsError), fs.temporary(real.parent, data, info) as (temp, _):
            try:
                os.link(real, broken)
            except OSError as error:
                if error.errno not in _NO_LINKS:
                    raise
                os.rename(real, broken)
            os.replace(temp, real)
            fs.sync_folder(real.parent)
            return broken
    raise SaveError("file.no_free_name", where=str(real.parent))
