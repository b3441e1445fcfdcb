"""Sessions that cannot be opened as they are: damaged, cut off, or gone. What is left of them is offered."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work

from wbtui.core.changes import restored
from wbtui.core.clock_face import age
from wbtui.core.errors import MissingError, NewerFormatError, SaveError, SessionError, WbtuiError
from wbtui.files.damage import RESTORE
from wbtui.files.store import real_path
from wbtui.ui import screens
from wbtui.ui.handover import HandoverApp
from wbtui.ui.messages import Opened

if TYPE_CHECKING:
    from wbtui.files.lost import Lost
    from wbtui.files.open import OpenSession
    from wbtui.files.salvage import Good
    from wbtui.ui.surroundings import Surroundings

NO_VERSION = "No version of it is kept on this machine."
BESIDE = "The file that cannot be read stays beside it, as {}.broken-….toml. Nothing is overwritten."


class MendingApp(HandoverApp):
    """Offers the newest good version where a session cannot be opened."""

    around: Surroundings

    def say_not_opened(self, path: Path, error: WbtuiError) -> None:
        """Say why a session was not opened; where its file is damaged or gone, offer a version of it."""
        mendable = isinstance(error, SessionError) and not isinstance(error, NewerFormatError)
        if mendable and (os.access(path, os.R_OK) or isinstance(error, MissingError)):
            self._offer_version(path, error)
        else:
            self._say_why(error)

    def _say_why(self, error: WbtuiError) -> None:
        self.notify(str(error), title="Not opened", severity="error", timeout=15, markup=False)

    def _offer_version(self, path: Path, error: WbtuiError) -> None:
        if isinstance(error, MissingError):
            self._offer_lost(path, path.name)
            return
        step = error.next_step if error.next_step not in ("", RESTORE) else "Mend it in an editor"
        offer = screens.offer.Offer(
            f"{path.name} cannot be read",
            f"{error.what[:1].upper()}{error.what[1:]}.\n{path}",
            BESIDE.format(path.stem),
            "Open this version",
            "Leave all as it is",
            f"{NO_VERSION} {step}; until then the file is left as it is.",
        )
        self._offer(path, offer)

    def _offer_lost(self, path: Path, title: str) -> None:
        trouble = f"Its file is not there any more:\n{path}"
        self._offer(
            path,
            screens.offer.Offer(
                f"{title} is gone", trouble, "", "Bring it back", "Leave all as it is", NO_VERSION
            ),
        )

    def _offer(self, path: Path, offer: screens.offer.Offer) -> None:
        real = real_path(path)
        screen = screens.offer.OfferScreen(offer, self._versions(real), self.now())
        self.push_screen(screen, partial(self._bring_back, real))

    def _versions(self, path: Path) -> Iterator[Good]:
        from wbtui.files.salvage import good_versions

        return good_versions(path, self.around.state_dir)

    async def _bring_back(self, path: Path, good: Good | None) -> None:
        if good is None:
            return
        from wbtui.files.salvage import restore_file

        try:
            broken = await asyncio.to_thread(restore_file, path, good, self.now)
        except WbtuiError as error:
            self._say_why(error)
            return
        if broken:
            self.notify(f"The file that cannot be read is {broken.name} now.", timeout=10, markup=False)
        self.post_message(Opened(path))

    # Not all of it, although it can be read

    async def welcome(self, opened: OpenSession) -> None:
        await super().welcome(opened)
        better = await self.better_versions(opened)
        if better and opened is self._open:
            self.offer_better(opened, *better)

    async def better_versions(self, opened: OpenSession) -> tuple[screens.offer.Offer, Iterator[Good]] | None:
        """What to offer instead of the file: what could not be saved, or what it was before it lost something."""
        if opened.read_only or not (opened.rescued or opened.suspect):
            return None
        versions, name = self._versions(opened.path), opened.path.name
        now_kept, leave = "What there is now is kept as a version.", "Go on with the file as it is"
        if opened.rescued:
            trouble = f"What was written then is kept, and is newer than the file.\n{opened.path}"
            title = f"{name} could not be saved last time"
            offer = screens.offer.Offer(title, trouble, now_kept, "Take what was written", leave, "")
            return offer, iter([opened.rescued])
        newest = await asyncio.to_thread(next, versions, None)
        if newest is None or newest.answers <= sum(1 for _ in opened.session.places()):
            return None
        trouble = f"{opened.suspect}\n{opened.path}"
        title = f"{name} may have lost something"
        offer = screens.offer.Offer(title, trouble, now_kept, "Go back to this version", leave, "")
        return offer, chain([newest], versions)

    def offer_better(self, opened: OpenSession, offer: screens.offer.Offer, versions: Iterator[Good]) -> None:
        """Offer to go on with more than the file has."""
        screen = screens.offer.OfferScreen(offer, versions, self.now())
        self.push_screen(screen, partial(self._make_whole, opened))

    async def _make_whole(self, opened: OpenSession, good: Good | None) -> None:
        if good is None:
            return
        try:
            await asyncio.to_thread(opened.keep_version, reason="restore")
        except SaveError as error:
            self.notify(str(error), title="Not possible", severity="error", timeout=15, markup=False)
        else:
            if opened is self._open:
                self.session = restored(self.opened[0], good.session)

    # Gone

    @work(exclusive=True, group="recover")
    async def command_recover(self) -> None:
        """Bring a session back whose file is gone."""
        from wbtui.files.lost import lost_sessions

        lost = await asyncio.to_thread(lost_sessions, self.around.library, self.around.state_dir)
        if not lost:
            self.notify("No session of this folder is gone.", markup=False)
            return
        chosen = lost[0].path if len(lost) == 1 else await self.push_screen_wait(self._which(lost))
        for session in lost:
            if session.path == chosen:
                self._offer_lost(session.path, session.title)

    def _which(self, lost: tuple[Lost, ...]) -> screens.pick.PickScreen:
        now = self.now()
        picks = [
            screens.pick.Pick(one.title, f"{age((now - one.at).total_seconds())} · {one.path.name}", one.path)
            for one in lost
        ]
        return screens.pick.PickScreen("Files that are gone", picks, "Enter shows what is left · Esc back")
