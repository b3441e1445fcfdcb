"""The versions of the session: what has changed since each, and the way back to it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from textual import work
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Static

from wbtui.core.changes import restored
from wbtui.core.clock_face import age, moment
from wbtui.core.differences import differences
from wbtui.core.errors import WbtuiError
from wbtui.core.telling import tell
from wbtui.core.text import clean_line, one_line
from wbtui.files.history import Version
from wbtui.ui.screens.dialog import Confirm
from wbtui.ui.screens.past import PastScreen
from wbtui.ui.widgets.long_text import with_marks

if TYPE_CHECKING:
    from wbtui.core.session import Session
    from wbtui.core.workbook import Workbook
    from wbtui.files.open import OpenSession

REASONS = {
    "stage": "stage change",
    "minutes": "while you worked",
    "opened": "as it was opened",
    "closed": "as it was closed",
    "restore": "before a restore",
    "outside": "changed by someone else",
    "reload": "before someone else changed it",
    "choice": "before a choice of two texts",
    "takeover": "handed over",
    "recovered": "before words were recovered",
    "rescue": "what could not be saved",
    "torn": "not written to its end",
    "migration": "in the older format",
    "kept": "kept by hand",
    "named": "kept by hand",
}
"""Why a version was made, in words for the room."""


@dataclass(frozen=True, slots=True)
class GoBack:
    """What the session is to say again, and where what it says now is kept."""

    version: Version
    then: Session
    kept: Version


class VersionsScreen(PastScreen[Version, GoBack]):
    """Gives what to go back to; the present is kept by then."""

    BINDINGS = [Binding("a", "other_side", show=False)]
    NOTHING = (
        "There is no version yet. One is made when the stage changes, after five minutes of work, when somebody "
        "else changes the file, when the session is closed, before you go back to another, and whenever you like: "
        "F10 asks for a name and keeps it for good."
    )

    def __init__(self, opened: OpenSession, workbook: Workbook, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._opened = opened
        self._workbook = workbook
        self._now = now
        self.since_before = False
        """Whether a version is compared with the one before it instead of with what there is now."""
        self._on_the_way = False

    def heading(self) -> str:
        return "Versions of this session"

    def look_up(self) -> Iterator[Sequence[Version]]:
        yield self._opened.history.versions()

    def draw_item(self, item: Version) -> tuple[Content, ...]:
        now = self._now()
        said = (f"◆ {one_line(item.name)}", "bold") if item.name else (f"  {reason(item)}", "")
        ago = age((now - item.at).total_seconds())
        return Content.assemble(" ", said), Content.assemble("   ", (f"{moment(item.at, now)} · {ago}", "dim"))

    def say(self, item: Version) -> tuple[str, Iterator[Content]]:
        there = self._opened.as_it_was(item)
        if not self.since_before:
            old, new, between = there, self._opened.session, "between then and now"
        elif (before := self._before(item)) is not None:
            old, new, between = self._opened.as_it_was(before), there, "between the one before and this one"
        else:
            return "This is the first version.", iter(())
        # What a restore leaves alone is no difference here.
        old = restored(new, old)
        if not (count := len(differences(old, new))):
            return f"Nothing differs {between}.", iter(())
        return f"{count} difference{'' if count == 1 else 's'} {between}.", self._told(old, new)

    def _told(self, old: Session, new: Session) -> Iterator[Content]:
        where = ""
        for told in tell(old, new, self._workbook):
            if told.where != where:
                where = told.where
                yield Content(where).stylize("dim")
            yield Content(told.what).stylize("bold $text-accent")
            yield with_marks(told.marked)
            yield Content("")

    def _before(self, item: Version) -> Version | None:
        at = self.items.index(item) + 1
        return self.items[at] if at < len(self.items) else None

    def hint(self) -> str:
        keys = ["[-gone] [+new]", "Tab text", "a with now" if self.since_before else "a with the one before"]
        keys += [] if self._opened.read_only else ["Enter goes back"]
        return " · ".join([*keys, "Esc"])

    def where(self) -> str:
        folder = str(self._opened.history.folder)
        home = os.path.expanduser("~")
        return clean_line(
            f"Kept in {'~' + folder.removeprefix(home) if folder.startswith(home + '/') else folder}"
        )

    def action_other_side(self) -> None:
        """Compare with the other one."""
        self.since_before = not self.since_before
        self.query_one(".dialog--hint", Static).update(self.hint())
        self.tell_chosen()

    def choose(self, item: Version) -> None:
        if self._opened.read_only or self._on_the_way:
            return
        which = f"{moment(item.at, self._now())} ({one_line(item.name) or reason(item)})"
        text = (
            f"All answers, the title, the status and the people become what they were: {which}. "
            "The clock goes on, and the room stays where it is.\n\n"
            "What is there now is kept as a version first, so this can be taken back."
        )
        question = Confirm("Go back to this version?", text, "Go back", "Stay")
        self.app.push_screen(question, lambda yes: self._agreed(item) if yes else None)

    def _agreed(self, version: Version) -> None:
        self._keep_present(version)

    @work(exclusive=True, group="restore")
    async def _keep_present(self, version: Version) -> None:
        """While this screen is open nobody types, so nothing can come between the version and the way back."""
        self._on_the_way = True
        try:
            then = await asyncio.to_thread(self._opened.as_it_was, version)
            kept = await asyncio.to_thread(self._opened.keep_version, "", "restore")
        except WbtuiError as error:
            self.notify(str(error), title="Nothing was changed", severity="error", timeout=15, markup=False)
        else:
            self.close(GoBack(version, then, kept))
        finally:
            self._on_the_way = False


def reason(version: Version) -> str:
    """Why it was made."""
    return REASONS.get(version.reason, version.reason)
