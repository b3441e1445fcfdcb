"""Creates, copies, exports and deletes the sessions in the user's folder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from wbtui.core.errors import WbtuiError
from wbtui.core.text import quoted, spelled_out
from wbtui.storage.workbooks import DEFAULT_WORKBOOK
from wbtui.ui.controllers import ask
from wbtui.ui.controllers.export import rendered
from wbtui.wording import located, sentence
from wbtui.wording.labels import copy_title
from wbtui.wording.times import age

if TYPE_CHECKING:
    from wbtui.core.listing import Listed
    from wbtui.storage.library import Library
    from wbtui.storage.workbooks import WorkbookLibrary
    from wbtui.ui.controllers.export import Export
    from wbtui.ui.controllers.host import Host


class Listing(Protocol):
    """The list of sessions on the home screen, as the commands see it."""

    @property
    def selected(self) -> Listed | None:
        """The selected session, which the commands act on; None in an empty list."""

    @property
    def beside_selected(self) -> Path | None:
        """The path of the session below the selected one, or above the last; None without a second one."""

    def load(self, selected: Path | None = None) -> None:
        """Read the folder again, and select the session at `selected`."""


class LibraryCommands:
    """Carries out the commands of the home screen."""

    def __init__(
        self,
        host: Host,
        library: Library,
        workbooks: WorkbookLibrary,
        now: Callable[[], datetime],
        listing: Listing,
        export: Export,
    ) -> None:
        self._host = host
        self._library = library
        self._workbooks = workbooks
        self._now = now
        self._listing = listing
        self._export = export
        self._trashed: list[tuple[Path, Path]] = []
        """The sessions moved to the trash by this object: path in the trash, original path."""

    def open(self) -> None:
        """Open the selected session, or a copy if it is a worked example."""
        if listed := self._listing.selected:
            self.open_own(listed.path)

    def open_own(self, path: Path) -> None:
        """Open the session at `path`, or a copy if it is a worked example."""
        try:
            own = self._library.own(path, copy_title, self._now())
        except WbtuiError as error:
            self._host.notify(sentence(error.problem), title="Not opened", severity="error")
            return
        if own != path:
            self._host.notify("This is your own copy of the worked example.")
        self._host.show(own)

    async def new(self) -> None:
        """Ask for the workbook and the facts of a new session, create it and open it."""
        name, paths = DEFAULT_WORKBOOK, self._workbooks.paths()
        if len(paths) > 1:
            choices = [ask.FileChoice(path.stem, str(path), path) for path in paths]
            chosen = await self._host.ask(ask.OneOf("Which workbook?", choices, "choose"))
            if chosen is None:
                return
            name = chosen.stem
        try:
            workbook = self._workbooks.load(name)
        except WbtuiError as error:
            self._say_impossible(error)
            return
        # Import here: the first frame of home does not need it.
        from wbtui.core.new_session import new_session

        if plan := await self._host.ask(ask.NewSession(workbook, self._now())):
            session = new_session(
                workbook, name, plan.title, plan.agenda, self._now(), people=plan.people, starts=plan.starts
            )
            self._show_new(lambda: self._library.add(session))

    async def example(self) -> None:
        """Open a copy of a worked example."""
        choices = [
            ask.FileChoice(
                example.title, f"{spelled_out(example.head.slot)} · {example.head.status}", example.path
            )
            for example in self._library.example_files()
            if example.head
        ]
        if choices:
            question = ask.OneOf("Worked examples", choices, "open your own copy")
            if path := await self._host.ask(question):
                self._show_new(lambda: self._library.duplicate(path, copy_title, self._now()))

    def duplicate(self) -> None:
        """Copy the selected session."""
        if listed := self._listing.selected:
            path = listed.path
            self._listing.load(self._try(lambda: self._library.duplicate(path, copy_title, self._now())))

    async def pivot(self) -> None:
        """Ask for a title, and create a new session that starts from the selected one."""
        listed = self._listing.selected
        if listed and listed.head:
            question = ask.OneLine(
                "Title of the new session",
                f"{listed.head.title} (pivot)",
                "start",
            )
            if title := await self._host.ask(question):
                path = listed.path
                self._show_new(lambda: self._library.pivot(path, title, self._workbooks, self._now()))

    def trash(self) -> None:
        """Move the selected session to the trash."""
        if listed := self._listing.selected:
            path = listed.path
            if trashed := self._try(lambda: self._library.trash(path)):
                self._trashed.append((trashed, path))
                self._host.notify("Moved to trash", about="trash", command="untrash")
                self._listing.load(self._listing.beside_selected)

    async def untrash(self) -> None:
        """Restore the session that was trashed last; if there was none in this run, ask which one."""
        if self._trashed:
            # If it cannot be restored, it still shows up in the list of all trashed sessions.
            self._untrash(*self._trashed.pop())
            return
        try:
            trashed = self._library.trashed()
        except WbtuiError as error:
            self._say_impossible(error)
            return
        if trashed:
            now = self._now().timestamp()
            choices = [ask.FileChoice(e.title, f"{age(now - e.changed)} · {e.path.name}", e.path) for e in trashed]
            chosen = await self._host.ask(ask.OneOf("Trash", choices, "restore"))
            if chosen:
                self._untrash(chosen, self._library.folder / chosen.name)
        else:
            self._host.notify("The trash is empty.")

    def _untrash(self, trashed: Path, path: Path) -> None:
        if back := self._try(lambda: self._library.untrash(trashed, path)):
            self._listing.load(back)
            restored = self._listing.selected
            name = restored.title if restored else back.stem
            self._host.notify(quoted(name), title="Restored", about="trash")

    async def export(self) -> None:
        """Export the document of the selected session."""
        listed = self._listing.selected
        if listed and listed.problem:
            self._host.notify(located(listed.problem), title="Not exported", severity="error")
        elif listed:
            path = listed.path
            await self._export.export(listed.title, path.parent, lambda: self._rendered(path))

    def _rendered(self, path: Path) -> bytes:
        # Import here: the first frame of home does not need it.
        from wbtui.storage.session.reading import load_for_reading

        found = load_for_reading(path, self._workbooks)
        return rendered(found.session, found.workbook)

    def _show_new(self, make: Callable[[], Path]) -> None:
        if path := self._try(make):
            self._host.show(path)

    def _try(self, do: Callable[[], Path]) -> Path | None:
        try:
            return do()
        except WbtuiError as error:
            self._say_impossible(error)
            return None

    def _say_impossible(self, error: WbtuiError) -> None:
        self._host.notify(sentence(error.problem), title="Not possible", severity="error")
