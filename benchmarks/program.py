"""A program in a pseudo-terminal of 120x40: keys in, raw bytes out, its processor time and memory.

Nothing emulates a screen here, which would cost more than what is measured.
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
PATIENCE = 60.0
"""Seconds after which something that does not come is a mistake of the benchmark."""
_SEQUENCE = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-Z0-9]|[=>78])")


class BenchmarkError(Exception):
    """The program does not do what is to be measured."""


class Program:
    """Runs until the `with` block ends; everything it writes is read only while something is waited for."""

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
        """Seconds of processor time so far, of all threads."""
        # What clock_getcpuclockid(3) makes of a process id.
        return time.clock_gettime((~self._process.pid << 3) | 2)

    @property
    def memory(self) -> float:
        """Resident, in MB."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        found = re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)
        return int(found[1]) / 1024 if found else 0.0

    @property
    def text(self) -> str:
        """What has been written since `forget`, without the sequences in it."""
        return _SEQUENCE.sub(b"", bytes(self.raw)).decode(errors="replace")

    def forget(self) -> None:
        """Wait for nothing that is older than this."""
        self.raw.clear()

    def send(self, data: str | bytes) -> None:
        """Write as the keyboard would, reading meanwhile."""
        rest = data.encode() if isinstance(data, str) else data
        while rest:
            _, writable, _ = select.select([], [self._terminal], [], 0.01)
            if writable:
                rest = rest[os.write(self._terminal, rest) :]
            if rest:
                self._read(0)

    def wait_for(self, wanted: str) -> float:
        """Until a text has been written, all in one style; the moment when it was."""
        sign = wanted.encode()
        deadline = time.perf_counter() + PATIENCE
        seen = 0
        while self.raw.find(sign, max(0, seen - len(sign))) < 0:
            seen = len(self.raw)
            if time.perf_counter() > deadline or self._process.poll() is not None:
                raise BenchmarkError(f"{' '.join(self.argv)}: never {wanted!r}\n{self.text[-2000:]}")
            self._read(0.5)
        return time.perf_counter()

    def echo(self, keys: str, wanted: str) -> float:
        """Seconds from keys to a text that nothing else writes."""
        self.forget()
        begin = time.perf_counter()
        self.send(keys)
        return self.wait_for(wanted) - begin

    def rest(self, seconds: float) -> None:
        """Read for a while."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self._read(left)

    def settle(self, quiet: float = 0.15) -> None:
        """Read until nothing has been written for a while; a cursor that blinks must not keep it up for ever."""
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
            # EIO: nobody has the other side open any more.
            time.sleep(0.01)
            return
        self.raw += data
        self.reads += 1
