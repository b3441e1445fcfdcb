"""A dialog that explains the keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from wbtui.ui.commands.footer import dialog_footer, own
from wbtui.ui.commands.keys import key_label
from wbtui.ui.controllers.command_ids import CommandId
from wbtui.ui.screens.dialog import Dialog
from wbtui.ui.widgets.answer_area import editing_keys
from wbtui.ui.widgets.bars import KeyBar
from wbtui.ui.widgets.long_text import LongText, Paragraphs
from wbtui.wording import statement

if TYPE_CHECKING:
    from wbtui.core.errors import Problem
    from wbtui.ui.commands.command import AnyCommand
    from wbtui.ui.commands.footer import Hint
    from wbtui.ui.commands.keys import Keys

INTRODUCTION = """\
Type in a field; your words are saved as you type. Tab, ↑ and ↓ move between fields. Nothing moves on by itself: \
the clock counts into overtime, and the room stays where it is until you move it.
{menu} opens the menu from anywhere, even in the middle of a sentence. Esc closes whatever is open."""
HOME_KEYS = (
    "Choose a session with ↑ and ↓. The keys below act on the one that is selected. Esc closes whatever is open."
)
MIN_KEY_CELLS = 6


class HelpScreen(Dialog[CommandId]):
    """Shows the keys of the focused widget, then all keys, then those that edit a text.

    It returns the id of a command that the user clicks on.
    """

    BINDINGS = [Binding("question_mark,enter,q", "cancel", show=False, priority=True)]

    def __init__(
        self, keys: Keys, here: Iterable[Hint], said: str, mistakes: Sequence[Problem], *, in_workshop: bool
    ) -> None:
        """Show the keys `here` of the focused widget; `mistakes` are those in the user's settings.

        `said` is the text that the status line may have cut.
        """
        super().__init__()
        self._said = said
        self._mistakes = mistakes
        self._keys = keys
        self._here = tuple(here)
        self._in_workshop = in_workshop

    def compose(self) -> ComposeResult:
        where = "the workshop" if self._in_workshop else "your sessions"
        with Vertical(classes="dialog -large"):
            yield Static(f"Help: {where}", classes="dialog--title", markup=False)
            yield LongText(Paragraphs([Content("\n\n").join(self._parts())]))
        yield KeyBar(dialog_footer(own("up down", "scroll"), escape="close"))

    def on_key(self, event: events.Key) -> None:
        # The key that opens it closes it, too.
        if event.key == self._keys.command("help").key:
            event.stop()
            self.action_cancel()

    def on_click(self, event: events.Click) -> None:
        if isinstance(event.widget, LongText):
            row = event.widget.row_at(event.y)
            if command := self._keys.command_at(row, 0, at_home=not self._in_workshop):
                self.close(command)

    def _parts(self) -> Iterator[Content]:
        if self._said:
            yield Content.assemble(("Just said", "bold $heading"), "\n", self._said)
        if self._mistakes:
            lines = [Content(statement(problem)) for problem in self._mistakes]
            file = (f"  {self._mistakes[0].where.file}", "$text-muted")
            yield Content.assemble(
                ("Mistakes in your settings", "bold $heading"), file, "\n", Content("\n").join(lines)
            )
        if self._here:
            yield _table("Where you are", ((hint.key, self._meaning(hint)) for hint in self._here))
        yield Content(INTRODUCTION.format(menu=self._keys.menu_label) if self._in_workshop else HOME_KEYS)
        commands: tuple[AnyCommand, ...] = self._keys.workshop if self._in_workshop else self._keys.home
        for group, members in groupby(commands, key=lambda command: command.group):
            lines = [self._line(command) for command in members]
            if group == "List":
                keys = ", ".join(f"{key_label(key)} {does}" for key, _, does in self._keys.list_keys if key)
                note = f"               while the list has the focus: {keys}"
                lines.append(Content(note).stylize("$text-muted"))
            yield Content.assemble((group, "bold $heading"), "\n", Content("\n").join(lines))
        if self._in_workshop:
            yield _table("Where no text has the focus", self._free())
            yield _table("While you type", editing_keys())

    def _free(self) -> Iterator[tuple[str, str]]:
        """Yield the keys that undo and redo where nobody types, those of one command together."""
        for command_id, keys in groupby(self._keys.free, key=lambda each: each[1]):
            yield " ".join(key_label(key) for key, _ in keys), self._keys.command(command_id).title.lower()

    def _meaning(self, hint: Hint) -> str:
        """Return the meaning of a hint: the title of its command if the hint has the key of that command alone."""
        if hint.command and hint.key == self._keys.of(hint.command):
            return self._keys.command(hint.command).title
        return hint.text

    def _line(self, command: AnyCommand) -> Content:
        key = (command.key_label.rjust(MIN_KEY_CELLS), "bold")
        if not self._in_workshop:
            return Content.assemble(key, "  ", command.title)
        menu = f"{self._keys.menu_label} {command.letter}"
        return Content.assemble(key, (f"  {menu:<7}", "$text-muted"), command.title)


def _table(title: str, rows: Iterable[tuple[str, str]]) -> Content:
    """Return a heading and one line for each key with its meaning."""
    rows = tuple(rows)
    width = max(MIN_KEY_CELLS, *(Content(key).cell_length for key, _ in rows))
    lines = [Content.assemble((key.rjust(width), "bold"), f"  {does}") for key, does in rows]
    return Content.assemble((title, "bold $heading"), "\n", Content("\n").join(lines))
