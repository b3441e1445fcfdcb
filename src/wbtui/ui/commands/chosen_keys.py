"""Checks the keys that the user has chosen, and gives them to the commands."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Literal, NamedTuple, TypeAlias

from wbtui.core.errors import Problem
from wbtui.ui.commands.command import MENU, NAMES, key_label
from wbtui.ui.commands.keys import Keys

MAX_QUOTED_CHARS = 40
_NAMED = re.compile(
    r"f([1-9]|1\d|2[0-4])|insert|delete|home|end|page(up|down)|up|down|left|right|space|backspace|enter|tab|escape"
)
_WITH_LETTER = re.compile(r"alt\+[a-z0-9]|ctrl\+[a-gk-ln-z]")
"""Letters with a modifier; together with Ctrl, a terminal takes some of them for Enter, Tab and Backspace."""
_BY_LABEL = {label.lower(): name for label, name in NAMES.items()}
_SIGNS = ("slash", "plus", "minus")
"""The keys that type a sign but have a name."""
_NEEDED = frozenset(
    {
        *("up", "down", "left", "right", "home", "end", "pageup", "pagedown"),
        *("enter", "tab", "shift+tab", "escape", "space", "backspace", "ctrl+c", "ctrl+q"),
    }
)
"""The keys that move, choose, copy or leave wherever the focus is."""


Place: TypeAlias = Literal["workshop", "home", "list"]
Chosen: TypeAlias = tuple[str, str, int | None]
"""The id of a command, its key as it is written, and the line of the settings."""


class _Choice(NamedTuple):
    """A valid line of the settings: a command with its key, as Textual writes it, in the places that it is for."""

    command: str
    key: str
    line: int | None
    places: tuple[Place, ...]


def normal_key(written: str) -> str | None:
    """Return a key as Textual writes it, given as people do: `F3`, `^g`, `Ctrl+G`, `Alt+↓` or `x`; or None."""
    key = written.strip()
    if len(key) < 2:
        return NAMES.get(key, key) if key.isprintable() and key else None
    key = re.sub(r"\^(?=.)", "ctrl+", key.replace("⇧", "shift+")).replace("-", "+").lower()
    *modifiers, last = key.split("+")
    if set(modifiers) - {"alt", "ctrl", "shift"} or len(set(modifiers)) < len(modifiers):
        return None
    key = "+".join([*sorted(modifiers), last := _BY_LABEL.get(last, last)])
    return key if _WITH_LETTER.fullmatch(key) or _NAMED.fullmatch(last) else None


def with_chosen(chosen: Iterable[Chosen], editing: Collection[str]) -> tuple[Keys, list[Problem]]:
    """Return the resulting keys, and the problems of the invalid lines in their order.

    `editing` has the keys that an editor needs, which no command can take while the user types.
    """
    problems: list[Problem] = []
    choices: list[_Choice] = []
    for each in chosen:
        found = _choice(each, editing)
        if isinstance(found, _Choice):
            choices.append(found)
        else:
            problems.append(found)
    while taken := _collision(choices):
        choice, other = taken
        choices.remove(choice)
        pressed = key_label(choice.key)
        problems.append(
            Problem.of("keys.taken", key=choice.command, line=choice.line, pressed=pressed, other=other)
        )
    problems.sort(key=lambda problem: problem.where.line or 0)
    return _keys_with(choices), problems


def _choice(chosen: Chosen, editing: Collection[str]) -> _Choice | Problem:
    """Return the choice of a line, or what is wrong with it."""
    command, written, line = chosen
    places = _places(command)
    if not places:
        close = next(iter(get_close_matches(command, _all_ids(), 1)), "")
        if close:
            return Problem.of("keys.command_but", line=line, command=command[:MAX_QUOTED_CHARS], close=close)
        return Problem.of("keys.command", line=line, command=command[:MAX_QUOTED_CHARS])
    if not written:
        return _Choice(command, "", line, places)
    key = normal_key(written)
    if key is None:
        return Problem.of("keys.key", key=command, line=line, pressed=written[:MAX_QUOTED_CHARS])
    if key in _NEEDED:
        return Problem.of("keys.needed", key=command, line=line, pressed=key_label(key))
    if _types(key) or key in editing:
        places = tuple(place for place in places if place != "workshop")
        if not places:
            return Problem.of("keys.typed", key=command, line=line, pressed=key_label(key))
    elif "workshop" in places:
        places = tuple(place for place in places if place != "list")
    return _Choice(command, key, line, places)


def _types(key: str) -> bool:
    return len(key) == 1 or key in _SIGNS


def _all_ids() -> list[str]:
    usual = Keys()
    return [MENU, *(each.id for each in usual.workshop), *(each.id for each in usual.home)]


def _places(command: str) -> tuple[Place, ...]:
    """Return where a command has a key, or could have one; empty for an unknown command."""
    usual = Keys()
    places: list[Place] = []
    if command == MENU or any(each.id == command for each in usual.workshop):
        places.append("workshop")
    if any(id_ == command for _, id_, _ in usual.list_keys):
        places.append("list")
    if any(each.id == command for each in usual.home):
        places.append("home")
    return tuple(places)


def _keys_with(choices: Iterable[_Choice]) -> Keys:
    """Return the usual keys with these choices instead."""
    wanted = {(place, choice.command): choice.key for choice in choices for place in choice.places}
    usual = Keys()
    return Keys(
        tuple(each._replace(key=wanted.get(("workshop", each.id), each.key)) for each in usual.workshop),
        tuple(each._replace(key=wanted.get(("home", each.id), each.key)) for each in usual.home),
        tuple((wanted.get(("list", id_), key), id_, does) for key, id_, does in usual.list_keys),
        wanted.get(("workshop", MENU), usual.menu),
    )


def _collision(choices: Sequence[_Choice]) -> tuple[_Choice, str] | None:
    """Return the last choice that has the key of another command in one place, and the id of that command."""
    used = [*_used(_keys_with(choices))]
    chosen = {(choice.command, choice.key) for choice in choices}
    for choice in reversed(choices):
        wanted = {("home" if place == "home" else "workshop", choice.key) for place in choice.places if choice.key}
        others = [id_ for place, key, id_ in used if (place, key) in wanted and id_ != choice.command]
        if others:
            # Prefer the usual owner of the key: the line of another command may turn out to be invalid, too.
            return choice, next((id_ for id_ in others if (id_, choice.key) not in chosen), others[0])
    return None


def _used(keys: Keys) -> Iterator[tuple[Place, str, str]]:
    """Yield every key with its command; while a list has the focus, the other keys of a workshop work, too."""
    yield "workshop", keys.menu, MENU
    yield from (("workshop", each.key, each.id) for each in keys.workshop)
    yield from (("workshop", key, id_) for key, id_, _ in keys.list_keys)
    yield from (("home", each.key, each.id) for each in keys.home)
