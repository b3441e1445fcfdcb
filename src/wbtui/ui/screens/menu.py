"""The command menu: a letter runs a command, a slash searches for one by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget

from wbtui.ui.commands.workshop import MORE_GROUP
from wbtui.ui.screens.dialog import Dialog
from wbtui.ui.themes import SELECTED, WARNING
from wbtui.ui.widgets.columns import arranged, cell_at, drawn

if TYPE_CHECKING:
    from wbtui.ui.commands.command import AnyCommand
    from wbtui.ui.commands.keys import Keys

MIN_COLUMN_CELLS = 25
"""Minimum width of a column, in cells."""
MAX_COLUMNS = 5
MORE_KEY = "~"
"""Turns to the second page of the menu and back."""

Cell: TypeAlias = "AnyCommand | str"
"""A command, a group heading, or an empty string for a blank line."""


class MenuStrip(Widget, can_focus=True):
    """Shows all commands in columns by group, or the commands that match the search."""

    def __init__(self, commands: Sequence[AnyCommand], reasons: Mapping[str, str], stages: int) -> None:
        """`reasons` maps command ids to the reason why the command is disabled; empty if it is enabled.

        `stages` is the number of stages that a digit can go to.
        """
        super().__init__()
        self.commands = tuple(commands)
        self.stages = stages
        self.reasons = reasons
        self.search: str | None = None
        self.more = False
        """True if the second page is shown."""
        self.chosen = 0
        self.refused = ""
        """The reason why the command that the user just asked for is disabled."""

    @property
    def found(self) -> tuple[AnyCommand, ...]:
        """The commands whose title and group contain every word of the search."""
        wanted = (self.search or "").casefold().split()
        return tuple(c for c in self.commands if all(word in f"{c.title} {c.group}".casefold() for word in wanted))

    def _columns(self, width: int) -> list[list[Cell]]:
        count = max(1, min(MAX_COLUMNS, width // MIN_COLUMN_CELLS))
        if self.search is not None:
            found = self.found
            rows = max(1, -(-len(found) // count))
            return [list(found[at : at + rows]) for at in range(0, len(found), rows)]
        paged = [command for command in self.commands if (command.group == MORE_GROUP) == self.more]
        groups: list[list[Cell]] = [[name.upper(), *each] for name, each in groupby(paged, lambda c: c.group)]
        return arranged(groups, count, "")

    def render(self) -> Content:
        lines = drawn(self._columns(self.size.width), self.size.width, self._cell)
        # Keep the head to one line: `command_at` expects the commands below it.
        return Content("\n").join([self._head().truncate(self.size.width, ellipsis=True), *lines])

    def _head(self) -> Content:
        if self.search is None:
            title = Content.assemble((" Menu", "bold"), "   ")
            page = "back" if self.more else "more"
            said = f"press a letter · 1–{self.stages} a stage · {MORE_KEY} {page} · / search · Esc close"
        else:
            title = Content.assemble((" Find: ", "bold"), self.search, ("▏", "$accent"), "   ")
            said = "Enter run · Esc close"
        if self.refused:
            return title + Content(f" {self.refused} ").stylize(WARNING)
        return title + Content(said).stylize("$text-muted")

    def _cell(self, cell: Cell, width: int) -> Content:
        if isinstance(cell, str):
            return Content(f" {cell}".ljust(width)).stylize("bold")
        key = f" {cell.key_label}" if cell.key else ""
        letter = (f" {cell.letter} ", "" if self.reasons.get(cell.id) else "bold $accent")
        label = Content.assemble(letter, " ", cell.title).truncate(width - len(key) - 1, ellipsis=True, pad=True)
        line = Content.assemble(label, (key, "$text-muted"), " ")
        if self.reasons.get(cell.id):
            line = line.stylize("$text-muted")
        chosen = self.search is not None and cell is self.chosen_command
        return Content(line.plain).stylize(SELECTED) if chosen else line

    @property
    def chosen_command(self) -> AnyCommand | None:
        """The search result that Enter runs; None without a result."""
        found = self.found
        return found[min(self.chosen, len(found) - 1)] if found else None

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        # Always the height of the whole menu, so that nothing jumps during a search.
        before = (self.search, self.more)
        self.search, self.more = None, False
        columns = self._columns(width)
        self.search, self.more = before
        return 1 + max(len(column) for column in columns)

    def command_at(self, event: events.Click) -> AnyCommand | None:
        """Return the command at the position of a click; None if there is none."""
        cell = cell_at(event.get_content_offset(self), self._columns(self.size.width), self.size.width)
        return None if isinstance(cell, str) else cell


class MenuScreen(Dialog[str]):
    """Returns the id of a command, or the number of a stage as text; disabled commands are dimmed."""

    def __init__(self, keys: Keys, reasons: Mapping[str, str], stages: int) -> None:
        super().__init__()
        self._menu_key = keys.menu
        self._strip = MenuStrip(keys.workshop, reasons, stages)

    def compose(self) -> ComposeResult:
        yield self._strip

    def on_mount(self) -> None:
        self._strip.focus()

    def on_click(self, event: events.Click) -> None:
        command = self._strip.command_at(event) if event.widget is self._strip else None
        if command:
            self._run(command)
        else:
            self.close(None)

    def _run(self, command: AnyCommand) -> None:
        """Return the command, or show why it is disabled."""
        if reason := self._strip.reasons.get(command.id):
            self._strip.refused = reason
            self._strip.refresh()
        else:
            self.close(command.id)

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        self._strip.refused = ""
        if event.key in ("escape", self._menu_key):
            self.close(None)
        elif self._strip.search is None:
            self._letter(event.character or "")
        else:
            self._searching(event)
        self._strip.refresh()

    def _letter(self, letter: str) -> None:
        if letter == "/":
            self._strip.search = ""
        elif letter == MORE_KEY:
            self._strip.more = not self._strip.more
        elif letter.isdigit() and letter.isascii():
            self.close(letter)
        else:
            command = next((c for c in self._strip.commands if c.letter == letter), None)
            if command:
                self._run(command)

    def _searching(self, event: events.Key) -> None:
        strip = self._strip
        search = strip.search or ""
        if event.key == "enter":
            if command := strip.chosen_command:
                self._run(command)
        elif event.key in ("up", "down"):
            strip.chosen = (strip.chosen + (1 if event.key == "down" else -1)) % max(1, len(strip.found))
        elif event.key == "backspace":
            strip.search, strip.chosen = search[:-1] if search else None, 0
        elif event.character and event.character.isprintable():
            strip.search, strip.chosen = search + event.character, 0
