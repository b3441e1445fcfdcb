"""The one list of commands: footer, command menu, help and README all come from it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from textual.binding import Binding


class Command(NamedTuple):
    """Something a person can ask for."""

    id: str
    """The action `command_<id>` carries it out."""
    letter: str
    """What to press in the command menu."""
    title: str
    group: str
    key: str = ""
    """A key that works at once, also in the middle of typing."""
    footer: str = ""
    """Its label in the footer; not shown there without one."""

    @property
    def key_label(self) -> str:
        """The key as people write it."""
        return key_label(self.key)


WORKSHOP: tuple[Command, ...] = (
    Command("back", "b", "Back to the previous stage", "Room", "f2", "back"),
    Command("next", "n", "On to the next stage", "Room", "f3", "next"),
    Command("take_back", "u", "Take back the last move", "Room", "f6"),
    Command("here", "r", "Bring the room here", "Room"),
    Command("pause", "p", "Start or pause the clock", "Clock", "f4", "pause"),
    Command("plus_one", "+", "One minute more", "Clock", "f5", "+1 min"),
    Command("minus_one", "-", "One minute less", "Clock"),
    Command("plus_five", "f", "Five minutes more", "Clock"),
    Command("big_clock", "c", "Big clock for the room", "Clock", "f12"),
    Command("section_next", "s", "Next section", "Look", "f7"),
    Command("section_previous", "w", "Previous section", "Look"),
    Command("more", "m", "More questions, or fewer", "Look"),
    Command("look_next", ".", "Look at the next stage", "Look", "ctrl+pagedown"),
    Command("look_previous", ",", "Look at the previous one", "Look", "ctrl+pageup"),
    Command("preview", "v", "Preview the document", "Look", "f8", "preview"),
    Command("coach", "h", "Hide or show the coach", "Look", "f9", "coach"),
    Command("coach_down", "D", "Scroll the coach down", "Look", "alt+down"),
    Command("coach_up", "U", "Scroll the coach up", "Look", "alt+up"),
    Command("parking_lot", "l", "Note for the parking lot", "Note", "ctrl+l"),
    Command("action", "a", "Note an action", "Note", "ctrl+t"),
    Command("decision", "d", "Note a decision", "Note", "ctrl+o"),
    Command("entry_new", "i", "New entry in the list", "List", "ctrl+n"),
    Command("bank", "g", "Get questions from the bank", "List", "ctrl+r"),
    Command("vote", "y", "One vote more", "List"),
    Command("unvote", "o", "One vote less", "List"),
    Command("entry_up", "[", "Move this entry up", "List"),
    Command("entry_down", "]", "Move this entry down", "List"),
    Command("entry_delete", "k", "Delete this entry", "List"),
    Command("entry_undelete", "z", "Bring the deleted entry back", "List"),
    Command("editor", "e", "Open in your editor", "Write"),
    Command("export", "x", "Export the document", "Write"),
    Command("details", "=", "Title, status and people", "Write"),
    Command("save", "j", "Save now", "Write", "ctrl+s"),
    Command("settle", "!", "Answer what the top line asks", "Write"),
    Command("take_over", "O", "Take this session over", "Write"),
    Command("give_up", "G", "Give this session to who asks", "Write"),
    Command("versions", "V", "Versions of this session", "History"),
    Command("earlier", "E", "Earlier texts of this field", "History"),
    Command("keep_version", "K", "Keep a version with a name", "History", "f10"),
    Command("theme", "t", "Change the colours", "Program"),
    Command("help", "?", "Help", "Program", "f1", "help"),
    Command("home", "q", "Leave this session", "Program", "ctrl+q"),
)
"""What can be done in a session. Digits in the command menu look at a stage."""

MENU_KEY = "ctrl+g"

LIST_KEYS: tuple[tuple[str, str, str], ...] = (
    ("insert", "entry_new", "new entry"),
    ("plus", "vote", "one vote more"),
    ("minus", "unvote", "one vote less"),
    ("shift+up", "entry_up", "move up"),
    ("shift+down", "entry_down", "move down"),
    ("delete", "entry_delete", "delete"),
    ("z", "entry_undelete", "bring back"),
)
"""Keys that work while a list has the focus, not while typing: key, command, what it does."""

HOME: tuple[Command, ...] = (
    Command("open", "enter", "Open the session", "Sessions", "enter", "open"),
    Command("new", "n", "New session", "Sessions", "n", "new"),
    Command("example", "e", "Open a worked example as a copy", "Sessions", "e", "example"),
    Command("filter", "/", "Filter the list", "Sessions", "slash", "filter"),
    Command("summary_down", "D", "Scroll the summary down", "Sessions", "alt+down"),
    Command("summary_up", "U", "Scroll the summary up", "Sessions", "alt+up"),
    Command("export", "x", "Export the document", "Sessions", "x", "export"),
    Command("duplicate", "d", "Duplicate the session", "Sessions", "d", "duplicate"),
    Command("pivot", "p", "Pivot: a new session from this one", "Sessions", "p", "pivot"),
    Command("trash", "delete", "Move to the trash", "Sessions", "delete", "trash"),
    Command("untrash", "u", "Bring back from the trash", "Sessions", "u", "undo"),
    Command("recover", "b", "Bring back a session whose file is gone", "Sessions", "b"),
    Command("theme", "t", "Change the colours", "Program", "t"),
    Command("help", "?", "Help", "Program", "f1", "help"),
    Command("quit", "q", "Leave the program", "Program", "ctrl+q", "quit"),
)
"""What can be done at home."""


def key_label(key: str) -> str:
    """A key as people write it: `ctrl+g` is ^g, `f3` is F3."""
    names = {"slash": "/", "enter": "Enter", "delete": "Del", "insert": "Ins", "plus": "+", "minus": "-"}
    names |= {"space": "Space", "alt+down": "Alt+↓", "alt+up": "Alt+↑"}
    label = key.replace("ctrl+", "^").replace("pagedown", "PgDn").replace("pageup", "PgUp")
    label = label.replace("shift+up", "⇧↑").replace("shift+down", "⇧↓")
    return label.upper() if label.startswith("f") and label[1:].isdigit() else names.get(label, label)


def bindings(commands: Iterable[Command], *, priority: bool) -> list[Binding]:
    """The bindings of commands that have a key of their own."""
    return [
        Binding(command.key, f"command_{command.id}", command.title, id=command.id, priority=priority, show=False)
        for command in commands
        if command.key
    ]
