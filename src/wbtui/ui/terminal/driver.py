"""A Textual driver for terminals that send bad bytes or hostile pastes, stop reading, or disappear.

This is the only module that uses these private parts of Textual: `XTermParser`, and of the driver its writer
thread with its queue, its loop and app, `_sigtstp_application` and `_enable_bracketed_paste`.
tests/ui/test_upstream.py fails when Textual no longer has them or no longer needs this module.
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

from wbtui.core.text import STEERING
from wbtui.ui.terminal.shutdown import FROM_KEYS

if TYPE_CHECKING:
    from wbtui.ui.terminal.shutdown import Handler

PASTE_START = "\x1b[200~"
PASTE_END = "\x1b[201~"
PASTE_SILENCE_SECONDS = 2.0
"""Seconds without input after which a paste without an end mark is taken as complete."""
TICK_SECONDS = 0.1
ESCAPE_TICK_SECONDS = 0.03
"""Seconds to wait for the rest of a possible paste mark, which may just be the Escape key."""
UNLIMITED_SIZE = 0
_PARTIAL = re.compile("\x1b(?:\\[(?:2(?:0[01]?)?)?)?\\Z")
# ESC and a character is a key with Alt, but for [ and O, and what begins a string from the terminal: that comes
# with its rest. Textual reads b and f as moves by a word.
_ALT_KEY = re.compile("\x1b([^\x00-\x1f\x7f\\[O\\]PX^_bf]|[\\]PX^_]\\Z)")
_OTHER_KEY = re.compile("\x1b\\[27;(\\d{1,3});(\\d{1,7})~")
_STEERING = re.compile(STEERING)
# Exceptions that Textual's parser raises on possible input: chr() of a huge number, division by a width of 0
# pixels.
PARSER_ERRORS = (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError)


ALT_MODIFIER = 3
"""The number of the modifier Alt in a key report."""


def _csi_u(code: int, modifiers: int) -> str:
    """Return a key as `CSI code ; modifiers u`, or as its character if Shift is the only modifier."""
    plain = modifiers in (1, 2) and code < sys.maxunicode
    return chr(code) if plain else f"\x1b[{code};{modifiers}u"


class TerminalInput:
    """Turns bytes from a terminal into messages, in order and for any bytes.

    It extracts pastes itself: Textual's parser ends a paste at the first ESC in it, and the rest becomes key
    presses.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        # Textualize/textual#6456: a byte that is not UTF-8 crashes the app.
        self._decode = getincrementaldecoder("utf-8")(errors="replace").decode
        self._parser = XTermParser()
        self._partial_mark = ""
        """The end of the input so far, if it may be the beginning of a paste mark."""
        self._paste: list[str] | None = None
        self._after_return = False
        """True if the last character typed was a carriage return."""
        self._last = clock()

    @property
    def patience(self) -> float:
        """Seconds without input after which to call `idle`."""
        return ESCAPE_TICK_SECONDS if self._partial_mark else TICK_SECONDS

    def feed(self, data: bytes) -> Iterator[Message]:
        """Yield the messages that these bytes complete."""
        self._last = self._clock()
        text, self._partial_mark = self._partial_mark + self._decode(data), ""
        while text:
            if self._paste is None:
                text = yield from self._typed(text)
            else:
                text = yield from self._pasted(self._paste, text)

    def idle(self) -> Iterator[Message]:
        """Yield the messages that are complete because no further input has come."""
        if self._paste is None:
            held, self._partial_mark = self._partial_mark, ""
            yield from self._parse(held)
            try:
                yield from self._parser.tick()
            except PARSER_ERRORS:
                self._renew_parser()
        elif self._clock() - self._last >= PASTE_SILENCE_SECONDS:
            # The partial mark would have been the end mark.
            self._partial_mark = ""
            yield from self._end_paste(self._paste)

    def _typed(self, text: str) -> Generator[Message, None, str]:
        """Parse up to the start of a paste, and return the rest of the text."""
        before, start, rest = text.partition(PASTE_START)
        if not start:
            before = self._hold(before)
        yield from self._parse(self._spelled_out(before))
        if start:
            # A lone ESC that waits in the parser came before the paste: let it become a key press.
            yield from self._parse([""])
            self._renew_parser()
            self._paste = []
        return rest

    def _spelled_out(self, text: str) -> str:
        """Return the text with keys in the form that Textual's parser gets right.

        From ESC and a digit or sign, which is a key with Alt, it makes a character, and from a key in the form of
        xterm's `modifyOtherKeys` the character without its modifiers. A line end of two characters is one key.
        """
        if not text:
            return text
        if self._after_return and text[0] == "\n":
            text = text[1:]
        text = text.replace("\r\n", "\r")
        self._after_return = text.endswith("\r")
        if "\x1b" not in text:
            return text
        text = _OTHER_KEY.sub(lambda key: _csi_u(int(key[2]), int(key[1])), text)
        return _ALT_KEY.sub(lambda key: _csi_u(ord(key[1]), ALT_MODIFIER), text)

    def _pasted(self, paste: list[str], text: str) -> Generator[Message, None, str]:
        before, end, rest = text.partition(PASTE_END)
        paste.append(before if end else self._hold(before))
        if end:
            yield from self._end_paste(paste)
        return rest

    def _hold(self, text: str) -> str:
        """Move the beginning of a paste mark from the end of the text to `_partial_mark`."""
        match = _PARTIAL.search(text)
        if match is None:
            return text
        self._partial_mark = match.group()
        return text[: match.start()]

    def _end_paste(self, paste: list[str]) -> Iterator[Message]:
        self._paste = None
        text = "".join(paste)
        if text:
            yield Paste(text)

    def _parse(self, characters: Iterable[str]) -> Iterator[Message]:
        # One character at a time, because an exception loses the rest of the text. An empty string means the end
        # of input.
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
        """A driver whose input thread survives any input, and ends when the terminal is closed."""

        _handlers: Sequence[tuple[int, Handler]] = ()
        _attributes: list[Any] | None = None
        """The attributes of the terminal while the app uses it; None otherwise."""

        def start_application_mode(self) -> None:
            before = self._writer_thread
            # Textual's method has no annotations.
            start: Callable[[], None] = super().start_application_mode
            start()
            if self._writer_thread is None or self._writer_thread is before:
                # The program is in the background, and the system stops it again.
                return
            # With Textual's limit of 30 writes the event loop blocks on a terminal that does not read, and keys
            # typed meanwhile never reach an answer.
            self._writer_thread._queue.maxsize = UNLIMITED_SIZE
            with contextlib.suppress(termios.error):
                self._attributes = termios.tcgetattr(self.fileno)
            signal.signal(signal.SIGTSTP, self._on_stop)
            for number, handler in self._handlers:
                signal.signal(number, handler)
            self._handlers = ()

        def write(self, data: str) -> None:
            """Write to the terminal, without what could steer it and comes neither from us nor from Textual."""
            super().write(data if data.isascii() else _STEERING.sub("", data))

        def stop_application_mode(self) -> None:
            # From here on Ctrl+C is a signal, meant for the program that uses the terminal: an editor, or the
            # shell after the end. Not SIG_IGN, which an editor would inherit.
            self._handlers = self._handlers or [(n, signal.signal(n, lambda *_: None)) for n in FROM_KEYS]
            self._attributes = None
            with self._without_losing_output():
                super().stop_application_mode()

        @contextlib.contextmanager
        def _without_losing_output(self) -> Iterator[None]:
            """Have Textual restore the terminal, but for what a late key does to the writes still to come.

            Ctrl+S, pressed to save as the program ends, would stop them for ever; Ctrl+C would discard what is
            not on the screen yet. OrderlyExit restores both after the last write.
            """
            before = self.attrs_before
            if before is not None:
                in_flags, out_flags, control, local, *rest = before
                self.attrs_before = [in_flags & ~termios.IXON, out_flags, control, local | termios.NOFLSH, *rest]
            yield
            self.attrs_before = before

        def suspend_application_mode(self) -> None:
            super().suspend_application_mode()
            if self.attrs_before is not None:
                with contextlib.suppress(termios.error):
                    termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)

        def _on_stop(self, *_: object) -> None:
            if self._attributes is None:
                self._sigtstp_application()
            else:
                # Not in the signal handler: the interrupted code may hold the lock of the writer that this needs.
                self._loop.call_soon_threadsafe(self._sigtstp_application)

        def resume_application_mode(self) -> None:
            if self._attributes is not None:
                # SIGCONT after a SIGSTOP, of which no handler was told. Textual would start a second time: two
                # threads would read the keys in random order, and the terminal would never be restored.
                self._loop.call_soon_threadsafe(self._take_back, self._attributes)
            elif self._loop.is_running():  # Otherwise the app has ended already.
                super().resume_application_mode()

        def _take_back(self, attributes: list[Any]) -> None:
            """Set up the terminal again after another program may have changed it."""
            with contextlib.suppress(termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, attributes)
            self._enable_bracketed_paste()
            self._app.refresh()

        def run_input_thread(self) -> None:
            source = TerminalInput()
            # Not DefaultSelector: kqueue does not accept every terminal on macOS. The limit of select, 1024 files,
            # does not matter for standard input, which is file 0.
            with selectors.SelectSelector() as selector:
                selector.register(self.fileno, selectors.EVENT_READ)
                while not self.exit_event.is_set():
                    if selector.select(source.patience):
                        data = self._read()
                        if not data:
                            # Textual would read nothing in an endless loop: Textualize/textual#6690.
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
                # EIO: the other side of the pseudo-terminal has been closed.
                return b""
