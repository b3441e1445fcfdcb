"""The list of places to jump to: one more key leads to a field, a section, a step or a stage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from string import ascii_lowercase, ascii_uppercase
from typing import NamedTuple, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget

from wbtui.ui.commands.footer import dialog_footer, note
from wbtui.ui.commands.keys import keys_of
from wbtui.ui.screens.dialog import Dialog
from wbtui.ui.widgets.bars import KeyBar
from wbtui.ui.widgets.columns import arranged, cell_at, drawn

LETTERS = ascii_lowercase + ascii_uppercase
DIGITS = "123456789"
MIN_COLUMN_CELLS = 25
MAX_COLUMNS = 4
MAX_COLUMN_TARGETS = 17
"""The most targets of a column on a screen of 24 rows, below the heading of their group."""
T = TypeVar("T")


class Target(NamedTuple):
    """A place to jump to."""

    group: str
    title: str
    go: Callable[[], object]
    """Goes to the place; its result is awaited if it is awaitable."""
    numbered: bool = False
    """True for a place whose key is a digit, such as the first nine stages, instead of a letter."""


def keyed(targets: Sequence[Target]) -> list[tuple[str, Target]]:
    """Return the targets with their keys, digits or letters in order; those beyond the last key have none."""
    letters, digits = iter(LETTERS), iter(DIGITS)
    return [(next(digits if target.numbered else letters, ""), target) for target in targets]


class JumpList(Widget, can_focus=True):
    """Shows the targets in columns by group, each with its key."""

    def __init__(self, targets: Sequence[Target]) -> None:
        super().__init__()
        self.targets = keyed(targets)

    def _columns(self, width: int) -> list[list[str | tuple[str, Target]]]:
        count = max(1, min(MAX_COLUMNS, width // MIN_COLUMN_CELLS))
        groups: list[list[str | tuple[str, Target]]] = [
            [title.upper(), *part]
            for title, members in groupby(self.targets, lambda each: each[1].group)
            for part in _parts([*members])
        ]
        return arranged(groups, count, "")

    def render(self) -> Content:
        rows = drawn(self._columns(self.size.width), self.size.width, self._cell)
        head = Content(" Jump").stylize("bold")
        return Content("\n").join([head, *rows])

    def _cell(self, cell: str | tuple[str, Target], width: int) -> Content:
        if isinstance(cell, str):
            return Content(f" {cell}".ljust(width)).stylize("bold")
        key, target = cell
        sign = Content(f" {key or ' '} ").stylize("bold $accent")
        room = width - sign.cell_length - 2
        return Content.assemble(sign, " ", _shortened(Content(target.title), room), " ")

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return 1 + max((len(column) for column in self._columns(width)), default=0)

    def target_at(self, event: events.Click) -> Target | None:
        """Return the target at the position of a click; None if there is none."""
        cell = cell_at(event.get_content_offset(self), self._columns(self.size.width), self.size.width)
        return cell[1] if isinstance(cell, tuple) else None


def _parts(members: list[T]) -> list[list[T]]:
    """Return the members of a group in parts that fit into a column each."""
    return [members[at : at + MAX_COLUMN_TARGETS] for at in range(0, len(members), MAX_COLUMN_TARGETS)]


def _shortened(title: Content, cells: int) -> Content:
    """Return a title in so many cells, without its middle if need be: names that begin alike differ at the end."""
    if title.cell_length <= cells:
        return title.pad_right(cells - title.cell_length)
    tail = Content(title.plain[-(cells // 2) :])
    return Content.assemble(title.truncate(max(1, cells - tail.cell_length), ellipsis=True), tail)


class JumpScreen(Dialog[Target]):
    """Returns the target that the user chooses by its key or by a click."""

    def __init__(self, targets: Sequence[Target]) -> None:
        super().__init__()
        self._list = JumpList(targets)

    def compose(self) -> ComposeResult:
        yield self._list
        yield KeyBar(dialog_footer(note("press a letter or a digit"), escape="close"))

    def on_mount(self) -> None:
        self._list.focus()

    def on_click(self, event: events.Click) -> None:
        self.close(self._list.target_at(event) if event.widget is self._list else None)

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        target = next((each for key, each in self._list.targets if key and key == event.character), None)
        if target or event.key in ("escape", keys_of(self).command("jump").key):
            self.close(target)
