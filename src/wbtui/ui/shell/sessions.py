"""Opens, shows and closes the one session of the app."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from wbtui.core.errors import WbtuiError
from wbtui.storage.drafts.dialogs import Drafts
from wbtui.ui import screens
from wbtui.ui.controllers.export import document
from wbtui.ui.screens.dialog import Dialog
from wbtui.ui.screens.shown import ShowsStatus, ShowsTime
from wbtui.wording import sentence, statement
from wbtui.writers import ParsedAnswers

if TYPE_CHECKING:
    from wbtui.core.errors import Problem
    from wbtui.ui.app import WorkbookApp
    from wbtui.ui.controllers.desk import Desk
    from wbtui.ui.screens.stage import StageScreen

NOT_KEPT_TEXT = "No state folder. Not kept: what a crash interrupts, earlier versions, and where you were."


class Sessions:
    """Opens, shows and closes sessions, one at a time."""

    def __init__(self, app: WorkbookApp, start: Path | None) -> None:
        """`start` is the session to start with; closing it ends the program."""
        self._app = app
        self._start = start
        self._start_error: WbtuiError | None = None
        self.desk: Desk | None = None
        """The open session; None on the home screen."""
        self.closing = False
        """True while the session is being saved for the last time, which can take long on a slow disk."""
        self._closed = ""
        """The message about the session that was closed last."""
        self._unsaved: list[str] = []
        """The messages about the sessions that were closed without being saved."""

    # Opening

    async def open_start(self) -> None:
        """Open the session to start with; `welcome` reports an error."""
        if self._start is not None:
            try:
                await self._open(self._start)
            except WbtuiError as error:
                self._start_error = error

    async def show(self, path: Path) -> None:
        """Open a session, and show it at the place where it was left."""
        app = self._app
        if self.desk:
            return
        try:
            desk = await self._open(path)
        except WbtuiError as error:
            app.host.start(app.recovery.say_not_opened(path, error))
            return
        await app.push_screen(app.fitted(self.stage_screen(desk)))
        app.host.start(desk.welcome())
        app.host.tell_drafts()

    def welcome(self) -> None:
        """Show the messages for the start of the program."""
        app = self._app
        if problem := app.context.not_kept:
            app.host.notify(f"{NOT_KEPT_TEXT} {sentence(problem)}", severity="warning", about="state")
        if app.context.problems:
            self._tell_mistakes(app.context.problems)
        if self.desk:
            app.host.start(self.desk.welcome())
        elif self._start and self._start_error:
            app.host.start(app.recovery.say_not_opened(self._start, self._start_error))
        app.host.tell_drafts()

    def _tell_mistakes(self, problems: Sequence[Problem]) -> None:
        """Tell the first mistake in the settings; if there are more, their number and the key that shows them."""
        first, several = problems[0], len(problems) > 1
        said = statement(first)
        self._app.host.notify(
            f"{len(problems)} mistakes. {said}" if several else f"{said} · in {first.where.file}",
            title="Settings",
            severity="warning",
            command="help" if several else "",
        )

    async def _open(self, path: Path) -> Desk:
        # Import here: home does not need it, and it would delay home by 10 ms.
        from wbtui.ui.controllers.desk import Desk

        app, context = self._app, self._app.context
        self.desk = desk = await Desk.open(
            path,
            app.host,
            app.steady,
            app.recovery,
            context.workbooks,
            state_dir=context.state_dir,
            clocks=context.clocks,
            log=app.log_error,
            changed=self._show_status,
        )
        app.host.workshop = desk.workshop
        app.host.drafts = Drafts(desk.handle.folder)
        return desk

    def stage_screen(self, desk: Desk) -> StageScreen:
        """Return a new screen for an open session."""
        # It keeps parsed answers of its own: those of the whole document are another selection.
        page = partial(document, parsed=ParsedAnswers())
        return screens.stage.StageScreen(desk.workshop, desk.handle.view, desk.clock.schedule, desk.status, page)

    def farewell(self) -> str:
        """Return the lines to print after the program has ended; empty if no session was open.

        Call `flush` before.
        """
        lines = [*self._unsaved, *([self._closed] if self._closed else [])]
        return "\n".join(dict.fromkeys(lines))

    # While a session is open

    def tick(self) -> float:
        """Update clock, file and screen; return the seconds until the next call is due."""
        self._app.host.news.pass_time()
        if self.desk is None:
            self._app.steady.look()
            return 1.0
        seconds = self.desk.tick()
        for screen in self._app.screen_stack:
            # The time is visible even below a dialog.
            if isinstance(screen, ShowsTime) and screen.is_mounted:
                screen.show_time()
        self._remember(self.desk)
        return seconds

    def _remember(self, desk: Desk) -> None:
        # Update it even while a dialog or the preview lies over it.
        for screen in self._app.screen_stack:
            if isinstance(screen, screens.stage.StageScreen) and screen.shows_section:
                desk.handle.remember(screen.view)

    def _show_status(self) -> None:
        for screen in self._app.screen_stack if self._app.is_running else ():
            if isinstance(screen, ShowsStatus) and screen.is_mounted:
                screen.show_status()

    def flush(self, timeout: float) -> bool:
        """Save the open session within `timeout` seconds, when the program ends; called from any thread.

        Return False if this session, or one that was closed before, is not saved.
        """
        desk = self.desk
        if desk is None:
            return not self._unsaved
        if self._app.is_running:
            # This is safe in another thread, because it only reads; the event loop may be blocked.
            self._remember(desk)
        saved = desk.flush(timeout)
        self._closed = desk.last_words(saved)
        return saved and not self._unsaved

    async def close(self) -> None:
        """Save and close the session; go home, or quit if the program was started with it."""
        app, desk = self._app, self.desk
        if desk is None or self.closing:
            return
        self._remember(desk)
        app.host.news.clear()
        self.closing = True
        try:
            # Close before home is shown, because home reads the file.
            saved = await desk.close()
            self._closed = desk.last_words(saved)
            if not saved:
                self._unsaved.append(self._closed)
        finally:
            self.closing = False
        app.host.stop_listening()
        self.desk = app.host.workshop = None
        app.host.drafts = Drafts(app.context.state_dir)
        while len(app.screen_stack) > 1:
            top = app.screen
            if isinstance(top, Dialog):
                # A coroutine is waiting for its answer.
                top.close(None)
            if app.screen is top:
                await app.pop_screen()
        if self._start is not None:
            app.exit(0)
        elif isinstance(app.screen, screens.home.HomeScreen):
            # Enter goes on with the session that was just left.
            app.screen.load(desk.handle.path)
