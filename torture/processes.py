"""Reads the state, session and processor time of processes from /proc."""

from __future__ import annotations

import os
from pathlib import Path

from torture.common import MissingError

PROC = Path("/proc")
STATE, SESSION, USER, SYSTEM = 0, 3, 11, 12
"""The 0-based positions of fields in /proc/PID/stat, counted after the name of the program."""


def _fields(pid: int | str) -> list[str]:
    """Return the fields of /proc/PID/stat after the name; empty if there is no such process."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def cpu_seconds(pid: int) -> float:
    """Return the processor time of a running process, in seconds. Raises MissingError without /proc."""
    fields = _fields(pid)
    if not fields:
        raise MissingError("there is no /proc here")
    return (int(fields[USER]) + int(fields[SYSTEM])) / os.sysconf("SC_CLK_TCK")


def is_stopped(pid: int) -> bool:
    return _fields(pid)[STATE : STATE + 1] == ["T"]


def in_session(session: int) -> list[int]:
    """Return the ids of the processes of a session."""
    pids = [path.name for path in PROC.iterdir() if path.name.isdigit()]
    return [int(pid) for pid in pids if _fields(pid)[SESSION : SESSION + 1] == [str(session)]]
