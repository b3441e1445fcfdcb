"""Short runs of the benchmarks that wait for words on a screen, so that they stay in order.

`make bench` runs them all.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from benchmarks import hour, moments, program
from benchmarks.data import FIRST_STAGE, Desk

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are looked at as Linux shows them"),
]


class SmallerDesk(Desk):
    """The moments are measured with 1,000 entries; their words are on the screen with fewer, too."""

    def file(self, entries: int, stage: str = FIRST_STAGE, title: str = "Pocket Clinic") -> Path:
        return super().file(min(entries, 50), stage, title)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(program, "PATIENCE_SECONDS", 15.0)
    return SmallerDesk(tmp_path)


@pytest.mark.slow
def test_every_benchmark_moment_finds_its_screen(desk: Desk) -> None:
    rows = moments.moment_rows(desk, 1)
    assert all(len(row.ours) == 1 for row in rows)


@pytest.mark.slow
def test_two_minutes_of_the_benchmark_hour_can_be_run(desk: Desk) -> None:
    (row,) = hour.hour_rows(desk, 2)
    assert row.ours[0] > 0
