"""The sessions of the folder, newest first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from wbtui.core.beginning import new_session
from wbtui.core.clock_face import age, duration
from wbtui.core.errors import WbtuiError
from wbtui.core.schedule import total_spent
from wbtui.core.session import Place
from wbtui.core.text import clean_line, one_line
from wbtui.core.workbook import Workbook
from wbtui.files.library import Library, Listed, read_head
from wbtui.files.workbooks import DEFAULT, Shelf
from wbtui.ui.commands import HOME
from wbtui.ui.screens.ask_line import AskLine
from wbtui.ui.screens.new import NewScreen, Plan
from wbtui.ui.screens.pick import Pick, PickScreen
from wbtui.ui.screens.summary import summary
from wbtui.ui.widgets.answer_area import AnswerArea
from wbtui.ui.widgets.bars import KeyBar, TopBar
from wbtui.ui.widgets.row_list import RowList

EMPTY = """\
No session here yet.

n  begins a new one: a title, an agenda, Enter.
e  opens a worked example as a copy, to look around.
F1 tells the keys."""


class HomeScreen(Screen[None]):
    """Shows a folder of sessions; which one is selected is its only state."""

    BINDINGS = [
        *(
            Binding(c.key, f"app.command('{c.id}')", id=f"home.{c.id}", show=False)
            for c in HOME
            if c.key != "enter"
        ),
        Binding("escape", "unfilter", show=False),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    AUTO_FOCUS = "RowList"

    class Opened(Message):
        """The person wants to work on a session."""

        def __init__(self, path: Path) -> None:
            super().__init__()
            self.path = path

    class WantsExport(Message):
        """The person wants the document of a session."""

        def __init__(self, path: Path, title: str) -> None:
            super().__init__()
            self.path = path
            self.title = title

    def __init__(self, library: Library, shelf: Shelf, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.library = library
        self.shelf = shelf
        self.now = now
        self._trashed: list[tuple[Path, Path]] = []
        self._all: list[Listed] = []
        self._shown: list[Listed] = []

    def compose(self) -> ComposeResult:
        yield TopBar()
        yield AnswerArea(Place("", "filter"), single_line=True, placeholder="Filter by title", id="filter")
        with Horizontal(id="body"):
            yield RowList(2, EMPTY)
            with VerticalScroll(can_focus=False, id="summary"):
                yield Static(markup=False)
        yield KeyBar(HOME)

    def on_mount(self) -> None:
        self.query_one(TopBar).left = "wbtui"
        self.query_one("#filter").display = False
        self.load()

    def on_resize(self, event: events.Resize) -> None:
        folder, room = clean_line(str(self.library.folder)), event.size.width // 2
        self.query_one(TopBar).right = folder if len(folder) <= room else f"…{folder[-room:]}"

    def on_screen_resume(self) -> None:
        self.load()

    def load(self, selected: Path | None = None) -> None:
        """Read the folder again; a head is read when its row is first seen."""
        selected = selected or (self.selected.path if self.selected else None)
        self._all = self.library.files()
        self._filter(selected)

    @property
    def _beside_selected(self) -> Path | None:
        """The session below the selected one, or above it at the end."""
        rest = [listed.path for listed in self._shown]
        at = min(self.query_one(RowList).highlighted, len(rest) - 1)
        return rest[at + 1] if at + 1 < len(rest) else rest[at - 1] if at > 0 else None

    @property
    def selected(self) -> Listed | None:
        """The session that commands are about."""
        if not self._shown:
            return None
        return self._known(min(self.query_one(RowList).highlighted, len(self._shown) - 1))

    def _known(self, row: int) -> Listed:
        listed = self._shown[row]
        if listed.head is None and not listed.problem:
            listed = self._shown[row] = read_head(listed)
        return listed

    def _filter(self, selected: Path | None = None) -> None:
        wanted = self.query_one("#filter", AnswerArea).text.casefold().split()
        if wanted:
            self._all = [e if e.head or e.problem else read_head(e) for e in self._all]
            self._shown = [e for e in self._all if all(word in e.title.casefold() for word in wanted)]
        else:
            self._shown = list(self._all)
        at = next((n for n, listed in enumerate(self._shown) if listed.path == selected), 0)
        rows = self.query_one(RowList)
        self.set_class(not self._shown, "-empty")
        rows.empty = "Nothing of that name.\nEsc shows all." if wanted else EMPTY
        rows.show(len(self._shown), self._draw, at)
        self.query_one(TopBar).middle = f"{len(self._shown)} session{'' if len(self._shown) == 1 else 's'}"
        self._summarise()

    def _draw(self, row: int, _width: int) -> tuple[Content, ...]:
        listed = self._known(row)
        ago = age(self.now().timestamp() - listed.changed)
        if listed.head is None:
            return (
                Content.assemble((" ! ", "bold $text-error"), one_line(listed.path.name)),
                Content.assemble("   ", (one_line(listed.problem, 200), "$text-error")),
            )
        head = listed.head
        spent = total_spent(head, head.updated)
        facts = [head.stage.replace("_", " "), head.status, ago, duration(spent) if spent >= 60 else ""]
        return (
            Content.assemble("   ", (one_line(head.title, 200), "bold")),
            Content.assemble("   ", (" · ".join(fact for fact in facts if fact), "dim")),
        )

    def _summarise(self) -> None:
        listed = self.selected
        text = self.query_one("#summary Static", Static)
        text.update(summary(listed, self.shelf) if listed else Content(""))
        self.query_one("#summary", VerticalScroll).scroll_home(animate=False)

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        self._summarise()

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        self.command_open()

    @on(AnswerArea.Edited)
    def _typed(self, event: AnswerArea.Edited) -> None:
        event.stop()
        self._filter()

    @on(AnswerArea.Submitted)
    @on(AnswerArea.LeaveDown)
    def _to_rows(self, event: AnswerArea.Submitted | AnswerArea.LeaveDown) -> None:
        event.stop()
        self.query_one(RowList).focus()

    @property
    def command_targets(self) -> tuple[HomeScreen, ...]:
        """Who is asked to carry out a command before the app is."""
        return (self,)

    def command_filter(self) -> None:
        area = self.query_one("#filter", AnswerArea)
        area.display = True
        area.focus()

    def action_unfilter(self) -> None:
        area = self.query_one("#filter", AnswerArea)
        selected = self.selected
        area.show("")
        area.display = False
        self._filter(selected.path if selected else None)
        self.query_one(RowList).focus()

    def command_open(self) -> None:
        if self.selected:
            self.post_message(self.Opened(self.selected.path))

    def command_summary_down(self) -> None:
        self._scroll_summary(1)

    def command_summary_up(self) -> None:
        self._scroll_summary(-1)

    def _scroll_summary(self, by: int) -> None:
        pane = self.query_one("#summary", VerticalScroll)
        pane.scroll_relative(y=by * (pane.scrollable_content_region.height - 1), animate=False, immediate=True)

    def command_export(self) -> None:
        listed = self.selected
        if listed and listed.problem:
            self.notify(listed.problem, title="Not exported", severity="error", timeout=15, markup=False)
        elif listed:
            self.post_message(self.WantsExport(listed.path, listed.title))

    def command_new(self) -> None:
        paths = self.shelf.paths()
        if len(paths) > 1:
            picks = [Pick(path.stem, str(path), path) for path in paths]
            screen = PickScreen("Which workbook?", picks, "Enter takes it · Esc back")
            self.app.push_screen(screen, lambda path: self._plan(path.stem) if path else None)
        else:
            self._plan(DEFAULT)

    def _plan(self, name: str) -> None:
        try:
            workbook = self.shelf.load(name)
        except WbtuiError as error:
            self._say_impossible(error)
        else:
            self.app.push_screen(NewScreen(workbook, self.now()), lambda plan: self._begin(workbook, name, plan))

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
                Pick(e.title, f"{e.head.stage} · {e.head.status}" if e.head else "", e.path) for e in examples
            ]
            screen = PickScreen("Worked examples", picks, "Enter opens a copy of your own · Esc back")
            self.app.push_screen(screen, self._copy_example)

    def _copy_example(self, path: Path | None) -> None:
        if path:
            self._open_new(lambda: self.library.duplicate(path, "", self.now()))

    def _open_new(self, make: Callable[[], Path]) -> None:
        if path := self._try(make):
            self.post_message(self.Opened(path))

    def command_duplicate(self) -> None:
        if listed := self.selected:
            self.load(self._try(lambda: self.library.duplicate(listed.path, "", self.now())))

    def command_pivot(self) -> None:
        listed = self.selected
        if listed and listed.head:
            title = f"{listed.head.title} (pivot)"
            screen = AskLine(
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
                self.load(self._beside_selected)

    def command_untrash(self) -> None:
        if self._trashed:
            trashed, path = self._trashed[-1]
            if back := self._try(lambda: self.library.untrash(trashed, path)):
                self._trashed.pop()
                self.load(back)

    def _try(self, do: Callable[[], Path]) -> Path | None:
        try:
            return do()
        except WbtuiError as error:
            self._say_impossible(error)
            return None

    def _say_impossible(self, error: WbtuiError) -> None:
        self.notify(str(error), title="Not possible", severity="error", timeout=15, markup=False)
