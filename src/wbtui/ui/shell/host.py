"""Implements the `Host` of the controllers with a Textual app."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from textual.message import Message
from textual.notifications import Notify

from wbtui.core.text import clean
from wbtui.ui.commands.keys import HasKeys, Keys
from wbtui.ui.shell.dialogs import dialog_for
from wbtui.ui.terminal.workarounds import Toast

if TYPE_CHECKING:
    from wbtui.storage.drafts.dialogs import Drafts
    from wbtui.ui.controllers.host import Severity
    from wbtui.ui.controllers.questions import Question
    from wbtui.ui.screens.dialog import Dialog
    from wbtui.ui.terminal.app import TerminalApp
    from wbtui.workshop import Batch, Workshop

T = TypeVar("T")
P = ParamSpec("P")

READ_SECONDS = 2.0
"""Seconds that a notification stays at least before typing clears it."""


DRAFT_SECONDS = 20.0


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
        self._seconds = seconds
        self.workshop: Workshop | None = None
        """The open workshop; None on the home screen."""
        self._notified = 0.0
        """The time of the last notification, in `seconds`."""
        self._toasts: list[tuple[str, Toast]] = []
        """The toasts that may still be shown, each with the matter that it is about."""
        self._unsubscribe: Callable[[], None] | None = None
        """Ends the subscription that clears toasts; None while there is none."""

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
        """Write the texts of the open dialog to a file, because they would be lost with the program."""
        if dialog.draft_name:
            self.drafts.keep(dialog.draft_name, dialog.texts)

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
    ) -> None:
        """Show a toast without markup, because a message may contain arbitrary file names."""
        self._notified = self._seconds()
        seconds = timeout or self._app.NOTIFICATION_TIMEOUT
        toast = Toast(clean(message), title, severity, seconds, markup=False)
        self._make_room(about)
        self._toasts.append((about, toast))
        self._app.post_message(Notify(toast))
        if self.workshop and not self._unsubscribe:
            self._unsubscribe = self.workshop.subscribe(self, self._typed)

    def _make_room(self, about: str) -> None:
        """Remove the toasts about a matter that has changed, and forget those that have expired."""
        live = [(matter, toast) for matter, toast in self._toasts if not toast.has_expired]
        self._toasts = [(matter, toast) for matter, toast in live if not about or matter != about]
        if len(self._toasts) < len(live):
            # Textual removes one toast or all of them, and has only the latter in public.
            self._app.clear_notifications()
            for _, toast in self._toasts:
                self._app.post_message(Notify(toast))

    def _typed(self, batch: Batch) -> None:
        """Clear old toasts once the user types, because they cover the fields."""
        if batch.origin is not None and self._seconds() - self._notified > READ_SECONDS:
            self._app.clear_notifications()
            self._toasts.clear()
            self.forget_toasts()

    def forget_toasts(self) -> None:
        """Stop waiting for typing, because no toast is left to clear."""
        if self._unsubscribe:
            self._unsubscribe()
            self._unsubscribe = None

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

    def key(self, command_id: str) -> str:
        """Return the keys of a command as people write them."""
        # Not through a screen: there is none while the first session is being opened.
        return (self._app.keys if isinstance(self._app, HasKeys) else Keys()).of(command_id)
