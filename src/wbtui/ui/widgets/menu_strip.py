"""The commands of the menu, in columns by group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

from textual import events
from textual.content import Content
from textual.widget import Widget

from wbtui.ui.commands.workshop import MORE_GROUP
from wbtui.ui.themes import SELECTED, WARNING
from wbtui.ui.widgets.columns import arranged, cell_at, drawn

if TYPE_CHECKING:
    from wbtui.ui.commands.command import AnyCommand
    from wbtui.ui.controllers.command_ids import CommandId

MIN_COLUMN_CELLS = 25
"""Minimum width of a column, in cells."""
WIDE_COLUMN_CELLS, WIDE_GAP = 28, "   "
"""The width from which a column has a gap behind it that keeps its keys apart from the letters of the next."""
MAX_COLUMNS = 5
NARROW_COLUMNS = 3
"""The maximum number of columns at which the group that belongs to the focus comes first."""
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


def _runs(cell: Cell) -> bool:
    """Return whether Enter does something with a cell."""
    return cell == MORE_KEY or not isinstance(cell, str)


class MenuStrip(Widget, can_focus=True):
    """Shows all commands in columns by group, or the commands that match the search."""

    def __init__(
        self, commands: Sequence[AnyCommand], reasons: Mapping[CommandId, str], stages: int, first: str = ""
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
        """True if the second page is shown."""
        self.at: tuple[int, int] | None = None
        """The column and row that is chosen with the arrows; None before the first of them."""
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
        groups: list[list[Cell]] = [[name, *each] for name, each in groupby(paged, lambda c: c.group)]
        if not self.more:
            groups[-1].insert(-1, MORE_KEY)
        columns = arranged(groups, count, "")
        return with_first(columns, self.first) if count <= NARROW_COLUMNS else columns

    def render(self) -> Content:
        draw = partial(self._cell, chosen=self.chosen)
        lines = drawn(self._columns(self.size.width), self.size.width, draw)
        # Keep the head to one line: `cell_at` expects the commands below it.
        return Content("\n").join([self._head().truncate(self.size.width, ellipsis=True), *lines])

    def _head(self) -> Content:
        if self.search is None:
            title = Content.assemble((" Menu", "bold"), "   ")
            said = "what has a bold letter can be done here and now"
        else:
            title = Content.assemble((" Find: ", "bold"), self.search, ("▏", "$accent"), "   ")
            said = ""
        if self.refused:
            return title + Content(f" {self.refused} ").stylize(WARNING)
        return title + Content(said).stylize("$text-muted")

    def _cell(self, cell: Cell, width: int, chosen: Cell) -> Content:
        if cell == MORE_KEY:
            line = Content.assemble((f" {MORE_KEY} ", "bold $accent"), f" {MORE_GROUP} …".ljust(width - 3))
            return Content(line.plain).stylize(SELECTED) if cell is chosen else line
        if isinstance(cell, str):
            return Content(f" {cell.upper()}".ljust(width)).stylize("bold")
        key = f" {cell.key_label}" if cell.key else ""
        letter = (f" {cell.letter} ", "" if self.reasons.get(cell.id) else "bold $accent")
        gap = WIDE_GAP if width >= WIDE_COLUMN_CELLS else " "
        room = width - len(key) - len(gap)
        label = Content.assemble(letter, " ", cell.title).truncate(room, ellipsis=True, pad=True)
        line = Content.assemble(label, (key, "$text-muted"), gap)
        if self.reasons.get(cell.id):
            line = line.stylize("$text-muted")
        return Content(line.plain).stylize(SELECTED) if cell is chosen else line

    @property
    def chosen(self) -> Cell:
        """The cell that Enter runs; an empty string without one."""
        columns = self._columns(self.size.width)
        at = self.at or ((0, 0) if self.search is not None else None)
        return columns[at[0]][at[1]] if at and columns else ""

    def why_not(self, cell: Cell) -> str:
        """Return why a command is disabled; empty if it is not."""
        return "" if isinstance(cell, str) else self.reasons.get(cell.id, "")

    def move(self, across: int, down: int) -> None:
        """Choose the next command across or down; after the last of a column comes the first of the next."""
        columns = self._columns(self.size.width)
        cells = [(x, y) for x, column in enumerate(columns) for y, cell in enumerate(column) if _runs(cell)]
        if not cells:
            return
        x, y = self.at or (cells[0] if self.search is not None else (0, -1))
        if across:
            x = (x + across) % len(columns)
            self.at = min((cell for cell in cells if cell[0] == x), key=lambda cell: abs(cell[1] - y))
        elif down > 0:
            self.at = next((cell for cell in cells if cell > (x, y)), cells[0])
        else:
            self.at = next((cell for cell in reversed(cells) if cell < (x, y)), cells[-1])

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        # Always the height of the whole menu, so that nothing jumps during a search.
        before = (self.search, self.more)
        self.search, self.more = None, False
        columns = self._columns(width)
        self.search, self.more = before
        return 1 + max(len(column) for column in columns)

    def cell_at(self, event: events.Click) -> Cell:
        """Return the cell at the position of a click; an empty string if there is none."""
        return cell_at(event.get_content_offset(self), self._columns(self.size.width), self.size.width) or ""
