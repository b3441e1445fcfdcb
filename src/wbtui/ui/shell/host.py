"""Implements the `Host` of the controllers with a Textual app."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from textual.message import Message

from wbtui.core.text import one_line
from wbtui.ui.commands.keys import HasKeys, Keys
from wbtui.ui.controllers.news import GOOD_SECONDS, News, Notice
from wbtui.ui.shell.dialogs import dialog_for
from wbtui.ui.widgets.bars import KeyBar
from wbtui.wording import phrase

if TYPE_CHECKING:
    from wbtui.storage.drafts.dialogs import Drafts
    from wbtui.ui.controllers.command_ids import CommandId, NoCommand
    from wbtui.ui.controllers.host import Severity
    from wbtui.ui.controllers.questions import Question
    from wbtui.ui.screens.dialog import Dialog
    from wbtui.ui.terminal.app import TerminalApp
    from wbtui.workshop import Batch, Workshop

T = TypeVar("T")
P = ParamSpec("P")

MAX_SAID_CHARS = 500
DRAFT_SECONDS = 20.0
UNKEPT = "unkept"
"""The matter of the notifications that a dialog's text cannot be written."""


class OpenSession(Message):
    """A request to open the session in a file and show it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path


class AppHost:
    """Implements `wbtui.ui.controllers.host.Host` with a Textual app."""

    def __init__(self, app: TerminalApp, seconds: Callable[[], float], drafts: Drafts) -> None:
        """`seconds` returns the time in seconds since any fixed moment."""
        self._app = app
        self.drafts = drafts
        """The drafts of the open session, or those of home."""
        self.workshop: Workshop | None = None
        """The open workshop; None on the home screen."""
        self.news = News(seconds, self._show_news)
        self._unsubscribe: Callable[[], None] | None = None
        """Ends the subscription that takes good news away; None while there is none."""

    async def ask(self, question: Question[T]) -> T | None:
        """Ask in a dialog. Never await it in a message handler: the dialog would not get any messages."""
        answer: asyncio.Future[T | None] = asyncio.get_running_loop().create_future()

        def answered(given: T | None) -> None:
            if not answer.done():
                answer.set_result(given)

        dialog = dialog_for(question)
        # The session may be closed together with the dialog.
        drafts, name = self.drafts, dialog.draft_name
        if name and (draft := drafts.of(name)):
            dialog.draft = draft
            self.notify("These are your words from before. Esc discards them.", title=name, about=name)
        self._app.push_screen(dialog, answered)
        given = await answer
        if name:
            drafts.forget(name)
        return given

    def keep_draft(self, dialog: Dialog[Any]) -> None:
        """Write what has been typed in a dialog, which would be lost with the program; tell while that fails."""
        if dialog.draft_name:
            self.drafts.keep(dialog.draft_name, dialog.texts)
            if error := self.drafts.error:
                text = f"What you type here is only on this screen: {phrase(error)}"
                self.notify(text, title="NOT KEPT", severity="error", about=UNKEPT)
            else:
                self.news.end(UNKEPT)

    def tell_drafts(self) -> None:
        """Tell the user which dialog has words from before the program ended."""
        for name in self.drafts.names:
            text = "What you typed there before the program ended is kept. Open it again."
            self.notify(text, title=name, timeout=DRAFT_SECONDS, about=name)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: Severity = "information",
        timeout: float | None = None,
        about: str = "",
        command: CommandId | NoCommand = "",
    ) -> None:
        """Say something in the status line; it is never parsed as markup."""
        text = f"{title}: {message}" if title else message
        self.say(Notice(text, severity, about or title, command, timeout or GOOD_SECONDS))

    def say(self, notice: Notice) -> None:
        """Say something in the status line."""
        self.news.say(notice._replace(text=one_line(notice.text, MAX_SAID_CHARS)))
        if self.workshop and not self._unsubscribe:
            self._unsubscribe = self.workshop.subscribe(self, self._edited)

    def _edited(self, batch: Batch) -> None:
        """Take away the good news of the act before."""
        if batch.ours:
            self.news.acted()
        if not self.news.has_good:
            self.stop_listening()

    def stop_listening(self) -> None:
        """Stop waiting for acts, because there is no good news to take away."""
        if self._unsubscribe:
            self._unsubscribe()
            self._unsubscribe = None

    def _show_news(self) -> None:
        for screen in self._app.screen_stack if self._app.is_running else ():
            for bar in screen.query(KeyBar):
                bar.say()

    def show(self, path: Path) -> None:
        """Post a request to open the session in a file."""
        self._app.post_message(OpenSession(path))

    def start(self, work: Coroutine[Any, Any, object], *, group: str = "") -> None:
        """Run `work` as a worker of the app."""
        self._app.run_worker(work, group=group or "default", exclusive=bool(group))

    async def in_thread(self, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `call` in a thread and return its result."""
        return await asyncio.to_thread(call, *args, **kwargs)

    def in_loop(self, call: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs) -> None:
        """Schedule `call` in the app's thread, before the keys that wait; may be called from any thread."""
        self._app.soon(partial(call, *args, **kwargs))

    def undisturbed(self) -> Callable[[], bool]:
        """Return a function that tells whether the current screen is still the topmost one."""
        app, screen = self._app, self._app.screen
        return lambda: app.screen is screen

    def key(self, command_id: CommandId) -> str:
        """Return the keys of a command as people write them."""
        # Not through a screen: there is none while the first session is being opened.
        return (self._app.keys if isinstance(self._app, HasKeys) else Keys()).of(command_id)
