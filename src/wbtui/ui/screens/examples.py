"""The worked examples; one is opened as a copy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from wbtui.core.text import one_line
from wbtui.files.library import Listed
from wbtui.ui.screens.dialog import Dialog
from wbtui.ui.widgets.row_list import RowList


class ExamplesScreen(Dialog[Path]):
    """Gives the path of the chosen example back."""

    def __init__(self, examples: Sequence[Listed]) -> None:
        super().__init__()
        self._examples = tuple(examples)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static("Worked examples", classes="dialog--title", markup=False)
            yield RowList(2)
            yield Static("Enter opens a copy of your own · Esc back", classes="dialog--hint", markup=False)

    def on_mount(self) -> None:
        rows = self.query_one(RowList)
        rows.show(len(self._examples), self._draw)
        rows.styles.height = 2 * len(self._examples)
        rows.focus()

    def _draw(self, row: int, _width: int) -> tuple[Content, ...]:
        head = self._examples[row].head
        facts = f"{head.stage.replace('_', ' ')} · {head.status}" if head else self._examples[row].problem
        return (
            Content.assemble("  ", (one_line(self._examples[row].title, 120), "bold")),
            Content.assemble("  ", (facts, "dim")),
        )

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        self.close(self._examples[event.row].path)
