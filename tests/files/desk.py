"""A machine to open sessions on: a folder, a state folder, a clock that is moved by hand, and crashes."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from wbtui.core.session import Place, Session
from wbtui.files import codec, store
from wbtui.files.open import OpenSession
from wbtui.files.saver import Pace, Status

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NEVER = Pace(idle=1e6, limit=1e6, first_retry=1e6, last_retry=1e6)
"""Nothing is saved unless it is asked for."""
WHO = Place("customer", "who")
NEED = Place("problem", "today")
LIST = Place("customer_faq", "questions")
SESSION = Session("abc123", "Pocket Clinic", "working-backwards", "90", NOON, NOON, "customer")


class Desk:
    """A machine with a folder of sessions, a state folder and a clock that is moved by hand."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "sessions" / "session.toml"
        self.state = folder / "state"
        self.time = NOON
        self.statuses: list[Status] = []
        self.opened: list[OpenSession] = []
        store.create(self.path, codec.render(SESSION).text.encode())

    def open(self, path: Path | None = None, pace: Pace = NEVER) -> OpenSession:
        opened = OpenSession.open(
            path or self.path,
            state_dir=self.state,
            now=lambda: self.time,
            on_status=self.statuses.append,
            pace=pace,
        )
        self.opened.append(opened)
        return opened

    def on_disk(self, path: Path | None = None) -> Session:
        return codec.read((path or self.path).read_bytes()).session

    def crash(self, opened: OpenSession) -> None:
        """What kill -9 does: nothing more is written, and the lock is free."""
        self.opened.remove(opened)
        opened._saver._stop = True
        with opened._saver._wake:
            opened._saver._wake.notify_all()
        if opened._lock is not None and opened._lock._fd is not None:
            os.close(opened._lock._fd)


def write(opened: OpenSession, text: str, place: Place = WHO) -> None:
    opened.update(opened.session.with_answer(place, text))
