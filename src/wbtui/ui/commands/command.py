"""The type of a command, and the way its keys are written for people."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Generic, Literal, NamedTuple, TypeAlias, TypeVar

if TYPE_CHECKING:
    from wbtui.ui.commands.acts import AtHome, InWorkshop
    from wbtui.ui.controllers.command_ids import CommandId

C = TypeVar("C", "InWorkshop", "AtHome")

MENU: Literal["menu"] = "menu"
"""The id that opens the command menu, which is not a command itself."""

Run: TypeAlias = Callable[[C], Awaitable[object] | None]
Reason: TypeAlias = Callable[[C], str]
"""Returns a sentence why a command cannot be carried out; empty if it can."""


def always(_at: object) -> str:
    """Return an empty reason: the command is always enabled."""
    return ""


class Command(NamedTuple, Generic[C]):
    """A command that the user can carry out by a key, in the menu, or by a click."""

    id: CommandId
    letter: str
    """The key that runs the command in the command menu."""
    title: str
    run: Run[C]
    key: str = ""
    """A key that runs the command directly, even while the user types; empty if it has none."""
    footer: str = ""
    """The label in the footer; empty if it is never shown there."""
    enabled: Reason[C] = always
    group: str = ""
    brief: str = ""
    """A shorter label for a narrow footer; empty if there is none."""

    @property
    def key_label(self) -> str:
        """The key as people write it, such as `^g`."""
        return key_label(self.key)


AnyCommand: TypeAlias = "Command[InWorkshop] | Command[AtHome]"


def group(title: str, *commands: Command[C]) -> tuple[Command[C], ...]:
    """Return the commands with their group set to `title`."""
    return tuple(command._replace(group=title) for command in commands)


_MODIFIERS = {"ctrl": "^", "alt": "Alt+", "shift": "⇧"}
_MOVES = {"up": "↑", "down": "↓", "left": "←", "right": "→", "pageup": "PgUp", "pagedown": "PgDn"}
_LABELS = _MOVES | {"home": "Home", "end": "End", "insert": "Ins", "delete": "Del", "backspace": "⌫"}
_LABELS |= {"enter": "Enter", "escape": "Esc", "tab": "Tab", "space": "Space"}
_LABELS |= {"slash": "/", "plus": "+", "minus": "-"}

NAMES = {label: key for key, label in _LABELS.items()}
"""The names of keys by their labels."""


def key_label(key: str) -> str:
    """Return a key as people write it: `^g` for `ctrl+g`, `F3` for `f3`."""
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    is_function = last[0:1] == "f" and last[1:].isdigit()
    label = last.upper() if is_function else _LABELS.get(last, last)
    return "".join(_MODIFIERS.get(modifier, f"{modifier}+") for modifier in modifiers) + label
