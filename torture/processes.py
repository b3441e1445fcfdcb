"""What Linux tells about a process, its session and the time that it takes."""

from __future__ import annotations

import os
from pathlib import Path

from torture.common import MissingError

PROC = Path("/proc")
STATE, SESSION, USER, SYSTEM = 0, 3, 11, 12
"""The fields of /proc/PID/stat, counted from behind the name of the program."""


def _fields(pid: int | str) -> list[str]:
    """Empty when there is no such process."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def cpu_seconds(pid: int) -> float:
    """The processor time of a process that has not ended."""
    fields = _fields(pid)
    if not fields:
        raise MissingError("there is no /proc here")
    return (int(fields[USER]) + int(fields[SYSTEM])) / os.sysconf("SC_CLK_TCK")


def is_stopped(pid: int) -> bool:
    return _fields(pid)[STATE : STATE + 1] == ["T"]


def in_session(session: int) -> list[int]:
    """The processes of a session."""
    pids = [path.name for path in PROC.iterdir() if path.name.isdigit()]
    return [int(pid) for pid in pids if _fields(pid)[SESSION : SESSION + 1] == [str(session)]]
