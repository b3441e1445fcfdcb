"""A dialog that compares the versions of a session and restores one."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from wbtui.core.change import apply
from wbtui.core.diff.changes import restored
from wbtui.core.diff.words import differences
from wbtui.core.errors import WbtuiError
from wbtui.core.text import clean_line, one_line
from wbtui.ui.commands.footer import dialog_footer, note, own
from wbtui.ui.commands.keys import keys_of
from wbtui.ui.controllers.questions import Restore
from wbtui.ui.screens.confirm import Confirm
from wbtui.ui.screens.dialog import Dialog
from wbtui.ui.widgets.bars import KeyBar
from wbtui.ui.widgets.marks import with_marks
from wbtui.ui.widgets.messages import StatusMessage
from wbtui.ui.widgets.past import Past
from wbtui.wording import sentence
from wbtui.wording.differences import labelled_differences
from wbtui.wording.times import age, moment
from wbtui.wording.versions import reason

if TYPE_CHECKING:
    from wbtui.core.session import Session
    from wbtui.core.versions import Version
    from wbtui.ui.commands.footer import Footer
    from wbtui.ui.controllers.questions import WhichVersion


class VersionsScreen(Dialog[Restore]):
    """Returns the version to restore, after it has saved the present session as another version."""

    BINDINGS = [Binding("a", "other_side", show=False), Binding("enter", "choose", show=False)]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]

    def __init__(self, question: WhichVersion) -> None:
        super().__init__()
        self._versions = question.versions
        self._workbook = question.workbook
        self._read_only = question.read_only
        self._now = question.now
        self.since_before = False
        """True to compare a version with the one before it instead of the present session."""
        self._is_restoring = False
        self._past: Past[Version] = Past(self)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -past"):
            yield Static("Versions of this session", classes="dialog--title", markup=False)
            yield self._past
            yield Static(self._where, classes="past--where", markup=False)
        yield KeyBar(self._footer)

    @property
    def nothing(self) -> str:
        """The message if there are no versions."""
        return (
            "No versions yet. One is saved when the stage changes, after five minutes of work, when somebody "
            "else changes the file, when you close the session, and before you restore another. "
            f"{keys_of(self).of('keep_version')} saves one for good, with a name."
        )

    def look_up(self) -> Iterator[Sequence[Version]]:
        """Yield all versions at once, newest first."""
        yield self._versions.versions()

    def draw_item(self, item: Version) -> tuple[Content, ...]:
        """Return the name or the reason of a version, and its time."""
        now = self._now()
        said = (f"◆ {one_line(item.name)}", "bold") if item.name else (f"  {reason(item)}", "")
        when = f"{moment(item.at, now)} · {age((now - item.at).total_seconds())}"
        return Content.assemble(" ", said), Content.assemble("   ", (when, "$text-muted"))

    def say(self, item: Version) -> tuple[str, Iterator[Content]]:
        """Return the number of differences as a sentence, and the differences. Raises WbtuiError."""
        there = self._versions.as_it_was(item)
        if not self.since_before:
            old, new, between = there, self._versions.present, "since then"
        elif (before := self._before(item)) is not None:
            old, new, between = self._versions.as_it_was(before), there, "since the version before"
        else:
            return "This is the first version.", iter(())
        # Only compare what a restore would change.
        old = apply(new, restored(new, old))
        if not (count := len(differences(old, new))):
            return f"No changes {between}.", iter(())
        return f"{count} change{'' if count == 1 else 's'} {between}.", self._labelled(old, new)

    def _labelled(self, old: Session, new: Session) -> Iterator[Content]:
        where = ""
        for difference in labelled_differences(old, new, self._workbook):
            if difference.where != where:
                where = difference.where
                yield Content(where).stylize("$text-muted")
            yield Content(difference.what).stylize("bold $heading")
            yield with_marks(difference.marked)
            yield Content("")

    def _before(self, item: Version) -> Version | None:
        at = self._past.items.index(item) + 1
        return self._past.items[at] if at < len(self._past.items) else None

    @property
    def _footer(self) -> Footer:
        other = own("a", "vs now" if self.since_before else "vs the one before")
        restore = () if self._read_only else (own("enter", "restore"),)
        return dialog_footer(note("[-removed] [+added]"), *restore, own("tab", "read"), other, escape="close")

    @property
    def _where(self) -> str:
        folder = str(self._versions.folder)
        home = os.path.expanduser("~")
        return clean_line(
            f"Kept in {'~' + folder.removeprefix(home) if folder.startswith(home + '/') else folder}"
        )

    def action_other_side(self) -> None:
        """Compare with the version before instead of the present session, or the other way round."""
        self.since_before = not self.since_before
        self.query_one(KeyBar).footer = self._footer
        self._past.tell_chosen()

    @on(Past.Chosen)
    def action_choose(self) -> None:
        """Ask whether to restore the chosen version."""
        item = self._past.chosen
        if item is None or self._read_only or self._is_restoring:
            return
        which = f"{moment(item.at, self._now())} ({one_line(item.name) or reason(item)})"
        text = (
            f"Answers, title, status and people go back to {which}. The clock and the room stay.\n\n"
            "The present state is saved as a version first."
        )
        question = Confirm("Restore this version?", text, "Restore", "Cancel")
        self.app.push_screen(question, lambda yes: self._agreed(item) if yes else None)

    def _agreed(self, version: Version) -> None:
        self._keep_present(version)

    @work(exclusive=True, group="restore")
    async def _keep_present(self, version: Version) -> None:
        """Save the present session as a version, and return the version to restore.

        Nobody can type while the dialog is open, so the session cannot change in between.
        """
        self._is_restoring = True
        try:
            then = await asyncio.to_thread(self._versions.as_it_was, version)
            kept = await asyncio.to_thread(self._versions.keep_present)
        except WbtuiError as error:
            text = f"Nothing was changed: {sentence(error.problem)}"
            self.post_message(StatusMessage(text, "versions", bad=True))
        else:
            self.close(Restore(version, then, kept))
        finally:
            self._is_restoring = False
