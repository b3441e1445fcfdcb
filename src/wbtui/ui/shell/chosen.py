"""Reads the user's choices from the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.errors import Problem
from wbtui.storage.settings import MAX_QUOTED_CHARS
from wbtui.ui.commands.keys import Keys
from wbtui.ui.themes import SHORT_NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wbtui.storage.settings import Settings


class Choices(NamedTuple):
    """The keys and the theme of a run, and the mistakes in the settings in the order of their lines."""

    keys: Keys
    theme: str
    """The name of the theme; empty if the user has chosen none."""
    problems: Sequence[Problem]


def choices_in(settings: Settings) -> Choices:
    """Return the user's choices; what the settings leave out or have wrong is as usual."""
    problems = [*settings.problems]
    keys, theme = Keys(), ""
    if settings.theme:
        theme = SHORT_NAMES.get(settings.theme.name, "")
    if settings.theme and not theme:
        name, line = settings.theme.name[:MAX_QUOTED_CHARS], settings.theme.line
        problems.append(Problem.of("settings.theme", line=line, name=name, allowed=", ".join(SHORT_NAMES)))
    if settings.keys:
        from wbtui.ui.commands.chosen_keys import with_chosen
        from wbtui.ui.widgets.answer_area import EDITING_KEYS

        keys, wrong = with_chosen(settings.keys, EDITING_KEYS)
        problems += wrong
    problems.sort(key=lambda problem: problem.where.line or 0)
    return Choices(keys, theme, [problem.in_file(settings.file) for problem in problems])
