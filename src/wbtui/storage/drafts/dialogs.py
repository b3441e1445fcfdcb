"""Texts that are being typed in dialogs, kept so that a killed program loses none of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from wbtui.storage.state import read_json, write_json

if TYPE_CHECKING:
    from pathlib import Path

    from wbtui.storage.journal.change_json import Json

MAX_DRAFTS_BYTES = 4 * 1024 * 1024


class Drafts:
    """The drafts in a folder: the texts of the fields of each dialog that has not been closed, by its name.

    They are written at once and without fsync, like a key into the journal, and nothing here raises.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "drafts.json"
        self._kept: dict[str, dict[str, str]] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the dialogs that have drafts."""
        return tuple(self._drafts())

    def of(self, name: str) -> Mapping[str, str]:
        """Return the texts of a dialog by field; empty if it has no draft."""
        return self._drafts().get(name, {})

    def keep(self, name: str, texts: Mapping[str, str]) -> None:
        """Write the texts of a dialog."""
        self._drafts()[name] = dict(texts)
        self._write()

    def forget(self, name: str) -> None:
        """Remove the draft of a dialog that was closed."""
        if self._drafts().pop(name, None) is not None:
            self._write()

    def _drafts(self) -> dict[str, dict[str, str]]:
        if self._kept is None:
            found = read_json(self._path, MAX_DRAFTS_BYTES)
            dialogs = found.items() if isinstance(found, dict) else ()
            self._kept = {str(name): _texts(fields) for name, fields in dialogs if isinstance(fields, dict)}
        return self._kept

    def _write(self) -> None:
        drafts: dict[str, Json] = {name: dict(texts) for name, texts in self._drafts().items()}
        write_json(self._path, drafts)


def _texts(fields: dict[object, object]) -> dict[str, str]:
    return {str(field): text for field, text in fields.items() if isinstance(text, str)}
