"""Places a preview of the page beside the fields of a stage, where there is room for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual.content import Content

from wbtui.ui.widgets.document_view import DocumentView
from wbtui.ui.widgets.long_text import LongText, Paragraphs

if TYPE_CHECKING:
    from textual.screen import Screen

    from wbtui.core.document import Document
    from wbtui.core.session import Session
    from wbtui.core.workbook.model import Stage, Workbook
    from wbtui.ui.screens.outlook import Outlook
    from wbtui.ui.widgets.section_pane import SectionPane
    from wbtui.workshop import Batch

PAUSE_SECONDS = 0.4
"""The seconds without an edit after which the page is made anew; while somebody types, it waits."""

EMPTY_TEXT = "Here is the page as it will read."


class PageStand:
    """Shows the parts of the document that a stage makes, and follows the edits of its answers."""

    def __init__(self, outlook: Outlook, document: Callable[[Session, Workbook], Document]) -> None:
        self._outlook = outlook
        self._document = document
        self._text: LongText | None = None
        """The widget; None until there has been room for it."""
        self._stage: Stage | None = None
        """The stage of the page on the screen; None if there is none."""
        self._edits = 0
        """The number of batches that may have changed the page."""
        self._waits = False
        """True while a pause is waited for."""
        self._unsubscribe: Callable[[], None] | None = None
        """Ends the subscription to all edits, which no key pays for while there is no page."""

    def lay_out(self, columns: int, screen: Screen[None], before: SectionPane) -> None:
        """Give the page `columns` columns behind the fields; hide it for 0."""
        if columns and self._text is None:
            self._text = LongText(id="beside", can_focus=False)
            screen.mount(self._text, after=before)
        if self._text:
            self._text.styles.width = columns
            self._text.display = bool(columns)
        stage = self._outlook.stage if columns else None
        if stage is not self._stage:
            self.end()
            self._stage = stage
            if stage:
                self._unsubscribe = self._outlook.workshop.subscribe(self, self._follow)
            self._make()

    def end(self) -> None:
        """Follow no more edits."""
        if self._unsubscribe:
            self._unsubscribe()
            self._unsubscribe = None

    def _follow(self, batch: Batch) -> None:
        """Make the page anew, once the user pauses, if the batch may have changed it."""
        if self._text and self._stage and any(c.place.stage in ("", self._stage.id) for c in batch.changes):
            self._edits += 1
            if not self._waits:
                self._wait(self._text)

    def _wait(self, text: LongText) -> None:
        self._waits = True
        text.set_timer(PAUSE_SECONDS, partial(self._after_pause, text, self._edits))

    def _after_pause(self, text: LongText, edits: int) -> None:
        self._waits = edits != self._edits
        if self._waits:
            self._wait(text)
        else:
            self._make()

    def _make(self) -> None:
        if self._text and self._stage:
            self._text.run_worker(self._read(self._text, self._stage), exclusive=True)

    async def _read(self, text: LongText, stage: Stage) -> None:
        workshop = self._outlook.workshop
        session, workbook = workshop.session, workshop.workbook
        parts = tuple(part for part in workbook.document if any(_is_of(name, stage) for name in part.include))
        part = replace(workbook, document=tuple(part._replace(appendix=False) for part in parts))
        # In a thread: the first document takes long, and so does one of many answers.
        made = await asyncio.to_thread(self._document, session, part)
        if stage is self._stage:
            empty = Paragraphs([Content(EMPTY_TEXT).stylize("$text-muted")])
            text.show(DocumentView(replace(made, metadata=())) if made.blocks else empty, stay=True)


def _is_of(name: str, stage: Stage) -> bool:
    return name.partition(".")[0] == stage.id
