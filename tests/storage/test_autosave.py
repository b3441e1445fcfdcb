"""Tests of autosave: timing, retries, and reports of failures."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from tests.said import said

from wbtui.core.errors import ConflictError, SaveError, SessionError
from wbtui.storage.session.autosave import Autosave, SaveTiming, Status

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
QUICK = SaveTiming(idle=0.01, limit=0.05, first_retry=0.005, last_retry=0.02)
SLOW = SaveTiming(idle=100, limit=100, first_retry=100, last_retry=100)
PATIENCE_SECONDS = 30.0


class OddError(Exception):
    """An exception type unknown to wbtui."""


class Paper:
    """Records the saved snapshots, and raises the given failures first."""

    def __init__(self) -> None:
        self.saved: list[int] = []
        self.times: list[float] = []
        self.failures: list[Exception] = []
        self.statuses: list[Status] = []
        self.gate = threading.Event()
        self.gate.set()
        self.entered = threading.Event()
        self.seconds = 0.0
        """The duration of a save."""

    def save(self, snapshot: int) -> None:
        self.entered.set()
        self.gate.wait(PATIENCE_SECONDS)
        time.sleep(self.seconds)
        self.times.append(time.monotonic())
        if self.failures:
            raise self.failures.pop(0)
        self.saved.append(snapshot)


Make = Callable[[SaveTiming], Autosave[int]]


@pytest.fixture
def paper() -> Paper:
    return Paper()


@pytest.fixture
def make(paper: Paper) -> Iterator[Make]:
    autosaves: list[Autosave[int]] = []

    def make(timing: SaveTiming) -> Autosave[int]:
        autosaves.append(Autosave(paper.save, paper.statuses.append, lambda: NOON, timing))
        return autosaves[-1]

    yield make
    paper.gate.set()
    for autosave in autosaves:
        autosave.close(PATIENCE_SECONDS)


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.001)


def test_newest_draft_is_saved_automatically(paper: Paper, make: Make) -> None:
    autosave = make(QUICK)
    for n in range(10):
        autosave.submit(n)
    assert autosave.status.dirty
    until(lambda: not autosave.status.dirty)
    assert paper.saved == [9]
    assert autosave.status == paper.statuses[-1] == Status(NOON)


def test_continuous_drafts_are_saved_at_the_limit(paper: Paper, make: Make) -> None:
    autosave = make(SaveTiming(idle=0.05, limit=0.1))
    paper.seconds = 0.01
    begin = time.monotonic()
    n = 0
    while time.monotonic() < begin + 0.55:
        autosave.submit(n := n + 1)
        time.sleep(0.002)
    assert autosave.flush(PATIENCE_SECONDS)
    times = [begin, *paper.times]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert max(gaps) < 0.2
    assert 4 <= len(paper.saved) <= 8
    assert paper.saved[-1] == n


def test_flush_saves_at_once(paper: Paper, make: Make) -> None:
    autosave = make(SLOW)
    assert autosave.flush(PATIENCE_SECONDS)
    autosave.submit(1)
    assert autosave.flush(PATIENCE_SECONDS)
    assert paper.saved == [1]
    assert autosave.flush(PATIENCE_SECONDS)
    assert paper.saved == [1]


def test_submitting_never_waits_for_a_slow_save(paper: Paper, make: Make) -> None:
    autosave = make(QUICK)
    paper.gate.clear()
    autosave.submit(1)
    assert paper.entered.wait(PATIENCE_SECONDS)
    begin = time.monotonic()
    autosave.submit(2)
    assert autosave.status.dirty
    assert not autosave.flush(0.01)
    assert time.monotonic() - begin < 0.5
    paper.gate.set()
    assert autosave.flush(PATIENCE_SECONDS)
    assert paper.saved == [1, 2]


@pytest.mark.parametrize(
    "failure",
    [
        SaveError("disk.full"),
        ConflictError("file.changed"),
        SessionError("file.not_text"),
        OSError(5, "I/O error"),
        ValueError("secret answer"),
        TypeError("secret answer"),
        RecursionError("secret answer"),
        MemoryError(),
        KeyError("secret answer"),
        OddError("secret answer"),
    ],
    ids=lambda failure: type(failure).__name__,
)
def test_failure_is_reported_and_the_newest_draft_retried(paper: Paper, make: Make, failure: Exception) -> None:
    paper.failures = [failure] * 3
    autosave = make(QUICK)
    autosave.submit(1)
    until(lambda: autosave.status.error)
    error = autosave.status.error
    assert isinstance(error, SaveError)
    assert "secret" not in str(error) + said(error.problem)
    autosave.submit(2)
    until(lambda: not autosave.status.dirty)
    assert autosave.status == Status(NOON)
    assert paper.saved == [2]
    assert [status.error is None for status in paper.statuses] == [False, False, False, True]


def test_retry_interval_doubles(paper: Paper, make: Make) -> None:
    paper.failures = [SaveError("disk.full")] * 5
    autosave = make(SaveTiming(idle=0, limit=0, first_retry=0.02, last_retry=0.05))
    autosave.submit(1)
    until(lambda: paper.saved)
    gaps = [later - earlier for earlier, later in pairwise(paper.times)]
    for gap, least in zip(gaps, (0.02, 0.04, 0.05, 0.05, 0.05), strict=True):
        assert gap >= least


def test_flush_returns_at_once_after_a_failure(paper: Paper, make: Make) -> None:
    paper.failures = [SaveError("disk.full")]
    autosave = make(SLOW)
    autosave.submit(1)
    begin = time.monotonic()
    assert not autosave.flush(PATIENCE_SECONDS)
    assert time.monotonic() - begin < 1
    assert autosave.status.dirty
    assert autosave.close(PATIENCE_SECONDS)
    assert paper.saved == [1]


def test_the_cause_of_a_failure_is_kept(paper: Paper, make: Make) -> None:
    causes = [SessionError("file.not_text", where="/a", next_step="fix_in_editor"), KeyError("who"), OddError()]
    autosave = make(SLOW)
    autosave.submit(1)
    for cause in causes:
        paper.failures = [cause]
        assert not autosave.flush(PATIENCE_SECONDS)
        assert autosave.status.error is not None
        assert autosave.status.error.__cause__ is cause


def test_bug_is_logged_with_its_traceback_and_repeats_are_not(paper: Paper) -> None:
    logged: list[Exception] = []
    autosave = Autosave(paper.save, paper.statuses.append, lambda: NOON, SLOW, log=logged.append)
    autosave.submit(1)
    for failure in (KeyError("who"), KeyError("who"), SaveError("disk.full"), OddError(), KeyError("who")):
        paper.failures = [failure]
        assert not autosave.flush(PATIENCE_SECONDS)
    assert [type(error) for error in logged] == [KeyError, OddError, KeyError]
    assert "in save" in "".join(traceback.format_tb(logged[0].__traceback__))
    assert autosave.close(PATIENCE_SECONDS)


def test_autosave_survives_a_failing_log(paper: Paper) -> None:
    def broken(error: Exception) -> None:
        raise OSError(28, "the disk is full")

    paper.failures = [OddError()]
    autosave = Autosave(paper.save, paper.statuses.append, lambda: NOON, SLOW, log=broken)
    autosave.submit(1)
    assert not autosave.flush(PATIENCE_SECONDS)
    assert autosave.close(PATIENCE_SECONDS)
    assert paper.saved == [1]


def test_autosave_survives_a_failing_clock(paper: Paper) -> None:
    """An exception outside of `save` is logged too, and the snapshot is saved later."""
    times: list[datetime] = []
    logged: list[Exception] = []
    autosave = Autosave(paper.save, paper.statuses.append, lambda: times[0], SLOW, log=logged.append)
    autosave.submit(1)
    autosave.flush(PATIENCE_SECONDS)
    assert [type(error) for error in logged] == [IndexError]
    assert autosave.status.error == paper.statuses[-1].error is not None
    times.append(NOON)
    assert autosave.close(PATIENCE_SECONDS)
    assert autosave.status == Status(NOON)


def test_autosave_survives_a_failing_callback(paper: Paper) -> None:
    def broken(status: Status) -> None:
        raise RuntimeError("the app is gone")

    autosave = Autosave(paper.save, broken, lambda: NOON, QUICK)
    for n in (1, 2):
        autosave.submit(n)
        assert autosave.flush(PATIENCE_SECONDS)
    assert autosave.close(PATIENCE_SECONDS)


def test_small_tasks_run_within_the_limit_and_before_close(make: Make) -> None:
    done: list[str] = []
    autosave = make(QUICK)
    autosave.run_soon("view", lambda: done.append("first"))
    autosave.run_soon("view", lambda: done.append("second"))
    until(lambda: done)
    assert done == ["second"]
    autosave.run_soon("broken", lambda: done.remove("none"))
    slow = make(SLOW)
    slow.run_soon("view", lambda: done.append("third"))
    assert slow.close(PATIENCE_SECONDS)
    assert done == ["second", "third"]


def test_close_returns_after_its_timeout(paper: Paper, make: Make) -> None:
    autosave = make(QUICK)
    paper.gate.clear()
    autosave.submit(1)
    begin = time.monotonic()
    assert not autosave.close(0.05)
    assert time.monotonic() - begin < 1
    assert autosave.status.dirty
