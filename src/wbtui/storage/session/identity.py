"""Identifying a session file and its journal: known at this path, moved here, or a copy of an existing file."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from wbtui.core.errors import SessionError
from wbtui.core.session import fresh_id
from wbtui.storage.disk import atomic_file
from wbtui.storage.journal.reader import JournalContents, read_journal
from wbtui.storage.session_file import codec
from wbtui.storage.state import State

if TYPE_CHECKING:
    from wbtui.core.session import Session

ID_CHARS = 6


def identify(state: State, file_id: str) -> str:
    """Return the id of the session in a file, and make `state` the state folder of that session.

    A copy gets a new id. A moved session keeps its state folder, with journal and versions, which moves along. The
    folder of another session that used to be at this path is renamed.
    """
    about = state.about()
    if about is not None and file_id in (about.id, about.file_id):
        state.write_about(about.id, file_id)
        return about.id
    if about is not None:
        _set_aside(state.folder)
    other = state.path_of(file_id)
    id_ = file_id
    if other is not None and other != state.path:
        if _id_at(other) == file_id:
            id_ = fresh_id(length=ID_CHARS)
        elif not os.path.exists(state.folder):
            with contextlib.suppress(OSError):
                os.rename(State(state.root, other).folder, state.folder)
    state.write_about(id_, file_id)
    return id_


def _id_at(path: Path) -> str:
    try:
        return codec.read_head(atomic_file.read_bytes(path)).id
    except SessionError:
        return ""


def own_journal(session: Session, sha256: str, state: State) -> JournalContents:
    """Return the session's journal. If the folder has another session's, rename that and return an empty one."""
    journal = read_journal(state.folder)
    about = state.about()
    ids = {session.id, about.file_id if about else session.id}
    if not journal.sessions or journal.sessions & ids or journal.knows(sha256):
        return journal
    _set_aside(state.folder)
    state.write_about(session.id, session.id)
    return JournalContents()


def _set_aside(folder: Path) -> None:
    """Rename a state folder by adding a number to its name."""
    for n in range(1, 1000):
        aside = folder.with_name(f"{folder.name}-{n}")
        if not os.path.exists(aside):
            with contextlib.suppress(OSError):
                os.rename(folder, aside)
            return
