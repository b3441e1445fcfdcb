"""Fixtures of the interface tests."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from tests.ui.driver import House


@pytest.fixture(autouse=True)
def colour_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the same terminal on every machine: one with all colours."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Return empty folders with the clock at nine in the morning."""
    return House(tmp_path / "house")


@pytest.fixture
def quick_collection() -> None:
    """Keep what earlier tests left in memory out of the garbage collections of this one."""
    gc.freeze()
