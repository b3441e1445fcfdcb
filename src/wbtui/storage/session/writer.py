"""Saving a session: the marks in the journal, the file, its versions, and the rescue copy."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from wbtui.core.errors import ConflictError, SaveError
from wbtui.storage.disk import atomic_file
from wbtui.storage.history.versions import History
from wbtui.storage.session.file_state import ExternalChange, FileState
from wbtui.storage.session_file import codec

if TYPE_CHECKING:
    from wbtui.core.errors import Problem
    from wbtui.core.session import Session
    from wbtui.core.versions import Version
    from wbtui.storage.journal.journal import Journal
    from wbtui.storage.session.file_state import Snapshot
    from wbtui.storage.session_file.toml_document import TomlDocument
    from wbtui.storage.state import State

VERSION_INTERVAL = timedelta(minutes=5)
"""The time after which a save keeps the next automatic version."""
CHECK_SECONDS = 60.0
"""The time after which a save reads the whole file back, if no pause was long enough for `check`."""

MAX_WAITING_VERSIONS = 20
"""The number of versions to hold in memory while they cannot be written."""


class SessionWriter:
    """Writes the session file, marks this in the journal, keeps versions, and notices changes by others."""

    def __init__(
        self, state: State, found: atomic_file.FileContent, loaded: codec.Loaded, now: Callable[[], datetime]
    ) -> None:
        self.state = state
        self.history = History(state.versions)
        self.journal: Journal | None = None
        """The journal; None if the session is read-only."""
        self.history_error: Problem | None = None
        """The reason why versions wait to be written; None if they are all written."""
        self.losses: tuple[Problem, ...] = ()
        """The losses of the file so far: comments that were moved, or unknown values that were replaced."""
        self._waiting: list[tuple[bytes, str, datetime]] = []
        """The versions that wait to be written, oldest first: content, reason, time."""
        self.on_disk = FileState(found.fingerprint, loaded.toml, loaded.session)
        """The file as this program last read or wrote it."""
        self._taken: FileState | None = None
        """The last version by another program that a saved snapshot contains."""
        self._changed_unseen = False
        """True once a save found a change by another program that `look` did not see by size and time."""
        self._as_found = found.data
        """The file as it was when it was opened; empty once that is kept as a version."""
        self._now = now
        self._last_version = (loaded.session.slot, now())
        """The slot and the time of the last automatic version."""
        self._checked, self._checked_at = True, time.monotonic()
        """True if the last save was read back as a whole; the time of the last check (monotonic seconds)."""
        self._file_lock = threading.Lock()
        self._history_lock = threading.Lock()

    def save(self, snapshot: Snapshot) -> None:
        """Write a snapshot to the file. Raises SaveError, and any exception if the codec has a bug."""
        session = snapshot.session
        self._adopt(snapshot)
        before, toml = self.on_disk.toml, self._render(session)
        data = toml.text.encode()
        atomic_file.check_size(self.state.path, data)
        sha256 = atomic_file.digest(data)
        if self.journal is not None:
            self.journal.saving(sha256, snapshot.number)
        self.keep_as_found("opened")
        self._keep_before_loss(before, toml)
        with self._file_lock:
            self.on_disk = self._write(data, FileState(None, toml, session))
        if self.journal is not None:
            self.journal.saved(sha256, snapshot.number, self._checked)
        self._clean_up(session)
        self._keep_automatically(session, data)

    def _render(self, session: Session) -> TomlDocument:
        """Return the session as TOML after reading back its new parts or, in case of doubt, the whole text.

        Parsing a whole file takes long, and meanwhile the GIL keeps the interface from reacting.
        """
        original = self.on_disk.toml
        toml = codec.render(session, original)
        now = time.monotonic()
        doubtful = not original.is_ours or toml.needs_full_check
        self._checked = doubtful or now - self._checked_at > CHECK_SECONDS
        if not self._checked:
            return toml
        self._checked_at = now
        return codec.verified(session, toml)

    def prepare(self) -> None:
        """Split the file into pieces ahead of the first save, to make that faster."""
        _ = self.on_disk.toml.pieces

    def check(self) -> None:
        """Read back the whole text of the last save; if it differs from the session, rewrite the file.

        Raises SaveError.
        """
        if self._checked:
            return
        with self._file_lock:
            written = self.on_disk
            toml = codec.verified(written.session, written.toml)
            if toml is not written.toml:
                self._keep_before_loss(written.toml, toml)
                self.on_disk = self._write(toml.text.encode(), FileState(None, toml, written.session))
        self._checked, self._checked_at = True, time.monotonic()

    def look(self, taken: FileState | None) -> ExternalChange | None:
        """Return a change of the file by another program and keep its content as a version; None if unchanged.

        Changes are those since the last save or since `taken`, the last version merged. Returns None during saves.
        Raises MissingError if the file is gone, SessionError if it cannot be read.
        """
        if not self._file_lock.acquire(blocking=False):
            return None
        try:
            before = taken if taken is not None and taken is not self._taken else self.on_disk
            if before.fingerprint is None:
                return None
            if not self._changed_unseen and atomic_file.is_unchanged(self.state.path, before.fingerprint):
                return None
            found = atomic_file.read(self.state.path)
            self._changed_unseen = False
        finally:
            self._file_lock.release()
        if found.fingerprint.sha256 == before.fingerprint.sha256:
            return None
        read = codec.read_any if self.journal is None else codec.read
        loaded = read(found.data, str(self.state.path))
        if self.journal is not None:
            self._keep_before(before)
            self.keep_or_wait(found.data, "outside")
        return ExternalChange(before, FileState(found.fingerprint, loaded.toml, loaded.session))

    def _keep_before(self, before: FileState) -> None:
        """Keep the version that another program replaced."""
        self.keep_as_found("opened")
        if before.toml.is_ours:
            self.keep_or_wait(before.toml.text.encode(), "reload")

    def _keep_before_loss(self, before: TomlDocument, toml: TomlDocument) -> None:
        """Keep a file of which something is lost, unless it was kept when it was found."""
        self.losses += tuple(loss for loss in toml.losses if loss not in self.losses)
        if toml.losses and before.is_ours:
            self.keep_or_wait(before.text.encode(), "anew" if toml.is_rewritten else "replaced")

    def keep(self, session: Session, reason: str, name: str = "") -> Version:
        """Write a session as a version. Raises SaveError."""
        if self.journal is not None:
            self.keep_as_found("opened")
        data = codec.render(session, self.on_disk.toml).text.encode()
        with self._history_lock:
            # The waiting versions are older; written later, they would be listed as newer.
            self._keep_waiting()
            return self.history.keep(data, reason, self._now(), name)

    def keep_or_wait(self, data: bytes, reason: str) -> Version | None:
        """Write a version, or have it wait and return None if that fails, since the session must still be saved.

        Each save tries again; until then `history_error` has the reason.
        """
        with self._history_lock:
            self._waiting.append((data, reason, self._now()))
            if len(self._waiting) > MAX_WAITING_VERSIONS:
                # Drop the second: the first is the file as another program left it.
                del self._waiting[1]
            return self._keep_waiting()

    def keep_as_found(self, reason: str) -> None:
        """Keep the file as it was when it was opened, before the first save replaces it."""
        data, self._as_found = self._as_found, b""
        if data:
            self.keep_or_wait(data, reason)

    def keep_as_closed(self) -> None:
        """Keep the file of the last save, in case it is damaged before it is opened again."""
        if self.journal is not None and self.on_disk.toml.is_ours:
            self.keep_or_wait(self.on_disk.toml.text.encode(), "closed")

    def _adopt(self, snapshot: Snapshot) -> None:
        """Build on a version by another program once a snapshot contains it; earlier ones raise ConflictError."""
        with self._file_lock:
            if snapshot.taken is not None and snapshot.taken is not self._taken:
                self._taken = self.on_disk = snapshot.taken

    def _write(self, data: bytes, wanted: FileState) -> FileState:
        try:
            fingerprint = atomic_file.write(self.state.path, data, self.on_disk.fingerprint)
        except SaveError as error:
            self._changed_unseen = self._changed_unseen or isinstance(error, ConflictError)
            if isinstance(error, atomic_file.UnsureError):
                self.on_disk = wanted._replace(fingerprint=error.fingerprint)
            with contextlib.suppress(SaveError):
                atomic_file.put(self.state.rescue, data)
                error.problem = error.problem.also("copy", copy=str(self.state.rescue))
            raise
        return wanted._replace(fingerprint=fingerprint)

    def _clean_up(self, session: Session) -> None:
        if not self._waiting:
            # A waiting version may be the content of the rescue copy.
            with contextlib.suppress(OSError):
                self.state.rescue.unlink(missing_ok=True)
        about = self.state.about()
        if about is None or about.file_id != session.id:
            self.state.write_about(session.id, session.id)

    def _keep_automatically(self, session: Session, data: bytes) -> None:
        slot, at = self._last_version
        now = self._now()
        if session.slot != slot or not timedelta() <= now - at < VERSION_INTERVAL:
            self._last_version = (session.slot, now)
            self.keep_or_wait(data, "stage" if session.slot != slot else "minutes")
        elif self._waiting:
            with self._history_lock:
                self._keep_waiting()

    def _keep_waiting(self) -> Version | None:
        """Write the waiting versions and return the last of them; None if that fails. Needs `_history_lock`."""
        kept = None
        try:
            while self._waiting:
                kept = self.history.keep(*self._waiting[0])
                del self._waiting[0]
        except SaveError as error:
            self.history_error = error.problem
            return None
        self.history_error = None
        return kept
