"""The commands of the command line. A module is imported only when one of its commands runs, for a fast start."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from importlib import import_module

from wbtui.paths import Paths

Options = argparse.Namespace
Command = Callable[[Options, Paths], int]

COMMANDS: Mapping[str, str] = {
    "home": "interface.home",
    "open": "interface.open_session",
    "new": "new.new",
    "list": "sessions.list_sessions",
    "show": "sessions.show",
    "schedule": "schedule.schedule",
    "export": "export.export",
    "locate": "sessions.locate",
    "history": "versions.history",
    "diff": "versions.diff",
    "restore": "versions.restore",
    "doctor": "doctor.doctor",
    "workbook list": "workbooks.list_workbooks",
    "workbook show": "workbooks.show",
    "workbook check": "workbooks.check",
    "workbook new": "workbooks.new",
}
"""The function for each command, as `module.function`."""


def carry_out(options: Options, places: Paths) -> int:
    """Run the command given by the options; return the exit status. Raises WbtuiError."""
    if options.version:
        from importlib.metadata import version

        from wbtui.commands.output import put

        put(version("wbtui"))
        return 0
    command = f"{options.command or 'home'} {getattr(options, 'verb', '')}".strip()
    module, _, name = COMMANDS[command].partition(".")
    function: Command = getattr(import_module(f"{__name__}.{module}"), name)
    return function(options, places)
