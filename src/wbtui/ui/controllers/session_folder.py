"""Reads the user's folder of sessions for the home screen."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from wbtui.core.errors import SessionError
from wbtui.storage.disk.atomic_file import real_path
from wbtui.storage.library import read_head
from wbtui.storage.state import State
from wbtui.storage.workbooks import KeptWorkbooks

if TYPE_CHECKING:
    from wbtui.core.listing import ForReading, Listed
    from wbtui.storage.library import Library
    from wbtui.storage.workbooks import WorkbookLibrary

MENTION_PERIOD = timedelta(days=30)
"""Age at which home stops mentioning a missing session; the command that restores it has no limit."""


class SessionFolder:
    """Implements `wbtui.ui.screens.home.Folder`."""

    def __init__(
        self, library: Library, workbooks: WorkbookLibrary, state_dir: Path, now: Callable[[], datetime]
    ) -> None:
        self._library = library
        self._workbooks = KeptWorkbooks(workbooks)
        self._state_dir = state_dir
        self._now = now

    @property
    def path(self) -> Path:
        """The path of the folder."""
        return self._library.folder

    def files(self) -> list[Listed]:
        """Return the session files, newest first, without their heads. Raises SessionError."""
        return self._library.files()

    def with_head(self, listed: Listed) -> Listed:
        """Return a row with the head of its file, or with the problem that prevents reading it."""
        return read_head(listed)

    def read_through(self, listed: Listed) -> Listed:
        """Read the whole file; return the row with its progress, problem or doubt. Slow: call it in a thread."""
        from wbtui.core.progress import stage_progress

        try:
            found = self.load(listed.path)
        except SessionError as error:
            return listed._replace(problem=listed.problem or error.problem, whole=True)
        progress = tuple(stage_progress(stage, found.session) for stage in found.workbook.stages)
        return listed._replace(doubt=found.suspect, whole=True, progress=progress)

    def load(self, path: Path) -> ForReading:
        """Load a session with its workbook. Slow: call it in a thread. Raises SessionError."""
        # Import here, and below: the first frame of home does not need it.
        from wbtui.storage.session.reading import load_for_reading

        return load_for_reading(path, self._workbooks)

    def has_unsaved(self, path: Path) -> bool:
        """Return whether work was left that could not be saved when the session was last open."""
        return os.path.exists(State(self._state_dir, real_path(path)).rescue)

    def count_missing(self) -> int:
        """Return how many sessions went missing lately. Slow: call it in a thread."""
        from wbtui.storage.recovery.deleted_sessions import deleted_sessions

        deleted = deleted_sessions(self._library, self._state_dir)
        return sum(self._now() - session.at < MENTION_PERIOD for session in deleted)

    def has_trash(self) -> bool:
        """Return whether a session can be restored from the trash. Slow: call it in a thread."""
        try:
            return bool(self._library.trashed())
        except SessionError:
            return False

    @property
    def has_examples(self) -> bool:
        """True if there is a worked example to open."""
        return any(example.head for example in self._library.example_files())
