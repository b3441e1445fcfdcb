"""The ids of all commands as a closed type, so that mypy finds every id that does not exist."""

from __future__ import annotations

from typing import Literal, TypeAlias

WorkshopId: TypeAlias = Literal[
    "step",
    "next",
    "back",
    "here",
    "pause",
    "plus_one",
    "minus_one",
    "plus_five",
    "big_clock",
    "resolve",
    "jump",
    "room",
    "preview",
    "parking_lot",
    "action",
    "decision",
    "export",
    "details",
    "undo",
    "coach",
    "entry_new",
    "bank",
    "vote",
    "unvote",
    "entry_up",
    "entry_down",
    "entry_delete",
    "editor",
    "earlier",
    "select_all",
    "more",
    "redo",
    "versions",
    "keep_version",
    "close",
    "take_over",
    "give_up",
    "home",
    "section_next",
    "section_previous",
    "look_next",
    "look_previous",
    "coach_down",
    "coach_up",
    "carried",
    "take_in",
    "save",
    "theme",
    "help",
]
"""The ids of the commands in an open session."""
HomeId: TypeAlias = Literal[
    "open",
    "new",
    "example",
    "filter",
    "summary_down",
    "summary_up",
    "export",
    "duplicate",
    "pivot",
    "trash",
    "untrash",
    "recover",
    "theme",
    "help",
    "quit",
]
"""The ids of the commands of the home screen."""
CommandId: TypeAlias = WorkshopId | HomeId | Literal["menu"]
"""The id of a command, or `menu`, which opens the command menu."""
NoCommand: TypeAlias = Literal[""]
"""The value in place of an id where there is no command."""
