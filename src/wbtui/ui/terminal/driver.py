"""Textual's driver for a terminal that sends bad bytes and hostile pastes, stops reading, or goes away.

Nothing else knows these private parts of Textual: `XTermParser`, and of the driver its thread that writes with
its queue, its loop and app, `_sigtstp_application` and `_enable_bracketed_paste`. tests/ui/test_upstream.py fails
when Textual no longer has them or no longer needs it.
"""

from __future__ import annotations

import contextlib
import os
import re
import selectors
import signal
import sys
import time
from codecs import getincrementaldecoder
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from textual._xterm_parser import XTermParser  # Private: there is no public way to parse what a terminal sends.
from textual.events import Paste
from textual.message import Message

from wbtui.ui.terminal.shutdown import FROM_KEYS

if TYPE_CHECKING:
    from wbtui.ui.terminal.shutdown import Handler

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
    import termios

    from textual.drivers.linux_driver import LinuxDriver

    class HardenedDriver(LinuxDriver):
        """Textual's driver with an input thread that survives its input, and that ends when the terminal does."""

        _handlers: Sequence[tuple[int, Handler]] = ()
        _attributes: list[Any] | None = None
        """Of the terminal, while it is ours."""

        def start_application_mode(self) -> None:
            before = self._writer_thread
            # Textual's has no annotations.
            start: Callable[[], None] = super().start_application_mode
            start()
            if self._writer_thread is None or self._writer_thread is before:
                # In the background, where the system stops the program again.
                return
            # With Textual's limit of 30 the event loop waits for a terminal that does not read, and what is typed
            # meanwhile reaches no answer.
            self._writer_thread._queue.maxsize = UNLIMITED
            with contextlib.suppress(termios.error):
                self._attributes = termios.tcgetattr(self.fileno)
            signal.signal(signal.SIGTSTP, self._on_stop)
            for number, handler in self._handlers:
                signal.signal(number, handler)
            self._handlers = ()

        def stop_application_mode(self) -> None:
            # From here on Ctrl+C is no key any more but a signal, and for whoever has the terminal: an editor,
            # or the shell when the program ends. Not SIG_IGN, which an editor would inherit.
            self._handlers = self._handlers or [(n, signal.signal(n, lambda *_: None)) for n in FROM_KEYS]
            self._attributes = None
            super().stop_application_mode()

        def _on_stop(self, *_: object) -> None:
            if self._attributes is None:
                self._sigtstp_application()
            else:
                # Not here: what was interrupted may hold the lock of the writer, which has to write for this.
                self._loop.call_soon_threadsafe(self._sigtstp_application)

        def resume_application_mode(self) -> None:
            if self._attributes is not None:
                # SIGCONT after a SIGSTOP, which nobody is told of. Textual would start once more: two threads read
                # the keys, in any order, and the terminal is never given back as it was.
                self._loop.call_soon_threadsafe(self._take_back, self._attributes)
            elif self._loop.is_running():  # Else SIGCONT came when the app had ended.
                super().resume_application_mode()

        def _take_back(self, attributes: list[Any]) -> None:
            """Have the terminal as it was before somebody else had it."""
            with contextlib.suppress(termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, attributes)
            self._enable_bracketed_paste()
            self._app.refresh()

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
