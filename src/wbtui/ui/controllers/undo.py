"""Undoes and redoes acts, and names them to the user."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from wbtui.core.errors import ReadOnlyError, UndoError
from wbtui.wording import phrase, sentence
from wbtui.wording.labels import act_label

if TYPE_CHECKING:
    from wbtui.core.change import Change
    from wbtui.core.session import Session
    from wbtui.core.undo import Undone
    from wbtui.ui.controllers.host import Host
    from wbtui.workshop import Workshop


class Undo:
    """Undoes and redoes the acts of this run of the program, and names them in notifications."""

    def __init__(self, workshop: Workshop, host: Host) -> None:
        self._workshop = workshop
        self._host = host

    def undo(self) -> None:
        """Undo the last act."""
        before = self._workshop.session
        if undone := self._turn(self._workshop.undo, "Nothing to undo."):
            self._host.notify(self._label(undone.made, before), title="Undone", about="act", command="redo")

    def redo(self) -> None:
        """Redo the act that was undone last."""
        before = self._workshop.session
        if undone := self._turn(self._workshop.redo, "Nothing to redo."):
            self._host.notify(self._label(undone.made, before), title="Redone", about="act", command="undo")

    def refused(self, error: UndoError) -> None:
        """Tell the user which act could not be undone or redone, and why."""
        text = f"{self._label(error.made, self._workshop.session)}: {phrase(error.problem)}."
        title = "Not redone" if error.again else "Not undone"
        self._host.notify(text, title=title, severity="warning", about="act")

    def _turn(self, turn: Callable[[], Undone | None], nothing: str) -> Undone | None:
        try:
            undone = turn()
        except ReadOnlyError as error:
            self._host.notify(sentence(error.problem), title="Read-only", severity="warning")
            return None
        except UndoError as error:
            self.refused(error)
            return None
        if undone is None:
            self._host.notify(nothing, about="act")
        return undone

    def _label(self, made: tuple[Change, ...], before: Session) -> str:
        label = act_label(made, self._workshop.workbook, self._workshop.session, before)
        return f"{label[:1].upper()}{label[1:]}"
