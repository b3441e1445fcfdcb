"""Exports the document of a session to a file that the user names."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from wbtui.core.errors import WbtuiError
from wbtui.core.text import slug
from wbtui.storage.disk.atomic_file import TakenError
from wbtui.ui.controllers import ask
from wbtui.wording import sentence
from wbtui.writers import WRITERS, document_of

if TYPE_CHECKING:
    from wbtui.core.document import Document
    from wbtui.core.session import Session
    from wbtui.core.workbook.model import Workbook
    from wbtui.ui.controllers.host import Host
    from wbtui.writers import ParsedAnswers

MARKDOWN_WRITER = WRITERS["md"]


class Export:
    """Asks for a path and writes a document to it."""

    def __init__(self, host: Host, undisturbed: Callable[[], Callable[[], bool]]) -> None:
        """Call `undisturbed` before a dialog; its result tells later whether no other screen has been opened."""
        self._host = host
        self._undisturbed = undisturbed
        self._writing = asyncio.Lock()

    async def export(self, title: str, folder: Path, make: Callable[[], bytes]) -> None:
        """Ask for a path, suggesting one in `folder`, and write what `make` returns; `make` runs in a thread."""
        undisturbed = self._undisturbed()
        question = ask.OneLine(
            f"Export {MARKDOWN_WRITER.label} to",
            str(folder / (slug(title) + MARKDOWN_WRITER.suffix)),
            "export",
        )
        path = await self._host.ask(question)
        if not path:
            return
        # Not Path.expanduser, which raises RuntimeError for an unknown user.
        target = Path(os.path.expanduser(path))
        try:
            written = await self._write(target, make, undisturbed)
        except WbtuiError as error:
            self._host.notify(sentence(error.problem), title="Not exported", severity="error", about="export")
        else:
            if written:
                self._host.notify(str(target.absolute()), title="Exported to", timeout=10, about="export")

    async def _write(self, target: Path, make: Callable[[], bytes], undisturbed: Callable[[], bool]) -> bool:
        """Write the document; return False if the user keeps an existing file instead. Raises SaveError."""
        async with self._writing:
            # Before the work, which may take long.
            await self._host.in_thread(_check, target)
            data = await self._host.in_thread(make)
            free = await self._host.in_thread(_written, target, data)
        if free:
            return True
        if not undisturbed():
            # The user has moved on: a dialog would interrupt them.
            raise TakenError("file.taken", where=str(target))
        question = ask.YesOrNo("Replace the file?", f"{target} already exists.", "Replace", "Cancel")
        if not await self._host.ask(question):
            return False
        async with self._writing:
            await self._host.in_thread(_write, target, data, overwrite=True)
        return True


def _check(target: Path) -> None:
    """Raise SaveError if nothing can be written there, even in place of another file."""
    from wbtui.storage.disk.export_file import replaceable

    replaceable(target, overwrite=True)


def _write(target: Path, data: bytes, *, overwrite: bool = False) -> None:
    # Import here: the first frame of home does not need it.
    from wbtui.storage.disk.export_file import write_export

    write_export(target, data, overwrite=overwrite)


def _written(target: Path, data: bytes) -> bool:
    """Write a new file; return False if the file exists already. Raises SaveError."""
    try:
        _write(target, data)
    except TakenError:
        return False
    return True


def document(session: Session, workbook: Workbook, parsed: ParsedAnswers | None = None) -> Document:
    """Return the document of a session; `parsed` holds the parsed answers of its last document."""
    # Import here: the first frame of home does not need it.
    from wbtui.wording.documents import words_in

    return document_of(session, workbook, words_in, parsed=parsed)


def rendered(session: Session, workbook: Workbook, parsed: ParsedAnswers | None = None) -> bytes:
    """Return the document of a session in the format that the interface exports."""
    return MARKDOWN_WRITER.render(document(session, workbook, parsed))
