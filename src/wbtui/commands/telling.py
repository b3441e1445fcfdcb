"""The commands that tell something of sessions, and change none."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wbtui.commands.common import DONE, library_in, print_json, shelf_in
from wbtui.core.clock_face import duration
from wbtui.core.completion import completed
from wbtui.core.errors import SessionError, WorkbookError
from wbtui.core.progress import mismatches, stage_progress
from wbtui.core.schedule import spent, total_spent
from wbtui.core.text import clean, clean_line, slug
from wbtui.files import codec, store
from wbtui.files.state import State

if TYPE_CHECKING:
    from wbtui.commands import Options
    from wbtui.core.session import Session
    from wbtui.core.workbook import Workbook
    from wbtui.files.library import Listed
    from wbtui.places import Places


def _read(options: Options, places: Places) -> tuple[Path, Session, Workbook]:
    path = library_in(places).find(options.session)
    # A newer format too, as far as it can be understood: nothing is written.
    loaded = codec.read_any(store.read_bytes(path), str(path))
    session = loaded.session
    if loaded.suspect:
        step = f"`wbtui history {path.stem}` lists earlier versions"
        print(f"wbtui: {clean(str(path))}: {loaded.suspect} {clean(step)}", file=sys.stderr)
    try:
        workbook = shelf_in(places).load(session.workbook, path.parent)
    except WorkbookError as error:
        print(f"wbtui: {clean(str(error))}. The answers are shown as they are", file=sys.stderr)
        return path, session, completed(None, session)
    if wrong := mismatches(session, workbook):
        raise SessionError(wrong[0], where=str(path), next_step="Mend it in an editor")
    return path, session, completed(workbook, session)


def list_sessions(options: Options, places: Places) -> int:
    """List the sessions, newest first."""
    sessions = library_in(places).sessions()
    if options.json:
        print_json([_listed(listed) for listed in sessions])
        return DONE
    for listed in sessions:
        if listed.head:
            text = f"{listed.head.stage:<16}  {listed.head.status:<9}  {listed.title}"
        else:
            text = f"cannot be read    {listed.path.name}: {listed.problem}"
        print(f"{_changed(listed):%Y-%m-%d %H:%M}  {clean_line(text)}")
    if not sessions:
        print(f"No sessions in {places.sessions}. `wbtui new TITLE` begins one.", file=sys.stderr)
    return DONE


def _changed(listed: Listed) -> datetime:
    return datetime.fromtimestamp(listed.changed)


def _listed(listed: Listed) -> dict[str, object]:
    head = listed.head
    facts: dict[str, object] = {"path": str(listed.path), "changed": _changed(listed).astimezone().isoformat()}
    if head is None:
        return facts | {"problem": listed.problem}
    return facts | {
        "id": head.id,
        "title": head.title,
        "stage": head.stage,
        "status": head.status,
        "workbook": head.workbook,
        "agenda": head.agenda,
        "updated": head.updated.isoformat(),
        "seconds": round(total_spent(head, head.updated)),
    }


def show(options: Options, places: Places) -> int:
    """Show progress and time of a session."""
    path, session, workbook = _read(options, places)
    if options.json:
        print_json(_shown(path, session, workbook))
        return DONE
    print(clean_line(f"{session.title}  ({session.status}, at {session.stage})"))
    print(clean_line(str(path)))
    for stage in workbook.stages:
        progress = stage_progress(stage, session)
        planned = session.clock.planned.get(stage.id, 0)
        time = duration(spent(session, stage.id, session.updated))
        mark = ">" if stage.id == session.stage else " "
        print(
            f"{mark} {stage.title:<16} {progress.answered:>2} of {progress.asked:<2} answered, {time} of {planned}"
        )
    print(f"{duration(total_spent(session, session.updated))} spent in all")
    return DONE


def _shown(path: Path, session: Session, workbook: Workbook) -> dict[str, object]:
    stages = []
    for stage in workbook.stages:
        progress = stage_progress(stage, session)
        seconds = spent(session, stage.id, session.updated)
        planned = session.clock.planned.get(stage.id, 0)
        facts = {"id": stage.id, "title": stage.title, "answered": progress.answered, "asked": progress.asked}
        stages.append(facts | {"planned_minutes": planned, "spent_seconds": round(seconds)})
    head = {"path": str(path), "id": session.id, "title": session.title, "status": session.status}
    return head | {"stage": session.stage, "updated": session.updated.isoformat(), "stages": stages}


def export(options: Options, places: Places) -> int:
    """Write the document of a session."""
    from wbtui.core.document import document
    from wbtui.writers.markdown import render

    _path, session, workbook = _read(options, places)
    text = render(document(session, workbook))
    if options.output == "-":
        sys.stdout.buffer.write(text.encode())
        sys.stdout.flush()
        return DONE
    target = Path(options.output) if options.output else Path(f"{slug(session.title)}.md")
    try:
        store.write_export(target, text.encode(), overwrite=options.force)
    except store.TakenError as error:
        error.next_step = "--force replaces it, -o writes elsewhere"
        raise
    print(target)
    return DONE


def locate(options: Options, places: Places) -> int:
    """Tell where everything is kept."""
    if options.session:
        path = library_in(places).find(options.session)
        state = State(places.state, store.real_path(path))
        print(f"session    {path}")
        print(f"versions   {state.versions}")
        print(f"journal    {state.folder}")
        return DONE
    print(f"sessions   {places.sessions}  ({places.why})")
    print(f"workbooks  {places.workbooks}")
    print(f"examples   {places.examples}")
    print(f"state      {places.state}")
    print(f"versions   {places.state / 'sessions'}  (`wbtui locate SESSION` names those of one)")
    return DONE
