"""Screens and dialogs, one module each, imported at their first use.

Write `screens.menu.MenuScreen`. A start needs one or two of the screens; importing all of them would cost it 40
ms.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wbtui.ui.screens import ask_line as ask_line
    from wbtui.ui.screens import bank as bank
    from wbtui.ui.screens import big_clock as big_clock
    from wbtui.ui.screens import closing as closing
    from wbtui.ui.screens import confirm as confirm
    from wbtui.ui.screens import conflict as conflict
    from wbtui.ui.screens import details as details
    from wbtui.ui.screens import earlier as earlier
    from wbtui.ui.screens import file_picker as file_picker
    from wbtui.ui.screens import help as help  # noqa: A004 - a screen
    from wbtui.ui.screens import home as home
    from wbtui.ui.screens import jump as jump
    from wbtui.ui.screens import menu as menu
    from wbtui.ui.screens import new as new
    from wbtui.ui.screens import preview as preview
    from wbtui.ui.screens import quick_note as quick_note
    from wbtui.ui.screens import reading as reading
    from wbtui.ui.screens import restore as restore
    from wbtui.ui.screens import stage as stage
    from wbtui.ui.screens import timetable as timetable
    from wbtui.ui.screens import versions as versions


def __getattr__(name: str) -> ModuleType:
    try:
        return import_module(f"{__name__}.{name}")
    except ModuleNotFoundError as error:
        raise AttributeError(f"there is no screen {name!r}") from error
