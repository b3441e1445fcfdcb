"""Up to 200 acts of any kind, undone to the beginning and made again: the same file, to the byte."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from random import Random

from tests.random_acts import LAWS, MOST

from torture.common import Tally, main

PART = 1_000
"""Sequences after which it says how far it is."""


def run(amount: int, seed: int) -> Tally:
    tally = Tally(runs=amount)
    for number in range(amount):
        for law in LAWS:
            chance = Random(f"{seed} {number} {law.__name__}")
            acts = chance.randint(1, MOST)
            tally.note("acts", acts)
            try:
                law(chance, acts)
            except Exception as error:  # noqa: BLE001 - whatever it is, the other sequences are tried.
                line = traceback.extract_tb(error.__traceback__)[-1]
                where = f"{Path(line.filename).name}:{line.lineno}: {line.line}"
                tally.faults.append(f"{law.__name__}, sequence {number} of seed {seed}: {where} {error!r}"[:500])
        if number % PART == PART - 1:
            print(f"undo: {number + 1} of {amount}, {len(tally.faults)} faults", file=sys.stderr, flush=True)
    return tally


if __name__ == "__main__":
    main(Path(__file__).stem, __doc__ or "", run, 10_000, "sequences of up to 200 acts, for each law")
