"""The history of the session that is open: its versions, and what each field said before."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual import work

from wbtui.core.clock_face import moment
from wbtui.core.errors import WbtuiError
from wbtui.ui import screens
from wbtui.ui.commands import MENU_KEY, key_label
from wbtui.ui.screens.session_screen import SessionScreen
from wbtui.ui.settling import SettlingApp

if TYPE_CHECKING:
    from wbtui.files.open import OpenSession
    from wbtui.ui.widgets.field_form import Item


class HistoryCommands(SettlingApp):
    """Shows what was, and goes back to it; every way back can be taken back."""

    async def command_versions(self) -> None:
        if self._open:
            screen = screens.versions.VersionsScreen(self._open, self.opened[1], self.now)
            await self.push_screen(screen, self._go_back)

    async def _go_back(self, back: screens.versions.GoBack | None) -> None:
        from wbtui.core.progress import mismatches

        opened = self._open
        if back is None or opened is None:
            return
        if wrong := opened.read_only or next(iter(mismatches(back.then, self.opened[1])), ""):
            self.notify(wrong, title="Nothing was changed", severity="error", timeout=15, markup=False)
            return
        self.session = opened.go_back_to(back.then)
        if isinstance(self.screen, SessionScreen) and not self.screen.view:
            self.pop_screen()
        for screen in self.screen_stack:
            if isinstance(screen, SessionScreen):
                # An answer that came back may have a field that was hidden without one.
                await screen.show_anew()
        kept = back.kept.name or screens.versions.reason(back.kept)
        text = (
            f"It is as it was {moment(back.version.at, self.now())}. To take that back: {key_label(MENU_KEY)} V, "
        )
        self.notify(
            f"{text}“{kept}”, {moment(back.kept.at, self.now())}.", title="Restored", timeout=10, markup=False
        )

    def command_keep_version(self) -> None:
        opened = self._open
        if opened is None:
            return
        if opened.read_only:
            self.notify(opened.read_only, title="Not kept: read-only", severity="warning", markup=False)
            return
        row = self.schedule().current
        usual = f"{row.slot.title if row else opened.session.title}, {self.now():%H:%M}"
        screen = screens.ask_line.AskLine("Keep this version as", "", "Enter keeps it for good · Esc back", usual)
        self.push_screen(screen, lambda name: self._named(opened, name) if name else None)

    def _named(self, opened: OpenSession, name: str) -> None:
        self._keep_as(opened, name)

    @work
    async def _keep_as(self, opened: OpenSession, name: str) -> None:
        try:
            version = await asyncio.to_thread(opened.keep_version, name)
        except WbtuiError as error:
            self.notify(str(error), title="Not kept", severity="error", timeout=15, markup=False)
        else:
            self.notify(version.name, title="Kept as a version", markup=False)

    async def command_earlier(self) -> None:
        from wbtui.core.telling import place_label

        form = self.screen.form if isinstance(self.screen, screens.stage.StageScreen) else None
        item = form.focused_item if form else None
        if self._open is None or item is None:
            self.notify("Put the cursor into a field first.", title="Earlier texts", markup=False)
            return
        session, workbook = self.opened
        where, what = place_label(item.place, workbook, session)
        label = f"{where} · {what}" if where else what
        read_only = not self.editable or item.field.foreign
        screen = screens.earlier.EarlierScreen(self._open, item, label, self.now, read_only=read_only)
        await self.push_screen(screen, lambda text: self._say_again(item, text) if text else None)

    def _say_again(self, item: Item, text: str) -> None:
        if self.editable:
            self.session = self.opened[0].with_answer(item.place, item.field.value(text))
            self.notify(f"{key_label(MENU_KEY)} E has what it said until now.", title="Brought back", markup=False)
