"""The command menu: a letter does it, a slash finds it by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget

from wbtui.ui.screens.dialog import Dialog

if TYPE_CHECKING:
    from wbtui.ui.commands import Command

COLUMN = 37
"""Cells for one command."""


class MenuStrip(Widget, can_focus=True):
    """All commands in columns, or those that a search has found."""

    def __init__(self, commands: Sequence[Command]) -> None:
        super().__init__()
        self.commands = tuple(commands)
        self.search: str | None = None
        self.chosen = 0

    @property
    def found(self) -> tuple[Command, ...]:
        """The commands whose names have every word of the search."""
        wanted = (self.search or "").casefold().split()
        return tuple(c for c in self.commands if all(word in f"{c.title} {c.group}".casefold() for word in wanted))

    def render(self) -> Content:
        columns = max(1, self.size.width // COLUMN)
        width = self.size.width // columns
        found = self.found
        rows = -(-len(found) // columns)
        lines = [
            Content("").join(
                [self._cell(found[n], n, width) for n in range(row, len(found), rows)] if rows else []
            )
            for row in range(rows)
        ]
        return Content("\n").join([self._head(), *lines])

    def _head(self) -> Content:
        if self.search is None:
            return Content.from_markup(
                "[bold]Commands[/]   [dim]a letter does it · 1–9 look at a stage · / finds · Esc[/]"
            )
        return Content.assemble(
            ("Find: ", "bold"), self.search, ("▏", "$accent"), ("   Enter does it · Esc", "dim")
        )

    def _cell(self, command: Command, number: int, width: int) -> Content:
        key = f" {command.key_label}" if command.key else ""
        label = Content.assemble((f" {command.letter} ", "bold $accent"), " ", command.title).truncate(
            width - len(key) - 2, ellipsis=True, pad=True
        )
        cell = Content.assemble(label, (key, "dim"), "  ")
        return cell.stylize("reverse") if self.search is not None and number == self.chosen else cell

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        columns = max(1, width // COLUMN)
        return 1 + -(-len(self.commands) // columns)

    def command_at(self, event: events.Click) -> Command | None:
        """The command that was clicked on."""
        offset = event.get_content_offset(self)
        columns = max(1, self.size.width // COLUMN)
        rows = -(-len(self.found) // columns)
        if offset is None or not 1 <= offset.y <= rows:
            return None
        at = offset.y - 1 + rows * (offset.x // (self.size.width // columns))
        return self.found[at] if at < len(self.found) else None


class MenuScreen(Dialog[str]):
    """Gives the id of a command back, or the number of a stage as text."""

    def __init__(self, commands: Sequence[Command]) -> None:
        super().__init__()
        self._strip = MenuStrip(commands)

    def compose(self) -> ComposeResult:
        yield self._strip

    def on_mount(self) -> None:
        self._strip.focus()

    def on_click(self, event: events.Click) -> None:
        command = self._strip.command_at(event) if event.widget is self._strip else None
        self.close(command.id if command else None)

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        if event.key in ("escape", "ctrl+g"):
            self.close(None)
        elif self._strip.search is None:
            self._letter(event.character or "")
        else:
            self._searching(event)
        self._strip.refresh()

    def _letter(self, letter: str) -> None:
        if letter == "/":
            self._strip.search = ""
        elif letter.isdigit() and letter.isascii():
            self.close(letter)
        else:
            command = next((c for c in self._strip.commands if c.letter == letter), None)
            if command:
                self.close(command.id)

    def _searching(self, event: events.Key) -> None:
        strip = self._strip
        search = strip.search or ""
        if event.key == "enter":
            if found := strip.found:
                self.close(found[min(strip.chosen, len(found) - 1)].id)
        elif event.key in ("up", "down"):
            strip.chosen = (strip.chosen + (1 if event.key == "down" else -1)) % max(1, len(strip.found))
        elif event.key == "backspace":
            strip.search, strip.chosen = search[:-1] if search else None, 0
        elif event.character and event.character.isprintable():
            strip.search, strip.chosen = search + event.character, 0
