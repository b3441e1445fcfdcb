"""Saves and leaves when a signal or a closed terminal ends the program, and never hangs.

Textual handles none of SIGHUP, SIGTERM and SIGQUIT, and its event loop blocks for ever once the terminal has been
closed or has stopped reading and 30 writes are queued. So all of this runs in a thread of its own.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any

if sys.platform != "win32":
    import termios

SIGNALS = ("SIGHUP", "SIGTERM", "SIGINT", "SIGQUIT")
FROM_KEYS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGQUIT") if hasattr(signal, name))
"""The signals that a terminal sends for Ctrl+C and Ctrl+\\ unless the app has turned that off."""
HANG_UP_SIGNAL = 1
"""The number of SIGHUP, also on systems without that signal."""
FLUSH_SECONDS = 5.0
GRACE_SECONDS = 2.0
"""Seconds to wait for the app to leave."""
UNREAD_SECONDS = 0.7
"""Seconds to wait for the app to leave while the output to a terminal that does not read is discarded."""
RESET_SECONDS = 0.3
# Ends synchronised output, bracketed paste, resize and mouse reports, kitty keys, alternate screen and focus
# reports; turns on line wrap and the cursor.
RESET = (
    "\x1b[?2026l\x1b[?2004l\x1b[?7h\x1b[?2048l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"
    "\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l\x1b[0m\r\n"
)

Handler = Callable[[int, FrameType | None], Any] | int | None


class OrderlyExit:
    """A context manager: on a signal or a hang-up it saves, asks the app to leave, and ends the process."""

    def __init__(
        self,
        flush: Callable[[float], bool],
        leave: Callable[[int], None],
        *,
        terminal: int = 0,
        screen: int = 2,
        die: Callable[[int], None] = os._exit,
    ) -> None:
        """`flush` saves within so many seconds; `leave` asks the app to end with a status, from any thread."""
        self._flush = flush
        self._leave = leave
        self._terminal = terminal
        self._screen = screen
        self._die = die
        self._previous: dict[int, Handler] = {}
        self._attributes: list[Any] | None = None
        # Check this now: isatty() is False for a terminal that has been closed.
        self._watches_terminal = os.isatty(terminal)
        self._wake_read, self._wake_write = os.pipe()
        self._left = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="wbtui-exit", daemon=True)
        self._until: float | None = None
        """The time at which saving has to end after a signal (monotonic seconds); None without a signal."""
        self.status: int | None = None
        """128 plus the number of the signal; None if there was no signal."""

    def __enter__(self) -> OrderlyExit:
        if sys.platform != "win32":
            with contextlib.suppress(termios.error):
                self._attributes = termios.tcgetattr(self._terminal)
        os.set_blocking(self._wake_write, False)
        for name in SIGNALS:
            number = getattr(signal, name, None)
            if number is not None:
                # Not the event loop's add_signal_handler: its callbacks wait for a loop that may be blocked.
                self._previous[number] = signal.signal(number, self._on_signal)
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._left.set()
        for number, handler in self._previous.items():
            # The kernel, poll and the end of the input may each report the same hang-up.
            told_again = self.status == 128 + HANG_UP_SIGNAL == 128 + number
            signal.signal(number, signal.SIG_IGN if told_again else handler)
        os.close(self._wake_write)
        self._thread.join(FLUSH_SECONDS)
        # In the background this would stop the program.
        if not self._in_background():
            self._restore_attributes()

    @property
    def seconds_left(self) -> float:
        """The time that saving may still take: what has passed since a signal counts."""
        return FLUSH_SECONDS if self._until is None else max(0.0, self._until - time.monotonic())

    def deafen(self) -> None:
        """Ignore Ctrl+C and Ctrl+\\ for good: the program has ended, and a late key was pressed for it."""
        for number in FROM_KEYS:
            signal.signal(number, signal.SIG_IGN)
            self._previous.pop(number, None)

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        if hasattr(signal, "SIGCONT"):
            # A stopped job gets SIGCONT in order to die. Ignore it, or Textual grabs the terminal and is stopped
            # again.
            signal.signal(signal.SIGCONT, signal.SIG_IGN)
        # Starting a thread here could deadlock with the interrupted code; writing a byte to a pipe cannot.
        with contextlib.suppress(OSError):
            os.write(self._wake_write, bytes([number]))

    def _watch(self) -> None:
        number = self._wait()
        if number:
            self.status, self._until = 128 + number, time.monotonic() + FLUSH_SECONDS
            try:
                self._flush(FLUSH_SECONDS)
            finally:
                self._end(self.status)
        os.close(self._wake_read)

    def _end(self, status: int) -> None:
        if self._in_background():
            self._die(status)
        self._leave(status)
        if not self._left.wait(GRACE_SECONDS):
            left = self._leaves_unread()
            self._reset_terminal()
            if not left:
                self._die(status)

    def _in_background(self) -> bool:
        """Return whether the shell has the terminal, because the program was stopped before."""
        with contextlib.suppress(OSError):
            return hasattr(os, "tcgetpgrp") and os.tcgetpgrp(self._terminal) != os.getpgrp()
        return False

    def _leaves_unread(self) -> bool:
        """Discard unread output, and return whether the app leaves meanwhile.

        The app may be blocked by any write, even by its own reset of the terminal.
        """
        end = time.monotonic() + UNREAD_SECONDS
        while time.monotonic() < end:
            _discard_output(self._screen)
            if self._left.wait(0.002):
                return True
        return False

    def _wait(self) -> int:
        """Return the number of the signal that ends the program, or 0 if the block ends first."""
        if hasattr(select, "poll"):
            poller = select.poll()
            poller.register(self._wake_read, select.POLLIN)
            if self._watches_terminal:
                poller.register(self._terminal, 0)
            ready = dict(poller.poll())
            while self._wake_read not in ready:
                if ready.get(self._terminal, 0) & select.POLLHUP:
                    return HANG_UP_SIGNAL
                # POLLNVAL: the system cannot poll terminals; the driver still notices the end of its input.
                poller.unregister(self._terminal)
                ready = dict(poller.poll())
        return int.from_bytes(os.read(self._wake_read, 1))

    def _reset_terminal(self) -> None:
        """Reset the terminal in a thread, because writing to a terminal that does not read blocks."""
        thread = threading.Thread(target=self._write_reset, daemon=True)
        thread.start()
        thread.join(RESET_SECONDS)

    def _write_reset(self) -> None:
        self._restore_attributes()
        with contextlib.suppress(OSError):
            os.write(self._screen, RESET.encode())

    def _restore_attributes(self) -> None:
        if sys.platform != "win32" and self._attributes is not None:
            with contextlib.suppress(termios.error):
                termios.tcsetattr(self._terminal, termios.TCSANOW, self._attributes)


def _discard_output(terminal: int) -> None:
    """Discard unread output, and restart output to wake up blocked writers, which the flush alone does not."""
    if sys.platform != "win32":
        with contextlib.suppress(termios.error):
            termios.tcflush(terminal, termios.TCOFLUSH)
            termios.tcflow(terminal, termios.TCOOFF)
            termios.tcflow(terminal, termios.TCOON)
