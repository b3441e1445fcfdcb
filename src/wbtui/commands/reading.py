"""Reads the session that a command is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wbtui.commands.common import library_in, workbooks_in
from wbtui.commands.output import tell
from wbtui.storage.session.reading import load_for_reading
from wbtui.wording import located, sentence

if TYPE_CHECKING:
    from pathlib import Path

    from wbtui.commands import Options
    from wbtui.core.session import Session
    from wbtui.core.workbook.model import Workbook
    from wbtui.paths import Paths


class Read(NamedTuple):
    """A session with its file and its workbook."""

    path: Path
    session: Session
    workbook: Workbook


def read_session(options: Options, places: Paths) -> Read:
    """Return the session that the user named, and say what is missing in it. Raises WbtuiError."""
    path = library_in(places, options.session).find(options.session)
    found = load_for_reading(path, workbooks_in(places))
    for note in (*([found.newer] if found.newer else []), *found.notes):
        tell(f"wbtui: {path}: {located(note)}")
    if found.suspect:
        step = f"`wbtui history {path.stem}` lists earlier versions"
        tell(f"wbtui: {path}: {located(found.suspect)}. {step}")
    if found.missing:
        tell(f"wbtui: {sentence(found.missing.problem)}. The answers are shown as they are")
    return Read(path, found.session, found.workbook)
