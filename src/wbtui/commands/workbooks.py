"""The commands `wbtui workbook list`, `show`, `check` and `new`."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from wbtui.commands.common import BAD_STATUS, DONE_STATUS, NO_STATUS, workbooks_in
from wbtui.commands.output import put, put_json, put_path, put_text, tell
from wbtui.core.errors import SaveError, WorkbookError
from wbtui.storage.disk import atomic_file
from wbtui.storage.workbooks import load
from wbtui.wording import located, phrase, sentence

if TYPE_CHECKING:
    from wbtui.commands import Options
    from wbtui.core.workbook.model import Workbook
    from wbtui.paths import Paths


SUFFIX = ".toml"
TEMPLATE = Path(__file__).parents[1] / "workbooks" / "new" / "workbook.toml"
"""The workbook that `new` writes."""


def list_workbooks(options: Options, places: Paths) -> int:
    """Print the workbooks that can be opened by name."""
    rows: list[dict[str, object]] = []
    for path in workbooks_in(places).paths():
        try:
            rows.append({"name": path.stem, "title": load(path).title, "path": str(path)})
        except WorkbookError as error:
            rows.append({"name": path.stem, "problem": sentence(error.problem), "path": str(path)})
    if options.json:
        put_json(rows)
    else:
        for row in rows:
            put(f"{row['name']}  {row.get('title') or row['problem']}  {row['path']}")
    return DONE_STATUS


def show(options: Options, places: Paths) -> int:
    """Print the stages, fields, agendas and banks of a workbook."""
    workbook = workbooks_in(places).load(options.workbook, Path.cwd())
    if options.json:
        put_json(_as_json(workbook))
        return DONE_STATUS
    put(f"{workbook.title} ({workbook.id})")
    put_text(f"\n{workbook.description.strip()}\n")
    for stage in workbook.stages:
        put(f"{stage.title} [{stage.id}]: {stage.question}")
        put(f"    {', '.join(field.label for field in stage.fields)}")
    for agenda in workbook.agendas:
        slots = ", ".join(f"{slot.title} {slot.minutes}" for slot in agenda.slots)
        put_text("")
        put(f"Agenda {agenda.id}, {agenda.title} ({agenda.minutes} min): {slots}")
    for bank in workbook.banks:
        put_text("")
        put(f"Bank {bank.id}, {bank.title}: {len(bank.questions)} questions")
    return DONE_STATUS


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


def new(options: Options, _places: Paths) -> int:
    """Write a small workbook with comments, to be changed; a file is never replaced."""
    path = Path(options.file)
    if path.name in ("", "..") or options.file.endswith(os.sep):
        raise SaveError("file.is_folder", where=options.file or os.curdir, next_step="name_file_in_folder")
    if os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):
        raise SaveError("file.not_regular", where=str(path))
    if not path.suffix:
        path = path.with_suffix(SUFFIX)
    atomic_file.create(path, TEMPLATE.read_bytes())
    put_path(path)
    check = f"wbtui workbook check {shlex.quote(str(path))}"
    tell(f"Change it in an editor; `{check}` says what is wrong with it")
    return DONE_STATUS


def check(options: Options, _places: Paths) -> int:
    """Print every mistake in a workbook file."""
    try:
        workbook = load(Path(options.file))
    except WorkbookError as error:
        problems = [{"what": phrase(p), "key": p.where.key, "line": p.where.line} for p in error.problems]
        if options.json:
            put_json({"file": options.file, "problems": problems})
        else:
            for problem in error.problems:
                put(f"{options.file}: {located(problem)}")
            count = len(problems)
            tell(f"{count} mistake{'' if count == 1 else 's'}")
        return NO_STATUS if os.path.isfile(options.file) else BAD_STATUS
    if options.json:
        put_json({"file": options.file, "problems": []})
    else:
        tell(f"{options.file}: {workbook.title} has no mistakes")
    return DONE_STATUS
