"""The commands that read sessions without changing them: list, show, export, locate."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wbtui.commands.common import DONE_STATUS, library_in, print_json, workbooks_in
from wbtui.core.errors import Problem
from wbtui.core.progress import stage_progress
from wbtui.core.text import clean, clean_line, slug
from wbtui.core.time.formats import duration
from wbtui.core.time.schedule import stage_time, total_spent
from wbtui.storage.disk import atomic_file
from wbtui.storage.reading import load_for_reading
from wbtui.storage.state import State
from wbtui.wording import located, phrase, sentence
from wbtui.writers import WRITERS, document_of

if TYPE_CHECKING:
    from wbtui.commands import Options
    from wbtui.core.session import Session
    from wbtui.core.workbook.model import Workbook
    from wbtui.paths import Paths
    from wbtui.storage.library import Listed


def _read(options: Options, places: Paths) -> tuple[Path, Session, Workbook]:
    path = library_in(places).find(options.session)
    found = load_for_reading(path, workbooks_in(places))
    if found.suspect:
        step = f"`wbtui history {path.stem}` lists earlier versions"
        print(f"wbtui: {clean(str(path))}: {located(found.suspect)}. {clean(step)}", file=sys.stderr)
    if found.missing:
        print(
            f"wbtui: {clean(sentence(found.missing.problem))}. The answers are shown as they are", file=sys.stderr
        )
    return path, found.session, found.workbook


def list_sessions(options: Options, places: Paths) -> int:
    """Print the sessions, newest first."""
    sessions = library_in(places).sessions()
    if options.json:
        print_json([_listed(listed) for listed in sessions])
        return DONE_STATUS
    for listed in sessions:
        if listed.head:
            text = f"{listed.head.slot:<16}  {listed.head.status:<9}  {listed.title}"
        else:
            text = f"cannot be read    {listed.path.name}: {_problem(listed)}"
        print(f"{_changed(listed):%Y-%m-%d %H:%M}  {clean_line(text)}")
    if not sessions:
        print(f"No sessions in {places.sessions}. `wbtui new TITLE` starts one.", file=sys.stderr)
    return DONE_STATUS


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
        "seconds": round(total_spent(head, head.updated)),
    }


def show(options: Options, places: Paths) -> int:
    """Print the progress and the time of a session."""
    path, session, workbook = _read(options, places)
    if options.json:
        print_json(_shown(path, session, workbook))
        return DONE_STATUS
    print(clean_line(f"{session.title}  ({session.status}, at {session.slot})"))
    print(clean_line(str(path)))
    for stage in workbook.stages:
        progress = stage_progress(stage, session)
        time = stage_time(workbook, session, stage.id, session.updated)
        mark = ">" if time.current else " "
        answered = f"{progress.answered:>2} of {progress.asked:<2} answered"
        print(f"{mark} {stage.title:<16} {answered}, {duration(time.spent)} of {time.planned}")
    print(f"{duration(total_spent(session, session.updated))} spent in total")
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


def export(options: Options, places: Paths) -> int:
    """Write the document of a session."""
    _path, session, workbook = _read(options, places)
    writer = WRITERS[options.format]
    data = writer.render(document_of(session, workbook))
    if options.output == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
        return DONE_STATUS
    target = Path(options.output) if options.output else Path(slug(session.title) + writer.suffix)
    try:
        atomic_file.write_export(target, data, overwrite=options.force)
    except atomic_file.TakenError as error:
        raise atomic_file.TakenError(error.problem.also("force")) from error
    print(target)
    return DONE_STATUS


def locate(options: Options, places: Paths) -> int:
    """Print the folders of the program, or the files of a session."""
    if options.session:
        path = library_in(places).find(options.session)
        state = State(places.state, atomic_file.real_path(path))
        print(f"session    {path}")
        print(f"versions   {state.versions}")
        print(f"journal    {state.folder}")
        return DONE_STATUS
    print(f"sessions   {places.sessions}  ({phrase(Problem(places.why))})")
    print(f"workbooks  {places.workbooks}")
    print(f"examples   {places.examples}")
    print(f"settings   {places.settings}")
    print(f"state      {places.state}")
    print(f"versions   {places.state / 'sessions'}  (`wbtui locate SESSION` shows those of one session)")
    return DONE_STATUS
