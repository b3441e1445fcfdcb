"""A key takes one straight way from the editor to the disk."""

from __future__ import annotations

from pathlib import Path

from benchmarks.keystroke import MAX_CALLS, MAX_FILES, measure


async def test_a_key_takes_few_calls_and_compares_no_sessions(tmp_path: Path) -> None:
    trace = await measure("press_release", tmp_path)
    assert 20 < len(trace.calls) <= MAX_CALLS
    assert len({call.file for call in trace.calls}) <= MAX_FILES
    assert trace.compared == 0
    assert [call.name for call in trace.calls].count("clean") == 1
