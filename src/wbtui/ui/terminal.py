"""What Textual 8.2.8 leaves out at the terminal: bad bytes, hostile pastes, the end of the input, crashes.

Besides the text area this is the only place that knows Textual's private parts, two of them: `XTermParser` and
`App._handle_exception`. tests/ui/test_upstream.py fails when Textual no longer has one or no longer needs it.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import selectors
import signal
import sys
import time
import traceback
from codecs import getincrementaldecoder
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from rich.text import Text
from textual._xterm_parser import XTermParser  # Private: there is no public way to parse what a terminal sends.
from textual.events import Paste
from textual.message import Message
from textual.worker import WorkerFailed

from wbtui.ui.orderly_exit import FLUSH_SECONDS, FROM_KEYS, OrderlyExit
from wbtui.ui.typeahead import OrderedApp

if TYPE_CHECKING:
    from wbtui.ui.orderly_exit import Handler

PASTE_START = "\x1b[200~"
PASTE_END = "\x1b[201~"
PASTE_SILENCE = 2.0
"""Seconds without input after which a paste without an end is taken as it is."""
TICK = 0.1
ESCAPE_TICK = 0.03
"""Seconds to wait for the rest of what may be the start of a paste, or just the Escape key."""
UNLIMITED = 0
_PARTIAL = re.compile("\x1b(?:\\[(?:2(?:0[01]?)?)?)?\\Z")
# What the parser raises for what a terminal may send: chr() of a huge number, division by a width of 0 pixels.
PARSER_ERRORS = (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError)


def is_terminal() -> bool:
    """Whether the interface can run: it reads standard input, draws on stderr, and asks stdout for its size."""
    return all(os.isatty(fd) for fd in (0, 1, 2))


def let_go_of_terminal() -> None:
    """What is left to be written goes nowhere if the terminal is gone; Python would end with status 120 for it."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


class TerminalInput:
    """Bytes from a terminal to messages, in order, whatever the bytes are.

    A paste is taken out before Textual's parser sees it: that one ends a paste at the first ESC in it, and what
    follows becomes key presses.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        # Textualize/textual#6456: a byte that is not UTF-8 ends the app.
        self._decode = getincrementaldecoder("utf-8")(errors="replace").decode
        self._parser = XTermParser()
        self._held = ""
        """The end of the input so far, if it may be the beginning of a mark."""
        self._paste: list[str] | None = None
        self._last = clock()

    @property
    def patience(self) -> float:
        """After so many seconds without input `idle` is due."""
        return ESCAPE_TICK if self._held else TICK

    def feed(self, data: bytes) -> Iterator[Message]:
        """The messages that these bytes complete."""
        self._last = self._clock()
        text, self._held = self._held + self._decode(data), ""
        while text:
            if self._paste is None:
                text = yield from self._typed(text)
            else:
                text = yield from self._pasted(self._paste, text)

    def idle(self) -> Iterator[Message]:
        """The messages that are complete because nothing more has come."""
        if self._paste is None:
            held, self._held = self._held, ""
            yield from self._parse(held)
            try:
                yield from self._parser.tick()
            except PARSER_ERRORS:
                self._renew_parser()
        elif self._clock() - self._last >= PASTE_SILENCE:
            # What is held back was to become the end mark.
            self._held = ""
            yield from self._end_paste(self._paste)

    def _typed(self, text: str) -> Generator[Message, None, str]:
        """Parse up to the start of a paste; returns what is left."""
        before, start, rest = text.partition(PASTE_START)
        if not start:
            before = self._hold(before)
        yield from self._parse(before)
        if start:
            # A lone ESC that still waits in the parser came before the paste and stays there.
            yield from self._parse([""])
            self._renew_parser()
            self._paste = []
        return rest

    def _pasted(self, paste: list[str], text: str) -> Generator[Message, None, str]:
        before, end, rest = text.partition(PASTE_END)
        paste.append(before if end else self._hold(before))
        if end:
            yield from self._end_paste(paste)
        return rest

    def _hold(self, text: str) -> str:
        """Keep back the beginning of a mark at the end of the text."""
        match = _PARTIAL.search(text)
        if match is None:
            return text
        self._held = match.group()
        return text[: match.start()]

    def _end_paste(self, paste: list[str]) -> Iterator[Message]:
        self._paste = None
        text = "".join(paste)
        if text:
            yield Paste(text)

    def _parse(self, characters: Iterable[str]) -> Iterator[Message]:
        # One at a time: an exception loses the rest of what was fed together. An empty one is the end.
        for character in characters:
            try:
                yield from self._parser.feed(character)
            except PARSER_ERRORS:
                self._renew_parser()

    def _renew_parser(self) -> None:
        old, self._parser = self._parser, XTermParser()
        if all(old.terminal_size or (0,)) and all(old.terminal_pixel_size or (0,)):
            self._parser.mouse_pixels = old.mouse_pixels
            self._parser.terminal_size = old.terminal_size
            self._parser.terminal_pixel_size = old.terminal_pixel_size


if sys.platform != "win32":
    from textual.drivers.linux_driver import LinuxDriver

    class HardenedDriver(LinuxDriver):
        """Textual's driver with an input thread that survives its input, and that ends when the terminal does."""

        _handlers: Sequence[tuple[int, Handler]] = ()

        def start_application_mode(self) -> None:
            # Textual's has no annotations.
            start: Callable[[], None] = super().start_application_mode
            start()
            if self._writer_thread is not None:
                # With Textual's limit of 30 the event loop waits for a terminal that does not read, and what is
                # typed meanwhile reaches no answer.
                self._writer_thread._queue.maxsize = UNLIMITED
            for number, handler in self._handlers:
                signal.signal(number, handler)
            self._handlers = ()

        def stop_application_mode(self) -> None:
            # From here on Ctrl+C is no key any more but a signal, and for whoever has the terminal: an editor,
            # or the shell when the program ends. Not SIG_IGN, which an editor would inherit.
            self._handlers = self._handlers or [(n, signal.signal(n, lambda *_: None)) for n in FROM_KEYS]
            super().stop_application_mode()

        def run_input_thread(self) -> None:
            source = TerminalInput()
            # Not DefaultSelector: kqueue does not take every terminal on macOS. Standard input is file 0, so the
            # limit of select, 1024 files, is no matter here.
            with selectors.SelectSelector() as selector:
                selector.register(self.fileno, selectors.EVENT_READ)
                while not self.exit_event.is_set():
                    if selector.select(source.patience):
                        data = self._read()
                        if not data:
                            # Textual would read nothing for ever, at full speed: Textualize/textual#6690.
                            os.kill(os.getpid(), signal.SIGHUP)
                            return
                        messages = source.feed(data)
                    else:
                        messages = source.idle()
                    for message in messages:
                        self.process_message(message)

        def _read(self) -> bytes:
            try:
                return os.read(self.fileno, 4096)
            except OSError:
                # EIO: the other side of a pseudo-terminal has been closed.
                return b""


class CrashError(Exception):
    """What the person reads instead of a traceback."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __rich__(self) -> Text:
        return Text(self.sentence)


class TerminalApp(OrderedApp):
    """An app that leaves in good order and tells the terminal nothing but one sentence when it crashes."""

    def __init__(self, *, crash_log: Path | None = None, last_words: str = "") -> None:
        super().__init__(driver_class=None if sys.platform == "win32" else HardenedDriver)
        self.crash_log = crash_log
        """Gets the tracebacks."""
        self.last_words = last_words
        """The sentence, such as where the work is saved; may be changed at any time."""
        self._home_loop: asyncio.AbstractEventLoop | None = None
        self._crashed = False

    def on_load(self) -> None:
        self._home_loop = asyncio.get_running_loop()

    def leave(self, status: int) -> None:
        """End the app with an exit status; from any thread."""
        if self._home_loop is not None:
            # RuntimeError: the loop is closed, the app has ended.
            with contextlib.suppress(RuntimeError):
                self._home_loop.call_soon_threadsafe(partial(self.exit, status, return_code=status))

    def run_to_the_end(self, flush: Callable[[float], bool]) -> int:
        """Run the app; whatever ends it, `flush` has been called. Returns the exit status."""
        with OrderlyExit(flush, self.leave) as way_out:
            try:
                with _CrashNet(self):
                    self.run()
            finally:
                saved = flush(FLUSH_SECONDS)
                way_out.deafen()
        let_go_of_terminal()
        return way_out.status or self.return_code or int(self._crashed or not saved)

    def _handle_exception(self, error: Exception) -> None:
        # Private. App._fatal_error prints a traceback with the values of local variables, so the answers, on the
        # terminal and into whatever records it; there is no switch and no public hook.
        first, self._crashed = not self._crashed, True
        self.log_crash(error.error if isinstance(error, WorkerFailed) else error)
        if self.is_headless:
            super()._handle_exception(error)
        elif first:
            super()._handle_exception(CrashError(self.last_words))

    def log_crash(self, error: BaseException) -> None:
        """Append the traceback, without the values of local variables, to the crash log."""
        self._crashed = True
        if self.crash_log is None:
            return
        lines = traceback.TracebackException.from_exception(error, capture_locals=False).format()
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
        with contextlib.suppress(OSError):
            file = os.open(self.crash_log, flags, 0o600)
            with open(file, "a", encoding="utf-8", errors="replace") as log:
                log.write(f"--- {datetime.now().astimezone().isoformat()}\n{''.join(lines)}\n")


class _CrashNet:
    """Catches what Textual lets through: errors while it starts or ends, KeyboardInterrupt."""

    def __init__(self, app: TerminalApp) -> None:
        self._app = app

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> bool:
        if error is None or isinstance(error, SystemExit):
            return False
        self._app.log_crash(error)
        with contextlib.suppress(OSError):
            print(self._app.last_words, file=sys.stderr)
        return True
