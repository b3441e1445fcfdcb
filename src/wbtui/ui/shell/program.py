"""The commands of the program itself: screens, themes, export, external editor, quitting."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual.app import SuspendNotSupported

from wbtui.core.change import SetAnswer
from wbtui.core.errors import WbtuiError
from wbtui.storage.state import write_preferences
from wbtui.ui import screens
from wbtui.ui.commands.keys import HOME, WORKSHOP
from wbtui.ui.controllers.export import rendered
from wbtui.ui.themes import THEMES
from wbtui.wording import sentence
from wbtui.writers import document_of

if TYPE_CHECKING:
    from wbtui.core.place import Place
    from wbtui.core.workbook.model import Field
    from wbtui.ui.app import WorkbookApp
    from wbtui.ui.controllers.questions import YesOrNo


class Program:
    """Implements `wbtui.ui.commands.acts.Program`."""

    def __init__(self, app: WorkbookApp) -> None:
        self._app = app

    def start(self, work: Coroutine[Any, Any, object]) -> None:
        """Run a coroutine in the background; it may open dialogs."""
        self._app.host.start(work)

    # Screens

    async def show_menu(self) -> None:
        """Open the command menu."""
        app = self._app
        if app.desk:
            at = app.dispatch.in_workshop(app.desk)
            reasons = {command.id: command.enabled(at) for command in WORKSHOP}
            stages = min(9, len(app.desk.workshop.workbook.stages))
            await app.push_screen(screens.menu.MenuScreen(WORKSHOP, reasons, stages), self._chosen)

    async def _chosen(self, chosen: str | None) -> None:
        if chosen and chosen.isdigit():
            if isinstance(self._app.screen, screens.stage.StageScreen):
                await self._app.screen.look_at_stage(int(chosen))
        elif chosen:
            await self._app.action_command(chosen)

    async def show_help(self) -> None:
        """Open the table of keys."""
        if self._app.desk:
            await self._app.push_screen(screens.help.HelpScreen(WORKSHOP, "the workshop"))
        else:
            await self._app.push_screen(screens.help.HelpScreen(HOME, "your sessions"))

    async def show_big_clock(self) -> None:
        """Open the clock for the room, or close it."""
        app, desk = self._app, self._app.desk
        if isinstance(app.screen, screens.big_clock.BigClockScreen):
            app.pop_screen()
        elif desk:
            await app.push_screen(
                screens.big_clock.BigClockScreen(desk.workshop, desk.clock.schedule, desk.status)
            )

    async def show_preview(self) -> None:
        """Open the preview of the document, or close it."""
        app, desk = self._app, self._app.desk
        if isinstance(app.screen, screens.preview.PreviewScreen):
            app.pop_screen()
        elif desk:
            await app.push_screen(screens.preview.PreviewScreen(desk.workshop, desk.status, document_of))

    async def restore_version(self) -> None:
        """Show the versions; after a restore, return to the fields."""
        app, before = self._app, self._app.screen
        restored = app.desk and await app.desk.history.go_back()
        if restored and app.screen is before and not isinstance(before, screens.stage.StageScreen):
            app.pop_screen()

    def next_theme(self) -> None:
        """Switch to the next theme, and remember it."""
        app = self._app
        names = [*THEMES]
        app.theme = names[(names.index(app.theme) + 1) % len(names)]
        app.preferences = replace(app.preferences, theme=app.theme)
        write_preferences(app.context.state_dir, app.preferences)
        app.host.notify(THEMES[app.theme], title="Theme")

    def remember_coach(self, hidden: bool) -> None:
        """Remember for the next start whether the coach is hidden."""
        app = self._app
        app.preferences = replace(app.preferences, coach_hidden=hidden)
        write_preferences(app.context.state_dir, app.preferences)

    # Export, external editor, quitting

    def export(self) -> None:
        """Ask for a path and write the document there."""
        if desk := self._app.desk:
            session, workbook = desk.workshop.session, desk.workshop.workbook
            folder = desk.handle.path.parent
            self.start(self._app.export.export(session.title, folder, lambda: rendered(session, workbook)))

    def edit_elsewhere(self, field: Field, place: Place) -> None:
        """Open an answer in the user's editor (`$VISUAL` or `$EDITOR`)."""
        app, desk = self._app, self._app.desk
        if desk is None:
            return
        try:
            with app.suspend():
                edited = self._edited(desk.workshop.session.text(place))
        except SuspendNotSupported:
            app.host.notify("Not possible in this terminal.", severity="warning")
            return
        if isinstance(edited, WbtuiError):
            app.host.notify(sentence(edited.problem), title="Editor", severity="warning")
        else:
            desk.workshop.edit(SetAnswer(place, field.value(edited)))
        app.refresh()

    def _edited(self, text: str) -> str | WbtuiError:
        """Return the edited text, or the error.

        An exception must not leave `App.suspend`: Textual (8.2.8) would not take the terminal back.
        """
        try:
            return self._app.context.edit(text)
        except WbtuiError as error:
            return error

    async def leave_session(self) -> None:
        """Close the session, after a question if something is not saved or not decided."""
        desk = self._app.desk
        if desk is None:
            return
        if question := await desk.why_stay():
            self.start(self._leave_all_the_same(question))
        else:
            await self._app.sessions.close()

    async def _leave_all_the_same(self, question: YesOrNo) -> None:
        if await self._app.host.ask(question):
            await self._app.sessions.close()

    def quit(self) -> None:
        """Leave the program."""
        self._app.exit(0)
