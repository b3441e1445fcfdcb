"""The command menu: a letter runs a command, a slash searches for one by name."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult

from wbtui.ui.commands.footer import Hint, dialog_footer, note, own
from wbtui.ui.screens.dialog import Dialog
from wbtui.ui.screens.twice import SECOND_PRESS_SECONDS
from wbtui.ui.widgets.bars import KeyBar
from wbtui.ui.widgets.menu_strip import MORE_KEY, MenuStrip

if TYPE_CHECKING:
    from wbtui.ui.commands.command import AnyCommand
    from wbtui.ui.commands.footer import Footer
    from wbtui.ui.commands.keys import Keys
    from wbtui.ui.controllers.command_ids import CommandId
    from wbtui.ui.widgets.menu_strip import Cell

MOVES = {"up": (0, -1), "down": (0, 1), "left": (-1, 0), "right": (1, 0)}
"""The columns and rows by which each arrow moves the selection."""


class MenuScreen(Dialog["CommandId | int"]):
    """Returns the id of a command, or the number of a stage; disabled commands are dimmed."""

    def __init__(
        self, keys: Keys, reasons: Mapping[CommandId, str], stages: int, first: str, *, by_escape: bool = False
    ) -> None:
        """`by_escape` is true if a second Escape opened the menu: a third one soon after does not close it."""
        super().__init__()
        self._deaf_until = time.monotonic() + SECOND_PRESS_SECONDS if by_escape else -math.inf
        self._menu_key = keys.menu
        self._strip = MenuStrip(keys.workshop, reasons, stages, first)

    def compose(self) -> ComposeResult:
        yield self._strip
        yield KeyBar(self._footer)

    @property
    def _footer(self) -> Footer:
        run = (own("enter", "run"), own("up down", "choose"))
        if self._strip.search is not None:
            return dialog_footer(*run, escape="close")
        page = Hint(MORE_KEY, "back" if self._strip.more else "more", press=MORE_KEY)
        letters = note(f"a letter, 1–{self._strip.stages} a stage")
        return dialog_footer(letters, *run, page, Hint("/", "search", press="/"), escape="close")

    def on_mount(self) -> None:
        self._strip.focus()

    def action_cancel(self) -> None:
        """Close the menu, unless Escape has only just opened it."""
        if time.monotonic() >= self._deaf_until:
            super().action_cancel()

    def on_click(self, event: events.Click) -> None:
        cell = self._strip.cell_at(event) if event.widget is self._strip else ""
        if cell == MORE_KEY or not isinstance(cell, str):
            self._choose(cell)
        else:
            self.close(None)

    def _choose(self, cell: Cell) -> None:
        if cell == MORE_KEY:
            self._turn()
        elif not isinstance(cell, str):
            self._run(cell)

    def _turn(self) -> None:
        """Show the other page."""
        self._strip.more, self._strip.at = not self._strip.more, None
        self._show()

    def _run(self, command: AnyCommand) -> None:
        """Return the command, or show why it is disabled."""
        if reason := self._strip.why_not(command):
            self._strip.refused = reason
            self._strip.refresh()
        else:
            self.close(command.id)

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        self._strip.refused = ""
        if event.key == self._menu_key:
            self.close(None)
        elif event.key in MOVES:
            self._strip.move(*MOVES[event.key])
            self._strip.refused = self._strip.why_not(self._strip.chosen)
        elif event.key == "enter":
            self._choose(self._strip.chosen)
        elif self._strip.search is None:
            self._letter(event.character or "")
        else:
            self._searching(event)
        self._show()

    def _show(self) -> None:
        self._strip.refresh()
        self.query_one(KeyBar).footer = self._footer

    def _letter(self, letter: str) -> None:
        if letter == "/":
            self._strip.search, self._strip.at = "", None
        elif letter == MORE_KEY:
            self._turn()
        elif letter.isdigit() and letter.isascii():
            self.close(int(letter))
        else:
            command = next((c for c in self._strip.commands if c.letter == letter), None)
            if command:
                self._run(command)

    def _searching(self, event: events.Key) -> None:
        strip = self._strip
        search = strip.search or ""
        if event.key == "backspace":
            strip.search, strip.at = search[:-1] if search else None, None
        elif event.character and event.character.isprintable():
            strip.search, strip.at = search + event.character, None
