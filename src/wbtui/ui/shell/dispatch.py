"""Finds a command by its id and runs it."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import TYPE_CHECKING

from wbtui.core.errors import ReadOnlyError
from wbtui.ui import screens
from wbtui.ui.commands.acts import AtHome, InWorkshop
from wbtui.ui.commands.keys import HOME_BY_ID, WORKSHOP_BY_ID
from wbtui.ui.screens.dialog import Dialog
from wbtui.wording import sentence

if TYPE_CHECKING:
    from wbtui.ui.app import WorkbookApp
    from wbtui.ui.commands.command import C, Command
    from wbtui.ui.controllers.command_ids import CommandId
    from wbtui.ui.controllers.desk import Desk


class Dispatch:
    """Runs commands in the present context, or tells the user why they are disabled."""

    def __init__(self, app: WorkbookApp) -> None:
        self._app = app

    async def run(self, command_id: CommandId, *, free: bool = False) -> None:
        """Run a command; the id `menu` opens the command menu.

        A `free` key may be a letter, which means the command only if it is no part of a word.
        """
        app = self._app
        if free and app.streak.is_text("".join(key for key, _ in app.keys.free if len(key) == 1)):
            return
        app.streak.end()
        if app.sessions.closing:
            return
        if command_id == "menu":
            await app.program.show_menu()
        elif app.desk:
            await self._run(WORKSHOP_BY_ID, self.in_workshop(app.desk), command_id)
        elif isinstance(app.screen, screens.home.HomeScreen):
            await self._run(HOME_BY_ID, AtHome(app.program, app.library, app.recovery, app.screen), command_id)

    async def leave(self) -> None:
        """Leave the dialog on the screen, or else the session, or else the program."""
        screen = self._app.screen
        if isinstance(screen, Dialog):
            screen.action_leave()
        else:
            await self.run("home" if self._app.desk else "quit")

    def in_workshop(self, desk: Desk) -> InWorkshop:
        """Return the present context for workshop commands."""
        app, screen = self._app, self._app.screen
        shown = screen if isinstance(screen, screens.stage.StageScreen) else None
        return InWorkshop(app.program, desk, shown, app.keys.of)

    async def _run(self, commands: Mapping[CommandId, Command[C]], at: C, command_id: CommandId) -> None:
        command = commands[command_id]
        if command_id != "help":
            # The help shows the whole of what was said last.
            self._app.host.news.acted(by_command=True)
        if reason := command.enabled(at):
            self._app.host.notify(reason)
            return
        try:
            result = command.run(at)
            if inspect.isawaitable(result):
                await result
        except ReadOnlyError as error:
            self._app.host.notify(sentence(error.problem), title="Read-only", severity="warning")
