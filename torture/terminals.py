"""The sixteen cases of signals and of terminals that vanish or freeze, five times each."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from torture.common import ROOT, Tally, main


def run(amount: int, _seed: int) -> Tally:
    tally = Tally()
    for n in range(amount):
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/e2e/test_terminal.py"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        tally.runs += 1
        tally.expect(done.returncode == 0, f"pass {n + 1}: {done.stdout[-1500:]}")
    return tally


if __name__ == "__main__":
    main(Path(__file__).stem, __doc__ or "", run, 5, "passes")
