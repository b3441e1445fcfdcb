"""Runs a program in a pseudo-terminal of 120x40: keys in, raw bytes out, its processor time and memory.

There is no emulation of a screen, which would cost more than the measured program.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

COLUMNS, LINES = 120, 40
PATIENCE_SECONDS = 60.0
"""The seconds to wait for a text before raising BenchmarkError."""
_SEQUENCE = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-Z0-9]|[=>78])")


class BenchmarkError(Exception):
    """Raised if a program does not behave as the measurement expects."""


class Program:
    """A program that runs until the `with` block ends; its output is read by the methods that wait."""

    def __init__(self, argv: Sequence[str], env: Mapping[str, str], cwd: Path) -> None:
        self._terminal, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        os.set_blocking(self._terminal, False)
        self.argv = argv
        self.raw = bytearray()
        self.reads = 0
        self.started = time.perf_counter()
        self._process = subprocess.Popen(
            argv, stdin=slave, stdout=slave, stderr=slave, env=env, cwd=cwd, start_new_session=True
        )
        os.close(slave)

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._terminal)

    @property
    def cpu(self) -> float:
        """The processor time of all threads so far, in seconds."""
        # The clock id that clock_getcpuclockid(3) returns for a process id.
        return time.clock_gettime((~self._process.pid << 3) | 2)

    @property
    def memory(self) -> float:
        """The resident memory in MB."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        found = re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)
        return int(found[1]) / 1024 if found else 0.0

    @property
    def text(self) -> str:
        """The output since the last `forget`, without escape sequences."""
        return _SEQUENCE.sub(b"", bytes(self.raw)).decode(errors="replace")

    def forget(self) -> None:
        """Drop the output so far, so that `wait_for` does not find it."""
        self.raw.clear()

    def send(self, data: str | bytes) -> None:
        """Send keys, reading the output meanwhile."""
        rest = data.encode() if isinstance(data, str) else data
        while rest:
            _, writable, _ = select.select([], [self._terminal], [], 0.01)
            if writable:
                rest = rest[os.write(self._terminal, rest) :]
            if rest:
                self._read(0)

    def wait_for(self, wanted: str) -> float:
        """Wait until a text was written without a change of style in it; return the time by `perf_counter`.

        Raises BenchmarkError after `PATIENCE_SECONDS` seconds, or if the program ends.
        """
        sign = wanted.encode()
        deadline = time.perf_counter() + PATIENCE_SECONDS
        seen = 0
        while self.raw.find(sign, max(0, seen - len(sign))) < 0:
            seen = len(self.raw)
            if time.perf_counter() > deadline or self._process.poll() is not None:
                raise BenchmarkError(f"{' '.join(self.argv)}: never {wanted!r}\n{self.text[-2000:]}")
            self._read(0.5)
        return time.perf_counter()

    def echo(self, keys: str, wanted: str) -> float:
        """Send keys and wait for a text that nothing else writes; return the seconds between."""
        self.forget()
        begin = time.perf_counter()
        self.send(keys)
        return self.wait_for(wanted) - begin

    def rest(self, seconds: float) -> None:
        """Read the output for a number of seconds."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self._read(left)

    def settle(self, quiet: float = 0.15) -> None:
        """Read until there was no output for `quiet` seconds; stop after ten times that, as a cursor may blink."""
        size, end = -1, time.perf_counter() + 10 * quiet
        while size != len(self.raw) and time.perf_counter() < end:
            size = len(self.raw)
            self.rest(quiet)

    def _read(self, timeout: float) -> None:
        if not select.select([self._terminal], [], [], timeout)[0]:
            return
        try:
            data = os.read(self._terminal, 65536)
        except OSError:
            # EIO: no process has the other side open any more.
            time.sleep(0.01)
            return
        self.raw += data
        self.reads += 1
