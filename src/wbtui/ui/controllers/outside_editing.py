"""Takes over answers from the user's own editor, and asks about those that need a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wbtui.core.change import SetAnswer
from wbtui.core.errors import Problem, ReadOnlyError
from wbtui.core.text import MAX_ANSWER_CHARS
from wbtui.storage.drafts.editor_files import EditorFiles
from wbtui.ui.controllers import ask
from wbtui.wording import sentence, statement
from wbtui.wording.labels import full_label

if TYPE_CHECKING:
    from wbtui.core.place import Place
    from wbtui.core.workbook.model import Field
    from wbtui.storage.drafts.editor_files import EditorFile
    from wbtui.storage.session.handle import SessionHandle
    from wbtui.ui.controllers.host import Host
    from wbtui.workshop import Workshop

TOAST_TITLE = "Editor"
FOLDER_NAME = "edited"
PREVIEW_CHARS = 300


class OutsideEditing:
    """Lends answers to the user's own editor."""

    def __init__(self, handle: SessionHandle, workshop: Workshop, host: Host) -> None:
        self.handle = handle
        self._workshop = workshop
        self._host = host

    @property
    def _files(self) -> EditorFiles:
        return EditorFiles(self.handle.folder / FOLDER_NAME)

    def begin(self, place: Place) -> EditorFile:
        """Write the answer at a place to a file for the editor. Raises UsageError."""
        return self._files.begin(place, self._workshop.session.text(place))

    def cancel(self, file: EditorFile) -> None:
        """Remove a file that no editor has seen."""
        self._files.remove(file)

    def take_in(self, file: EditorFile, failure: Problem | None) -> bool:
        """Make the file's text the answer; return False if that needs a question, which `offer` asks.

        `failure` says why the editor failed; None if it did not.
        """
        there = file.exists
        if there and file.changed:
            return failure is None and self._taken(file)
        self._files.remove(file)
        if failure or not there:
            self._say_unchanged(failure or Problem("editor.removed"))
        return True

    def _say_unchanged(self, failure: Problem) -> None:
        failure = failure if failure.next_step else failure.also("unchanged")
        self._host.notify(sentence(failure), title=TOAST_TITLE, severity="warning")

    def _taken(self, file: EditorFile) -> bool:
        """Take the text over if nothing is wrong with it; return whether it was taken over."""
        field = self._field(file.place)
        text, wrong = file.read(field) if field else ("", None)
        return bool(field) and not wrong and self._set(file, text)

    async def offer_left(self) -> None:
        """Offer the texts that editors have written and that an earlier run of the program has not taken over."""
        if not self._workshop.read_only:
            for file in await self._host.in_thread(self._files.left):
                await self.offer(file, Problem("editor.interrupted"))

    async def offer(self, file: EditorFile, why: Problem | None) -> None:
        """Say where the file is kept, and ask whether to take its text after all."""
        field = self._field(file.place)
        text, wrong = file.read(field) if field else ("", Problem("editor.gone"))
        why = wrong or why or self._workshop.read_only or Problem("editor.gone")
        if not field or len(text) > MAX_ANSWER_CHARS or self._workshop.read_only:
            self._say_where(file, why)
            return
        label = full_label(file.place, self._workshop.workbook, self._workshop.session)
        shown = text if len(text) <= PREVIEW_CHARS else f"{text[:PREVIEW_CHARS]}…"
        question = ask.YesOrNo(
            f"Your editor wrote: {label}",
            f"{statement(why)} The text is kept in {file.path}\n\n{shown}",
            "Use this text",
            "Leave it there",
        )
        if not (await self._host.ask(question) and self._set(file, text)):
            self._say_where(file, why)

    def _set(self, file: EditorFile, text: str) -> bool:
        """Make a text the answer and remove its file; return False if the answer cannot be edited."""
        field, place = self._field(file.place), file.place
        if field is None:
            return False
        try:
            self._workshop.edit(SetAnswer(place, field.value(text)))
        except ReadOnlyError:
            return False
        self._files.remove(file)
        return True

    def _say_where(self, file: EditorFile, why: Problem) -> None:
        self._files.set_aside(file)
        text = f"{statement(why)} The text is kept in {file.path}"
        self._host.notify(text, title=TOAST_TITLE, severity="warning")

    def _field(self, place: Place) -> Field | None:
        """Return the field of an answer; None if the field, or the entry that it is a part of, is gone."""
        found = self._workshop.workbook.find(place)
        gone = place.entry and self._workshop.session.entry(place) is None
        return None if found is None or gone else found[1]
