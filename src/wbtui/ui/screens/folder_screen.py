"""What the commands of home do to the folder: new sessions, copies, the trash."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from textual.screen import Screen

from wbtui.core.beginning import new_session
from wbtui.core.clock_face import age
from wbtui.core.errors import WbtuiError
from wbtui.files.workbooks import DEFAULT
from wbtui.ui import screens
from wbtui.ui.messages import Opened
from wbtui.ui.screens.calm import Calm

if TYPE_CHECKING:
    from wbtui.core.workbook import Workbook
    from wbtui.files.library import Library, Listed
    from wbtui.files.workbooks import Shelf
    from wbtui.ui.screens.new import Plan


class FolderScreen(Calm, Screen[None]):
    """Shows the sessions of a folder in one way or another, one of them selected."""

    def __init__(self, library: Library, shelf: Shelf, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.library = library
        self.shelf = shelf
        self.now = now
        self._trashed: list[tuple[Path, Path]] = []

    @property
    @abstractmethod
    def selected(self) -> Listed | None:
        """The session that commands are about."""

    @property
    @abstractmethod
    def beside_selected(self) -> Path | None:
        """The session below the selected one, or above it at the end."""

    @abstractmethod
    def load(self, selected: Path | None = None) -> None:
        """Read the folder again, and select a session."""

    def command_new(self) -> None:
        paths = self.shelf.paths()
        if len(paths) > 1:
            picks = [screens.pick.Pick(path.stem, str(path), path) for path in paths]
            screen = screens.pick.PickScreen("Which workbook?", picks, "Enter takes it · Esc back")
            self.app.push_screen(screen, lambda path: self._plan(path.stem) if path else None)
        else:
            self._plan(DEFAULT)

    def _plan(self, name: str) -> None:
        try:
            workbook = self.shelf.load(name)
        except WbtuiError as error:
            self._say_impossible(error)
        else:
            self.app.push_screen(
                screens.new.NewScreen(workbook, self.now()), lambda plan: self._begin(workbook, name, plan)
            )

    def _begin(self, workbook: Workbook, name: str, plan: Plan | None) -> None:
        if plan:
            session = new_session(
                workbook, name, plan.title, plan.agenda, self.now(), people=plan.people, starts=plan.starts
            )
            self._open_new(lambda: self.library.add(session))

    def command_example(self) -> None:
        examples = [e for e in self.library.example_files() if e.head]
        if examples:
            picks = [
                screens.pick.Pick(e.title, f"{e.head.slot} · {e.head.status}" if e.head else "", e.path)
                for e in examples
            ]
            screen = screens.pick.PickScreen("Worked examples", picks, "Enter opens a copy of your own · Esc back")
            self.app.push_screen(screen, self._copy_example)

    def _copy_example(self, path: Path | None) -> None:
        if path:
            self._open_new(lambda: self.library.duplicate(path, "", self.now()))

    def _open_new(self, make: Callable[[], Path]) -> None:
        if path := self._try(make):
            self.post_message(Opened(path))

    def command_duplicate(self) -> None:
        if listed := self.selected:
            self.load(self._try(lambda: self.library.duplicate(listed.path, "", self.now())))

    def command_pivot(self) -> None:
        listed = self.selected
        if listed and listed.head:
            title = f"{listed.head.title} (pivot)"
            screen = screens.ask_line.AskLine(
                "Title of the session that goes on from this one", title, "Enter begins it · Esc back"
            )
            self.app.push_screen(screen, lambda title: self._pivot(listed.path, title))

    def _pivot(self, path: Path, title: str | None) -> None:
        if title:
            self._open_new(lambda: self.library.pivot(path, title, self.shelf, self.now()))

    def command_trash(self) -> None:
        if listed := self.selected:
            trashed = self._try(lambda: self.library.trash(listed.path))
            if trashed:
                self._trashed.append((trashed, listed.path))
                self.notify("u brings it back.", title="Moved to the trash", markup=False)
                self.load(self.beside_selected)

    def command_untrash(self) -> None:
        if self._trashed:
            # Where that is not possible it is still among those of other days.
            self._untrash(*self._trashed.pop())
        elif trashed := sorted(self.library.trashed(), key=lambda listed: listed.changed, reverse=True):
            now = self.now().timestamp()
            picks = [
                screens.pick.Pick(e.title, f"{age(now - e.changed)} · {e.path.name}", e.path) for e in trashed
            ]
            screen = screens.pick.PickScreen("The trash", picks, "Enter brings it back · Esc back")
            self.app.push_screen(screen, self._untrash_to_folder)
        else:
            self.notify("The trash is empty.", markup=False)

    def _untrash_to_folder(self, trashed: Path | None) -> None:
        if trashed:
            self._untrash(trashed, self.library.folder / trashed.name)

    def _untrash(self, trashed: Path, path: Path) -> None:
        if back := self._try(lambda: self.library.untrash(trashed, path)):
            self.load(back)

    def _try(self, do: Callable[[], Path]) -> Path | None:
        try:
            return do()
        except WbtuiError as error:
            self._say_impossible(error)
            return None

    def _say_impossible(self, error: WbtuiError) -> None:
        self.notify(str(error), title="Not possible", severity="error", timeout=15, markup=False)
