"""Finding and loading workbooks: built in, from the user's folder, or from a path beside the session."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from wbtui.core.errors import Problem, SessionError, WorkbookError
from wbtui.storage.disk import fs
from wbtui.storage.disk.fingerprint import read
from wbtui.storage.session_file.toml_problems import parsed

if TYPE_CHECKING:
    from wbtui.core.workbook.model import Workbook

DEFAULT_WORKBOOK = "working-backwards"
_BUILT_IN = Path(__file__).parents[1] / "workbooks"
_MAX_WORKBOOK_BYTES = 4_000_000


class Workbooks(Protocol):
    """A source of workbooks."""

    def load(self, name: str, beside: Path | None = None) -> Workbook:
        """Return a workbook, given its name or a path relative to the folder `beside`. Raises WorkbookError."""


@dataclass(frozen=True, slots=True)
class WorkbookLibrary:
    """Finds workbooks by name, first among the built-in ones, then in the user's folder."""

    user: Path
    """The folder of the user's own workbooks, which may be missing."""
    built_in: Path = _BUILT_IN

    def find(self, name: str, beside: Path | None = None) -> Path:
        """Return the file of a workbook, given its name or a path relative to the folder `beside`.

        Raises WorkbookError if there is no such file.
        """
        if name.endswith(".toml"):
            candidates = [(beside or Path()) / name]
        else:
            candidates = [folder / f"{name}.toml" for folder in (self.built_in, self.user)]
        # For `re` the marks of a decomposed letter are no part of a word.
        if re.fullmatch(r"[\w. -]+|.*\.toml", unicodedata.normalize("NFC", name), re.DOTALL):
            for candidate in candidates:
                if found := fs.existing_file(candidate):
                    return found
        raise WorkbookError(
            (Problem.of("workbook.none", next_step="list_workbooks", name=name),), where=str(candidates[-1])
        )

    def load(self, name: str, beside: Path | None = None) -> Workbook:
        """Find and read a workbook. Raises WorkbookError."""
        return load(self.find(name, beside))

    def paths(self) -> tuple[Path, ...]:
        """Return the files of all named workbooks; a built-in one hides a user's one of the same name."""
        found: dict[str, Path] = {}
        for folder in (self.built_in, self.user):
            for path in sorted(folder.glob("*.toml")):
                found.setdefault(path.stem, path)
        return tuple(found.values())


class KeptWorkbooks:
    """Loads the workbooks of a library, and reads a file again only once it has changed."""

    def __init__(self, library: WorkbookLibrary) -> None:
        self._library = library
        self._kept: dict[Path, tuple[tuple[int, int], Workbook]] = {}
        """Each workbook by its path, with the size of its file and when that was changed, in ns."""

    def load(self, name: str, beside: Path | None = None) -> Workbook:
        """Find a workbook, and read it if necessary. Raises WorkbookError."""
        path = self._library.find(name, beside)
        try:
            found = path.stat()
        except OSError:
            return load(path)
        stamp = found.st_size, found.st_mtime_ns
        if self._kept.get(path, (None,))[0] != stamp:
            self._kept[path] = stamp, load(path)
        return self._kept[path][1]


def load(path: Path) -> Workbook:
    """Read a workbook file. Raises WorkbookError with all its problems, and the line of a syntax error."""
    try:
        text = read(path, _MAX_WORKBOOK_BYTES).data.decode("utf-8-sig").replace("\r\n", "\n")
        document = parsed(text)
    except SessionError as error:
        problem = error.problem.in_file("")._replace(next_step=())
        raise WorkbookError((problem,), where=str(path)) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        problem = Problem.of("file.not_utf8", line=line, next_step="save_as_utf8")
        raise WorkbookError((problem,), where=str(path)) from error
    from wbtui.core.workbook.reader import read_workbook

    return read_workbook(document, where=str(path))
