"""Simulated faults: disk errors, the end of the process, and missing permissions."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

CALLS = (
    "open",
    "read",
    "write",
    "fsync",
    "close",
    "replace",
    "link",
    "rename",
    "stat",
    "fstat",
    "fchmod",
    "fchown",
    "ftruncate",
    "lseek",
    "unlink",
)
"""The functions of `os` that a Disk counts and fails."""

NOBODY = 65534


class Killed(BaseException):
    """The simulated end of the process: no later call has any effect."""


class Disk:
    """Counts the calls of `os` and fails call number `fail_at` (from 1); with `Killed`, all later ones too."""

    def __init__(self, fail_at: int = 0, failure: type[Killed] | int = 0, *, short: bool = False) -> None:
        self.count = 0
        self.fail_at = fail_at
        self.failure = failure
        self.short = short
        """True to have a failing write write half of its bytes first."""
        self.failed = ""

    def wrap(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function of `os`, wrapped to count its calls and to fail."""

        def wrapped(*args: Any, **options: Any) -> Any:
            self.count += 1
            if self.count == self.fail_at:
                self.failed = name
                if name == "write" and self.short:
                    call(args[0], bytes(args[1])[: len(args[1]) // 2])
                if not isinstance(self.failure, int):
                    raise Killed
                if name == "close":
                    call(*args)
                raise OSError(self.failure, os.strerror(self.failure), str(args[0]))
            if self.failed and not isinstance(self.failure, int):
                raise Killed
            return call(*args, **options)

        return wrapped


@contextlib.contextmanager
def failing(monkeypatch: pytest.MonkeyPatch, disk: Disk) -> Iterator[Disk]:
    """Route the calls of `os` through this disk inside the block."""
    with monkeypatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, disk.wrap(name, getattr(os, name)))
        yield disk


@contextlib.contextmanager
def as_nobody() -> Iterator[None]:
    """Run the block as an unprivileged user if the process runs as root."""
    if os.getuid() != 0:
        yield
        return
    os.setresgid(NOBODY, NOBODY, 0)
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)
        os.setresgid(0, 0, 0)
