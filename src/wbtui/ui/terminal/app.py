"""The base class of the app, which shuts down in order and never prints answers in a traceback.

Of Textual's private parts this module uses `App._handle_exception`; tests/ui/test_upstream.py fails when Textual
(8.2.8) no longer has it or no longer needs this module.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import os
import sys
import traceback
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.text import Text
from textual.worker import WorkerFailed

from wbtui.core.text import clean_for_terminal
from wbtui.ui.terminal.input_order import OrderedApp
from wbtui.ui.terminal.shutdown import OrderlyExit
from wbtui.ui.terminal.workarounds import AppWorkarounds, release_drawn_lines

if sys.platform != "win32":
    from wbtui.ui.terminal.driver import HardenedDriver

RELEASE_SECONDS = 10.0
"""Seconds between two releases of the memory that Textual keeps for removed widgets."""


def is_terminal() -> bool:
    """Return whether standard input, output and error are all terminals.

    Textual reads the first, draws on the last, and asks standard output for its size.
    """
    return all(os.isatty(fd) for fd in (0, 1, 2))


def let_go_of_terminal() -> None:
    """Flush standard output and error, and redirect them to the null device if the terminal has been closed.

    Otherwise Python would exit with status 120.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


class CrashError(Exception):
    """The error that Textual prints instead of a traceback."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __rich__(self) -> Text:
        return Text(clean_for_terminal(self.sentence))


class TerminalApp(AppWorkarounds, OrderedApp):
    """An app that shuts down in order, and prints one sentence on the terminal when it crashes."""

    def __init__(
        self,
        *,
        crash_log: Path | None = None,
        last_words: str = "",
        before_shown: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """Call `before_shown` before taking over the terminal; a signal during that ends the app at once."""
        super().__init__(driver_class=None if sys.platform == "win32" else HardenedDriver)
        self.crash_log = crash_log
        """The file to append tracebacks to."""
        self.last_words = last_words
        """The sentence to print when the app crashes, before what `run_to_the_end` prints."""
        self._before_shown = before_shown
        self._home_loop: asyncio.AbstractEventLoop | None = None
        self._home_context: contextvars.Context | None = None
        self._crashed = False

    async def on_load(self) -> None:
        self._home_loop, self._home_context = asyncio.get_running_loop(), contextvars.copy_context()
        self.set_interval(RELEASE_SECONDS, self._let_go)
        if self._before_shown:
            await self._before_shown()

    def _let_go(self) -> None:
        release_drawn_lines()

    def leave(self, status: int) -> None:
        """End the app with an exit status; may be called from any thread."""
        self.soon(partial(self.exit, status, return_code=status))

    def soon(self, call: Callable[[], object]) -> None:
        """Call something in the app's thread, before the keys that wait; may be called from any thread."""
        if self._home_loop is not None:
            # RuntimeError: the loop is closed, the app has ended.
            with contextlib.suppress(RuntimeError):
                self._home_loop.call_soon_threadsafe(self._attempt, call, context=self._home_context)

    def _attempt(self, call: Callable[[], object]) -> None:
        try:
            call()
        except Exception as error:  # noqa: BLE001, the event loop would only log it.
            self._handle_exception(error)

    def run_to_the_end(self, flush: Callable[[float], bool], farewell: Callable[[], str] = str) -> int:
        """Run the app and return its exit status.

        However the app ends, `flush` is called, and then the text of `farewell`, if any, is printed.
        """
        with OrderlyExit(flush, self.leave) as way_out:
            try:
                with _CrashNet(self):
                    self.run()
            finally:
                saved = flush(way_out.seconds_left)
                way_out.deafen()
                for words in farewell().splitlines():
                    # OSError: the terminal has been closed.
                    with contextlib.suppress(OSError):
                        print(clean_for_terminal(words), file=sys.stderr)
        let_go_of_terminal()
        return way_out.status or self.return_code or int(self._crashed or not saved)

    def _handle_exception(self, error: Exception) -> None:
        # Private. App._fatal_error prints a traceback with the values of local variables, hence answers, on the
        # terminal and into anything that records it; Textual has no switch and no public hook for this.
        first, self._crashed = not self._crashed, True
        self.log_crash(error.error if isinstance(error, WorkerFailed) else error)
        if self.is_headless:
            super()._handle_exception(error)
        elif first:
            super()._handle_exception(CrashError(self.last_words))

    def log_crash(self, error: BaseException) -> None:
        """Append the traceback of a fatal error to the crash log."""
        self._crashed = True
        self.log_error(error)

    def log_error(self, error: BaseException) -> None:
        """Append a traceback without local variables to the crash log; may be called from any thread."""
        if self.crash_log is None:
            return
        lines = traceback.TracebackException.from_exception(error, capture_locals=False).format()
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
        with contextlib.suppress(OSError):
            file = os.open(self.crash_log, flags, 0o600)
            with open(file, "a", encoding="utf-8", errors="replace") as log:
                log.write(f"--- {datetime.now().astimezone().isoformat()}\n{''.join(lines)}\n")


class _CrashNet:
    """Catches what Textual does not: errors while it starts or ends, and KeyboardInterrupt."""

    def __init__(self, app: TerminalApp) -> None:
        self._app = app

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> bool:
        if error is None or isinstance(error, SystemExit):
            return False
        self._app.log_crash(error)
        with contextlib.suppress(OSError):
            print(clean_for_terminal(self._app.last_words), file=sys.stderr)
        return True
