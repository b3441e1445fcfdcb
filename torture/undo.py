"""Undoes up to 200 random acts and redoes them: the file must be the same, to the byte."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from random import Random

from tests.random_acts import LAWS, MAX_STEPS

from torture.common import Tally, main

SEQUENCES_PER_REPORT = 1_000
"""The number of sequences between two reports of the progress."""


def run(amount: int, seed: int) -> Tally:
    tally = Tally(runs=amount)
    for number in range(amount):
        for law in LAWS:
            chance = Random(f"{seed} {number} {law.__name__}")
            acts = chance.randint(1, MAX_STEPS)
            tally.note("acts", acts)
            try:
                law(chance, acts)
            except Exception as error:  # noqa: BLE001 - any error is a fault; the other sequences still run.
                line = traceback.extract_tb(error.__traceback__)[-1]
                where = f"{Path(line.filename).name}:{line.lineno}: {line.line}"
                tally.faults.append(f"{law.__name__}, sequence {number} of seed {seed}: {where} {error!r}"[:500])
        if number % SEQUENCES_PER_REPORT == SEQUENCES_PER_REPORT - 1:
            print(f"undo: {number + 1} of {amount}, {len(tally.faults)} faults", file=sys.stderr, flush=True)
    return tally


if __name__ == "__main__":
    main(Path(__file__).stem, __doc__ or "", run, 10_000, "sequences of up to 200 acts, for each law")
