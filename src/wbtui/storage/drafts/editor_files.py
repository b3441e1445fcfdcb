"""Files for the user's own editor: one for each answer that is open there, or was when the program ended.

They are in the state folder of the session and stay until their text is in the session, or the user has been told
where they are. So the program destroys nothing that an editor has written.
"""

from __future__ import annotations

import codecs
import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.errors import Problem, UsageError
from wbtui.core.text import MAX_ANSWER_CHARS, slug
from wbtui.storage.disk import fs
from wbtui.storage.disk.fingerprint import digest
from wbtui.storage.journal.change_json import place_from_json, place_to_json
from wbtui.storage.state import read_json, write_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wbtui.core.place import Place
    from wbtui.core.workbook.model import Field

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class EditorFile(NamedTuple):
    """A file with the text of an answer, for an editor."""

    path: Path
    place: Place
    before: str
    """The digest of the text that was written for the editor."""

    @property
    def exists(self) -> bool:
        """True unless the editor has removed the file."""
        return self.path.is_file()

    @property
    def changed(self) -> bool:
        """True if the file has another text than the one written for the editor. Raises OSError."""
        return digest(self.path.read_bytes()) != self.before

    def read(self, field: Field) -> tuple[str, Problem | None]:
        """Return the text as the field takes it, and the reason why not to take it unasked. Raises OSError."""
        text, is_utf8 = _decoded(self.path.read_bytes())
        text = field.admit(text.removesuffix("\n"))
        if len(text) > MAX_ANSWER_CHARS:
            return text, Problem.of("editor.too_long", most=MAX_ANSWER_CHARS)
        return text, None if is_utf8 else Problem("editor.not_utf8")


def _decoded(data: bytes) -> tuple[str, bool]:
    """Return data as text, and whether it is UTF-8; other data is most often UTF-16 or Latin-1."""
    try:
        return data.decode("utf-8-sig"), True
    except UnicodeDecodeError:
        other = "utf-16" if data.startswith(_UTF16_MARKS) else "cp1252"
    with contextlib.suppress(UnicodeDecodeError):
        return data.decode(other), False
    return data.decode("latin-1"), False


class EditorFiles:
    """The files of a session in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self, place: Place, text: str) -> EditorFile:
        """Write the text of an answer to a new file, among the temporary ones if need be. Raises UsageError."""
        data, name = text.encode("utf-8", "replace"), f"{slug(place.part or place.field)}-"
        try:
            path = self._written(data, name)
        except OSError as error:
            raise UsageError("editor.no_file") from error
        file = EditorFile(path, place, digest(data))
        write_json(_note(file.path), {"place": place_to_json(place), "digest": file.before})
        return file

    def _written(self, data: bytes, name: str) -> Path:
        try:
            fs.make_folder(self._folder)
            fd, path = tempfile.mkstemp(".md", name, self._folder)
        except OSError:
            fd, path = tempfile.mkstemp(".md", f"wbtui-{name}")
        try:
            fs.write_all(fd, data)
        finally:
            os.close(fd)
        return Path(path)

    def remove(self, file: EditorFile) -> None:
        """Remove a file whose text is in the session."""
        for path in (file.path, _note(file.path)):
            with contextlib.suppress(OSError):
                path.unlink()

    def set_aside(self, file: EditorFile) -> None:
        """Keep a file, but do not return it from `left` again: the user knows where it is."""
        with contextlib.suppress(OSError):
            _note(file.path).unlink()

    def left(self) -> tuple[EditorFile, ...]:
        """Return the files that an editor has written and whose text is not in the session yet, oldest first."""
        return tuple(sorted(self._left(), key=lambda file: file.path.stat().st_mtime))

    def _left(self) -> Iterator[EditorFile]:
        # An unchanged file may still be open in an editor that outlived the program.
        for note in self._folder.glob("*.json"):
            match read_json(note):
                case {"place": place, "digest": str(before)} if at := place_from_json(place):
                    file = EditorFile(note.with_suffix(".md"), at, before)
                    with contextlib.suppress(OSError):
                        if file.changed:
                            yield file


def _note(path: Path) -> Path:
    return path.with_suffix(".json")
