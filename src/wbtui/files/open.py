"""A session that is open: session, saver, journal, lock and state in one."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from wbtui.core.changes import changes
from wbtui.core.session import Session
from wbtui.files import codec, store
from wbtui.files.history import History, Version
from wbtui.files.identity import identify
from wbtui.files.journal import Journal
from wbtui.files.journal_log import Log
from wbtui.files.keeper import Draft, Keeper
from wbtui.files.leftovers import sweep
from wbtui.files.lock import Held, Lock, Unlockable, acquire
from wbtui.files.outside import Merged, OnDisk, Outside, merged
from wbtui.files.recovery import finish_in_place, own_log, recover, take_in_rescue
from wbtui.files.saver import Pace, Saver, Status
from wbtui.files.state import State, View, view_from_json, view_to_json

CLOSE_SECONDS = 5.0
NO_LOCKS = "This folder has no locks; if two people edit at once, it is only noticed afterwards."


class OpenSession:
    """Everything that the interface needs of a session that is open.

    All of it is called from one thread, except `look`, `flush`, `keep_version` and `close`: they wait for the disk
    and may be called from any, but not from a signal handler.
    """

    def __init__(
        self,
        path: Path,
        found: store.Found,
        loaded: codec.Loaded,
        state: State,
        *,
        now: Callable[[], datetime],
        on_status: Callable[[Status], None],
        pace: Pace | None = None,
    ) -> None:
        """Use `open` instead."""
        self.path = path
        self.read_only = ""
        """Why nothing can be edited; empty if it can."""
        self.recovered = ""
        """A sentence about what was recovered; empty if nothing had to be."""
        self.away: tuple[datetime, datetime] | None = None
        """If the clock was running when the program ended: since when it is not known to run, and now."""
        self.notes = loaded.notes
        """What a person should know about the file."""
        self._session = loaded.session
        self._now = now
        self._state = state
        self._keeper = Keeper(state, found, loaded, now)
        self._saver = Saver(self._keeper.save, on_status, now, pace)
        self._view = state.view()
        self._lock: Lock | None = None
        self._taken: OnDisk | None = None

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        state_dir: Path,
        now: Callable[[], datetime],
        on_status: Callable[[Status], None],
        pace: Pace | None = None,
    ) -> OpenSession:
        """Open a session and recover what its file does not have; read-only where somebody else has it.

        Raises MissingError, NewerFormatError, SessionError.
        """
        real = store.real_path(path)
        state = State(state_dir, real)
        found = store.read(real)
        reason = _protected(real, found)
        lock = None if reason else acquire(real, now())
        if isinstance(lock, Held):
            reason = str(lock.holder)
        if reason:
            opened = cls(real, found, codec.read(found.data, str(real)), state, now=now, on_status=on_status)
            opened.read_only = reason
            return opened
        try:
            return cls._open_to_write(state, now, on_status, pace, lock)
        except BaseException:
            if isinstance(lock, Lock):
                lock.release()
            raise

    @classmethod
    def _open_to_write(
        cls,
        state: State,
        now: Callable[[], datetime],
        on_status: Callable[[Status], None],
        pace: Pace | None,
        lock: Lock | Held | Unlockable | None,
    ) -> OpenSession:
        sweep(state.path, now().timestamp())
        # Read again: the one who had it until now may have written.
        found = finish_in_place(store.read(state.path), state, now())
        loaded = codec.read(found.data, str(state.path))
        opened = cls(state.path, found, loaded, state, now=now, on_status=on_status, pace=pace)
        opened._lock = lock if isinstance(lock, Lock) else None
        opened.notes += (NO_LOCKS,) if isinstance(lock, Unlockable) else ()
        opened._recover(replace(loaded.session, id=identify(state, loaded.session.id)), found)
        return opened

    def _recover(self, session: Session, found: store.Found) -> None:
        """Make up for what the file does not have, and begin to journal."""
        now, keeper, sha256 = self._now(), self._keeper, found.stamp.sha256
        log = own_log(session, sha256, self._state)
        whole = recover(session, sha256, log, self._state, now)
        said = (whole.said, take_in_rescue(whole.session, self._state, keeper.history, now))
        self.recovered = ". ".join(part for part in said if part)
        self.away = whole.away
        self._session = whole.session
        self._view, number = _last_view(self._state, log)
        # Numbers go on for ever, so that the later of two views can be told.
        keeper.journal = Journal(self._state.folder, sha256, session, max(log.last, number))
        if whole.session != session:
            keeper.keep_as_found("recovered" if log.knows(sha256) else "outside")
            self._submit(keeper.journal)

    @property
    def session(self) -> Session:
        """The session as it is now."""
        return self._session

    @property
    def status(self) -> Status:
        """How the saving stands."""
        return self._saver.status

    @property
    def journal_error(self) -> str:
        """Why changes are not journalled at the moment; empty if they are."""
        return self._keeper.journal.error if self._keeper.journal else ""

    @property
    def history(self) -> History:
        """The versions of the session."""
        return self._keeper.history

    def update(self, session: Session, view: View | None = None) -> Session:
        """Make this the session: journalled when this returns, saved within a second. Returns it as it is kept.

        `view` is where the person is looking now, journalled with it. Never raises and never waits for the file.
        Nothing happens if nothing has changed.
        """
        if view is not None:
            self.remember(view)
        if session is self._session or not changes(self._session, session):
            return self._session
        self._session = replace(session, id=self._session.id, updated=self._now())
        if self._keeper.journal is not None:
            self._submit(self._keeper.journal)
        return self._session

    def _submit(self, journal: Journal) -> None:
        number = journal.record(self._session, self._session.updated, view_to_json(self._view))
        self._saver.submit(Draft(self._session, number, self._taken))
        self._saver.later("journal", journal.sync)

    def look(self) -> Outside | None:
        """Whether someone else changed the file; to be called about once a second, in a thread: it reads the disk.

        Raises MissingError if the file is gone, SessionError if it cannot be read any more.
        """
        return self._keeper.look(self._taken)

    def take_in(self, outside: Outside) -> Merged:
        """Take what someone else did into the session; where both wrote, ours stays, and theirs is a version."""
        merge = merged(outside.before.session, self._session, outside.now.session)
        self._taken = outside.now
        self._session = merge.session
        if self._keeper.journal is not None:
            self._submit(self._keeper.journal)
        else:
            self._keeper.on_disk = outside.now
        return merge

    def recreate(self) -> None:
        """Write the file again after someone deleted or moved it."""
        if self._keeper.journal is not None:
            self._taken = replace(self._keeper.on_disk, stamp=None)
            self._submit(self._keeper.journal)

    @property
    def view(self) -> View:
        """Where the person is looking."""
        return self._view

    def remember(self, view: View) -> None:
        """Keep where the person is looking, within a second."""
        if view != self._view:
            self._view = view
            if not self.read_only:
                self._saver.later("view", self._write_view)

    def _write_view(self) -> None:
        # The number first: a view that comes after it is at least as new.
        number = self._keeper.journal.number if self._keeper.journal else 0
        self._state.write_view(self._view, number)

    def heartbeat(self) -> None:
        """Note that the program is running; to be called every ten seconds while the clock runs."""
        if not self.read_only:
            now = self._now()
            self._saver.later("heartbeat", lambda: self._state.write_heartbeat(now))

    def flush(self, timeout: float = CLOSE_SECONDS) -> bool:
        """Save now, waiting so many seconds. False if that failed or takes longer."""
        return self._saver.flush(timeout)

    def keep_version(self, name: str = "", reason: str = "kept") -> Version:
        """Keep the session as it is now as a version. Raises SaveError."""
        return self._keeper.keep(self._session, reason, name)

    def close(self, timeout: float = CLOSE_SECONDS) -> bool:
        """Save and give the session up, waiting so many seconds. False if only the journal has everything."""
        saved = self._saver.close(timeout) and not self._saver.status.dirty
        if self._keeper.journal is not None:
            self._keeper.journal.close(remove=saved)
        if self._lock is not None:
            self._lock.release()
        return saved


def _last_view(state: State, log: Log) -> tuple[View, int]:
    """The newer of the view of the journal and the one that was kept by itself, and the batch before it."""
    view, number = state.numbered_view()
    journalled, later = log.view
    seen = view_from_json(journalled) if later > number else None
    return (seen, later) if seen else (view, number)


def _protected(real: Path, found: store.Found) -> str:
    if not found.info.st_mode & 0o222 or not os.access(real, os.W_OK):
        return "the file is read-only"
    return ""
