"""Opening a session: locked, read, recovered, or only looked at."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wbtui.core.errors import NewerFormatError
from wbtui.files import codec, store
from wbtui.files.identity import identify
from wbtui.files.journal import Journal
from wbtui.files.leftovers import sweep
from wbtui.files.lock import TAKE_OVER_SECONDS, Held, Lock, Unlockable, acquire, wait_for
from wbtui.files.recovery import finish_in_place, last_view, own_log, recover, take_in_rescue
from wbtui.files.state import State
from wbtui.files.working import WorkingSession

if TYPE_CHECKING:
    from wbtui.core.lapse import Reading
    from wbtui.core.session import Session
    from wbtui.files.saver import Pace, Status

NO_LOCKS = "This folder has no locks; if two people edit at once, it is only noticed afterwards."


class OpenSession(WorkingSession):
    """Everything that the interface needs of a session that is open.

    All of it is called from one thread, except `look`, `flush`, `keep_version`, `as_it_was`, `history`, `earlier`,
    `take_over` and `close`: they wait for the disk and may be called from any, but not from a signal handler.
    """

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        state_dir: Path,
        now: Callable[[], datetime],
        on_status: Callable[[Status], None],
        pace: Pace | None = None,
        clocks: Callable[[], Reading] | None = None,
    ) -> OpenSession:
        """Open a session and recover what its file does not have.

        Read-only where somebody else has it, where it is protected, and where its format is a newer one. Raises
        MissingError, SessionError.
        """
        real = store.real_path(path)
        state = State(state_dir, real)
        found = store.read(real)
        reason = _protected(real, found)
        holder = None
        if not reason:
            lock = acquire(real, now())
            if not isinstance(lock, Held):
                try:
                    return cls._open_to_write(state, now, on_status, pace, clocks, lock)
                except NewerFormatError as error:
                    reason = str(error.what)
            else:
                holder = lock.holder
        loaded = codec.read_any(found.data, str(real))
        opened = cls(real, found, loaded, state, now=now, on_status=on_status, pace=pace, clocks=clocks)
        if holder:
            opened._held(holder)
        if loaded.newer or reason:
            opened.read_only, opened.held_by = loaded.newer or reason, ""
        return opened

    @classmethod
    def _open_to_write(
        cls,
        state: State,
        now: Callable[[], datetime],
        on_status: Callable[[Status], None],
        pace: Pace | None,
        clocks: Callable[[], Reading] | None,
        lock: Lock | Unlockable,
    ) -> OpenSession:
        try:
            sweep(state.path, now().timestamp())
            # Read again: the one who had it until now may have written.
            found = finish_in_place(store.read(state.path), state, now())
            loaded = codec.read(found.data, str(state.path))
            opened = cls(state.path, found, loaded, state, now=now, on_status=on_status, pace=pace, clocks=clocks)
            opened._lock = lock if isinstance(lock, Lock) else None
            opened.notes += (NO_LOCKS,) if isinstance(lock, Unlockable) else ()
            opened._recover(replace(loaded.session, id=identify(state, loaded.session.id)), found)
        except BaseException:
            if isinstance(lock, Lock):
                lock.release()
            raise
        return opened

    def take_over(self, seconds: float = TAKE_OVER_SECONDS) -> OpenSession | None:
        """Open the session to write, once the one who has it has closed it, ended, or given it up when asked.

        Takes the place of this one, which can be forgotten. None if nobody gave it up in so many seconds: waits
        for that, so call it in a thread. Raises MissingError, NewerFormatError, SessionError.
        """
        lock = wait_for(self.path, self._now, seconds)
        if isinstance(lock, Held):
            return None
        taken = self._open_to_write(self._state, self._now, self._on_status, self._pace, self._clocks, lock)
        taken._keeper.keep_as_found("takeover")
        return taken

    def _recover(self, session: Session, found: store.Found) -> None:
        """Make up for what the file does not have, and begin to journal."""
        now, keeper, sha256 = self._now(), self._keeper, found.stamp.sha256
        log = own_log(session, sha256, self._state)
        whole = recover(session, sha256, log, self._state, self._clocks())
        self.recovered = whole.said
        self.rescued = take_in_rescue(whole.session, self._state, keeper.history, now)
        self.away, self.disputes = whole.away, whole.disputes
        self._session = whole.session
        self._view, number = last_view(self._state, log)
        # Numbers go on for ever, so that the later of two views can be told.
        keeper.journal = Journal(self._state.folder, sha256, session, max(log.last, number))
        self._saver.later("layout", keeper.prepare)
        if whole.session != session:
            keeper.keep_as_found("recovered" if log.knows(sha256) else "outside")
            self._submit(keeper.journal)


def _protected(real: Path, found: store.Found) -> str:
    if not found.info.st_mode & 0o222 or not os.access(real, os.W_OK):
        return "the file is read-only"
    return ""
