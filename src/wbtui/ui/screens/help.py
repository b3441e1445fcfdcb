"""A dialog that explains the keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from wbtui.ui.commands.keys import LIST_KEYS, MENU_KEY, WORKSHOP, key_label
from wbtui.ui.screens.dialog import Dialog
from wbtui.ui.widgets.long_text import LongText, Paragraphs

if TYPE_CHECKING:
    from wbtui.ui.commands.command import AnyCommand

INTRODUCTION = """\
Type in a field; your words are saved as you type. Tab, ↑ and ↓ move between fields. Nothing moves on by itself: \
the clock counts into overtime, and the room stays where it is until you move it.
{menu} opens the menu from anywhere, even in the middle of a sentence. Esc closes whatever is open."""
HOME_KEYS = (
    "Choose a session with ↑ and ↓. The keys below act on the one that is selected. Esc closes whatever is open."
)


class HelpScreen(Dialog[None]):
    """Shows the table of keys, made from a list of commands."""

    BINDINGS = [Binding("f1,question_mark,enter,q", "cancel", show=False, priority=True)]

    def __init__(self, commands: Sequence[AnyCommand], where: str) -> None:
        super().__init__()
        self._commands = commands
        self._where = where

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -large"):
            yield Static(f"Help: {self._where}", classes="dialog--title", markup=False)
            yield LongText(Paragraphs([Content("\n\n").join(self._parts())]))
            yield Static("↑ ↓ scroll · Esc close", classes="dialog--hint", markup=False)

    @property
    def _menu_opens(self) -> bool:
        # At home there is none.
        return self._commands is WORKSHOP

    def _parts(self) -> Iterator[Content]:
        yield Content(INTRODUCTION.format(menu=key_label(MENU_KEY)) if self._menu_opens else HOME_KEYS)
        for group, members in groupby(self._commands, key=lambda command: command.group):
            lines = [self._line(command) for command in members]
            if group == "List":
                keys = ", ".join(f"{key_label(key)} {does}" for key, _, does in LIST_KEYS)
                note = f"               while the list has the focus: {keys}"
                lines.append(Content(note).stylize("$text-muted"))
            yield Content.assemble((group, "bold $heading"), "\n", Content("\n").join(lines))

    def _line(self, command: AnyCommand) -> Content:
        key = (f"{command.key_label:>6}", "bold")
        if not self._menu_opens:
            return Content.assemble(key, "  ", command.title)
        menu = f"{key_label(MENU_KEY)} {command.letter}"
        return Content.assemble(key, (f"  {menu:<7}", "$text-muted"), command.title)
