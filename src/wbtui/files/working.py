"""A session that is open: session, saver, journal, lock and state in one."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wbtui.core.absence import Heartbeat
from wbtui.core.changes import differ, restored
from wbtui.core.errors import SaveError
from wbtui.core.lapse import Reading
from wbtui.files import codec
from wbtui.files.earlier import earlier
from wbtui.files.keeper import Draft, Keeper
from wbtui.files.lock import peek
from wbtui.files.outside import merged
from wbtui.files.saver import Saver
from wbtui.files.state import view_to_json

if TYPE_CHECKING:
    from wbtui.core.absence import Absence
    from wbtui.core.disputes import Dispute
    from wbtui.core.session import Place, Session
    from wbtui.files import store
    from wbtui.files.earlier import Earlier
    from wbtui.files.history import History, Version
    from wbtui.files.journal import Journal
    from wbtui.files.lock import Holder, Lock
    from wbtui.files.outside import Merged, OnDisk, Outside
    from wbtui.files.salvage import Good
    from wbtui.files.saver import Pace, Status
    from wbtui.files.state import State, View

CLOSE_SECONDS = 5.0
FREE = "nobody has it open any more"
"""Why it stays read-only until it is taken over."""


class WorkingSession:
    """What can be done with a session once it is open; see `OpenSession`."""

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
        clocks: Callable[[], Reading] | None = None,
    ) -> None:
        """Use `OpenSession.open` instead."""
        self.path = path
        self.read_only = ""
        """Why nothing can be edited; empty if it can."""
        self.held_by = ""
        """Who has it, in a few words, if that is the only reason: then it can be taken over."""
        self.recovered = ""
        """A sentence about what was recovered; empty if nothing had to be."""
        self.away: Absence | None = None
        """If the clock was running when the program ended: how long nobody has looked after it."""
        self.rescued: Good | None = None
        """What could not be saved last time, if it is newer than what there is."""
        self.disputes: tuple[Dispute, ...] = ()
        """Where the file said something else than what was recovered, and only a person can choose."""
        self.notes = loaded.notes
        """What a person should know about the file."""
        self.suspect = loaded.suspect
        """Why the file may have lost something although it can be read; empty if there is no sign of it."""
        self._session = loaded.session
        self._now = now
        # Without the other clocks, a system time that was changed meanwhile cannot be told from time that passed.
        self._clocks = clocks or (lambda: Reading(now(), 0.0))
        self._state = state
        self._keeper = Keeper(state, found, loaded, now)
        self._saver = Saver(self._keeper.save, on_status, now, pace, self._keeper.check)
        self._view = state.view()
        self._on_status = on_status
        self._pace = pace
        self._asked_by = ""
        self._lock: Lock | None = None
        self._taken: OnDisk | None = None

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
        if self.read_only or session is self._session or not differ(self._session, session):
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
        asks = peek(self.path, "ask") if self._lock is not None else None
        self._asked_by = f"{asks.name} asks for it" if asks else ""
        if self.held_by:
            self._held(peek(self.path))
        return self._keeper.look(self._taken)

    def _held(self, holder: Holder | None) -> None:
        """Somebody else has it, or had it until now."""
        self.read_only = str(holder) if holder else FREE
        self.held_by = f"{holder.name} has it open" if holder else FREE

    def take_in(self, outside: Outside) -> Merged:
        """Take what someone else did into the session; where both wrote, ours stays, and theirs is a version."""
        merge = merged(outside.before.session, self._session, outside.now.session)
        self._taken = outside.now
        self._session = merge.session
        if self._keeper.journal is not None:
            self._submit(self._keeper.journal)
            self._saver.hurry()
        else:
            self._keeper.on_disk = outside.now
        return merge

    def recreate(self) -> None:
        """Write the file again after someone deleted or moved it."""
        if self._keeper.journal is not None:
            self._taken = replace(self._keeper.on_disk, stamp=None)
            self._submit(self._keeper.journal)
            self._saver.hurry()

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
            now = self._clocks()
            beat = Heartbeat(now.wall, self._session.clock.running_since, now.boot, now.boot_id)
            self._saver.later("heartbeat", lambda: self._state.write_heartbeat(beat))

    def flush(self, timeout: float = CLOSE_SECONDS) -> bool:
        """Save now, waiting so many seconds. False if that failed or takes longer."""
        return self._saver.flush(timeout)

    def keep_version(self, name: str = "", reason: str = "kept") -> Version:
        """Keep the session as it is now as a version. Raises SaveError."""
        return self._keeper.keep(self._session, reason, name)

    def as_it_was(self, version: Version) -> Session:
        """What a version says. Raises SessionError."""
        return codec.read(self.history.read(version), str(version.path)).session

    def restore(self, version: Version) -> Session:
        """Go back to what a version says, once what is there now is one, too. Raises SessionError, SaveError."""
        then = self.as_it_was(version)
        self.keep_version(reason="restore")
        return self.go_back_to(then)

    def go_back_to(self, then: Session) -> Session:
        """Say what was said then, and return it; the clock and the room stay, since that time has passed."""
        return self.update(restored(self._session, then))

    def earlier(self, place: Place) -> Iterator[tuple[Earlier, ...]]:
        """What a place said before, newest first: what is found so far, bit by bit."""
        return earlier(place, self._state.folder, self._session.text(place))

    def close(self, timeout: float = CLOSE_SECONDS) -> bool:
        """Save and give the session up, waiting so many seconds. False if only the journal has everything."""
        saved = self._saver.close(timeout) and not self._saver.status.dirty
        if saved:
            self._keeper.keep_as_closed()
        if self._keeper.journal is not None:
            self._keeper.journal.close(remove=saved)
        if self._lock is not None:
            self._lock.release()
        return saved

    @property
    def asked_by(self) -> str:
        """Who asked for the session, as of the last `look`; empty for nobody. The answer is `give_up`."""
        return self._asked_by

    def give_up(self) -> None:
        """Let the one who asked have it, saved and unlocked in a thread; it stays ours if it cannot be saved."""
        if not self.read_only and self._keeper.journal is not None:
            self.read_only = self._asked_by or "given up"
            threading.Thread(target=self._give_up, args=(self._keeper.journal,), daemon=True).start()

    def _give_up(self, journal: Journal) -> None:
        if not self.flush():
            self.read_only = ""
            return
        with contextlib.suppress(SaveError):
            self.keep_version(reason="takeover")
        self._keeper.journal = None
        journal.close(remove=True)
        lock, self._lock = self._lock, None
        if lock is not None:
            lock.release()
        self.held_by = "given up"
