"""Runs all stress tests one after the other, which takes about an hour and a half.

`python -m torture.NAME` runs a single one. The tests that `make test` leaves out run first, then its laws with new
values. Tests that cannot run on this machine are reported.
"""

from __future__ import annotations

import subprocess
import sys
from functools import partial

from torture import contrast, damaged, disks, kills, monkey, previews, stateful, syscalls, terminals, undo
from torture.common import ROOT, Tally, tell


def tests(*options: str) -> Tally:
    """Run some of the tests. Finding no such test is a fault, too."""
    command = [sys.executable, "-m", "pytest", *options, "-vv", "-rs"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    tally = Tally(runs=done.stdout.count(" PASSED"))
    for line in done.stdout.splitlines():
        if line.startswith("SKIPPED ["):
            tally.note(f"not run ({line.partition(': ')[2]})")
    tally.expect(done.returncode == 0, f"pytest ended with status {done.returncode}\n{done.stdout}")
    return tally


def laws(seed: int) -> Tally:
    """Prove the laws with other random values than `make test`, which always takes the same ones."""
    return tests("-m", "hypothesis and not slow", "--hypothesis-profile=search", f"--hypothesis-seed={seed}")


def main() -> int:
    """Run everything; return the exit status, 1 if there was a fault."""
    good = [
        tell("slow tests", lambda: tests("-m", "slow")),
        *(tell(f"laws {seed}", partial(laws, seed)) for seed in range(1, 6)),
        tell("damaged", lambda: damaged.run(10_000, 1)),
        tell("disks", lambda: disks.run(1, 1)),
        tell("terminals", lambda: terminals.run(5, 1)),
        tell("syscalls", lambda: syscalls.run(1, 1)),
        tell("stateful", lambda: stateful.run(2_000, 1)),
        tell("kills", lambda: kills.run(500, 1)),
        tell("previews", lambda: previews.run(20, 1)),
        tell("undo", lambda: undo.run(10_000, 1)),
        tell("contrast", lambda: contrast.run(len(contrast.SIZES), 1)),
    ]
    good += [tell(f"monkey {seed}", partial(monkey.run, 10, seed)) for seed in range(1, 5)]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
