"""A dialog that offers versions of a session whose file is unreadable, missing or incomplete."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from wbtui.core.text import clean, clean_line, quoted
from wbtui.ui.commands.footer import dialog_footer, own
from wbtui.ui.screens.dialog import Dialog, in_brackets
from wbtui.ui.widgets.bars import KeyBar
from wbtui.wording.times import age, day_and_time
from wbtui.wording.versions import occasion

if TYPE_CHECKING:
    from wbtui.ui.controllers.questions import OfferedVersion, OfferRestore


class RestoreDialog(Dialog["OfferedVersion"]):
    """Returns the version to open; closing it changes nothing."""

    BINDINGS = [
        Binding("enter,y", "take", show=False),
        Binding("o", "older", show=False),
        Binding("left,right", "app.focus_next", show=False),
    ]
    AUTO_FOCUS = ""

    def __init__(self, offer: OfferRestore[Any]) -> None:
        super().__init__()
        self._offer = offer
        self._found: list[OfferedVersion] = []
        self._at = -1
        self._looking = False

    @property
    def offered(self) -> OfferedVersion | None:
        """The version on offer; None while no version has been found."""
        return self._found[self._at] if self._found else None

    def compose(self) -> ComposeResult:
        offer = self._offer
        with VerticalScroll(classes="dialog", can_focus=False):
            yield Static(clean_line(offer.title), classes="dialog--title", markup=False)
            yield Static(clean(offer.trouble), markup=False)
            yield Static(id="version", classes="dialog--part", markup=False)
            with Horizontal(classes="dialog--buttons"):
                yield Button(Content(in_brackets(offer.take)), id="take", compact=True)
                yield Button(Content(in_brackets(offer.leave)), id="leave", compact=True)
        yield KeyBar()

    def on_mount(self) -> None:
        self._say()
        self.action_older()

    def action_older(self) -> None:
        if not self._looking:
            self._looking = True
            self._look_for_older()

    @work
    async def _look_for_older(self) -> None:
        if self._at + 1 == len(self._found) and (
            found := await asyncio.to_thread(next, self._offer.versions, None)
        ):
            self._found.append(found)
        self._looking = False
        if not self.query("#take"):
            # The dialog was closed meanwhile.
            return
        if self._found:
            # The newest version follows the oldest.
            self._at = (self._at + 1) % len(self._found)
        self._say()
        self.query_one("#take" if self._found else "#leave", Button).focus()

    def _say(self) -> None:
        found = self.offered
        self.query_one("#take").display = found is not None
        text = (
            self._about(found)
            if found
            else "Looking for earlier versions…"
            if self._looking
            else self._offer.without
        )
        self.query_one("#version", Static).update(text)
        keys = (own("enter", "use this version"), own("o", "show an older one")) if found else ()
        self.query_one(KeyBar).footer = dialog_footer(*keys, escape="leave it")

    def _about(self, found: OfferedVersion) -> str:
        at, now = found.version.at, self._offer.now
        kept = f"as {quoted(found.version.name)}" if found.version.name else occasion(found.version)
        which = "The newest readable version" if self._at == 0 else "An older version"
        facts = [f"{found.answers} answer{'' if found.answers == 1 else 's'}"]
        if found.added:
            facts.append(f"with {found.added} change{'' if found.added == 1 else 's'} from the journal")
        when = f"{day_and_time(at, now)} ({age((now - at).total_seconds())})"
        said = f"{which} is from {when}, kept {kept}".removesuffix(", kept ")
        return "\n\n".join(part for part in (f"{said}: {', '.join(facts)}.", self._offer.promise) if part)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "take":
            self.action_take()
        else:
            self.close(None)

    def action_take(self) -> None:
        if self.offered:
            self.close(self.offered)
