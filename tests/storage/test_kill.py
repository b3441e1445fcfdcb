"""Test that a real process loses no accepted input when it is killed."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.storage.desk import WHO, Desk

TYPE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from tests.storage.desk import NEED, WHO, Seat
from wbtui.storage.session.autosave import SaveTiming
from wbtui.storage.session.opening import open_session

now = lambda: datetime.now(UTC)
opened = Seat(open_session(
    Path(sys.argv[1]), state_dir=Path(sys.argv[2]), now=now, on_status=lambda status: None,
    timing=SaveTiming(idle=0.001, limit=0.003),
), now)
n = int(opened.session.text(WHO) or 0)
while True:
    n += 1
    session = opened.session.put(WHO, n)
    if n % 50 == 0:
        session = session.put(NEED, f"{n} " * 2000)
    opened.update(session)
    sys.stdout.write(f"{n}\\n")
    sys.stdout.flush()
"""


@pytest.mark.parametrize("seed", range(8))
def test_killed_process_loses_no_accepted_input(desk: Desk, seed: int) -> None:
    chance = random.Random(seed)
    taken = 0
    for _ in range(2):
        taken = max(taken, typed_until_killed(desk.path, desk.state, chance.uniform(0.0, 0.2)))
        opened = desk.open()
        found = opened.session.answer(WHO)
        assert isinstance(found, int)
        assert found in (taken, taken + 1), "the last one may have been taken and not yet told"
        taken = found
        desk.crash(opened)


def typed_until_killed(path: Path, state: Path, seconds: float) -> int:
    """Let a process type for some seconds, kill it, and return the last number that it printed."""
    command = [sys.executable, "-c", TYPE, str(path), str(state)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as typist:
        assert typist.stdout is not None
        typist.stdout.readline()
        time.sleep(seconds)
        typist.send_signal(signal.SIGKILL)
        told = typist.stdout.read().split(b"\n")[:-1]
    assert told, "it never began"
    return int(told[-1])
