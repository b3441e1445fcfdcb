"""Load a session with its workbook, to show or export it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wbtui.core.errors import SessionError, WorkbookError
from wbtui.core.listing import ForReading
from wbtui.core.progress import mismatches
from wbtui.core.time.agenda import unknown_names
from wbtui.core.workbook.unknown_fields import with_unknown_fields
from wbtui.storage.disk import atomic_file
from wbtui.storage.session_file import codec

if TYPE_CHECKING:
    from wbtui.core.session import Session
    from wbtui.core.workbook.model import Workbook
    from wbtui.storage.workbooks import Workbooks


def load_for_reading(path: Path, workbooks: Workbooks) -> ForReading:
    """Load a session with its workbook. Raises SessionError.

    Of a file in a newer format, the parts that this version understands are loaded.
    """
    loaded = codec.read_any(atomic_file.read_bytes(path), str(path))
    workbook, missing = workbook_for(loaded.session, path, workbooks)
    notes = [note for note in loaded.notes if note != loaded.suspect]
    notes += [] if missing else unknown_names(loaded.session, workbook)
    return ForReading(loaded.session, workbook, missing, loaded.suspect, loaded.newer, tuple(notes))


def workbook_for(session: Session, path: Path, workbooks: Workbooks) -> tuple[Workbook, WorkbookError | None]:
    """Return the workbook with a field for every answer of the session in the file at `path`.

    If the workbook cannot be loaded, the fields are made from the answers, and the error is the second value.
    Raises SessionError if an answer does not have the kind of its field.
    """
    try:
        workbook = workbooks.load(session.workbook, path.parent)
    except WorkbookError as error:
        return with_unknown_fields(None, session), error
    if wrong := mismatches(session, workbook):
        raise SessionError(wrong[0].in_file(str(path)).also("fix_in_editor"))
    return with_unknown_fields(workbook, session), None
