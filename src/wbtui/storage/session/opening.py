"""Opening a session file: lock, read and recover it, open it read-only, or take it over from its holder."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from wbtui.core.diff.changes import changes
from wbtui.core.errors import NewerFormatError, Problem
from wbtui.core.time.gaps import ClockSample
from wbtui.storage.disk import atomic_file
from wbtui.storage.disk.lock import TAKE_OVER_SECONDS, Held, Lock, acquire, wait_for
from wbtui.storage.journal.journal import Journal
from wbtui.storage.recovery.replay import Recovered, last_view, recover
from wbtui.storage.session.handle import Environment, Opened, SessionHandle
from wbtui.storage.session.identity import identify, own_journal
from wbtui.storage.session.writer import SessionWriter
from wbtui.storage.session_file import codec
from wbtui.storage.state import State

if TYPE_CHECKING:
    from pathlib import Path

    from wbtui.storage.disk.lock import Unlockable
    from wbtui.storage.session.autosave import SaveTiming, Status


def open_session(
    path: str | Path,
    *,
    state_dir: Path,
    now: Callable[[], datetime],
    on_status: Callable[[Status], None],
    timing: SaveTiming | None = None,
    clocks: Callable[[], ClockSample] | None = None,
    log: Callable[[Exception], None] | None = None,
) -> SessionHandle:
    """Open a session file and recover the changes that it lacks.

    It is read-only if another process has it open, the file is write-protected, or its format is newer. `log`
    receives exceptions that prevent saving and that only a bug can raise. Raises MissingError, SessionError.
    """
    # This default has no monotonic clock, so it takes a change of the system time for time that passed.
    clocks = clocks or (lambda: ClockSample(now(), 0.0))
    environment = Environment(now, on_status, timing, clocks, log)
    return SessionHandle(_open_file(State(state_dir, atomic_file.real_path(path)), environment), environment)


def take_over(handle: SessionHandle, seconds: float = TAKE_OVER_SECONDS) -> SessionHandle | None:
    """Ask the holder for a session and, once it is unlocked, return a writable handle to replace the old one.

    Returns None if the holder does not give it up in `seconds`. Call it in a thread, since it waits. Raises
    MissingError, NewerFormatError, SessionError.
    """
    environment = handle.environment
    lock = wait_for(handle.path, environment.now, seconds)
    if isinstance(lock, Held):
        return None
    opened = _open_to_write(handle.state, environment, lock)
    opened.writer.keep_as_found("takeover")
    return SessionHandle(opened, environment)


def _open_file(state: State, environment: Environment) -> Opened:
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
                return _open_to_write(state, environment, lock)
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


def _open_to_write(state: State, environment: Environment, lock: Lock | Unlockable) -> Opened:
    """Open a session file for writing under its lock, and begin a journal. Releases the lock on any error.

    Raises MissingError, NewerFormatError, SessionError.
    """
    try:
        atomic_file.remove_stale_temp_files(state.path, environment.now().timestamp())
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
        return opened._replace(lock=lock)
    return opened._replace(notes=(*opened.notes, Problem("session.no_locks")))


def _recovered(writer: SessionWriter, sha256: str, loaded: codec.Loaded, environment: Environment) -> Opened:
    """Recover what the file lacks from the old journal, and begin the new one with that as the first batch."""
    state = writer.state
    session = replace(loaded.session, id=identify(state, loaded.session.id))
    old = own_journal(session, sha256, state)
    whole = recover(session, sha256, old, state, environment.clocks())
    rescued = None
    if os.path.lexists(state.rescue):
        from wbtui.storage.recovery.salvage import keep_rescue

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
