"""A simulated machine with sessions, on which the tests set the time and crash the program."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tests.session_edits import with_answer

from wbtui.core.diff.changes import changes, restored
from wbtui.core.errors import ReadOnlyError
from wbtui.core.place import Place
from wbtui.core.session import Session
from wbtui.storage.disk import atomic_file
from wbtui.storage.session.autosave import SaveTiming, Status
from wbtui.storage.session.handle import SessionHandle
from wbtui.storage.session.opening import open_session
from wbtui.storage.session_file import codec
from wbtui.storage.workbooks import WorkbookLibrary
from wbtui.workshop import Workshop

if TYPE_CHECKING:
    from wbtui.core.diff.merge import Merge
    from wbtui.core.place import Caret
    from wbtui.core.versions import Version
    from wbtui.storage.session.file_state import ExternalChange

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NEVER = SaveTiming(idle=1e6, limit=1e6, first_retry=1e6, last_retry=1e6)
"""Waiting times so long that autosave saves only on `flush` and `close`."""
WHO = Place("customer", "who")
NEED = Place("problem", "today")
LIST = Place("customer_faq", "questions")
SESSION = Session("abc123", "Pocket Clinic", "working-backwards", "90", NOON, NOON, "customer")
WORKBOOK = WorkbookLibrary(Path("none")).load("working-backwards")


class Seat:
    """An open session file together with the workshop that owns its session."""

    def __init__(self, handle: SessionHandle, now: Callable[[], datetime]) -> None:
        self.handle = handle
        self.workshop = Workshop(handle.found, WORKBOOK, now=now, journal=handle, autosave=handle, log=failed)

    @property
    def session(self) -> Session:
        return self.workshop.session

    def update(self, session: Session, caret: Caret | None = None) -> None:
        """Replace the session, unless it is read-only."""
        self.workshop.read_only = self.handle.read_only
        try:
            self.workshop.edit(*changes(self.session, session), caret=caret)
        except ReadOnlyError:
            assert self.handle.read_only

    def merge_external(self, outside: ExternalChange | None = None) -> Merge:
        """Merge the change of the file by another program."""
        outside = outside or self.handle.look()
        assert outside is not None
        merge = self.handle.merge_external(outside, self.session)
        self.workshop.adopt(*merge.came_in, updated=merge.updated)
        self.handle.save_soon(self.session)
        return merge

    def restore(self, version: Version) -> Session:
        """Keep the current session as a version, then restore an earlier one."""
        then = self.handle.as_it_was(version)
        self.handle.keep_version(self.session, reason="restore")
        self.workshop.edit(*restored(self.session, then))
        return self.session


def failed(error: Exception) -> None:
    raise AssertionError from error


class Desk:
    """A machine with a sessions folder, a state folder and a clock that the test sets."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "sessions" / "session.toml"
        self.state = folder / "state"
        self.time = NOON
        self.statuses: list[Status] = []
        self.opened: list[Seat] = []
        atomic_file.create(self.path, codec.render(SESSION).text.encode())

    def open(self, path: Path | None = None, timing: SaveTiming = NEVER) -> Seat:
        handle = open_session(
            path or self.path,
            state_dir=self.state,
            now=lambda: self.time,
            on_status=self.statuses.append,
            timing=timing,
        )
        return self.seat(handle)

    def seat(self, handle: SessionHandle) -> Seat:
        seat = Seat(handle, lambda: self.time)
        self.opened.append(seat)
        return seat

    def on_disk(self, path: Path | None = None) -> Session:
        return codec.read((path or self.path).read_bytes()).session

    def crash(self, opened: Seat) -> None:
        """Simulate SIGKILL: stop all writing and release the lock."""
        self.opened.remove(opened)
        handle = opened.handle
        handle._autosave._stop = True
        with handle._autosave._wake:
            handle._autosave._wake.notify_all()
        if handle._lock is not None and handle._lock._fd is not None:
            os.close(handle._lock._fd)


def write(opened: Seat, text: str, place: Place = WHO) -> None:
    opened.update(with_answer(opened.session, place, text))
