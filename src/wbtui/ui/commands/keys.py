"""The keys of the commands as they are in this run; bindings, footer, menu and help ask here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from textual.binding import Binding

from wbtui.ui.commands.command import MENU, key_label
from wbtui.ui.commands.home import HOME
from wbtui.ui.commands.workshop import FREE_KEYS, LIST_KEYS, WORKSHOP

if TYPE_CHECKING:
    from textual.dom import DOMNode

    from wbtui.ui.commands.acts import AtHome, InWorkshop
    from wbtui.ui.commands.command import AnyCommand, Command
    from wbtui.ui.controllers.command_ids import CommandId, NoCommand, WorkshopId

__all__ = (
    "HOME",
    "HOME_BY_ID",
    "LIST_KEYS",
    "MENU_KEY",
    "WORKSHOP",
    "WORKSHOP_BY_ID",
    "HasKeys",
    "Keys",
    "bindings",
    "home_bindings",
    "key_label",
    "keys_of",
    "list_bindings",
    "workshop_bindings",
)

MENU_KEY = "ctrl+g"
MENU_WITHOUT_KEY = "escape"
"""The key that always opens the menu when it is pressed twice."""
HOME_BY_ID = {command.id: command for command in HOME}
WORKSHOP_BY_ID = {command.id: command for command in WORKSHOP}


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of all commands: those of the lists, or those that the user has chosen instead."""

    workshop: tuple[Command[InWorkshop], ...] = WORKSHOP
    home: tuple[Command[AtHome], ...] = HOME
    list_keys: tuple[tuple[str, WorkshopId, str], ...] = LIST_KEYS
    menu: str = MENU_KEY
    _by_id: Mapping[str, AnyCommand] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        known: dict[str, AnyCommand] = {command.id: command for command in self.home}
        known.update((command.id, command) for command in self.workshop)
        object.__setattr__(self, "_by_id", known)

    @property
    def changed(self) -> bool:
        """True if the user has chosen other keys."""
        return self != Keys()

    def command(self, command_id: CommandId) -> AnyCommand:
        """Return a command of a workshop, or else of home. Raises KeyError."""
        return self._by_id[command_id]

    @property
    def menu_label(self) -> str:
        """The key of the menu as people write it."""
        return key_label(self.menu) or f"{key_label(MENU_WITHOUT_KEY)} {key_label(MENU_WITHOUT_KEY)}"

    def through_menu(self, command_id: CommandId) -> str:
        """Return the keys that run a workshop command through the menu, such as `^g m`."""
        return f"{self.menu_label} {WORKSHOP_BY_ID[command_id].letter}"

    def of(self, command_id: CommandId) -> str:
        """Return the keys of a command as people write them: its own, or else those through the menu."""
        command = self._by_id[command_id]
        return command.key_label or (self.through_menu(command_id) if command_id in WORKSHOP_BY_ID else "")

    def at_home(self, command_id: CommandId) -> str:
        """Return the key of a home command as people write it."""
        return next(command.key_label for command in self.home if command.id == HOME_BY_ID[command_id].id)

    @property
    def free(self) -> tuple[tuple[str, WorkshopId], ...]:
        """The keys that work where no text has the focus, each with its command."""
        taken = {self.menu, *(each.key for each in self.workshop), *(key for key, _, _ in self.list_keys)}
        return tuple((key, id_) for key, id_ in FREE_KEYS if key not in taken)

    def command_at(self, text: str, at: int, *, at_home: bool = False) -> CommandId | NoCommand:
        """Return the command whose key a text names at a position or before it, or else first; empty if none."""
        commands = self.home if at_home else self.workshop
        labels = {self.at_home(each.id) if at_home else self.of(each.id): each.id for each in commands}
        places = [(_place(text, label), id_) for label, id_ in labels.items() if label]
        found = [(begin, id_) for begin, id_ in places if begin >= 0]
        named = [id_ for begin, id_ in sorted(found) if begin <= at]
        return named[-1] if named else min(found)[1] if found else ""

    def in_list(self, command_id: CommandId) -> str:
        """Return the key of a command while a list has the focus; empty if it has none of its own there."""
        return next((key_label(key) for key, id_, _ in self.list_keys if id_ == command_id and key), "")


def _place(text: str, label: str) -> int:
    """Return where a text has the label of a key, and not as part of another word; -1 if nowhere."""
    found = re.search(rf"(?<!\S){re.escape(label)}(?![^\s.,])", text)
    return found.start() if found else -1


@runtime_checkable
class HasKeys(Protocol):
    """An app whose keys the user may have changed."""

    @property
    def keys(self) -> Keys:
        """The keys of this run."""


def keys_of(node: DOMNode) -> Keys:
    """Return the keys of the app that a screen or widget belongs to."""
    app = node.app
    return app.keys if isinstance(app, HasKeys) else Keys()


def bindings(commands: Iterable[AnyCommand], *, priority: bool, prefix: str = "") -> list[Binding]:
    """Return a binding for each command that has a key; Enter is left to the focused widget."""
    return [
        Binding(c.key, f"app.command('{c.id}')", id=f"{prefix}{c.id}", priority=priority, show=False)
        for c in commands
        if c.key and c.key != "enter"
    ]


def _menu_binding(key: str) -> Iterator[Binding]:
    if key:
        yield Binding(key, f"app.command('{MENU}')", id=MENU, priority=True, show=False)


def workshop_bindings(keys: Keys | None = None) -> list[Binding]:
    """Return the bindings for every screen of an open session; most also work while the user types."""
    keys = keys or Keys()
    free = [Binding(key, f"app.command('{id_}', True)", id=f"free.{key}", show=False) for key, id_ in keys.free]
    return [*bindings(keys.workshop, priority=True), *_menu_binding(keys.menu), *free]


def home_bindings(keys: Keys | None = None) -> list[Binding]:
    """Return the bindings of the home screen."""
    return bindings((keys or Keys()).home, priority=False, prefix="home.")


def list_bindings(keys: Keys | None = None) -> list[Binding]:
    """Return the bindings that work while a list has the focus."""
    return [
        Binding(key, f"app.command('{command_id}')", id=f"list.{command_id}", show=False)
        for key, command_id, _ in (keys or Keys()).list_keys
        if key
    ]
