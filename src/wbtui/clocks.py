"""Reads the clocks of this machine."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from wbtui.core.time.gaps import ClockSample

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def machine_clocks(now: Callable[[], datetime]) -> Callable[[], ClockSample]:
    """Return a function that reads all clocks at once; `now` returns the system time."""
    boot_id = _boot_id()
    return lambda: ClockSample(now(), time.monotonic(), _boot(), boot_id)


def _boot() -> float | None:
    """Return the seconds of a clock that advances during sleep; None if the system has none."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":
        # On macOS this clock advances during sleep, unlike time.monotonic().
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return None


def _boot_id() -> str:
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""
