"""Test that a real process loses no accepted input when it is killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.storage.desk import WHO, Desk

TYPISTS = r"""
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from tests.storage.desk import NEED, WHO, Seat
from wbtui.storage.session.autosave import SaveTiming
from wbtui.storage.session.opening import open_session

now = lambda: datetime.now(UTC)

def tell(word):
    os.write(1, f"{word}\n".encode())

def type_on(path, state):
    tell(os.getpid())
    opened = Seat(open_session(
        Path(path), state_dir=Path(state), now=now, on_status=lambda status: None,
        timing=SaveTiming(idle=0.001, limit=0.003),
    ), now)
    n = int(opened.session.text(WHO) or 0)
    while True:
        n += 1
        session = opened.session.put(WHO, n)
        if n % 50 == 0:
            session = session.put(NEED, f"{n} " * 2000)
        opened.update(session)
        tell(n)

while line := sys.stdin.readline():
    typist = os.fork()
    if typist == 0:
        type_on(*line.rstrip("\n").split("\t"))
    os.waitpid(typist, 0)
    tell("dead")
"""
"""For each line that it reads, starts a process that tells its id, types, and tells each number that was taken.

What they all need is imported once, before the first of them.
"""

Typists = subprocess.Popen[str]


@pytest.fixture(scope="module")
def typists() -> Iterator[Typists]:
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", TYPISTS], stdin=pipe, stdout=pipe, text=True) as started:
        yield started


@pytest.mark.parametrize("seed", range(8))
def test_killed_process_loses_no_accepted_input(typists: Typists, desk: Desk, seed: int) -> None:
    chance = random.Random(seed)
    taken = 0
    for _ in range(2):
        taken = max(taken, typed_until_killed(typists, desk.path, desk.state, chance.uniform(0.0, 0.2)))
        opened = desk.open()
        found = opened.session.answer(WHO)
        assert isinstance(found, int)
        assert found in (taken, taken + 1), "the last one may have been taken and not yet told"
        taken = found
        desk.crash(opened)


def typed_until_killed(typists: Typists, path: Path, state: Path, seconds: float) -> int:
    """Let a process type for some seconds, kill it, and return the last number that it told."""
    assert typists.stdin is not None
    assert typists.stdout is not None
    typists.stdin.write(f"{path}\t{state}\n")
    typists.stdin.flush()
    typist = int(typists.stdout.readline())
    try:
        told = typists.stdout.readline()
        time.sleep(seconds)
    finally:
        os.kill(typist, signal.SIGKILL)
    while (word := typists.stdout.readline()) != "dead\n":
        assert word, "the one who starts them has ended"
        told = word
    return int(told)
