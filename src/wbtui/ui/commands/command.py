"""The type of a command, and the way its keys are written for people."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

if TYPE_CHECKING:
    from wbtui.ui.commands.acts import AtHome, InWorkshop

C = TypeVar("C", "InWorkshop", "AtHome")

Run: TypeAlias = Callable[[C], Awaitable[object] | None]
Reason: TypeAlias = Callable[[C], str]
"""Returns a sentence why a command cannot be carried out; empty if it can."""


def always(_at: object) -> str:
    """Return an empty reason: the command is always enabled."""
    return ""


@dataclass(frozen=True, slots=True)
class Command(Generic[C]):
    """A command that the user can carry out by a key, in the menu, or by a click."""

    id: str
    letter: str
    """The key that runs the command in the command menu."""
    title: str
    run: Run[C]
    key: str = ""
    """A key that runs the command directly, even while the user types; empty if it has none."""
    footer: str = ""
    """The label in the footer; empty to leave the command out of it."""
    enabled: Reason[C] = always
    group: str = ""

    @property
    def key_label(self) -> str:
        """The key as people write it, such as `^g`."""
        return key_label(self.key)


AnyCommand: TypeAlias = "Command[InWorkshop] | Command[AtHome]"


def group(title: str, *commands: Command[C]) -> tuple[Command[C], ...]:
    """Return the commands with their group set to `title`."""
    return tuple(replace(command, group=title) for command in commands)


def key_label(key: str) -> str:
    """Return a key as people write it: `^g` for `ctrl+g`, `F3` for `f3`."""
    names = {"slash": "/", "enter": "Enter", "delete": "Del", "insert": "Ins", "plus": "+", "minus": "-"}
    names |= {"space": "Space", "alt+down": "Alt+↓", "alt+up": "Alt+↑"}
    label = key.replace("ctrl+", "^").replace("pagedown", "PgDn").replace("pageup", "PgUp")
    label = label.replace("shift+up", "⇧↑").replace("shift+down", "⇧↓")
    return label.upper() if label.startswith("f") and label[1:].isdigit() else names.get(label, label)
