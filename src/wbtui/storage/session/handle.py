"""An open session file: its lock, journal, autosave, versions and what this machine remembers of it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wbtui.core.diff.merge import merge
from wbtui.core.errors import SaveError
from wbtui.core.time.downtime import Heartbeat
from wbtui.core.time.gaps import Reading
from wbtui.storage.disk import atomic_file
from wbtui.storage.disk.lock import TAKE_OVER_SECONDS, Held, peek, wait_for
from wbtui.storage.history.earlier import earlier
from wbtui.storage.session.autosave import Saver
from wbtui.storage.session.opening import Environment, open_file, open_to_write
from wbtui.storage.session.writer import Draft
from wbtui.storage.session_file import codec
from wbtui.storage.state import State

if TYPE_CHECKING:
    from wbtui.core.change import Change
    from wbtui.core.diff.merge import Merge
    from wbtui.core.place import Caret, Place
    from wbtui.core.session import Session
    from wbtui.storage.disk.lock import Holder
    from wbtui.storage.history.earlier import Earlier
    from wbtui.storage.history.versions import Version
    from wbtui.storage.journal.journal import Journal
    from wbtui.storage.session.autosave import Pace, Status
    from wbtui.storage.session.external_changes import OnDisk, Outside
    from wbtui.storage.session.opening import Opened
    from wbtui.storage.state import View

CLOSE_SECONDS = 5.0
FREE = "nobody has it open any more"
"""Why it stays read-only until it is taken over."""


class SessionHandle:
    """An open session file. It holds no current session: whoever owns that hands it in.

    All of it is called from one thread, except `look`, `flush`, `keep_version`, `as_it_was`, `history`, `earlier`,
    `take_over` and `close`: they wait for the disk and may be called from any, but not from a signal handler.
    """

    def __init__(self, opened: Opened, environment: Environment) -> None:
        """Use `SessionHandle.open` instead."""
        recovered = opened.recovered
        self.path = opened.state.path
        self.found = recovered.session
        """The session as it was opened and recovered."""
        self.recovered = recovered.said
        """A sentence about what was recovered; empty if nothing had to be."""
        self.away = recovered.away
        """If the clock was running when the program ended: how long nobody has looked after it."""
        self.conflicts = recovered.conflicts
        """Where the file said something else than what was recovered, and only a person can choose."""
        self.rescued = opened.rescued
        """What could not be saved last time, if it is newer than what there is."""
        self.notes = opened.notes
        """What a person should know about the file."""
        self.suspect = opened.loaded.suspect
        """Why the file may have lost something although it can be read; empty if there is no sign of it."""
        self.read_only = opened.read_only
        """Why nothing can be edited; empty if it can."""
        self.held_by = ""
        """Who has it, in a few words, if that is the only reason: then it can be taken over."""
        self.asked_by = ""
        """Who asked for the session, as of the last `look`; empty for nobody. The answer is `give_up`."""
        self.view = opened.view
        """Where the person is looking, as it was remembered."""
        self.history = opened.keeper.history
        """The versions of the session."""
        self._environment = environment
        self._state, self._keeper, self._lock = opened.state, opened.keeper, opened.lock
        now, on_status, pace, _, log = environment
        self._saver = Saver(self._keeper.save, on_status, now, pace, self._keeper.check, log)
        self._taken: OnDisk | None = None
        if opened.holder and not self.read_only:
            self._held(opened.holder)
        if self._keeper.journal is not None:
            self._saver.later("layout", self._keeper.prepare)
        if opened.unsaved:
            self.schedule(self.found)

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
        log: Callable[[Exception], None] | None = None,
    ) -> SessionHandle:
        """Open a session file and recover what it does not have.

        Read-only where somebody else has it, where it is protected, and where its format is a newer one. To `log`
        go the mistakes of this program that keep it from saving. Raises MissingError, SessionError.
        """
        # Without the other clocks, a system time that was changed meanwhile cannot be told from time that passed.
        clocks = clocks or (lambda: Reading(now(), 0.0))
        environment = Environment(now, on_status, pace, clocks, log)
        return cls(open_file(State(state_dir, atomic_file.real_path(path)), environment), environment)

    @property
    def status(self) -> Status:
        """How the saving stands."""
        return self._saver.status

    @property
    def journal_error(self) -> str:
        """Why changes are not journalled at the moment; empty if they are."""
        return self._keeper.journal.error if self._keeper.journal else ""

    @property
    def history_error(self) -> str:
        """Why versions that were promised are missing at the moment; empty if none is."""
        return self._keeper.history_error

    def append(self, changes: tuple[Change, ...], session: Session, caret: Caret | None) -> None:
        """Append a batch of changes to the journal: it is there when this returns, if it can be written.

        What is read-only has no journal, and neither has what was given up.
        """
        if (journal := self._keeper.journal) is not None:
            journal.append(changes, session, caret)

    def schedule(self, session: Session) -> None:
        """Have a session saved, and its journal confirmed by the disk, within a second. Never raises or waits.

        While it is being given up, only the journal goes on; what is read-only has none.
        """
        if (journal := self._keeper.journal) is not None:
            draft = None if self.read_only else Draft(session, journal.number, self._taken)
            self._saver.submit(draft, journal=journal.sync)

    def save_soon(self, session: Session) -> None:
        """Have a session saved without waiting for the next attempt: what stood in its way may be gone."""
        self.schedule(session)
        self._saver.hurry()

    def look(self) -> Outside | None:
        """Whether someone else changed the file; to be called about once a second, in a thread: it reads the disk.

        Raises MissingError if the file is gone, SessionError if it cannot be read any more.
        """
        asks = peek(self.path, "ask") if self._lock is not None else None
        self.asked_by = f"{asks.name} asks for it" if asks else ""
        if self.held_by:
            self._held(peek(self.path))
        return self._keeper.look(self._taken)

    def _held(self, holder: Holder | None) -> None:
        """Somebody else has it, or had it until now."""
        self.read_only = str(holder) if holder else FREE
        self.held_by = f"{holder.name} has it open" if holder else FREE

    def take_in(self, outside: Outside, session: Session) -> Merge:
        """Return what someone else did to the file as changes to `session`, and build on their file from now on.

        Where both wrote, ours stays, and theirs is a version. Once the changes are made, call `save_soon`, also if
        there are none.
        """
        self._taken = outside.now
        if self._keeper.journal is None:
            self._keeper.on_disk = outside.now
        return merge(outside.before.session, session, outside.now.session)

    def recreate(self, session: Session) -> None:
        """Write the file again after someone deleted or moved it."""
        if self._keeper.journal is not None:
            self._taken = replace(self._keeper.on_disk, stamp=None)
            self.save_soon(session)

    def remember(self, view: View) -> None:
        """Keep where the person is looking, within a second."""
        if view != self.view:
            self.view = view
            # As of now, not of the moment when it is written: what is typed until then is newer.
            number = self._keeper.journal.number if self._keeper.journal else 0
            if not self.read_only:
                self._saver.later("view", lambda: self._state.write_view(view, number))

    def heartbeat(self, running_since: datetime | None) -> None:
        """Note that the program is running; to be called every ten seconds while the clock runs."""
        if not self.read_only:
            now = self._environment.clocks()
            beat = Heartbeat(now.wall, running_since, now.boot, now.boot_id)
            self._saver.later("heartbeat", lambda: self._state.write_heartbeat(beat))

    def flush(self, timeout: float = CLOSE_SECONDS) -> bool:
        """Save now, waiting so many seconds. False if that failed or takes longer."""
        return self._saver.flush(timeout)

    def keep_version(self, session: Session, name: str = "", reason: str = "kept") -> Version:
        """Keep a session as a version. Raises SaveError."""
        return self._keeper.keep(session, reason, name)

    def as_it_was(self, version: Version) -> Session:
        """What a version says. Raises SessionError."""
        return codec.read(self.history.read(version), str(version.path)).session

    def earlier(self, place: Place, text_now: str) -> Iterator[tuple[Earlier, ...]]:
        """What a place said before, newest first: what is found so far, bit by bit."""
        return earlier(place, self._state.folder, text_now)

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

    def give_up(self, session: Session) -> None:
        """Let the one who asked have it, saved and unlocked in a thread; it stays ours if it cannot be saved."""
        journal = self._keeper.journal
        if not self.read_only and journal is not None:
            self.read_only = self.asked_by or "given up"
            threading.Thread(target=self._give_up, args=(journal, session), daemon=True).start()

    def _give_up(self, journal: Journal, session: Session) -> None:
        if not self.flush():
            self.read_only = ""
            return
        with contextlib.suppress(SaveError):
            self.keep_version(session, reason="takeover")
        self._keeper.journal = None
        journal.close(remove=True)
        lock, self._lock = self._lock, None
        if lock is not None:
            lock.release()
        self.held_by = "given up"

    def take_over(self, seconds: float = TAKE_OVER_SECONDS) -> SessionHandle | None:
        """Open the session to write, once the one who has it has closed it, ended, or given it up when asked.

        Takes the place of this one, which can be forgotten. None if nobody gave it up in so many seconds: waits
        for that, so call it in a thread. Raises MissingError, NewerFormatError, SessionError.
        """
        lock = wait_for(self.path, self._environment.now, seconds)
        if isinstance(lock, Held):
            return None
        opened = open_to_write(self._state, self._environment, lock)
        opened.keeper.keep_as_found("takeover")
        return SessionHandle(opened, self._environment)
