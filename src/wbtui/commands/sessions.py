"""The commands `list`, `show` and `locate`, which tell about sessions without changing them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wbtui.commands.common import DONE_STATUS, library_in
from wbtui.commands.output import put, put_json, tell
from wbtui.commands.reading import read_session
from wbtui.core.errors import Problem
from wbtui.core.progress import stage_progress
from wbtui.core.text import spelled_out
from wbtui.core.time.schedule import stage_time, total_spent
from wbtui.paths import NOWHERE
from wbtui.storage.disk import atomic_file
from wbtui.storage.state import State
from wbtui.wording import located, phrase
from wbtui.wording.times import duration

if TYPE_CHECKING:
    from wbtui.commands import Options
    from wbtui.core.listing import Listed
    from wbtui.core.session import Session
    from wbtui.core.workbook.model import Workbook
    from wbtui.paths import Paths


def list_sessions(options: Options, places: Paths) -> int:
    """Print the sessions, newest first."""
    sessions = library_in(places).sessions()
    if options.json:
        put_json([_listed(listed) for listed in sessions])
        return DONE_STATUS
    for listed in sessions:
        if listed.head:
            text = (
                f"{spelled_out(listed.head.slot):<16}  {listed.head.status:<9}  {listed.title}{_file_name(listed)}"
            )
        else:
            text = f"cannot be read    {listed.path.name}: {_problem(listed)}"
        put(f"{_changed(listed):%Y-%m-%d %H:%M}  {text}")
    if not sessions:
        tell(f"No sessions in {places.sessions}. `wbtui new TITLE` starts one.")
    return DONE_STATUS


def _file_name(listed: Listed) -> str:
    """Return the file name unless it follows from the title; it is marked if a sync program gave it."""
    if not listed.has_other_name:
        return ""
    return f"  ({'conflict copy: ' if listed.is_conflict_copy else ''}{listed.path.name})"


def _problem(listed: Listed) -> str:
    return located(listed.problem) if listed.problem else ""


def _changed(listed: Listed) -> datetime:
    return datetime.fromtimestamp(listed.changed)


def _listed(listed: Listed) -> dict[str, object]:
    head = listed.head
    facts: dict[str, object] = {"path": str(listed.path), "changed": _changed(listed).astimezone().isoformat()}
    if head is None:
        return facts | {"problem": _problem(listed)}
    return facts | {
        "id": head.id,
        "title": head.title,
        "slot": head.slot,
        "status": head.status,
        "workbook": head.workbook,
        "agenda": head.agenda,
        "updated": head.updated.isoformat(),
        "conflict_copy": listed.is_conflict_copy,
        "seconds": round(total_spent(head, head.updated)),
    }


def show(options: Options, places: Paths) -> int:
    """Print the progress and the time of a session."""
    path, session, workbook = read_session(options, places)
    if options.json:
        put_json(_shown(path, session, workbook))
        return DONE_STATUS
    put(f"{session.title}  ({session.status}, at {spelled_out(session.slot)})")
    put(str(path))
    for stage in workbook.stages:
        progress = stage_progress(stage, session)
        time = stage_time(workbook, session, stage.id, session.updated)
        mark = ">" if time.current else " "
        answered = f"{progress.answered:>2} of {progress.asked:<2} answered" if progress.asked else "optional"
        put(f"{mark} {stage.title:<16} {answered + ',':<18} {duration(time.spent)} of {time.planned}")
    put(f"{duration(total_spent(session, session.updated))} spent in total")
    return DONE_STATUS


def _shown(path: Path, session: Session, workbook: Workbook) -> dict[str, object]:
    stages = []
    for stage in workbook.stages:
        progress = stage_progress(stage, session)
        time = stage_time(workbook, session, stage.id, session.updated)
        facts = {"id": stage.id, "title": stage.title, "answered": progress.answered, "asked": progress.asked}
        times = {"planned_minutes": time.planned, "spent_seconds": round(time.spent), "current": time.current}
        stages.append(facts | times)
    head = {"path": str(path), "id": session.id, "title": session.title, "status": session.status}
    return head | {"slot": session.slot, "updated": session.updated.isoformat(), "stages": stages}


def locate(options: Options, places: Paths) -> int:
    """Print the folders of the program, or the files of a session."""
    if options.session:
        path = library_in(places, options.session).find(options.session)
        state = State(places.state, atomic_file.real_path(path))
        put(f"session    {path}")
        put(f"versions   {state.versions}")
        put(f"journal    {state.folder}")
        return DONE_STATUS
    put(f"sessions   {_known(places.sessions)}  ({phrase(Problem(places.why))})")
    put(f"workbooks  {_known(places.workbooks)}")
    put(f"examples   {places.examples}")
    put(f"settings   {_known(places.settings)}")
    put(f"state      {_known(places.state)}")
    put(f"versions   {_known(places.state / 'sessions')}  (`wbtui locate SESSION` shows those of one session)")
    return DONE_STATUS


def _known(folder: Path) -> str:
    return "none" if folder.is_relative_to(NOWHERE) else str(folder)
