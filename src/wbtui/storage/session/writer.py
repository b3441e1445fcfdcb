"""What the saver's thread does with a draft: journal, file, versions, rescue."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.errors import SaveError
from wbtui.storage.disk import atomic_file
from wbtui.storage.history.versions import History
from wbtui.storage.session.external_changes import OnDisk, Outside
from wbtui.storage.session_file import codec

if TYPE_CHECKING:
    from wbtui.core.session import Session
    from wbtui.storage.history.versions import Version
    from wbtui.storage.journal.journal import Journal
    from wbtui.storage.session_file.layout import Layout
    from wbtui.storage.state import State

VERSION_EVERY = timedelta(minutes=5)
"""Of real change, at the earliest."""
CHECK_EVERY = 60.0
"""Seconds after which a save reads the whole file back, though nobody was idle long enough for a check."""

MOST_WAITING = 20
"""Versions that are kept in memory at most while they cannot be written."""


class Draft(NamedTuple):
    """A session to be saved, and the last batch of the journal in it."""

    session: Session
    number: int
    taken: OnDisk | None = None
    """The last version by someone else that was taken into the session."""


class Keeper:
    """Keeps the file, as it was `found`, at what the newest draft says."""

    def __init__(
        self, state: State, found: atomic_file.Found, loaded: codec.Loaded, now: Callable[[], datetime]
    ) -> None:
        self.state = state
        self.history = History(state.versions)
        self.journal: Journal | None = None
        """None where nothing may be written."""
        self.history_error = ""
        """Why versions are missing at the moment; empty if none is."""
        self._waiting: list[tuple[bytes, str, datetime]] = []
        """The versions that are missing, oldest first."""
        self.on_disk = OnDisk(found.stamp, loaded.layout, loaded.session)
        """The file as it was last read or written."""
        self._taken: OnDisk | None = None
        self._as_found = found.data
        self._now = now
        self._kept = (loaded.session.slot, now())
        """The stage and the time of the last version that was kept by itself."""
        self._checked, self._checked_at = True, time.monotonic()
        """Whether the last file was read back as a whole, and when one was (monotonic seconds)."""
        self._file_lock = threading.Lock()
        self._history_lock = threading.Lock()

    def save(self, draft: Draft) -> None:
        """Write a draft. Raises SaveError, and whatever a mistake in the codec raises."""
        session = draft.session
        self._take(draft)
        layout = self._laid_out(session)
        data = layout.text.encode()
        sha256 = atomic_file.digest(data)
        if self.journal is not None:
            self.journal.saving(sha256, draft.number)
        self.keep_as_found("opened")
        with self._file_lock:
            self.on_disk = self._write(data, OnDisk(None, layout, session))
        if self.journal is not None:
            self.journal.saved(sha256, draft.number, self._checked)
        self._tidy(session)
        self._keep_by_itself(session, data)

    def _laid_out(self, session: Session) -> Layout:
        """The session as a file, read back as a whole in case of doubt, else what is new in it.

        Whole files take long to read, and Python runs one thread at a time.
        """
        original = self.on_disk.layout
        layout = codec.render(session, original)
        now = time.monotonic()
        doubtful = original.rendered is None and not original.is_plain
        self._checked = doubtful or now - self._checked_at > CHECK_EVERY
        if not self._checked:
            return codec.checked(session, layout, original)
        self._checked_at = now
        return codec.verified(session, layout, original)

    def prepare(self) -> None:
        """Take the file apart, so that the first save need not."""
        _ = self.on_disk.layout.pieces

    def check(self) -> None:
        """Read back the whole file that was saved last. If it does not say what it should, it is written anew.

        Raises SaveError.
        """
        if self._checked:
            return
        with self._file_lock:
            there = self.on_disk
            layout = codec.verified(there.session, there.layout, there.layout)
            if layout is not there.layout:
                self.on_disk = self._write(layout.text.encode(), OnDisk(None, layout, there.session))
        self._checked, self._checked_at = True, time.monotonic()

    def look(self, taken: OnDisk | None) -> Outside | None:
        """What someone else made of the file since it was saved or `taken` in, kept as a version; None if nothing.

        While it is being saved, None too. Raises MissingError if it is gone, SessionError if it cannot be read.
        """
        if not self._file_lock.acquire(blocking=False):
            return None
        try:
            before = taken if taken is not None and taken is not self._taken else self.on_disk
            if before.stamp is None or atomic_file.is_unchanged(self.state.path, before.stamp):
                return None
            found = atomic_file.read(self.state.path)
        finally:
            self._file_lock.release()
        if found.stamp.sha256 == before.stamp.sha256:
            return None
        read = codec.read_any if self.journal is None else codec.read
        loaded = read(found.data, str(self.state.path))
        if self.journal is not None:
            self._keep_before(before)
            self.keep_or_wait(found.data, "outside")
        return Outside(before, OnDisk(found.stamp, loaded.layout, loaded.session))

    def _keep_before(self, before: OnDisk) -> None:
        """Keep what was there before somebody else changed it."""
        self.keep_as_found("opened")
        if before.layout.rendered is not None:
            self.keep_or_wait(before.layout.text.encode(), "reload")

    def keep(self, session: Session, reason: str, name: str = "") -> Version:
        """Keep a session as a version. Raises SaveError."""
        if self.journal is not None:
            self.keep_as_found("opened")
        data = codec.render(session, self.on_disk.layout).text.encode()
        with self._history_lock:
            # They are older, and would be listed as newer than it.
            self._keep_waiting()
            return self.history.keep(data, reason, self._now(), name)

    def keep_or_wait(self, data: bytes, reason: str) -> Version | None:
        """Keep a version; None if it cannot be written, which must not keep the session from being saved.

        It is tried again with each save, and `history_error` says why it is missing meanwhile.
        """
        with self._history_lock:
            self._waiting.append((data, reason, self._now()))
            if len(self._waiting) > MOST_WAITING:
                # Not the first, which is the file as somebody else left it.
                del self._waiting[1]
            return self._keep_waiting()

    def keep_as_found(self, reason: str) -> None:
        """Keep the file as it was when it was opened, before it is changed for the first time."""
        data, self._as_found = self._as_found, b""
        if data:
            self.keep_or_wait(data, reason)

    def keep_as_closed(self) -> None:
        """Keep the file as it was written last, should anything happen to it before it is opened again."""
        if self.journal is not None and self.on_disk.layout.rendered is not None:
            self.keep_or_wait(self.on_disk.layout.text.encode(), "closed")

    def _take(self, draft: Draft) -> None:
        """Build on what someone else wrote from the first draft on that has it; earlier ones meet the conflict."""
        with self._file_lock:
            if draft.taken is not None and draft.taken is not self._taken:
                self._taken = self.on_disk = draft.taken

    def _write(self, data: bytes, wanted: OnDisk) -> OnDisk:
        try:
            stamp = atomic_file.write(self.state.path, data, self.on_disk.stamp)
        except SaveError as error:
            if isinstance(error, atomic_file.UnsureError):
                self.on_disk = replace(wanted, stamp=error.stamp)
            with contextlib.suppress(SaveError):
                atomic_file.put(self.state.rescue, data)
                copy = f"A copy is in {self.state.rescue}"
                error.next_step = f"{error.next_step}. {copy}" if error.next_step else copy
            raise
        return replace(wanted, stamp=stamp)

    def _tidy(self, session: Session) -> None:
        if not self._waiting:
            # Else it may be one of them.
            with contextlib.suppress(OSError):
                self.state.rescue.unlink(missing_ok=True)
        about = self.state.about()
        if about is None or about.file_id != session.id:
            self.state.write_about(session.id, session.id)

    def _keep_by_itself(self, session: Session, data: bytes) -> None:
        stage, at = self._kept
        now = self._now()
        if session.slot != stage or not timedelta() <= now - at < VERSION_EVERY:
            self._kept = (session.slot, now)
            self.keep_or_wait(data, "stage" if session.slot != stage else "minutes")
        elif self._waiting:
            with self._history_lock:
                self._keep_waiting()

    def _keep_waiting(self) -> Version | None:
        """Write the versions that are missing, with the history's lock held; the newest if that succeeds."""
        kept = None
        try:
            while self._waiting:
                kept = self.history.keep(*self._waiting[0])
                del self._waiting[0]
        except SaveError as error:
            self.history_error = error.what
            return None
        self.history_error = ""
        return kept
