"""Tests of thousands of keys in one burst, without the marks of a paste, as a real terminal sends them."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.e2e.terminal import Terminal

pytestmark = [pytest.mark.terminal, pytest.mark.slow]

EXAMPLE = Path(__file__).parents[2] / "sessions" / "night-trolley.toml"
BURST_KEYS = 3_000


@contextmanager
def at_customer(path: Path) -> Iterator[Terminal]:
    path.write_bytes(EXAMPLE.read_bytes())
    argv = [sys.executable, "-m", "wbtui", "open", str(path)]
    env = {"WBTUI_STATE": str(path.parent / "state")}
    with Terminal(argv, env=env, cwd=path.parent, size=(120, 40)) as shown:
        shown.wait_for("Decision")
        shown.press("ctrl+g", "1", "ctrl+end")
        shown.wait_for("Night carers")
        yield shown


@pytest.mark.fault("XH5")
def test_the_screen_is_drawn_again_and_again_during_a_burst(tmp_path: Path) -> None:
    with at_customer(tmp_path / "night-trolley.toml") as shown:
        shown.send("x" * BURST_KEYS + "END")
        seen, last, gaps = len(shown.raw), time.monotonic(), list[float]()
        while "xEND" not in shown.text:
            if len(shown.raw) > seen:
                gaps.append(time.monotonic() - last)
                seen, last = len(shown.raw), time.monotonic()
            assert time.monotonic() - last < 30
            time.sleep(0.002)
        assert len(gaps) > 10
        assert max(gaps) < 1


@pytest.mark.fault("XM4")
def test_unsaved_work_is_reported_during_a_burst_of_keys(tmp_path: Path) -> None:
    path = tmp_path / "night-trolley.toml"
    with at_customer(path) as shown:
        path.unlink()
        shown.send("x" * BURST_KEYS + "END")
        shown.wait_for("NOT SAVED")
        assert "xEND" not in shown.text
        shown.wait_for("xEND")
