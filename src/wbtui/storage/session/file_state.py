"""States of the session file: on the disk, changed by another program, and about to be saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from wbtui.core.session import Session
    from wbtui.storage.disk.fingerprint import Fingerprint
    from wbtui.storage.session_file.toml_document import TomlDocument


class FileState(NamedTuple):
    """The session file as it was at one moment: its fingerprint and its content."""

    fingerprint: Fingerprint | None
    """The fingerprint; None if the file does not exist and the next save is to create it."""
    toml: TomlDocument
    session: Session


class ExternalChange(NamedTuple):
    """A change of the file by another program: the version this program knew, and the current one."""

    before: FileState
    now: FileState


class Snapshot(NamedTuple):
    """A session to be saved, and the number of the last journal batch in it."""

    session: Session
    number: int
    taken: FileState | None = None
    """The last version by another program that was merged into the session."""
