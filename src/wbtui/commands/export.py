"""The command `wbtui export`, which writes the document of a session."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wbtui.commands.common import DONE_STATUS
from wbtui.commands.output import put_document, put_path
from wbtui.commands.reading import read_session
from wbtui.core.errors import SaveError
from wbtui.core.text import slug
from wbtui.storage.disk import atomic_file
from wbtui.storage.disk.export_file import replaceable, write_export
from wbtui.wording.documents import words_in
from wbtui.writers import WRITERS, document_of

if TYPE_CHECKING:
    from wbtui.commands import Options
    from wbtui.paths import Paths


def export(options: Options, places: Paths) -> int:
    """Write the document of a session."""
    _path, session, workbook = read_session(options, places)
    writer = WRITERS[options.format]
    if options.output == "-":
        put_document(writer.render(document_of(session, workbook, words_in)))
        return DONE_STATUS
    target = Path(options.output) if options.output else Path(slug(session.title) + writer.suffix)
    try:
        # Before the work, which may take long.
        replaceable(target, options.force)
        write_export(target, writer.render(document_of(session, workbook, words_in)), overwrite=options.force)
    except atomic_file.TakenError as error:
        raise atomic_file.TakenError(error.problem.also("force")) from error
    except SaveError as error:
        if error.problem.code != "file.not_regular":
            raise
        raise SaveError(error.problem.also("use_dash")) from error
    put_path(target)
    return DONE_STATUS
