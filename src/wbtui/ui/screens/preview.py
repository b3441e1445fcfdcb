"""The document as readers will get it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from wbtui.ui.screens.session_screen import SessionScreen
from wbtui.ui.widgets.page import Page

if TYPE_CHECKING:
    from wbtui.core.document.blocks import Document


class PreviewScreen(SessionScreen):
    """Reads; changes nothing. Escape goes back."""

    BINDINGS = [Binding("escape,q", "app.command('preview')", show=False)]

    def __init__(self, make: Callable[[], Document]) -> None:
        """`make` is called in a thread: of 1,000 entries it takes a tenth of a second."""
        super().__init__()
        self._make = make

    def compose(self) -> ComposeResult:
        yield Page()
        yield Static("↑ ↓ PgUp PgDn scroll · n next part · p previous · ^g x export · Esc back", markup=False)

    def on_mount(self) -> None:
        self.query_one(Page).focus()
        self._read()

    @work
    async def _read(self) -> None:
        document = await asyncio.to_thread(self._make)
        # None, when somebody has gone back already.
        for page in self.query(Page):
            page.show(document)
