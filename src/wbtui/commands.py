"""What each command does; the interface is imported only to open it."""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from wbtui.core.beginning import new_session, planned_start
from wbtui.core.clock_face import duration
from wbtui.core.completion import completed
from wbtui.core.errors import SessionError, UsageError, WorkbookError
from wbtui.core.progress import mismatches, stage_progress
from wbtui.core.schedule import spent, total_spent
from wbtui.core.session import Session
from wbtui.core.text import clean, clean_line, slug
from wbtui.core.workbook import Workbook
from wbtui.files import codec, store
from wbtui.files.library import Library, Listed
from wbtui.files.state import State
from wbtui.files.workbooks import Shelf, load
from wbtui.places import Places

Options = argparse.Namespace
DONE, NO, BAD = 0, 1, 2


def carry_out(options: Options, places: Places) -> int:
    """Do what the command line says; the exit status. Raises WbtuiError."""
    if options.version:
        from importlib.metadata import version

        print(version("wbtui"))
        return DONE
    command = f"{options.command or 'home'} {getattr(options, 'verb', '')}".strip()
    return COMMANDS[command](options, places)


def now() -> datetime:
    """This moment, with the zone of this machine, to a tenth of a second."""
    moment = datetime.now().astimezone()
    return moment.replace(microsecond=moment.microsecond // 100_000 * 100_000)


def _library(places: Places) -> Library:
    return Library(places.sessions, places.examples)


def _shelf(places: Places) -> Shelf:
    return Shelf(places.workbooks)


def _read(options: Options, places: Places) -> tuple[Path, Session, Workbook]:
    path = _library(places).find(options.session)
    # A newer format too, as far as it can be understood: nothing is written.
    session = codec.read_any(store.read_bytes(path), str(path)).session
    try:
        workbook = _shelf(places).load(session.workbook, path.parent)
    except WorkbookError as error:
        print(f"wbtui: {clean(str(error))}. The answers are shown as they are", file=sys.stderr)
        return path, session, completed(None, session)
    if wrong := mismatches(session, workbook):
        raise SessionError(wrong[0], where=str(path), next_step="Mend it in an editor")
    return path, session, completed(workbook, session)


# The interface


def _home(_options: Options, places: Places) -> int:
    return _interface(places, None)


def _open(options: Options, places: Places) -> int:
    library = _library(places)
    return _interface(places, library.own(library.find(options.session), now()))


def _interface(places: Places, start: Path | None) -> int:
    # Almost all that a start makes stays; the interface turns this on again once it is shown.
    gc.disable()
    from wbtui.ui.launch import launch

    return launch(_library(places), _shelf(places), places.state, now, start)


# Sessions


def _new(options: Options, places: Places) -> int:
    shelf = _shelf(places)
    workbook = shelf.load(options.workbook, Path.cwd())
    agenda = workbook.agenda(options.agenda) if options.agenda else workbook.usual_agenda
    if agenda is None:
        known = ", ".join(agenda.id for agenda in workbook.agendas)
        raise UsageError(f"there is no agenda {options.agenda!r}", next_step=f"Choose one of {known}")
    name = options.workbook
    if name.endswith(".toml"):
        # Relative to the session, so that both can travel together.
        name = os.path.relpath(Path(name).absolute(), places.sessions)
    try:
        starts = planned_start(options.start, "", agenda, now())
    except ValueError as error:
        raise UsageError(f"{options.start!r} is no time of day", next_step="Write it as 09:00") from error
    session = new_session(workbook, name, options.title, agenda, now(), starts=starts)
    if not session.title:
        raise UsageError("a session needs a title")
    path = _library(places).add(session)
    if options.no_open:
        print(path)
        return DONE
    return _interface(places, path)


def _list(options: Options, places: Places) -> int:
    sessions = _library(places).sessions()
    if options.json:
        _print_json([_listed(listed) for listed in sessions])
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


def _show(options: Options, places: Places) -> int:
    path, session, workbook = _read(options, places)
    if options.json:
        _print_json(_shown(path, session, workbook))
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


def _export(options: Options, places: Places) -> int:
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


# Workbooks


def _workbook_list(options: Options, places: Places) -> int:
    rows: list[dict[str, object]] = []
    for path in _shelf(places).paths():
        try:
            rows.append({"name": path.stem, "title": load(path).title, "path": str(path)})
        except WorkbookError as error:
            rows.append({"name": path.stem, "problem": str(error), "path": str(path)})
    if options.json:
        _print_json(rows)
    else:
        for row in rows:
            print(clean_line(f"{row['name']}  {row.get('title') or row['problem']}  {row['path']}"))
    return DONE


def _workbook_show(options: Options, places: Places) -> int:
    workbook = _shelf(places).load(options.workbook, Path.cwd())
    if options.json:
        _print_json(_as_json(workbook))
        return DONE
    print(f"{workbook.title} ({workbook.id})\n\n{workbook.description.strip()}\n")
    for stage in workbook.stages:
        print(f"{stage.title} [{stage.id}]: {stage.question}")
        print(f"    {', '.join(field.label for field in stage.fields)}")
    for agenda in workbook.agendas:
        slots = ", ".join(f"{slot.title} {slot.minutes}" for slot in agenda.slots)
        print(f"\nAgenda {agenda.id}, {agenda.title} ({agenda.minutes} min): {slots}")
    for bank in workbook.banks:
        print(f"\nBank {bank.id}, {bank.title}: {len(bank.questions)} questions")
    return DONE


def _as_json(workbook: Workbook) -> dict[str, object]:
    return {
        "id": workbook.id,
        "title": workbook.title,
        "description": workbook.description,
        "stages": [
            {"id": s.id, "title": s.title, "question": s.question, "fields": [field.key for field in s.fields]}
            for s in workbook.stages
        ],
        "agendas": [
            {
                "id": a.id,
                "title": a.title,
                "minutes": a.minutes,
                "slots": {slot.id: slot.minutes for slot in a.slots},
            }
            for a in workbook.agendas
        ],
        "banks": [
            {"id": bank.id, "title": bank.title, "questions": len(bank.questions)} for bank in workbook.banks
        ],
    }


def _workbook_check(options: Options, _places: Places) -> int:
    try:
        workbook = load(Path(options.file))
    except WorkbookError as error:
        problems = [{"what": p.what, "key": p.key, "line": p.line} for p in error.problems]
        if options.json:
            _print_json({"file": options.file, "problems": problems})
        else:
            print("\n".join(clean_line(f"{options.file}: {problem}") for problem in error.problems))
            count = len(problems)
            print(f"{count} mistake{'' if count == 1 else 's'}", file=sys.stderr)
        return NO if os.path.isfile(options.file) else BAD
    if options.json:
        _print_json({"file": options.file, "problems": []})
    else:
        print(f"{options.file}: {workbook.title} is in order", file=sys.stderr)
    return DONE


# Versions: what opens a session to write is not loaded for the other commands.


def _history(options: Options, places: Places) -> int:
    from wbtui.version_commands import history

    return history(options, places)


def _diff(options: Options, places: Places) -> int:
    from wbtui.version_commands import diff

    return diff(options, places)


def _restore(options: Options, places: Places) -> int:
    from wbtui.version_commands import restore

    return restore(options, places, now)


def _locate(options: Options, places: Places) -> int:
    if options.session:
        path = _library(places).find(options.session)
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


def _print_json(data: object) -> None:
    print(json.dumps(data, indent=2, ensure_ascii=False))


COMMANDS: Mapping[str, Callable[[Options, Places], int]] = {
    "home": _home,
    "open": _open,
    "new": _new,
    "list": _list,
    "show": _show,
    "export": _export,
    "history": _history,
    "diff": _diff,
    "restore": _restore,
    "workbook list": _workbook_list,
    "workbook show": _workbook_show,
    "workbook check": _workbook_check,
    "locate": _locate,
}
