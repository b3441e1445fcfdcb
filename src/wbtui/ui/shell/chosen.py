"""Reads the user's choices from the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wbtui.ui.commands.keys import Keys

if TYPE_CHECKING:
    from wbtui.core.errors import Problem
    from wbtui.storage.settings import Settings


def keys_in(settings: Settings) -> tuple[Keys, list[Problem]]:
    """Return the keys of this run, and the problems of the settings."""
    if not settings.keys:
        return Keys(), [*settings.problems]
    from wbtui.ui.commands.chosen_keys import with_chosen
    from wbtui.ui.widgets.answer_area import EDITING_KEYS

    keys, problems = with_chosen(settings.keys, EDITING_KEYS)
    return keys, [*settings.problems, *(problem.in_file(settings.file) for problem in problems)]
