"""A dialog that chooses one of several files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from wbtui.core.text import one_line
from wbtui.ui.commands.footer import dialog_footer, own
from wbtui.ui.screens.dialog import Dialog
from wbtui.ui.widgets.bars import KeyBar
from wbtui.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from wbtui.ui.controllers.questions import FileChoice


class FilePicker(Dialog[Path]):
    """Returns the path of the chosen file."""

    def __init__(self, title: str, choices: Sequence[FileChoice], verb: str) -> None:
        super().__init__()
        self._heading = title
        self._verb = verb
        self.choices = tuple(choices)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self._heading, classes="dialog--title", markup=False)
            yield RowList(2)
        yield KeyBar(dialog_footer(own("enter", self._verb)))

    def on_mount(self) -> None:
        rows = self.query_one(RowList)
        rows.show(len(self.choices), self._draw_choice)
        rows.styles.height = min(16, 2 * len(self.choices))
        rows.focus()

    def _draw_choice(self, row: int, _width: int) -> tuple[Content, ...]:
        choice = self.choices[row]
        return (
            Content.assemble("  ", (one_line(choice.title, 120), "bold")),
            Content.assemble("  ", (one_line(choice.note, 200), "$text-muted")),
        )

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        self.close(self.choices[event.row].path)
