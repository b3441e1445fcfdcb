"""Deleted sessions: those whose file is missing but not in the trash, and that have versions."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wbtui.core.errors import SessionError
from wbtui.storage.disk import atomic_file
from wbtui.storage.recovery.salvage import copies
from wbtui.storage.session_file import codec
from wbtui.storage.state import State, about_in

if TYPE_CHECKING:
    from wbtui.core.versions import Version
    from wbtui.storage.library import Library
    from wbtui.storage.state import About


@dataclass(frozen=True, slots=True)
class DeletedSession:
    """A deleted session that can be restored."""

    path: Path
    """The former path of the file."""
    title: str
    at: datetime
    """The time of the newest version."""


def deleted_sessions(library: Library, state_dir: Path) -> tuple[DeletedSession, ...]:
    """Return the sessions deleted from the folder, newest first. It may read many files: call it in a thread."""
    candidates = [(about, state) for about, state in _known(state_dir) if _is_gone(about, state, library)]
    if not candidates:
        return ()
    try:
        there = {listed.head.id for listed in (*library.sessions(), *library.trashed()) if listed.head}
    except SessionError:
        # The folder cannot be read: nothing is known to be missing.
        return ()
    found = [(state, copies(state)) for about, state in candidates if there.isdisjoint({about.id, about.file_id})]
    deleted = [
        DeletedSession(state.path, _title(state, versions), versions[0].at)
        for state, versions in found
        if versions
    ]
    return tuple(sorted(deleted, key=lambda session: session.at, reverse=True))


def _known(state_dir: Path) -> Iterator[tuple[About, State]]:
    """Yield every session that has a state folder on this machine, unless another session has taken its path."""
    try:
        with os.scandir(state_dir / "sessions") as entries:
            folders = [Path(entry.path) for entry in entries]
    except OSError:
        return
    for folder in folders:
        if about := about_in(folder):
            state = State(state_dir, Path(about.path))
            if state.folder == folder:
                yield about, state


def _is_gone(about: About, state: State, library: Library) -> bool:
    """Return whether the file was in the library's folder, is missing, and was not opened elsewhere since."""
    if state.path.parent != Path(os.path.realpath(library.folder)) or os.path.lexists(state.path):
        return False
    return state.path_of(about.id) in (None, state.path)


def _title(state: State, versions: tuple[Version, ...]) -> str:
    for version in versions:
        try:
            return codec.read_head(atomic_file.read_bytes(version.path)).title
        except SessionError:
            continue
    return state.path.stem
