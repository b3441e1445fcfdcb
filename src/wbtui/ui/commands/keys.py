"""Bindings and key labels, made from the lists of commands; footer, menu, help and README use the same lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.binding import Binding

from wbtui.ui.commands.command import key_label
from wbtui.ui.commands.home import HOME
from wbtui.ui.commands.workshop import LIST_KEYS, WORKSHOP

if TYPE_CHECKING:
    from wbtui.ui.commands.command import AnyCommand

__all__ = (
    "HOME",
    "HOME_BY_ID",
    "LIST_KEYS",
    "MENU_KEY",
    "WORKSHOP",
    "WORKSHOP_BY_ID",
    "bindings",
    "key_at_home",
    "key_label",
    "key_of",
    "menu_key",
    "workshop_bindings",
)

MENU_KEY = "ctrl+g"
HOME_BY_ID = {command.id: command for command in HOME}
WORKSHOP_BY_ID = {command.id: command for command in WORKSHOP}


def bindings(commands: Iterable[AnyCommand], *, priority: bool, prefix: str = "") -> list[Binding]:
    """Return a binding for each command that has a key; Enter is left to the focused widget."""
    return [
        Binding(c.key, f"app.command('{c.id}')", id=f"{prefix}{c.id}", priority=priority, show=False)
        for c in commands
        if c.key and c.key != "enter"
    ]


def workshop_bindings() -> list[Binding]:
    """Return the bindings for every screen of an open session; they also work while the user types."""
    menu = Binding(MENU_KEY, "app.command('menu')", id="menu", priority=True, show=False)
    return [*bindings(WORKSHOP, priority=True), menu]


def menu_key(command_id: str) -> str:
    """Return the keys that run a workshop command through the menu, such as `^g m`."""
    return f"{key_label(MENU_KEY)} {WORKSHOP_BY_ID[command_id].letter}"


def key_of(command_id: str) -> str:
    """Return the keys of a command as people write them: its own, or else those through the menu."""
    if command_id not in WORKSHOP_BY_ID:
        return key_at_home(command_id)
    return WORKSHOP_BY_ID[command_id].key_label or menu_key(command_id)


def key_at_home(command_id: str) -> str:
    """Return the key of a home command as people write it."""
    return HOME_BY_ID[command_id].key_label
