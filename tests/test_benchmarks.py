"""A little of the benchmarks that wait for words on a screen, so that none of them rots.

`make bench` is the whole of them.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from benchmarks import hour, moments, program
from benchmarks.data import Desk

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are looked at as Linux shows them"),
]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(program, "PATIENCE_SECONDS", 15.0)
    return Desk(tmp_path)


def test_every_moment_is_found_on_its_screen(desk: Desk) -> None:
    rows = moments.moment_rows(desk, 1)
    assert all(len(row.ours) == 1 for row in rows)


@pytest.mark.slow
def test_two_minutes_of_the_hour_of_work(desk: Desk) -> None:
    (row,) = hour.hour_rows(desk, 2)
    assert row.ours[0] > 0
