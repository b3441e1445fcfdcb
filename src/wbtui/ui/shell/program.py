"""The commands of the program itself: screens, themes, export, external editor, quitting."""

from __future__ import annotations

import inspect
from collections.abc import Coroutine, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import SuspendNotSupported

from wbtui.core.errors import UsageError
from wbtui.ui import screens
from wbtui.ui.commands.footer import where_footer
from wbtui.ui.controllers.export import document, rendered
from wbtui.ui.terminal.workarounds import suspended
from wbtui.ui.themes import THEMES, short_name
from wbtui.ui.widgets.focus_kind import kind_of
from wbtui.wording import sentence
from wbtui.wording.labels import step_name

if TYPE_CHECKING:
    from wbtui.core.place import Place
    from wbtui.ui.app import WorkbookApp
    from wbtui.ui.commands.footer import FocusKind, Hint
    from wbtui.ui.controllers.command_ids import CommandId
    from wbtui.ui.controllers.desk import Desk
    from wbtui.ui.controllers.questions import YesOrNo
    from wbtui.ui.controllers.theme_setting import ThemeSetting
    from wbtui.ui.screens.jump import Target


GROUPS: Mapping[FocusKind, str] = {"list": "List", "field": "Text", "choice": "Text"}
"""The group of commands that belongs to what has the focus."""


class Program:
    """Implements `wbtui.ui.commands.acts.Program`."""

    def __init__(self, app: WorkbookApp, theme: ThemeSetting) -> None:
        self._app = app
        self._theme = theme

    def start(self, work: Coroutine[Any, Any, object]) -> None:
        """Run a coroutine in the background; it may open dialogs."""
        self._app.host.start(work)

    # Screens

    async def show_menu(self) -> None:
        """Open the command menu."""
        app = self._app
        if app.desk:
            at = app.dispatch.in_workshop(app.desk)
            reasons = {command.id: command.enabled(at) for command in app.keys.workshop}
            stages = min(9, len(app.desk.workshop.workbook.stages))
            first = GROUPS.get(kind_of(app.focused), "") if at.shown else ""
            by_escape = isinstance(app.screen, screens.stage.StageScreen) and app.screen.escaped_twice
            menu = screens.menu.MenuScreen(app.keys, reasons, stages, first, by_escape=by_escape)
            await app.push_screen(menu, self._chosen)

    async def _chosen(self, chosen: CommandId | int | None) -> None:
        if isinstance(chosen, int):
            if isinstance(self._app.screen, screens.stage.StageScreen):
                await self._app.screen.look_at_stage(chosen)
        elif chosen:
            await self._app.action_command(chosen)
            command = self._app.keys.command(chosen)
            if command.key and self._app.desk:
                self._app.host.news.add_tip(chosen, command.title)

    async def show_jump(self) -> None:
        """Open the letters that lead to fields, sections, steps and stages."""
        app, shown = self._app, self._app.screen
        if app.desk and isinstance(shown, screens.stage.StageScreen):
            await app.push_screen(screens.jump.JumpScreen(self._targets(app.desk, shown)), self._jump)

    def _targets(self, desk: Desk, shown: screens.stage.StageScreen) -> list[Target]:
        target = screens.jump.Target
        fields = [target("Fields", *each) for each in shown.fields_to_reach]
        sections = [target("Sections", *each) for each in shown.sections_to_reach]
        away = shown.outlook.away
        steps_title = f"Steps of {shown.outlook.title(desk.workshop.session.slot)[0]}" if away else "Steps"
        script, choose = desk.clock.script, desk.clock.choose_step
        steps = [
            target(steps_title, step_name(script, number), partial(choose, number, tell=away))
            for number in range(len(script))
        ]
        stages = [
            target("Stages", stage.title, partial(shown.look_at_stage, number), numbered=True)
            for number, stage in enumerate(desk.workshop.workbook.stages, start=1)
        ]
        return [*fields, *sections, *steps, *stages]

    async def _jump(self, target: Target | None) -> None:
        if target and inspect.isawaitable(going := target.go()):
            await going

    async def show_help(self) -> None:
        """Open the table of keys."""
        app, shown = self._app, self._app.screen
        here: tuple[Hint, ...] = ()
        if app.desk and isinstance(shown, screens.stage.StageScreen):
            here = where_footer(app.keys, shown.focus_now(app.desk.clock.schedule()))
        said, mistakes = app.status_line.text, app.context.problems
        asked = screens.help.HelpScreen(app.keys, here, said, mistakes, in_workshop=app.desk is not None)
        await app.push_screen(asked, self._chosen)

    async def show_big_clock(self) -> None:
        """Open the clock for the room, or close it."""
        app, desk = self._app, self._app.desk
        if isinstance(app.screen, screens.big_clock.BigClockScreen):
            app.pop_screen()
        elif desk:
            await app.push_screen(
                screens.big_clock.BigClockScreen(desk.workshop, desk.clock.schedule, desk.status)
            )

    async def show_timetable(self) -> None:
        """Open the timetable, or close it."""
        app, desk = self._app, self._app.desk
        if isinstance(app.screen, screens.timetable.TimetableScreen):
            app.pop_screen()
        elif desk:
            await app.push_screen(
                screens.timetable.TimetableScreen(desk.workshop, desk.timetable, desk.status, self.start)
            )

    async def show_carried(self) -> None:
        """Show the answer that goes along to the stage whole."""
        shown = self._app.screen
        if isinstance(shown, screens.stage.StageScreen) and (carried := shown.outlook.carried):
            await self._app.push_screen(screens.reading.ReadingScreen(carried.label, carried.text))

    async def show_preview(self) -> None:
        """Open the preview of the document, or close it."""
        app, desk = self._app, self._app.desk
        if isinstance(app.screen, screens.preview.PreviewScreen):
            app.pop_screen()
        elif desk:
            made = partial(document, parsed=desk.parsed)
            await app.push_screen(
                screens.preview.PreviewScreen(desk.workshop, desk.clock.schedule, desk.status, made)
            )

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
        app.host.notify(THEMES[app.theme], title="Theme")
        self._theme.remember(short_name(app.theme))

    # Export, external editor, quitting

    def export(self) -> None:
        """Ask for a path and write the document there."""
        if desk := self._app.desk:
            session, workbook = desk.workshop.session, desk.workshop.workbook
            make = partial(rendered, session, workbook, desk.parsed)
            self.start(self._app.export.export(session.title, desk.handle.path.parent, make))

    def edit_elsewhere(self, place: Place) -> None:
        """Open an answer in the user's editor (`$VISUAL` or `$EDITOR`)."""
        app, desk = self._app, self._app.desk
        if desk is None:
            return
        try:
            file = desk.editing.begin(place)
        except UsageError as error:
            app.host.notify(sentence(error.problem), title="Editor", severity="warning")
            return
        failure = None
        try:
            with suspended(app):
                app.context.edit(file.path)
        except UsageError as error:
            failure = error.problem
        except SuspendNotSupported:
            desk.editing.cancel(file)
            app.host.notify("Not possible in this terminal.", severity="warning")
            return
        app.refresh()
        if not desk.editing.take_in(file, failure):
            self.start(desk.editing.offer(file, failure))

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
