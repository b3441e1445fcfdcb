"""A preview of the exported document."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen

from wbtui.core.change import CLOCK
from wbtui.core.text import one_line
from wbtui.ui.commands.footer import preview_footer
from wbtui.ui.commands.keys import keys_of, workshop_bindings
from wbtui.ui.screens.shown import SLOT
from wbtui.ui.terminal.own_bindings import change_bindings
from wbtui.ui.terminal.workarounds import ScreenWorkarounds
from wbtui.ui.widgets.bars import KeyBar, TopBar
from wbtui.ui.widgets.document_view import DocumentView
from wbtui.ui.widgets.long_text import LongText
from wbtui.ui.widgets.subscriptions import Subscriptions

if TYPE_CHECKING:
    from wbtui.core.document import Document
    from wbtui.core.session import Session
    from wbtui.core.time.schedule import Schedule
    from wbtui.core.workbook.model import Workbook
    from wbtui.ui.controllers.status import Status
    from wbtui.workshop import Batch, Workshop


class PreviewScreen(ScreenWorkarounds, Screen[None]):
    """Shows the document read-only, and follows edits of the session."""

    BINDINGS = [
        *workshop_bindings(),
        Binding("escape,q", "app.command('preview')", show=False),
        Binding("space", "page_down", show=False),
        Binding("n", "part(1)", show=False),
        Binding("p", "part(-1)", show=False),
    ]

    def __init__(
        self,
        workshop: Workshop,
        schedule: Callable[[], Schedule],
        status: Callable[[], Status],
        document: Callable[[Session, Workbook], Document],
    ) -> None:
        """`schedule` and `status` return the present state."""
        super().__init__()
        self.schedule = schedule
        self._document = document
        self.workshop = workshop
        self.status = status
        self._subscriptions = Subscriptions(workshop, self)

    def compose(self) -> ComposeResult:
        yield TopBar()
        yield LongText(id="page")
        yield KeyBar(preview_footer(keys_of(self)))

    def on_mount(self) -> None:
        if (keys := keys_of(self)).changed:
            change_bindings(self, workshop_bindings(), workshop_bindings(keys))
        self.query_one(LongText).focus()
        bar = self.query_one(TopBar)
        bar.left, bar.middle = one_line(self.workshop.session.title), "Preview"
        self.show_time()
        self.show_status()
        self._subscriptions.add(self._changed)
        self._read()

    def on_unmount(self) -> None:
        self._subscriptions.end()

    def show_status(self) -> None:
        """Show the present status."""
        self.query_one(TopBar).show_status(self.status())

    def show_time(self) -> None:
        """Show the present time."""
        self.query_one(TopBar).show_time(self.schedule())

    def _changed(self, batch: Batch) -> None:
        self.show_time()
        if not all(change.place == SLOT or change.place.list == CLOCK for change in batch.changes):
            self._read()

    @work(exclusive=True)
    async def _read(self) -> None:
        session, workbook = self.workshop.session, self.workshop.workbook
        # In a thread, because 1,000 entries take 0.1 s.
        document = await asyncio.to_thread(self._document, session, workbook)
        # The query is empty if the user has left the screen already.
        for text in self.query(LongText):
            text.show(DocumentView(document), stay=True)

    def action_page_down(self) -> None:
        """Scroll down by a page."""
        self.query_one(LongText).action_page_down()

    def action_part(self, by: int) -> None:
        """Scroll to the next (1) or the previous (-1) heading."""
        text = self.query_one(LongText)
        if isinstance(text.pieces, DocumentView):
            text.scroll_to(y=text.pieces.heading_beside(text.scroll_offset.y, by), animate=False)
