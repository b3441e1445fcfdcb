"""Opening a session file: lock, read and recover it, or open it read-only."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.diff.changes import changes
from wbtui.core.errors import NewerFormatError, Problem
from wbtui.storage.disk import atomic_file
from wbtui.storage.disk.leftovers import sweep
from wbtui.storage.disk.lock import Held, Lock, acquire
from wbtui.storage.journal.journal import Journal
from wbtui.storage.recovery.replay import Recovered, keep_rescue, last_view, own_journal, recover
from wbtui.storage.session.identity import identify
from wbtui.storage.session.writer import SessionWriter
from wbtui.storage.session_file import codec

if TYPE_CHECKING:
    from pathlib import Path

    from wbtui.core.time.gaps import ClockSample
    from wbtui.storage.disk.lock import Holder, Unlockable
    from wbtui.storage.recovery.salvage import Restorable
    from wbtui.storage.session.autosave import SaveTiming, Status
    from wbtui.storage.state import State, View


class Environment(NamedTuple):
    """The clocks, callbacks and timings to open a session file with."""

    now: Callable[[], datetime]
    on_status: Callable[[Status], None]
    timing: SaveTiming | None
    clocks: Callable[[], ClockSample]
    log: Callable[[Exception], None] | None


@dataclass(frozen=True)
class Opened:
    """The parts of a newly opened session file, from which SessionHandle is made."""

    state: State
    writer: SessionWriter
    loaded: codec.Loaded
    recovered: Recovered
    view: View
    lock: Lock | None = None
    read_only: Problem | None = None
    """The reason why nothing can be edited; None if there is none besides `holder`."""
    holder: Holder | None = None
    """The other process that has the file open."""
    rescued: Restorable | None = None
    """The rescue copy, if it is not older than the session."""
    notes: tuple[Problem, ...] = ()
    """Messages about the file, for the user."""
    unsaved: bool = False
    """True if the journal had changes that the file lacks."""


def open_file(state: State, environment: Environment) -> Opened:
    """Open a session file for writing if possible, else read-only. Raises MissingError, SessionError."""
    found = atomic_file.read(state.path)
    reason = _protected(state.path, found)
    holder = None
    if not reason:
        lock = acquire(state.path, environment.now())
        if isinstance(lock, Held):
            holder = lock.holder
        else:
            try:
                return open_to_write(state, environment, lock)
            except NewerFormatError as error:
                reason = error.problem.in_file("")
    loaded = codec.read_any(found.data, str(state.path))
    return Opened(
        state,
        SessionWriter(state, found, loaded, environment.now),
        loaded,
        Recovered(loaded.session),
        state.view(),
        read_only=loaded.newer or reason,
        holder=holder,
        notes=loaded.notes,
    )


def open_to_write(state: State, environment: Environment, lock: Lock | Unlockable) -> Opened:
    """Open a session file for writing under its lock, and begin a journal. Releases the lock on any error.

    Raises MissingError, NewerFormatError, SessionError.
    """
    try:
        sweep(state.path, environment.now().timestamp())
        # Read again: the previous holder of the lock may have saved since.
        found = atomic_file.read(state.path)
        loaded = codec.read(found.data, str(state.path))
        writer = SessionWriter(state, found, loaded, environment.now)
        opened = _recovered(writer, found.fingerprint.sha256, loaded, environment)
    except BaseException:
        if isinstance(lock, Lock):
            lock.release()
        raise
    if isinstance(lock, Lock):
        return replace(opened, lock=lock)
    return replace(opened, notes=(*opened.notes, Problem("session.no_locks")))


def _recovered(writer: SessionWriter, sha256: str, loaded: codec.Loaded, environment: Environment) -> Opened:
    """Recover what the file lacks from the old journal, and begin the new one with that as the first batch."""
    state = writer.state
    session = replace(loaded.session, id=identify(state, loaded.session.id))
    old = own_journal(session, sha256, state)
    whole = recover(session, sha256, old, state, environment.clocks())
    rescued = keep_rescue(whole.session, state, writer.keep_or_wait)
    view, number = last_view(state, old)
    # Batch numbers never restart, so that the later of a saved view and a caret can be determined.
    last = max(old.last, number)
    journal = writer.journal = Journal(state.folder, sha256, session.id, last, environment.log)
    unsaved = whole.session != session
    if unsaved:
        writer.keep_as_found("recovered" if old.knows(sha256) else "outside")
        journal.append(changes(session, whole.session), whole.session, None)
    return Opened(state, writer, loaded, whole, view, rescued=rescued, notes=loaded.notes, unsaved=unsaved)


def _protected(path: Path, found: atomic_file.FileContent) -> Problem | None:
    if not found.info.st_mode & 0o222 or not os.access(path, os.W_OK):
        return Problem("file.read_only")
    return None
