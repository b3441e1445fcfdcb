"""The document as readers will get it."""

from __future__ import annotations

from typing import TYPE_CHECKING

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

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document

    def compose(self) -> ComposeResult:
        yield Page(self._document)
        yield Static("↑ ↓ PgUp PgDn scroll · n next part · p previous · ^g x export · Esc back", markup=False)

    def on_mount(self) -> None:
        self.query_one(Page).focus()
