"""Shows and restores versions of the open session, and earlier texts of its fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wbtui.core.change import SetAnswer
from wbtui.core.diff.changes import restored
from wbtui.core.errors import WbtuiError
from wbtui.core.progress import mismatches
from wbtui.core.session import cleaned
from wbtui.core.text import quoted
from wbtui.core.time import schedule
from wbtui.core.time.agenda import slots_of
from wbtui.ui.controllers import ask
from wbtui.wording import sentence
from wbtui.wording.labels import full_label
from wbtui.wording.times import moment
from wbtui.wording.versions import reason

if TYPE_CHECKING:
    from wbtui.core.place import Place
    from wbtui.core.session import Session
    from wbtui.core.versions import Version
    from wbtui.storage.session.handle import SessionHandle
    from wbtui.ui.controllers.host import Host
    from wbtui.ui.controllers.questions import Restore
    from wbtui.workshop import Workshop


class History:
    """Restores versions and earlier texts; every restore can be undone.

    It also implements `Versions`, through which the dialog reads them.
    """

    def __init__(self, handle: SessionHandle, workshop: Workshop, host: Host, now: Callable[[], datetime]) -> None:
        self.handle = handle
        self._workshop = workshop
        self._host = host
        self._now = now

    # Called by the dialog, in a thread

    def versions(self) -> Sequence[Version]:
        """Return the versions, newest first."""
        return self.handle.history.versions()

    def as_it_was(self, version: Version) -> Session:
        """Return the session as it was in a version. Raises SessionError."""
        return self.handle.as_it_was(version)

    def keep_present(self) -> Version:
        """Save the present session as a version, before another one is restored. Raises SaveError."""
        return self.handle.keep_version(self._workshop.session, reason="restore")

    @property
    def folder(self) -> Path:
        """The folder that contains the versions."""
        return self.handle.history.folder

    @property
    def present(self) -> Session:
        """The session as it is now."""
        return self._workshop.session

    # Commands

    async def go_back(self) -> bool:
        """Show the versions, restore the one that the user chooses, and return whether one was restored."""
        workshop = self._workshop
        question = ask.WhichVersion(self, workshop.workbook, bool(workshop.read_only), self._now)
        if restore := await self._host.ask(question):
            return self._restore(restore)
        return False

    def _restore(self, restore: Restore) -> bool:
        workshop = self._workshop
        if wrong := workshop.read_only or next(iter(mismatches(restore.then, workshop.workbook)), None):
            self._host.notify(sentence(wrong), title="Nothing was changed", severity="error")
            return False
        workshop.edit(*restored(workshop.session, restore.then))
        now, kept = self._now(), restore.kept
        before = f"The state before is in Versions: {quoted(kept.name or reason(kept))}, {moment(kept.at, now)}"
        text = f"Back to the version of {moment(restore.version.at, now)}. {before}"
        self._host.notify(text, title="Restored", timeout=10, about="act", command="undo")
        return True

    async def keep_version(self) -> None:
        """Ask for a name, and save the present session as a version that is never deleted automatically."""
        workshop = self._workshop
        if workshop.read_only:
            self._host.notify(sentence(workshop.read_only), title="Not saved: read-only", severity="warning")
            return
        session, now = workshop.session, self._now()
        row = schedule.schedule(slots_of(session, workshop.workbook), session, now).current
        usual = f"{row.slot.title if row else session.title}, {now:%H:%M}"
        question = ask.OneLine("Name of this version", "", "save for good", usual)
        if not (name := await self._host.ask(question)):
            return
        try:
            version = await self._host.in_thread(self.handle.keep_version, workshop.session, name)
        except WbtuiError as error:
            self._host.notify(sentence(error.problem), title="Version not saved", severity="error")
        else:
            self._host.notify(version.name, title="Version saved")

    async def earlier(self, place: Place | None) -> None:
        """Show the earlier texts of the field at `place`, and restore the one that the user chooses."""
        workshop = self._workshop
        found = workshop.workbook.find(place) if place else None
        if place is None or found is None:
            self._host.notify("Put the cursor in a field first.", title="Earlier texts")
            return
        field = found[1]
        question = ask.WhichText(
            full_label(place, workshop.workbook, workshop.session),
            field,
            lambda: workshop.session.text(place),
            lambda: self.handle.earlier(place, workshop.session.text(place)),
            bool(workshop.read_only) or field.foreign,
            self._now,
        )
        text = await self._host.ask(question)
        if not text or workshop.read_only:
            return
        if place.entry and workshop.session.entry(place) is None:
            text = "The entry that had this text is gone."
            self._host.notify(text, title="Not restored", severity="warning")
        else:
            workshop.edit(SetAnswer(place, cleaned(field.value(field.admit(text)))))
            self._host.notify("Restored an earlier text", about="act", command="undo")
