"""The colour themes and what their colours mean.

A warning and an alarm change the background, never only the colour of a text, so that they are visible with
sixteen colours and without any.
The ANSI themes use the terminal's own palette. Their secondary text is not dim: many terminals draw dim text, and
bright black, with less contrast than 4.5 : 1. Their reversed text is not bold: the Linux console draws that grey.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from rich.console import Console
from textual.constants import COLOR_SYSTEM
from textual.theme import Theme

WARNING = "$warn-style $warn-text on $warn"
"""The style of the last fifth of a slot, of minutes well over their plan, and of an answer that does not fit."""
ALARM = "$alarm-style $alarm-text on $alarm"
"""The style of a slot that is over, and of what is not saved."""

SELECTED = "$selected-style $selected-text on $selected"
"""The style of the row that is selected."""

DARK = Theme(
    name="wbtui-dark",
    dark=True,
    primary="#7fb0d6",
    secondary="#9aa7b5",
    accent="#e8b463",
    warning="#ffc14d",
    error="#b3261e",
    success="#8fc79a",
    foreground="#dfe3e8",
    background="#14171b",
    surface="#1b1f25",
    panel="#262c34",
    variables={
        "text-muted": "#8d939b",
        "placeholder": "#8d939b",
        "edge": "#66727f",
        "thumb": "#66727f",
        "heading": "#9aa7b5",
        "done": "#8fc79a",
        "selected": "#2f4a63",
        "selected-text": "#dfe3e8",
        "selected-style": "bold",
        "away": "#4d3b1f",
        "away-text": "#f2d5a3",
        "warn": "#ffc14d",
        "warn-text": "#14171b",
        "warn-style": "bold",
        "alarm": "#b3261e",
        "alarm-text": "#ffffff",
        "alarm-style": "bold",
        "input-selection-background": "#2f4a63",
        "input-selection-foreground": "#dfe3e8",
    },
)
LIGHT = Theme(
    name="wbtui-light",
    dark=False,
    primary="#2f5f8f",
    secondary="#4f5b68",
    accent="#8a4b00",
    warning="#ffc14d",
    error="#b3261e",
    success="#2e6b3e",
    foreground="#23272c",
    background="#fcfbf8",
    surface="#f4f2ed",
    panel="#e7e3da",
    variables={
        "text-muted": "#646464",
        "placeholder": "#646464",
        "edge": "#87837a",
        "thumb": "#87837a",
        "heading": "#4f5b68",
        "done": "#2e6b3e",
        "selected": "#beccd8",
        "selected-text": "#23272c",
        "selected-style": "bold",
        "away": "#f3ddb3",
        "away-text": "#4a2f00",
        "warn": "#ffc14d",
        "warn-text": "#14171b",
        "warn-style": "bold",
        "alarm": "#b3261e",
        "alarm-text": "#ffffff",
        "alarm-style": "bold",
        "input-selection-background": "#beccd8",
        "input-selection-foreground": "#23272c",
    },
)
PROJECTOR = Theme(
    name="wbtui-projector",
    dark=False,
    primary="#003f9e",
    secondary="#33475c",
    accent="#003f9e",
    warning="#ffd400",
    error="#b00020",
    success="#005c1f",
    foreground="#000000",
    background="#ffffff",
    surface="#f4f4f4",
    panel="#e4e4e4",
    variables={
        "text-muted": "#4a4a4a",
        "placeholder": "#4a4a4a",
        "edge": "#767676",
        "thumb": "#767676",
        "heading": "#33475c",
        "done": "#005c1f",
        "selected": "#003f9e",
        "selected-text": "#ffffff",
        "selected-style": "bold",
        "away": "#ffe9a8",
        "away-text": "#000000",
        "warn": "#ffd400",
        "warn-text": "#000000",
        "warn-style": "bold",
        "alarm": "#b00020",
        "alarm-text": "#ffffff",
        "alarm-style": "bold",
        "input-selection-background": "#003f9e",
        "input-selection-foreground": "#ffffff",
    },
)
CONTRAST = Theme(
    name="wbtui-contrast",
    dark=True,
    primary="#9fd3ff",
    secondary="#b9d3ea",
    accent="#ffd75f",
    warning="#ffd75f",
    error="#b3261e",
    success="#7ee787",
    foreground="#ffffff",
    background="#000000",
    surface="#101010",
    panel="#242424",
    variables={
        "text-muted": "#c8c8c8",
        "placeholder": "#c8c8c8",
        "edge": "#8a8a8a",
        "thumb": "#8a8a8a",
        "heading": "#b9d3ea",
        "done": "#7ee787",
        "selected": "#9fd3ff",
        "selected-text": "#000000",
        "selected-style": "bold",
        "away": "#4a3a00",
        "away-text": "#ffffff",
        "warn": "#ffd75f",
        "warn-text": "#000000",
        "warn-style": "bold",
        "alarm": "#b3261e",
        "alarm-text": "#ffffff",
        "alarm-style": "bold",
        "input-selection-background": "#9fd3ff",
        "input-selection-foreground": "#000000",
    },
)
_TERMINAL = {
    "ansi-background": "ansi_default",
    "ansi-foreground": "ansi_default",
    "surface": "ansi_default",
    "panel": "ansi_default",
    "text-muted": "ansi_default",
    "edge": "ansi_default",
    "heading": "ansi_default",
    "selected": "ansi_default",
    "selected-text": "ansi_default",
    "selected-style": "reverse",
    "away": "ansi_default",
    "away-text": "ansi_default",
    "warn": "ansi_default",
    "warn-text": "ansi_default",
    "warn-style": "reverse",
    "alarm": "ansi_default",
    "alarm-text": "ansi_default",
    "alarm-style": "reverse",
}
"""The variables of both ANSI themes: the terminal's own text and background, and the reverse of them."""
ANSI_DARK = Theme(
    name="ansi-dark",
    ansi=True,
    dark=True,
    primary="ansi_default",
    accent="ansi_default",
    foreground="ansi_default",
    background="ansi_default",
    variables={**_TERMINAL, "done": "ansi_green", "placeholder": "ansi_cyan", "thumb": "ansi_white"},
)
ANSI_LIGHT = Theme(
    name="ansi-light",
    ansi=True,
    dark=False,
    primary="ansi_default",
    accent="ansi_default",
    foreground="ansi_default",
    background="ansi_default",
    variables={**_TERMINAL, "done": "ansi_default", "placeholder": "ansi_blue", "thumb": "ansi_bright_black"},
)
OWN_THEMES = {theme.name: theme for theme in (DARK, LIGHT, PROJECTOR, CONTRAST, ANSI_DARK, ANSI_LIGHT)}
"""The themes by name; two of them take the place of Textual's own."""
THEMES: Mapping[str, str] = {
    DARK.name: "Dark",
    LIGHT.name: "Light",
    PROJECTOR.name: "Projector",
    CONTRAST.name: "High contrast",
    ANSI_DARK.name: "Terminal colours, dark",
    ANSI_LIGHT.name: "Terminal colours, light",
}
"""The names of the themes for people, in the order in which the command cycles through them."""
SHORT_NAMES: Mapping[str, str] = {name.removeprefix("wbtui-"): name for name in THEMES}
"""The themes by the names that the settings have for them."""
LIGHT_GROUNDS = ("7", "15")
"""White and bright white, as terminals write the colour of their background into `$COLORFGBG`."""


def short_name(theme: str) -> str:
    """Return the name that the settings have for a theme."""
    return theme.removeprefix("wbtui-")


def usual_theme() -> str:
    """Return the name of the theme for a user who has chosen none: one that the terminal can draw."""
    colours = Console(force_terminal=True).color_system if COLOR_SYSTEM == "auto" else COLOR_SYSTEM
    if "NO_COLOR" not in os.environ and colours in ("256", "truecolor"):
        return DARK.name
    ground = os.environ.get("COLORFGBG", "").rpartition(";")[2]
    return (ANSI_LIGHT if ground in LIGHT_GROUNDS else ANSI_DARK).name


def without_colours(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of a theme with warnings and alarms in reverse, because in grey they would be dull."""
    reverse = {"": variables["background"], "-text": variables["foreground"], "-style": "reverse"}
    grounds = {f"{name}{part}": value for name in ("warn", "alarm") for part, value in reverse.items()}
    return {**variables, **grounds}
