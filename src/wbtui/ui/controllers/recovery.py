"""Offers to restore sessions whose file is damaged, truncated or missing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from wbtui.core.diff.changes import restored
from wbtui.core.errors import MissingError, NewerFormatError, SaveError, SessionError, WbtuiError
from wbtui.storage.disk.atomic_file import real_path
from wbtui.storage.session_file.damage import RESTORE_STEP
from wbtui.ui.controllers import ask
from wbtui.wording import NEXT_STEPS, next_step, sentence, statement
from wbtui.wording.times import age

if TYPE_CHECKING:
    from wbtui.core.session import Session
    from wbtui.storage.library import Library
    from wbtui.storage.recovery.salvage import Restorable
    from wbtui.storage.session.handle import SessionHandle
    from wbtui.ui.controllers.host import Host
    from wbtui.ui.controllers.questions import OfferRestore
    from wbtui.workshop import Workshop

NO_VERSION_TEXT = "There is no version of this session on this computer."
KEPT_BESIDE_TEXT = "The unreadable file stays in the same folder, as {}.broken-….toml. Nothing is overwritten."


class Recovery:
    """Offers the newest readable version of a session that cannot be opened or has lost answers."""

    def __init__(self, host: Host, library: Library, state_dir: Path, now: Callable[[], datetime]) -> None:
        self._host = host
        self._library = library
        self._state_dir = state_dir
        self._now = now

    async def say_not_opened(self, path: Path, error: WbtuiError) -> None:
        """Tell the user why a session was not opened; offer a version if its file is damaged or missing."""
        if isinstance(error, MissingError):
            await self._offer_deleted(path, path.name)
        elif (
            isinstance(error, SessionError)
            and not isinstance(error, NewerFormatError)
            and os.access(path, os.R_OK)
        ):
            await self._offer_instead(path, error)
        else:
            self._say_why(error)

    def _say_why(self, error: WbtuiError) -> None:
        self._host.notify(sentence(error.problem), title="Not opened", severity="error")

    async def _offer_instead(self, path: Path, error: SessionError) -> None:
        only_restore = error.problem.next_step in ((), (RESTORE_STEP,))
        step = NEXT_STEPS["fix_in_editor"] if only_restore else next_step(error.problem)
        await self._offer(
            path,
            title=f"{path.name} cannot be read",
            trouble=f"{statement(error.problem)}\n{path}",
            promise=KEPT_BESIDE_TEXT.format(path.stem),
            take="Open this version",
            without=f"{NO_VERSION_TEXT} {step}; until then the file stays as it is.",
        )

    async def _offer_deleted(self, path: Path, title: str) -> None:
        await self._offer(
            path,
            title=f"{title} is missing",
            trouble=f"The file is missing:\n{path}",
            promise="",
            take="Restore this version",
            without=NO_VERSION_TEXT,
        )

    async def _offer(self, path: Path, *, title: str, trouble: str, promise: str, take: str, without: str) -> None:
        real = real_path(path)
        versions = self._versions(real)
        leave = "Leave it"
        offer = ask.OfferRestore(title, trouble, promise, take, leave, without, versions, self._now())
        restorable = await self._host.ask(offer)
        if restorable:
            await self._bring_back(real, restorable)

    def _versions(self, path: Path) -> Iterator[Restorable]:
        from wbtui.storage.recovery.salvage import restorable_versions

        return restorable_versions(path, self._state_dir)

    async def _bring_back(self, path: Path, restorable: Restorable) -> None:
        from wbtui.storage.recovery.salvage import restore_file

        try:
            broken = await self._host.in_thread(restore_file, path, restorable, self._now)
        except WbtuiError as error:
            self._say_why(error)
            return
        if broken:
            self._host.notify(f"The unreadable file is now {broken.name}.", timeout=10)
        self._host.show(path)

    # Readable files that have lost something

    async def make_whole(self, handle: SessionHandle, workshop: Workshop) -> None:
        """Offer to restore more of an open session than its file contains, if more was saved elsewhere."""
        offer = await self.better_version(handle, workshop.session)
        if offer is None or workshop.read_only:
            return
        restorable = await self._host.ask(offer)
        if restorable is None or workshop.read_only:
            return
        try:
            await self._host.in_thread(handle.keep_version, workshop.session, reason="restore")
        except SaveError as error:
            self._host.notify(sentence(error.problem), title="Not possible", severity="error")
        else:
            if not workshop.read_only:
                workshop.edit(*restored(workshop.session, restorable.session))

    async def better_version(self, handle: SessionHandle, session: Session) -> OfferRestore[Restorable] | None:
        """Return an offer of unsaved work, or of a version with more answers; None if there is neither."""
        if handle.read_only:
            return None
        versions, name = self._versions(handle.path), handle.path.name
        now_kept, leave = "The present state is saved as a version first.", "Use the file as it is"
        if handle.rescued:
            trouble = f"The unsaved text is safe on this computer, and newer than the file.\n{handle.path}"
            title, take = f"{name} could not be saved last time", "Use the unsaved text"
            return ask.OfferRestore(title, trouble, now_kept, take, leave, "", iter([handle.rescued]), self._now())
        if handle.suspect is None:
            return None
        newest = await self._host.in_thread(next, versions, None)
        if newest is None or newest.answers <= sum(1 for _ in session.places()):
            return None
        trouble = f"{statement(handle.suspect)}\n{handle.path}"
        title, take = f"{name} may be incomplete", "Restore this version"
        return ask.OfferRestore(title, trouble, now_kept, take, leave, "", chain([newest], versions), self._now())

    # Missing files

    async def recover(self) -> None:
        """Let the user choose a session whose file is missing, and restore it."""
        from wbtui.storage.recovery.deleted_sessions import deleted_sessions

        deleted = await self._host.in_thread(deleted_sessions, self._library, self._state_dir)
        if not deleted:
            self._host.notify("No session is missing from this folder.")
            return
        now = self._now()
        choices = [
            ask.FileChoice(one.title, f"{age((now - one.at).total_seconds())} · {one.path.name}", one.path)
            for one in deleted
        ]
        question = ask.OneOf("Missing sessions", choices, "show what is left")
        chosen: Path | None = deleted[0].path
        if len(deleted) > 1:
            chosen = await self._host.ask(question)
        for session in deleted:
            if session.path == chosen:
                await self._offer_deleted(session.path, session.title)
