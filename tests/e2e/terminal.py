"""A pseudo-terminal that runs a program: its screen, and keys as a real terminal sends them."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyte

# Makes the pseudo-terminal the controlling one; a preexec_fn would not be safe with threads.
LAUNCH = (
    "import fcntl, os, sys, termios; "
    "fcntl.ioctl(0, termios.TIOCSCTTY, 0) if sys.argv[1] == '1' else None; "
    "os.execvp(sys.argv[2], sys.argv[2:])"
)
# Sequences that pyte 0.8.2 would draw or fail on: private SGR, kitty keys, mode queries, OSC.
UNKNOWN = re.compile(rb"\x1b\[[<>=?][0-9;:]*[mu]|\x1b\[\?[0-9;]*\$p|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
UNFINISHED = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]*\x1b?)?\Z")
MODE = re.compile(rb"\x1b\[\?(\d+)([hl])")
USUALLY_ON = (b"7", b"25")
"""The private modes that are on by default: line wrap, cursor."""
NAMED = {
    "enter": "\r", "tab": "\t", "shift+tab": "\x1b[Z", "escape": "\x1b", "backspace": "\x7f", "space": " ",
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F",
    "insert": "\x1b[2~", "delete": "\x1b[3~", "pageup": "\x1b[5~", "pagedown": "\x1b[6~",
    "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~", "f6": "\x1b[17~",
    "f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~", "f10": "\x1b[21~", "f11": "\x1b[23~", "f12": "\x1b[24~",
}  # fmt: skip
MODIFIERS = {"shift": 2, "alt": 3, "ctrl": 5, "ctrl+shift": 6}


def key_bytes(key: str) -> bytes:
    """Return what xterm sends for a key with a Textual name."""
    if key in NAMED or len(key) == 1:
        return NAMED.get(key, key).encode()
    modifier, _, base = key.rpartition("+")
    if modifier == "ctrl" and len(base) == 1:
        return bytes([ord(base.upper()) & 0x1F])
    if modifier == "alt":
        return b"\x1b" + key_bytes(base)
    plain, number = NAMED[base], MODIFIERS[modifier]
    if plain.endswith("~"):
        return f"{plain[:-1]};{number}~".encode()
    return f"\x1b[1;{number}{plain[-1]}".encode()


class Terminal:
    """Reads the output of the program only while it waits for something; there is no background thread."""

    def __init__(
        self,
        argv: Sequence[str],
        env: Mapping[str, str] | None = None,
        cwd: Path | str | None = None,
        size: tuple[int, int] = (80, 24),
        controlling: bool = True,
    ) -> None:
        self._master, slave = os.openpty()
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._unfinished = b""
        self.raw = bytearray()
        """All output of the program so far."""
        self._rows: list[str] = []
        self._rows_state = (-1, 0, 0)
        """The length of the output and the size of the screen for which the rows were made."""
        self.resize(*size)
        self.attributes: list[Any] = termios.tcgetattr(self._master)
        os.set_blocking(self._master, False)
        inherited = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES")}
        self.process = subprocess.Popen(
            [sys.executable, "-ISc", LAUNCH, str(int(controlling)), *argv],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=inherited | {"TERM": "xterm-256color", "LANG": "C.UTF-8"} | dict(env or {}),
            cwd=cwd,
            start_new_session=True,
        )
        os.close(slave)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self.hang_up()

    @property
    def screen(self) -> list[str]:
        """Return the present rows of the screen."""
        self._read(0)
        # Made anew only after new output: somebody who waits looks fifty times a second.
        state = len(self.raw), self._screen.columns, self._screen.lines
        if state != self._rows_state:
            self._rows_state = state
            self._rows = [
                "".join(self._screen.buffer[y][x].data for x in range(self._screen.columns)).rstrip()
                for y in range(self._screen.lines)
            ]
        return self._rows

    @property
    def text(self) -> str:
        return "\n".join(self.screen)

    def resize(self, columns: int, lines: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self._screen.resize(lines, columns)

    def send(self, data: bytes | str) -> None:
        """Write input as the keyboard would, and read meanwhile, so that a long text does not block."""
        rest = data.encode() if isinstance(data, str) else data
        deadline = time.monotonic() + 30
        while rest:
            assert time.monotonic() < deadline, "the program does not read its input"
            _, writable, _ = select.select([], [self._master], [], 0.01)
            if writable:
                rest = rest[os.write(self._master, rest) :]
            self._read(0)

    def send_unread(self, data: str) -> None:
        """Write input without reading the output, like a frozen terminal."""
        assert os.write(self._master, data.encode()) == len(data.encode()), "the program does not read its input"

    def press(self, *keys: str) -> None:
        """Press keys by name, all in one write."""
        self.send(b"".join(map(key_bytes, keys)))

    def paste(self, text: str) -> None:
        self.send(f"\x1b[200~{text}\x1b[201~")

    def wait_for(self, wanted: str | Callable[[], object], timeout: float = 30) -> None:
        """Wait until a text is on the screen, or a condition holds."""
        deadline = time.monotonic() + timeout
        while not (wanted in self.text if isinstance(wanted, str) else wanted()):
            assert time.monotonic() < deadline, f"never: {wanted!r}\nscreen:\n{self.text}"
            self._read(0.02)

    def wait_exit(self, timeout: float = 10) -> int:
        """Return the exit status; negative for a signal that killed the program."""
        deadline = time.monotonic() + timeout
        while self.process.poll() is None:
            assert time.monotonic() < deadline, f"still running\nscreen:\n{self.text}"
            self._read(0.02)
        self._read(0)
        return self.process.returncode

    def wait_exit_unread(self, timeout: float = 10) -> int:
        """Return the exit status without reading the output, like a frozen terminal."""
        return self.process.wait(timeout)

    def freeze(self, seconds: float) -> None:
        """Read nothing for a while, as a stopped terminal does."""
        time.sleep(seconds)

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def hang_up(self) -> None:
        """Close the terminal, as closing its window does."""
        if self._master >= 0:
            os.close(self._master)
            self._master = -1

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    @property
    def is_taken(self) -> bool:
        """Return whether the program gets each key as it is pressed."""
        return bool(termios.tcgetattr(self._master) != self.attributes)

    def is_reset(self) -> bool:
        """Return whether the terminal is as it was before, in its input modes and private modes."""
        modes = dict(MODE.findall(self.raw))
        return (
            all(state == (b"h" if mode in USUALLY_ON else b"l") for mode, state in modes.items())
            and self.raw.count(b"\x1b[<u") >= self.raw.count(b"\x1b[>25u")
            and not self.is_taken
        )

    def _read(self, timeout: float) -> None:
        if self._master < 0:
            time.sleep(timeout)
            return
        while select.select([self._master], [], [], timeout)[0]:
            timeout = 0
            try:
                data = os.read(self._master, 65536)
            except OSError:
                # EIO: no process has the other side open any more.
                time.sleep(0.02)
                return
            self.raw += data
            self._draw(data)

    def _draw(self, data: bytes) -> None:
        data = UNKNOWN.sub(b"", self._unfinished + data)
        unfinished = UNFINISHED.search(data)
        end = unfinished.start() if unfinished else len(data)
        self._unfinished = data[end:]
        with contextlib.suppress(TypeError):
            self._stream.feed(data[:end])
