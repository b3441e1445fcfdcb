"""A letter undoes only if it is pressed alone, not as part of a word that is being typed."""

from __future__ import annotations

import pytest
from textual.events import Key

from wbtui.ui.terminal.streak import GAP_SECONDS, Streak


def pressed(*keys: tuple[str, float]) -> Streak:
    """Return the streak after these keys, each so many seconds after the one before."""
    streak, now = Streak(), 100.0
    for name, after in keys:
        key = Key(name, name if len(name) == 1 else None)
        now += after
        key.time = now
        streak.pressed(key)
    return streak


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ((("z", 0.0),), False),
        ((("z", 0.1), ("z", 0.1), ("u", 0.1)), False),
        ((("b", 0.1), ("u", 0.1), ("z", 0.1), ("z", 0.1)), True),
        ((("b", 0.1), ("z", GAP_SECONDS + 0.1)), False),
        ((("b", 0.1), ("tab", 0.1), ("z", 0.1)), False),
        ((("b", 0.1), ("ctrl+z", 0.1)), False),
    ],
)
def test_the_letters_of_a_word_are_not_taken_as_keys(keys: tuple[tuple[str, float], ...], text: bool) -> None:
    assert pressed(*keys).is_text("zu") is text


def test_a_command_ends_a_streak_of_letters() -> None:
    streak = pressed(("k", 0.1))
    streak.end()
    streak.pressed(Key("z", "z"))
    assert not streak.is_text("zu")
