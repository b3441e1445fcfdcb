"""Runs a program in which one write(2) writes only a part of its data.

ptrace reduces the byte count of the call, so that the kernel really writes less. strace could only fake a result.
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from torture.common import MissingError

# Numbers of Linux on x86-64: ptrace requests and options, positions of registers, system calls.
GET_REGISTERS, SET_REGISTERS, ATTACH, TO_NEXT_CALL, SET_OPTIONS = 12, 13, 16, 24, 0x4200
MARK_CALLS, END_WITH_TRACER = 0x1, 0x100000
REGISTERS, RESULT, COUNT, FILE, CALL = 27, 10, 12, 14, 15
WRITE, MARK, NO_CALL = 1, 110, 2**64 - 1
STDOUT = 1
AT_CALL = signal.SIGTRAP | 0x80
Registers = ctypes.c_ulonglong * REGISTERS


@dataclass(frozen=True)
class Cut:
    """The write to shorten, counted among those between the first two calls of getppid, without stdout."""

    nth: int
    """The 1-based number of the write; 0 to shorten none."""
    part: float
    """The share of the data to write; at least one byte is written."""
    error: int = 0
    """The errno with which the write of the rest fails; 0 if it succeeds."""


class _Traced:
    """A traced process, stopped at the beginning and at the end of each system call."""

    def __init__(self, pid: int, cut: Cut) -> None:
        self.writes = 0
        """The number of writes so far that could be cut."""
        self._pid = pid
        self._cut = cut
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
        self._libc.ptrace.restype = ctypes.c_long
        self._marks = 0
        self._at_end = False
        self._undo: tuple[int, int] | None = None
        """A register and the value to set it to at the end of the call."""
        self._next_fails = False
        self._ask(ATTACH)
        os.waitpid(pid, 0)
        self._ask(SET_OPTIONS, MARK_CALLS | END_WITH_TRACER)

    def run(self) -> None:
        """Let the process run until it ends."""
        deliver = 0
        while True:
            self._ask(TO_NEXT_CALL, deliver)
            _, status = os.waitpid(self._pid, 0)
            if not os.WIFSTOPPED(status):
                return
            deliver = os.WSTOPSIG(status)
            if deliver == AT_CALL:
                self._call()
            if deliver in (AT_CALL, signal.SIGSTOP):
                # These stops come from tracing: do not deliver them to the process.
                deliver = 0

    def _call(self) -> None:
        registers = Registers()
        self._ask(GET_REGISTERS, registers)
        if not self._at_end:
            self._begins(registers)
        elif self._undo is not None:
            where, value = self._undo
            registers[where] = value
            self._undo = None
        self._ask(SET_REGISTERS, registers)
        self._at_end = not self._at_end

    def _begins(self, registers: ctypes.Array[ctypes.c_ulonglong]) -> None:
        if registers[CALL] == MARK:
            self._marks += 1
        if registers[CALL] != WRITE or registers[FILE] == STDOUT or self._marks != 1:
            return
        if self._next_fails:
            self._next_fails = False
            registers[CALL], self._undo = NO_CALL, (RESULT, 2**64 - self._cut.error)
            return
        self.writes += 1
        if self.writes == self._cut.nth:
            self._undo = COUNT, registers[COUNT]
            registers[COUNT] = max(1, int(registers[COUNT] * self._cut.part))
            self._next_fails = self._cut.error != 0

    def _ask(self, request: int, data: int | ctypes.Array[ctypes.c_ulonglong] = 0) -> None:
        if self._libc.ptrace(request, self._pid, None, data) < 0:
            raise MissingError(f"no process can be traced here: {os.strerror(ctypes.get_errno())}")


def run(command: Sequence[str], folder: Path, cut: Cut) -> tuple[int, bytes]:
    """Run a command with a write cut; return the number of writes that could be cut, and the output."""
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        raise MissingError("only the registers of x86-64 are known")
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        traced = _Traced(process.pid, cut)
        traced.run()
        output, _ = process.communicate()
    return traced.writes, output
