"""The command `wbtui new`, which creates a session."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from wbtui.commands.common import DONE_STATUS, library_in, now, workbooks_in
from wbtui.commands.output import put_path
from wbtui.core.errors import UsageError
from wbtui.core.new_session import new_session, planned_start

if TYPE_CHECKING:
    from wbtui.commands import Options
    from wbtui.paths import Paths


def new(options: Options, places: Paths) -> int:
    """Create a session, and open it unless `--no-open` is given."""
    workbooks = workbooks_in(places)
    workbook = workbooks.load(options.workbook, Path.cwd())
    agenda = workbook.agenda(options.agenda) if options.agenda else workbook.usual_agenda
    if agenda is None:
        known = ", ".join(agenda.id for agenda in workbook.agendas)
        raise UsageError("typed.agenda", next_step="choose_agenda", name=options.agenda, known=known)
    name = options.workbook
    if name.endswith(".toml"):
        # The path is stored relative to the session, so that both files can be moved together.
        name = os.path.relpath(Path(name).absolute(), places.sessions)
    try:
        starts = planned_start(options.start, "", agenda, now())
    except ValueError as error:
        raise UsageError("typed.time", next_step="write_time", text=options.start) from error
    session = new_session(workbook, name, options.title, agenda, now(), starts=starts)
    if not session.title:
        raise UsageError("session.no_title")
    path = library_in(places).add(session)
    if options.no_open:
        put_path(path)
        return DONE_STATUS
    from wbtui.commands.interface import open_interface

    return open_interface(places, path)
