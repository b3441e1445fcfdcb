"""Edits, saves, crashes, reloads, edits from outside, renames, full disks in random order: no text may be lost."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from tests.storage.test_session_stateful import Work

from torture.common import Tally, main


def run(amount: int, number: int) -> Tally:
    tally = Tally(runs=amount)
    wanted = settings(
        max_examples=amount,
        stateful_step_count=50,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    try:
        run_state_machine_as_test(seed(number)(Work), settings=wanted)
    except AssertionError as error:
        notes = "\n".join(getattr(error, "__notes__", ()))
        tally.faults.append(f"{error}\n{notes}")
    return tally


if __name__ == "__main__":
    main(Path(__file__).stem, __doc__ or "", run, 2_000, "sequences of 50 steps")
