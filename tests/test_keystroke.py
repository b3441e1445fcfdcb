"""Tests that a key takes one straight way from the editor to the disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.keystroke import MAX_CALLS, MAX_FILES, measure


@pytest.mark.parametrize(
    ("stage", "entry"),
    [pytest.param("press_release", False, id="form"), pytest.param("customer_faq", True, id="entry of a list")],
)
async def test_a_key_takes_few_calls_and_compares_no_sessions(tmp_path: Path, stage: str, entry: bool) -> None:
    trace = await measure(stage, tmp_path, entry=entry)
    assert 20 < len(trace.calls) <= MAX_CALLS
    assert len({call.file for call in trace.calls}) <= MAX_FILES
    assert trace.compared == 0
    assert [call.name for call in trace.calls].count("clean") == 1
