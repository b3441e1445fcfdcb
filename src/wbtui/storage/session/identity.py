"""Which session a file is: one of its own, one that was moved here, or a copy of another that is still there."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from wbtui.core.errors import SessionError
from wbtui.core.session import fresh_id
from wbtui.storage.disk import atomic_file
from wbtui.storage.session_file import codec
from wbtui.storage.state import State

ID_LENGTH = 6


def identify(state: State, file_id: str) -> str:
    """The session's id, which for a copy is a new one; its state folder is found, brought along or begun.

    A moved session brings its journal and its versions with it. A folder of another session that was at this path
    before is set aside.
    """
    about = state.about()
    if about is not None and file_id in (about.id, about.file_id):
        state.write_about(about.id, file_id)
        return about.id
    if about is not None:
        set_aside(state.folder)
    other = state.path_of(file_id)
    id_ = file_id
    if other is not None and other != state.path:
        if _id_at(other) == file_id:
            id_ = fresh_id(length=ID_LENGTH)
        elif not state.folder.exists():
            with contextlib.suppress(OSError):
                os.rename(State(state.root, other).folder, state.folder)
    state.write_about(id_, file_id)
    return id_


def _id_at(path: Path) -> str:
    try:
        return codec.read_head(atomic_file.read_bytes(path)).id
    except SessionError:
        return ""


def set_aside(folder: Path) -> None:
    """Keep a state folder under another name, out of the way."""
    for n in range(1, 1000):
        aside = folder.with_name(f"{folder.name}-{n}")
        if not aside.exists():
            with contextlib.suppress(OSError):
                os.rename(folder, aside)
            return
