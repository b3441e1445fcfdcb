"""The handle of an open session file: its lock, journal, autosave, versions and state folder."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.errors import Problem, SaveError
from wbtui.core.time.downtime import Heartbeat
from wbtui.storage.disk.lock import peek
from wbtui.storage.session.autosave import Autosave
from wbtui.storage.session.file_state import Snapshot
from wbtui.storage.session_file import codec

if TYPE_CHECKING:
    from pathlib import Path

    from wbtui.core.change import Change
    from wbtui.core.diff.merge import Merge
    from wbtui.core.place import Caret, Place
    from wbtui.core.session import Session
    from wbtui.core.time.gaps import ClockSample
    from wbtui.core.versions import EarlierText, Version
    from wbtui.core.view import View
    from wbtui.storage.disk.lock import Holder, Lock
    from wbtui.storage.journal.journal import Journal
    from wbtui.storage.recovery.replay import Recovered
    from wbtui.storage.recovery.salvage import Restorable
    from wbtui.storage.session.autosave import SaveTiming, Status
    from wbtui.storage.session.file_state import ExternalChange, FileState
    from wbtui.storage.session.writer import SessionWriter
    from wbtui.storage.state import State

CLOSE_SECONDS = 5.0
"""The time that closing a session may wait for the disk."""
CLOSED_BY_HOLDER = Problem("held.free")
"""The `held_by` of a session that its holder closed; it stays read-only until it is taken over."""


class Environment(NamedTuple):
    """The clocks, callbacks and timings to open a session file with."""

    now: Callable[[], datetime]
    on_status: Callable[[Status], None]
    timing: SaveTiming | None
    clocks: Callable[[], ClockSample]
    log: Callable[[Exception], None] | None


class Opened(NamedTuple):
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


class SessionHandle:
    """An open session file. The caller owns the current session and passes it in.

    Call all methods from one thread, except `look`, `flush`, `keep_version`, `as_it_was`, `history`, `earlier`
    and `close`. These wait for the disk; call them from any thread, but not from a signal handler.
    """

    def __init__(self, opened: Opened, environment: Environment) -> None:
        """Make a handle of an opened file; call `opening.open_session` instead."""
        recovered = opened.recovered
        self.path = opened.state.path
        self.found = recovered.session
        """The session when it was opened, including recovered changes."""
        self.recovered = recovered.message
        """A message about the recovered changes; None without any."""
        self.away = recovered.away
        """The time the program was not running, if the clock was running when it ended."""
        self.conflicts = recovered.conflicts
        """The answers that differ between the file and the journal; only a person can choose."""
        self.rescued = opened.rescued
        """The rescue copy of the last run, if it is not older than the session."""
        self.notes = opened.notes
        """Messages about the file, for the user."""
        self.suspect = opened.loaded.suspect
        """A sign that part of the file is missing; None without one."""
        self.read_only = opened.read_only
        """The reason why nothing can be edited; None if the session is writable."""
        self.held_by: Problem | None = None
        """The user who has the session open, if that is the only reason; then taking it over may succeed."""
        self.asked_by: Problem | None = None
        """The user who asked for the session, as of the last `look`; None for nobody. Call `give_up` to agree."""
        self.view = opened.view
        """The user's position, as last passed to `remember`."""
        self.history = opened.writer.history
        """The versions of the session."""
        self.environment = environment
        self.state = opened.state
        """The state folder of the session."""
        self._writer, self._lock = opened.writer, opened.lock
        now, on_status, timing, _, log = environment
        self._autosave = Autosave(self._writer.save, on_status, now, timing, self._writer.check, log)
        self._taken: FileState | None = None
        if opened.holder and not self.read_only:
            self._held(opened.holder)
        if self._writer.journal is not None:
            self._autosave.run_soon("split", self._writer.prepare)
        if opened.unsaved:
            self.schedule(self.found)

    @property
    def folder(self) -> Path:
        """The state folder of the session."""
        return self.state.folder

    @property
    def status(self) -> Status:
        """The state of autosave."""
        return self._autosave.status

    @property
    def journal_error(self) -> Problem | None:
        """The reason why the journal cannot be written; None if it can."""
        return self._writer.journal.error if self._writer.journal else None

    @property
    def history_error(self) -> Problem | None:
        """The reason why versions wait to be written; None if they are all written."""
        return self._writer.history_error

    @property
    def losses(self) -> tuple[Problem, ...]:
        """The losses of the file by saving: comments that were moved, or unknown values; a version has them."""
        return self._writer.losses

    def append(self, changes: tuple[Change, ...], session: Session, caret: Caret | None) -> None:
        """Append a batch of changes to the journal, before this returns unless there is a `journal_error`.

        Does nothing in a read-only session and after `give_up`: both have no journal.
        """
        if (journal := self._writer.journal) is not None:
            journal.append(changes, session, caret)

    def schedule(self, session: Session) -> None:
        """Save a session and fsync its journal within a second, in the autosave thread. Never raises or waits.

        During `give_up` only the journal is written, and in a read-only session nothing.
        """
        if (journal := self._writer.journal) is not None:
            snapshot = None if self.read_only else Snapshot(session, journal.number, self._taken)
            self._autosave.submit(snapshot, journal=journal.sync)

    def save_soon(self, session: Session) -> None:
        """Schedule a session, and retry a failed save without waiting for the next attempt."""
        self.schedule(session)
        self._autosave.retry_now()

    def look(self) -> ExternalChange | None:
        """Return a change of the file by another program, if any, and update `asked_by` and `held_by`.

        It reads the disk: call it about once a second in a thread. Raises MissingError if the file is gone,
        SessionError if it cannot be read.
        """
        asks = peek(self.path, "ask") if self._lock is not None else None
        self.asked_by = asks.who if asks else None
        if self.held_by:
            self._held(peek(self.path))
        return self._writer.look(self._taken)

    def _held(self, holder: Holder | None) -> None:
        """Set the reason for a session that is read-only because of its holder; None if that has closed it."""
        self.read_only = holder.problem if holder else CLOSED_BY_HOLDER
        self.held_by = Problem.of("held", name=holder.who) if holder else CLOSED_BY_HOLDER

    def merge_external(self, change: ExternalChange, session: Session) -> Merge:
        """Merge another program's file into `session`: return the changes to make, and build on that file.

        An answer that both sides changed keeps our text; theirs is in a version. Apply the changes, then call
        `save_soon`, even if there are none.
        """
        self._taken = change.now
        if self._writer.journal is None:
            self._writer.on_disk = change.now
        from wbtui.core.diff.merge import merge

        return merge(change.before.session, session, change.now.session)

    def recreate(self, session: Session) -> None:
        """Write the file again after another program deleted or moved it."""
        if self._writer.journal is not None:
            self._taken = self._writer.on_disk._replace(fingerprint=None)
            self.save_soon(session)

    def remember(self, view: View) -> None:
        """Store the user's position within a second."""
        if view != self.view:
            self.view = view
            # Take the number now and not when the view is written: later batches are newer than this view.
            number = self._writer.journal.number if self._writer.journal else 0
            if not self.read_only:
                self._autosave.run_soon("view", lambda: self.state.write_view(view, number))

    def heartbeat(self, running_since: datetime | None) -> None:
        """Record that the program is running. Call it every ten seconds while the clock runs."""
        if not self.read_only:
            now = self.environment.clocks()
            beat = Heartbeat(now.wall, running_since, now.boot, now.boot_id)
            self._autosave.run_soon("heartbeat", lambda: self.state.write_heartbeat(beat))

    def flush(self, timeout: float = CLOSE_SECONDS) -> bool:
        """Save now and wait up to `timeout` seconds. Return False if that failed or takes longer."""
        return self._autosave.flush(timeout)

    def keep_version(self, session: Session, name: str = "", reason: str = "kept") -> Version:
        """Write a session as a version. Raises SaveError."""
        return self._writer.keep(session, reason, name)

    def as_it_was(self, version: Version) -> Session:
        """Return the session in a version. Raises SessionError."""
        return codec.read(self.history.read(version), str(version.path)).session

    def earlier(self, place: Place, text_now: str) -> Iterator[tuple[EarlierText, ...]]:
        """Yield the earlier texts of a place, newest first, as ever more complete tuples."""
        from wbtui.storage.history.earlier import earlier

        return earlier(place, self.state.folder, self.history, self.as_it_was, text_now)

    def close(self, timeout: float = CLOSE_SECONDS) -> bool:
        """Save and unlock the session, waiting up to `timeout` seconds.

        Returns False if it could not be saved; then the journal has the missing changes.
        """
        saved = self._autosave.close(timeout) and not self._autosave.status.dirty
        if saved:
            self._writer.keep_as_closed()
        if self._writer.journal is not None:
            self._writer.journal.close(remove=saved)
        if self._lock is not None:
            self._lock.release()
        return saved

    def give_up(self, session: Session) -> Iterator[Callable[[], object]]:
        """Save and unlock the session for the user who asked; if saving fails, it stays ours.

        Go through it in the thread of the other methods, and make the calls that it yields in another one, each
        before the next, because they wait for the disk.
        """
        journal = self._writer.journal
        if self.read_only or journal is None:
            return
        name = self.asked_by
        self.read_only = Problem.of("held.given_up_to", name=name) if name else Problem("held.given_up")
        saved: list[bool] = []
        yield lambda: saved.append(self._save_to_give_up(session))
        if saved != [True]:
            self.read_only = None
            return
        lock, self._lock, self._writer.journal = self._lock, None, None
        yield partial(_release, journal, lock)
        self.held_by = Problem("held.given_up")

    def _save_to_give_up(self, session: Session) -> bool:
        if not self.flush():
            return False
        with contextlib.suppress(SaveError):
            self.keep_version(session, reason="takeover")
        return True


def _release(journal: Journal, lock: Lock | None) -> None:
    journal.close(remove=True)
    if lock is not None:
        lock.release()
