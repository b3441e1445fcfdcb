"""The command menu: a letter runs a command, a slash searches for one by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget

from wbtui.ui.commands.footer import Hint, dialog_footer, note, own
from wbtui.ui.commands.workshop import MORE
from wbtui.ui.screens.dialog import Dialog
from wbtui.ui.themes import SELECTED, WARNING
from wbtui.ui.widgets.bars import KeyBar
from wbtui.ui.widgets.columns import arranged

if TYPE_CHECKING:
    from wbtui.ui.commands.command import AnyCommand
    from wbtui.ui.commands.footer import Footer
    from wbtui.ui.commands.keys import Keys

MIN_COLUMN_CELLS = 25
"""Minimum width of a column, in cells."""
MAX_COLUMNS = 5
NARROW_COLUMNS = 3
"""The number of columns up to which the group that belongs to the focus stands first."""
MORE_KEY = "~"
"""Turns to the second page of the menu and back."""

Cell: TypeAlias = "AnyCommand | str"
"""A command, the name of a group, `MORE_KEY`, or an empty string for a blank line."""


def with_first(columns: list[list[Cell]], group: str) -> list[list[Cell]]:
    """Return the columns with the one that has a group in front, and the group at its top."""
    at = next((at for at, column in enumerate(columns) if group in column), 0)
    column = columns[at]
    begin = column.index(group) if group in column else 0
    turned = [*column[begin:], "", *column[: begin - 1]] if begin else column
    return [turned, *columns[:at], *columns[at + 1 :]]


class MenuStrip(Widget, can_focus=True):
    """Shows all commands in columns by group, or the commands that match the search."""

    def __init__(
        self, commands: Sequence[AnyCommand], reasons: Mapping[str, str], stages: int, first: str = ""
    ) -> None:
        """`reasons` maps command ids to the reason why the command is disabled; empty if it is enabled.

        `stages` is the number of stages that a digit can go to, `first` the group that stands first where the
        menu is narrow.
        """
        super().__init__()
        self.commands = tuple(commands)
        self.stages = stages
        self.first = first
        self.reasons = reasons
        self.search: str | None = None
        self.more = False
        """Whether the second page is shown."""
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
        paged = [command for command in self.commands if (command.group == MORE) == self.more]
        groups: list[list[Cell]] = [[name, *each] for name, each in groupby(paged, lambda c: c.group)]
        if not self.more:
            groups[-1].insert(-1, MORE_KEY)
        columns = arranged(groups, count, "")
        return with_first(columns, self.first) if count <= NARROW_COLUMNS else columns

    def render(self) -> Content:
        columns = self._columns(self.size.width)
        width = self.size.width // max(1, len(columns))
        lines = [
            Content("").join(
                self._cell(column[row], width) if row < len(column) else " " * width for column in columns
            )
            for row in range(max((len(column) for column in columns), default=0))
        ]
        # Keep the head to one line: `command_at` expects the commands below it.
        return Content("\n").join([self._head().truncate(self.size.width, ellipsis=True), *lines])

    def _head(self) -> Content:
        if self.search is None:
            title = Content.assemble((" Menu", "bold"), "   ")
            said = "grey: not here, not now"
        else:
            title = Content.assemble((" Find: ", "bold"), self.search, ("▏", "$accent"), "   ")
            said = ""
        if self.refused:
            return title + Content(f" {self.refused} ").stylize(WARNING)
        return title + Content(said).stylize("$text-muted")

    def _cell(self, cell: Cell, width: int) -> Content:
        if cell == MORE_KEY:
            return Content.assemble((f" {MORE_KEY} ", "bold $accent"), f" {MORE} …".ljust(width - 3))
        if isinstance(cell, str):
            return Content(f" {cell.upper()}".ljust(width)).stylize("bold")
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

    def cell_at(self, event: events.Click) -> Cell:
        """Return what is at the position of a click; an empty string if there is nothing."""
        offset = event.get_content_offset(self)
        columns = self._columns(self.size.width)
        if offset is None or not columns:
            return ""
        column = columns[min(len(columns) - 1, offset.x // (self.size.width // len(columns)))]
        return column[offset.y - 1] if 1 <= offset.y <= len(column) else ""


class MenuScreen(Dialog[str]):
    """Returns the id of a command, or the number of a stage as text; disabled commands are dimmed."""

    def __init__(self, keys: Keys, reasons: Mapping[str, str], stages: int, first: str) -> None:
        super().__init__()
        self._menu_key = keys.menu
        self._strip = MenuStrip(keys.workshop, reasons, stages, first)

    def compose(self) -> ComposeResult:
        yield self._strip
        yield KeyBar(self._footer)

    @property
    def _footer(self) -> Footer:
        if self._strip.search is not None:
            return dialog_footer(own("enter", "run"), own("up down", "choose"), escape="close")
        page = Hint(MORE_KEY, "back" if self._strip.more else "more", press=MORE_KEY)
        stages = f"press a letter, or 1–{self._strip.stages} for a stage"
        return dialog_footer(note(stages), page, Hint("/", "search", press="/"), escape="close")

    def on_mount(self) -> None:
        self._strip.focus()

    def on_click(self, event: events.Click) -> None:
        cell = self._strip.cell_at(event) if event.widget is self._strip else ""
        if cell == MORE_KEY:
            self._letter(MORE_KEY)
            self._show()
        elif isinstance(cell, str):
            self.close(None)
        else:
            self._run(cell)

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
        self._show()

    def _show(self) -> None:
        self._strip.refresh()
        self.query_one(KeyBar).footer = self._footer

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
