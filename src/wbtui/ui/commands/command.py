"""A command, and its keys as people write them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

if TYPE_CHECKING:
    from wbtui.ui.commands.acts import AtHome, InWorkshop

C = TypeVar("C", "InWorkshop", "AtHome")

Run: TypeAlias = Callable[[C], Awaitable[object] | None]
Reason: TypeAlias = Callable[[C], str]
"""Returns why a command cannot be carried out, as a sentence; empty if it can."""


def always(_at: object) -> str:
    """Return no reason: the command can always be carried out."""
    return ""


@dataclass(frozen=True, slots=True)
class Command(Generic[C]):
    """Something a person can ask for."""

    id: str
    letter: str
    """What to press in the command menu."""
    title: str
    run: Run[C]
    key: str = ""
    """A key that works at once, also in the middle of typing."""
    footer: str = ""
    """Its label in the footer; not shown there without one."""
    enabled: Reason[C] = always
    group: str = ""

    @property
    def key_label(self) -> str:
        """The key as people write it."""
        return key_label(self.key)


AnyCommand: TypeAlias = "Command[InWorkshop] | Command[AtHome]"


def group(title: str, *commands: Command[C]) -> tuple[Command[C], ...]:
    """Return the commands as members of a group."""
    return tuple(replace(command, group=title) for command in commands)


def key_label(key: str) -> str:
    """Return a key as people write it: `ctrl+g` is ^g, `f3` is F3."""
    names = {"slash": "/", "enter": "Enter", "delete": "Del", "insert": "Ins", "plus": "+", "minus": "-"}
    names |= {"space": "Space", "alt+down": "Alt+↓", "alt+up": "Alt+↑"}
    label = key.replace("ctrl+", "^").replace("pagedown", "PgDn").replace("pageup", "PgUp")
    label = label.replace("shift+up", "⇧↑").replace("shift+down", "⇧↓")
    return label.upper() if label.startswith("f") and label[1:].isdigit() else names.get(label, label)
