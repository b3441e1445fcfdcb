"""The home screen, which lists the sessions of a folder."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from wbtui.core.errors import SessionError
from wbtui.core.listing import in_families
from wbtui.core.text import clean_line, folded
from wbtui.ui.commands.footer import home_footer
from wbtui.ui.commands.keys import home_bindings, key_label, keys_of
from wbtui.ui.screens.home_rows import columns, draw_heading, draw_session
from wbtui.ui.terminal.own_bindings import change_bindings
from wbtui.ui.terminal.workarounds import ScreenWorkarounds
from wbtui.ui.widgets.answer_area import AnswerArea
from wbtui.ui.widgets.bars import KeyBar, TopBar
from wbtui.ui.widgets.long_text import GAP_CELLS
from wbtui.ui.widgets.messages import Pressed
from wbtui.ui.widgets.row_list import RowList
from wbtui.wording import next_step, statement

if TYPE_CHECKING:
    from wbtui.core.listing import ForReading, Listed
    from wbtui.ui.screens.home_rows import Columns


def _trouble(error: SessionError) -> str:
    """Return why the folder cannot be read, in lines."""
    advice = next_step(error.problem).replace(", or ", ",\nor ")
    return f"The folder cannot be read.\n{clean_line(statement(error.problem))}\n\n{advice}."


READ_DELAY_SECONDS = 0.04
"""Delay before a row's file is read as a whole: a held arrow key passes many rows."""


class Folder(Protocol):
    """The user's folder of sessions, as the screen sees it."""

    @property
    def path(self) -> Path:
        """The path of the folder."""

    @property
    def has_examples(self) -> bool:
        """True if there is a worked example to open."""

    def files(self) -> list[Listed]:
        """Return the session files, newest first, without their heads. Raises SessionError."""

    def with_head(self, listed: Listed) -> Listed:
        """Return a row with the head of its file, or with the problem that prevents reading it."""

    def read_through(self, listed: Listed) -> Listed:
        """Read the whole file; return the row with its problem or doubt. Slow: call it in a thread."""

    def load(self, path: Path) -> ForReading:
        """Load a session with its workbook. Slow: call it in a thread. Raises SessionError."""

    def has_unsaved(self, path: Path) -> bool:
        """Return whether work was left that could not be saved when the session was last open."""

    def count_missing(self) -> int:
        """Return how many sessions went missing lately. Slow: call it in a thread."""

    def has_trash(self) -> bool:
        """Return whether a session can be restored from the trash. Slow: call it in a thread."""


class HomeScreen(ScreenWorkarounds, Screen[None]):
    """Lists the sessions of a folder, newest first; its only state is the selection."""

    BINDINGS = [
        *home_bindings(),
        Binding("escape", "unfilter", show=False),
        Binding("enter", "app.command('open')", show=False),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-below"), (160, "-beside")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-tall")]
    AUTO_FOCUS = "RowList"

    def __init__(self, folder: Folder, now: Callable[[], datetime]) -> None:
        super().__init__(id="home")
        self.folder = folder
        self.now = now
        self._has_unsaved: dict[Path, bool] = {}
        """A cache of `Folder.has_unsaved` by path."""
        self._all: dict[Path, Listed] = {}
        self._titles = Counter[str]()
        """The number of sessions by their title."""
        self._shown: list[Listed] = []
        self._reading = False
        self._trouble = ""
        """The reason why the folder cannot be read; empty if it can."""
        self._trash = False
        """True if a session can be restored from the trash."""

    def compose(self) -> ComposeResult:
        yield TopBar()
        yield AnswerArea(single_line=True, placeholder="Filter by title", id="filter")
        with Container(id="body"):
            with Vertical(id="sessions"):
                yield Static(id="columns", markup=False)
                yield RowList(1, self._empty, at_home=True)
            with VerticalScroll(can_focus=False, id="summary"):
                yield Static(markup=False)
        yield Static(id="lost", markup=False)
        yield KeyBar(home_footer(keys_of(self)))

    def on_descendant_focus(self) -> None:
        self._show_keys()

    def _show_keys(self) -> None:
        filtering = isinstance(self.focused, AnswerArea)
        footer = home_footer(keys_of(self), filtering=filtering, trash=self._trash)
        for bar in self.query(KeyBar):
            bar.footer = footer

    def on_mount(self) -> None:
        if (keys := keys_of(self)).changed:
            change_bindings(self, home_bindings(), home_bindings(keys))
        self.query_one(TopBar).left = "wbtui"
        self.query_one("#filter").display = False
        self.query_one("#lost").display = False

    def on_resize(self, event: events.Resize) -> None:
        folder, room = clean_line(str(self.folder.path)), event.size.width // 2
        self.query_one(TopBar).right = folder if len(folder) <= room else f"…{folder[-room:]}"
        # The widths of the columns and of the summary are known once the new layout is.
        self.call_after_refresh(self._show_columns)
        self.call_after_refresh(self._summarise)

    def _show_columns(self) -> None:
        width = self.query_one(RowList).scrollable_content_region.width
        self.query_one("#columns", Static).update(draw_heading(self._columns(width)))

    def _columns(self, width: int) -> Columns:
        return columns(width, max((len(listed.progress) for listed in self._shown), default=0))

    def on_screen_resume(self) -> None:
        self.load()
        self._count_lost()

    @work(exclusive=True, group="trash")
    async def _look_into_trash(self) -> None:
        self._trash = await asyncio.to_thread(self.folder.has_trash)
        self._show_keys()

    @work(exclusive=True)
    async def _count_lost(self) -> None:
        missing = await asyncio.to_thread(self.folder.count_missing)
        what = "a missing session" if missing == 1 else f"{missing} missing sessions"
        # The query finds nothing if the program has removed the screen meanwhile, because it is ending.
        for line in self.query("#lost").results(Static):
            key = keys_of(self).at_home("recover")
            line.update(Content.assemble((key, "bold $accent"), f" Recover {what}"))
            line.display = missing > 0

    @property
    def _empty(self) -> str:
        keys = keys_of(self)
        lines = [
            (key_label("enter"), "Start one: a title and an agenda"),
            (keys.at_home("example"), "Open a worked example (your own copy)"),
            (keys.at_home("help"), "All keys"),
        ]
        return "\n".join(["No sessions yet.", "", *(f"{key:<6} {text}" for key, text in lines)])

    def load(self, selected: Path | None = None) -> None:
        """Read the folder again and select `selected`; heads of files are read when their row is first drawn."""
        selected = selected or (self.selected.path if self.selected else None)
        self._trouble = ""
        try:
            files = in_families(self.folder.files())
        except SessionError as error:
            files, self._trouble = [], _trouble(error)
        # Until a file is read again, its row shows the progress of before.
        before = {listed.path: listed.progress for listed in self._all.values()}
        self._all = {each.path: each._replace(progress=before.get(each.path, ())) for each in files}
        self._has_unsaved = {}
        self._titles = Counter(listed.written_title for listed in files)
        self._filter(selected)
        self._look_into_trash()

    @property
    def beside_selected(self) -> Path | None:
        """The path of the session below the selected one, or above the last; None without a second one."""
        rest = [listed.path for listed in self._shown]
        at = min(self.query_one(RowList).highlighted, len(rest) - 1)
        return rest[at + 1] if at + 1 < len(rest) else rest[at - 1] if at > 0 else None

    @property
    def selected(self) -> Listed | None:
        """The selected session, which the commands act on; None in an empty list."""
        if not self._shown:
            return None
        return self._known(min(self.query_one(RowList).highlighted, len(self._shown) - 1))

    def _known(self, row: int) -> Listed:
        listed = self._shown[row]
        if listed.head is None and not listed.problem:
            listed = self._shown[row] = self.folder.with_head(listed)
        return listed

    def _waits(self, path: Path) -> bool:
        if path not in self._has_unsaved:
            self._has_unsaved[path] = self.folder.has_unsaved(path)
        return self._has_unsaved[path]

    def _filter(self, selected: Path | None = None) -> None:
        wanted = folded(self.query_one("#filter", AnswerArea).text).split()
        if wanted:
            with_head = self.folder.with_head
            self._all = {path: e if e.head or e.problem else with_head(e) for path, e in self._all.items()}
            self._shown = [e for e in self._all.values() if all(word in folded(e.title) for word in wanted)]
        else:
            self._shown = list(self._all.values())
        newest = max(range(len(self._shown)), key=lambda n: self._shown[n].changed, default=0)
        at = next((n for n, listed in enumerate(self._shown) if listed.path == selected), newest)
        rows = self.query_one(RowList)
        self.set_class(not self._shown, "-empty")
        rows.empty = f"No match.\nEsc shows all {len(self._all)}." if wanted else self._trouble or self._empty
        rows.show(len(self._shown), self._draw, at)
        count = f"{len(self._shown)} session{'' if len(self._shown) == 1 else 's'}"
        self.query_one(TopBar).middle = "cannot be read" if self._trouble else count
        self._summarise()

    def _draw(self, row: int, width: int) -> tuple[Content, ...]:
        listed = self._known(row)
        if not (listed.whole or self._reading):
            self._reading = True
            self._read_through()
        same_title = bool(listed.written_title) and self._titles[listed.written_title] > 1
        shape, unsaved = self._columns(width), self._waits(listed.path)
        return (draw_session(listed, self.now(), shape, unsaved=unsaved, same_title=same_title),)

    @work(exclusive=True, group="through")
    async def _read_through(self) -> None:
        """Read the files of the visible rows one after the other, and redraw a row once its file is read."""
        rows = self.query_one(RowList)
        await asyncio.sleep(READ_DELAY_SECONDS)
        while unread := [row for row in rows.seen if not self._shown[row].whole]:
            listed = await asyncio.to_thread(self.folder.read_through, self._known(row := unread[0]))
            if row < len(self._shown) and self._shown[row].path == listed.path:
                self._shown[row] = listed
                self._all[listed.path] = listed
                rows.redraw(row)
        self._reading = False

    @work(exclusive=True, group="summary")
    async def _summarise(self) -> None:
        await asyncio.sleep(READ_DELAY_SECONDS)
        text = Content("")
        if listed := self.selected:
            text = await asyncio.to_thread(self._summed_up, listed)
        # The query finds nothing if the program has removed the screen meanwhile, because it is ending.
        for static in self.query("#summary Static").results(Static):
            static.update(text)
            self.query_one("#summary", VerticalScroll).scroll_home(animate=False)

    def _summed_up(self, listed: Listed) -> Content:
        from wbtui.ui.screens.summary import summary

        pane = self.query_one("#summary", VerticalScroll)
        # Leave room for the scroll bar, even if it is hidden, and for the gap before it.
        width = pane.size.width - pane.styles.scrollbar_size_vertical - GAP_CELLS
        return summary(listed, self.folder.load, width, self._waits(listed.path))

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        self._summarise()

    @on(RowList.Chosen)
    async def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        await self.run_action("app.command('open')")

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
    def has_examples(self) -> bool:
        """True if there is a worked example to open."""
        return self.folder.has_examples

    @property
    def is_empty(self) -> bool:
        """True if the folder can be read and has no session."""
        return not (self._all or self._trouble)

    @property
    def has_selection(self) -> bool:
        """True if a session is selected."""
        return bool(self._shown)

    def show_filter(self) -> None:
        """Show the filter line and focus it."""
        area = self.query_one("#filter", AnswerArea)
        area.display = True
        area.focus()

    @on(events.Click, "#lost")
    def _find_lost(self, event: events.Click) -> None:
        event.stop()
        self.post_message(Pressed("recover"))

    def action_unfilter(self) -> None:
        area = self.query_one("#filter", AnswerArea)
        selected = self.selected
        area.show("")
        area.display = False
        self._filter(selected.path if selected else None)
        self.query_one(RowList).focus()

    def scroll_summary(self, by: int) -> None:
        """Scroll the summary of the selected session by `by` pages."""
        pane = self.query_one("#summary", VerticalScroll)
        pane.scroll_relative(y=by * (pane.scrollable_content_region.height - 1), animate=False, immediate=True)
