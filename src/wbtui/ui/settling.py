"""What only the person can decide. Never asked unasked: somebody may be in the middle of a sentence."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual import work

from wbtui.core.disputes import PEOPLE
from wbtui.core.errors import WbtuiError
from wbtui.core.session import Entry, Person, as_text
from wbtui.core.telling import place_label, readable
from wbtui.ui import screens
from wbtui.ui.keeping import KeepingApp
from wbtui.ui.screens.dialog import Confirm
from wbtui.ui.timekeeping import SETTLE

if TYPE_CHECKING:
    from wbtui.core.changes import Value
    from wbtui.core.disputes import Dispute
    from wbtui.core.workbook import Field
    from wbtui.files.open import OpenSession

KEPT = "Every word is kept on this machine meanwhile, and comes back when the session is opened again."
NOT_KEPT = "It is kept nowhere else either: what is not saved would be lost."


class SettlingApp(KeepingApp):
    """Asks about what the top line says, when the person wants to be asked, and before they leave."""

    @work
    async def command_settle(self) -> None:
        if self._open:
            await self._settle_file(self._open)
        while self._disputes and self.editable and await self._settle_dispute(self._disputes[0]):
            pass
        await self.settle_time()
        self.say_status()

    async def _settle_file(self, opened: OpenSession) -> None:
        if self._gone and not opened.read_only:
            text = f"{opened.path} was moved or deleted. Everything is still here."
            if await self.push_screen_wait(Confirm("The file is gone", text, "Write it again", "Wait")):
                opened.recreate()
        elif trouble := self._trouble(opened):
            text = f"{trouble}\n\nIt is tried again by itself, too."
            if await self.push_screen_wait(Confirm("Not saved", text, "Try again now", "Go on")):
                await asyncio.to_thread(opened.flush)

    def _trouble(self, opened: OpenSession) -> str:
        """Why not everything is in the file, what to do about it, and where it is meanwhile; empty if it is."""
        error = self._barred or opened.status.error
        if error is None or opened.read_only:
            return ""
        return f"{str(error).removesuffix('.')}.\n\n{NOT_KEPT if opened.journal_error else KEPT}"

    # Written twice

    async def _settle_dispute(self, dispute: Dispute) -> bool:
        """Ask about one place; whether it is settled."""
        session, workbook = self.opened
        where, what = place_label(dispute.place, workbook, session)
        found = workbook.find(dispute.place)
        field = found[1] if found else None
        mine, theirs = (plain(value, field) for value in (dispute.ours(session), dispute.theirs))
        both = bool(mine and theirs) and (dispute.place == PEOPLE or bool(field and field.kind == "text"))
        label = f"{where} · {what}" if where else what
        screen = screens.conflict.ConflictScreen(label, mine, theirs, both=both)
        chosen = await self.push_screen_wait(screen)
        if chosen is None or not await self._choose(dispute, chosen):
            return False
        self._disputes = [other for other in self._disputes if other is not dispute]
        return True

    async def _choose(self, dispute: Dispute, chosen: str) -> bool:
        """Have it as the person wants it, once what goes is kept; whether that was possible."""
        if chosen == screens.conflict.THEIRS and (opened := self._open):
            try:
                await asyncio.to_thread(opened.keep_version, reason="choice")
            except WbtuiError as error:
                self.notify(str(error), title="Nothing was changed", severity="error", timeout=15, markup=False)
                return False
            if opened is not self._open or not self.editable:
                # Left meanwhile.
                return False
            self.session = dispute.take_theirs(self.opened[0])
        elif chosen == screens.conflict.BOTH:
            self.session = dispute.take_both(self.opened[0])
        return True

    # Before leaving

    async def why_stay(self) -> Confirm | None:
        """What to ask before the session is left; None if all is in the file, after one more attempt."""
        opened = self._open
        if opened is None or opened.read_only:
            return None
        if not await asyncio.to_thread(opened.flush):
            return Confirm("Not saved", self._trouble(opened) or f"It takes long.\n\n{KEPT}", "Leave", "Stay")
        if count := len(self._disputes):
            what = "1 answer was" if count == 1 else f"{count} answers were"
            text = (
                f"{what} written here and elsewhere. Yours is in the file, the other one among the versions. "
                f"{SETTLE} shows both, to choose from."
            )
            return Confirm("Written twice", text, "Leave it so", "Stay")
        return None


def plain(value: Value, field: Field | None) -> str:
    """A side of a dispute as people read it."""
    if isinstance(value, Entry):
        return "\n".join(value.text(part) for part in value.values)
    if isinstance(value, tuple):
        people = [item for item in value if isinstance(item, Person)]
        return "\n".join(f"{person.name}, {person.role}" if person.role else person.name for person in people)
    return readable(as_text(value), field) if isinstance(value, str | int | float) else str(value or "")
