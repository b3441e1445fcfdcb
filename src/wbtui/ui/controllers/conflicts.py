"""Keeps the conflicts of the open session, and asks the user to decide them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from wbtui.core.errors import WbtuiError
from wbtui.core.session import Entry, as_text, people_text
from wbtui.ui.controllers import ask
from wbtui.ui.controllers.status import Status
from wbtui.wording import sentence
from wbtui.wording.labels import full_label, readable

if TYPE_CHECKING:
    from wbtui.core.diff.conflicts import Conflict, Side
    from wbtui.core.workbook.model import Field
    from wbtui.storage.session.handle import SessionHandle
    from wbtui.ui.controllers.host import Host
    from wbtui.ui.controllers.questions import YesOrNo
    from wbtui.workshop import Workshop


class Conflicts:
    """The undecided conflicts; its dialogs open only on request, so that they never interrupt typing."""

    def __init__(self, handle: SessionHandle, workshop: Workshop, host: Host) -> None:
        self.handle = handle
        self._workshop = workshop
        self._host = host
        self._open: list[Conflict] = []

    @property
    def open(self) -> tuple[Conflict, ...]:
        """The undecided conflicts, oldest first."""
        return tuple(self._open)

    def add(self, conflicts: Iterable[Conflict]) -> None:
        """Add conflicts that the user has to decide."""
        self._open += conflicts

    def clear(self) -> None:
        """Forget all conflicts, because the session was read again."""
        self._open.clear()

    @property
    def status(self) -> Status | None:
        """The status to show in the top line; None if there is no conflict."""
        if not self._open:
            return None
        count = len(self._open)
        answers = f"{count} answer{'' if count == 1 else 's'}"
        return Status(f"CONFLICT · {answers} · {self._host.key('resolve')} choose", alarm=True)

    async def resolve(self) -> None:
        """Ask about each conflict in turn, until all are decided or the user leaves one open."""
        while self._open and not self._workshop.read_only and await self._decide(self._open[0]):
            pass

    async def _decide(self, conflict: Conflict) -> bool:
        """Ask about one conflict, and return whether the user decided it."""
        from wbtui.core.diff.conflicts import PEOPLE

        session, workbook = self._workshop.session, self._workshop.workbook
        found = workbook.find(conflict.place)
        field = found[1] if found else None
        mine, theirs = (readable_side(side, field) for side in (conflict.ours(session), conflict.theirs))
        both = bool(mine and theirs) and (conflict.place == PEOPLE or bool(field and field.kind == "text"))
        label = full_label(conflict.place, workbook, session)
        chosen = await self._host.ask(ask.WhichSide(label, mine, theirs, both))
        if chosen is None or (chosen == "theirs" and not await self._keep_ours()) or self._workshop.read_only:
            return False
        if chosen == "theirs":
            self._workshop.edit(*conflict.take_theirs(self._workshop.session))
        elif chosen == "both":
            self._workshop.edit(*conflict.take_both(self._workshop.session))
        self._open = [other for other in self._open if other is not conflict]
        return True

    async def _keep_ours(self) -> bool:
        """Save the present session as a version before it is overwritten; return whether that succeeded."""
        try:
            await self._host.in_thread(self.handle.keep_version, self._workshop.session, reason="choice")
        except WbtuiError as error:
            self._host.notify(sentence(error.problem), title="Nothing was changed", severity="error")
            return False
        return True

    def why_stay(self) -> YesOrNo | None:
        """Return the question to ask before the session is closed; None if no conflict is open."""
        count = len(self._open)
        if not count or self._workshop.read_only:
            return None
        what = "1 answer was" if count == 1 else f"{count} answers were"
        text = (
            f"{what} edited in two places. Yours is in the file, theirs is in Versions. "
            f"Press {self._host.key('resolve')} to choose."
        )
        return ask.YesOrNo("Conflict", text, "Leave anyway", "Stay")


def readable_side(side: Side, field: Field | None) -> str:
    """Return one side of a conflict as text for people."""
    if isinstance(side, Entry):
        return "\n".join(side.text(part) for part in side.values)
    if isinstance(side, tuple):
        return people_text(side)
    return readable(as_text(side), field)
