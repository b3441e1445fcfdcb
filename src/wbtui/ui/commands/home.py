"""The list of commands of the home screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wbtui.ui.commands.command import Command, group

if TYPE_CHECKING:
    from wbtui.ui.commands.acts import AtHome


def _selected(at: AtHome) -> str:
    return "" if at.home.has_selection else "There is no session here."


def _examples(at: AtHome) -> str:
    return "" if at.home.has_examples else "There are no worked examples here."


def _open(at: AtHome) -> None:
    """Open the selected session; without any session, start one."""
    if at.home.is_empty:
        at.start(at.library.new())
    else:
        at.library.open()


def _openable(at: AtHome) -> str:
    return "" if at.home.is_empty else _selected(at)


_SESSIONS: tuple[Command[AtHome], ...] = (
    Command("open", "enter", "Open", _open, "enter", "open", _openable),
    Command("new", "n", "New session", lambda at: at.start(at.library.new()), "n", "new"),
    Command(
        "example",
        "e",
        "Open a worked example",
        lambda at: at.start(at.library.example()),
        "e",
        "example",
        _examples,
    ),
    Command("filter", "/", "Filter the list", lambda at: at.home.show_filter(), "slash", "filter"),
    Command("summary_down", "D", "Scroll the summary down", lambda at: at.home.scroll_summary(1), "alt+down"),
    Command("summary_up", "U", "Scroll the summary up", lambda at: at.home.scroll_summary(-1), "alt+up"),
    Command("export", "x", "Export", lambda at: at.start(at.library.export()), "x", "export", _selected),
    Command("duplicate", "d", "Duplicate", lambda at: at.library.duplicate(), "d", "duplicate", _selected),
    Command(
        "pivot",
        "p",
        "Pivot: start a new session from this one",
        lambda at: at.start(at.library.pivot()),
        "p",
        "pivot",
        _selected,
    ),
    Command("trash", "delete", "Move to the trash", lambda at: at.library.trash(), "delete", "trash", _selected),
    Command("untrash", "u", "Restore from the trash", lambda at: at.start(at.library.untrash()), "u", "restore"),
    Command("recover", "b", "Recover a missing session", lambda at: at.start(at.recovery.recover()), "b"),
)
_PROGRAM: tuple[Command[AtHome], ...] = (
    Command("theme", "t", "Change the theme", lambda at: at.program.next_theme(), "t"),
    Command("help", "?", "Help", lambda at: at.program.show_help(), "f1", "help"),
    Command("quit", "q", "Leave the program", lambda at: at.program.quit(), "ctrl+q", "quit"),
)
HOME = (*group("Sessions", *_SESSIONS), *group("Program", *_PROGRAM))
"""All commands of the home screen, by group."""
