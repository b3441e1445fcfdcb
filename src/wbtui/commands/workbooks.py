"""The commands `wbtui workbook list`, `show` and `check`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from wbtui.commands.common import BAD_STATUS, DONE_STATUS, NO_STATUS, print_json, workbooks_in
from wbtui.core.errors import WorkbookError
from wbtui.core.text import clean_line
from wbtui.storage.workbooks import load
from wbtui.wording import located, phrase, sentence

if TYPE_CHECKING:
    from wbtui.commands import Options
    from wbtui.core.workbook.model import Workbook
    from wbtui.paths import Paths


def list_workbooks(options: Options, places: Paths) -> int:
    """Print the workbooks that can be opened by name."""
    rows: list[dict[str, object]] = []
    for path in workbooks_in(places).paths():
        try:
            rows.append({"name": path.stem, "title": load(path).title, "path": str(path)})
        except WorkbookError as error:
            rows.append({"name": path.stem, "problem": sentence(error.problem), "path": str(path)})
    if options.json:
        print_json(rows)
    else:
        for row in rows:
            print(clean_line(f"{row['name']}  {row.get('title') or row['problem']}  {row['path']}"))
    return DONE_STATUS


def show(options: Options, places: Paths) -> int:
    """Print the stages, fields, agendas and banks of a workbook."""
    workbook = workbooks_in(places).load(options.workbook, Path.cwd())
    if options.json:
        print_json(_as_json(workbook))
        return DONE_STATUS
    print(f"{workbook.title} ({workbook.id})\n\n{workbook.description.strip()}\n")
    for stage in workbook.stages:
        print(f"{stage.title} [{stage.id}]: {stage.question}")
        print(f"    {', '.join(field.label for field in stage.fields)}")
    for agenda in workbook.agendas:
        slots = ", ".join(f"{slot.title} {slot.minutes}" for slot in agenda.slots)
        print(f"\nAgenda {agenda.id}, {agenda.title} ({agenda.minutes} min): {slots}")
    for bank in workbook.banks:
        print(f"\nBank {bank.id}, {bank.title}: {len(bank.questions)} questions")
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


def check(options: Options, _places: Paths) -> int:
    """Print every mistake in a workbook file."""
    try:
        workbook = load(Path(options.file))
    except WorkbookError as error:
        problems = [{"what": phrase(p), "key": p.where.key, "line": p.where.line} for p in error.problems]
        if options.json:
            print_json({"file": options.file, "problems": problems})
        else:
            print("\n".join(clean_line(f"{options.file}: {located(problem)}") for problem in error.problems))
            count = len(problems)
            print(f"{count} mistake{'' if count == 1 else 's'}", file=sys.stderr)
        return NO_STATUS if os.path.isfile(options.file) else BAD_STATUS
    if options.json:
        print_json({"file": options.file, "problems": []})
    else:
        print(f"{options.file}: {workbook.title} has no mistakes", file=sys.stderr)
    return DONE_STATUS
