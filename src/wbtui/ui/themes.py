"""The colour themes: two of our own, and two of Textual's that use the terminal's palette."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="wbtui-dark",
    dark=True,
    primary="#7fb0d6",
    secondary="#9aa7b5",
    accent="#e8b463",
    warning="#e8a34a",
    error="#ef7f7f",
    success="#8fc79a",
    foreground="#dfe3e8",
    background="#14171b",
    surface="#1b1f25",
    panel="#262c34",
)
LIGHT = Theme(
    name="wbtui-light",
    dark=False,
    primary="#2f5f8f",
    secondary="#5b6672",
    accent="#a65a00",
    warning="#9a5b00",
    error="#b3261e",
    success="#2e6b3e",
    foreground="#23272c",
    background="#fcfbf8",
    surface="#f4f2ed",
    panel="#e7e3da",
)
OWN_THEMES = {theme.name: theme for theme in (DARK, LIGHT)}
TITLES = {
    DARK.name: "Dark",
    LIGHT.name: "Light",
    "ansi-dark": "Dark, 16 colours",
    "ansi-light": "Light, 16 colours",
}
"""What people call the themes."""
THEMES = tuple(TITLES)
"""The names of the themes, in the order in which the command cycles through them."""


def theme_title(name: str) -> str:
    """Return the name of a theme as people write it."""
    return TITLES.get(name, name)
