"""Tests of the clocks of the real machine."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime

import pytest

from wbtui.clocks import machine_clocks
from wbtui.core.time.gaps import clock_gap


def test_clocks_agree_on_the_time_passed() -> None:
    clocks = machine_clocks(lambda: datetime.now(UTC))
    before = clocks()
    time.sleep(0.05)
    passed = clock_gap(before, clocks())
    assert passed.awake >= 0.05
    assert (passed.slept, passed.set_by) == (0, 0)
    assert clocks().boot_id == before.boot_id


@pytest.mark.skipif(sys.platform != "linux", reason="how Linux says it")
def test_linux_has_a_boot_clock_and_a_boot_id() -> None:
    reading = machine_clocks(lambda: datetime.now(UTC))()
    assert reading.boot is not None
    assert reading.boot >= reading.monotonic - 1
    assert len(reading.boot_id) == 36
