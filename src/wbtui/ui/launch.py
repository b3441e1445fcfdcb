"""Starts the interface on this terminal."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from wbtui.clocks import machine_clocks
from wbtui.storage.state import why_not_kept
from wbtui.ui.app import WorkbookApp
from wbtui.ui.context import AppContext
from wbtui.ui.shell.chosen import choices_in
from wbtui.ui.terminal.app import is_terminal
from wbtui.ui.terminal.external_editor import editor_command, run

if TYPE_CHECKING:
    from wbtui.storage.library import Library
    from wbtui.storage.settings import Settings
    from wbtui.storage.workbooks import WorkbookLibrary

BAD_USAGE_STATUS = 2


def launch(
    library: Library,
    workbooks: WorkbookLibrary,
    state_dir: Path,
    settings: Path | None,
    chosen: Settings,
    now: Callable[[], datetime],
    start: Path | None,
    shown: Callable[[], None],
) -> int:
    """Run the program until the user leaves it, and return the exit status; call `shown` at its first screen."""
    if not is_terminal():
        print("wbtui: this needs a terminal. `wbtui --help` shows the commands that do not", file=sys.stderr)
        return BAD_USAGE_STATUS
    editor = partial(run, command=editor_command(os.environ))
    not_kept = why_not_kept(state_dir)
    keys, theme, problems = choices_in(chosen)
    clocks = machine_clocks(now)
    context = AppContext(
        library,
        workbooks,
        state_dir,
        clocks,
        time.monotonic,
        editor,
        not_kept=not_kept,
        keys=keys,
        theme=theme,
        settings=settings,
        problems=problems,
        shown=shown,
    )
    app = WorkbookApp(context, start)
    return app.run_to_the_end(app.sessions.flush, app.sessions.farewell)
