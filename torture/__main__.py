"""All of it, one after the other; about an hour and a half. `python -m torture.NAME --help` for one of them."""

from __future__ import annotations

import sys
from functools import partial

from torture import damaged, disks, kills, monkey, stateful, syscalls, terminals
from torture.common import tell


def main() -> int:
    """Run everything; 1 if anything went wrong."""
    good = [
        tell("damaged", lambda: damaged.run(10_000, 1)),
        tell("disks", lambda: disks.run(1, 1)),
        tell("terminals", lambda: terminals.run(5, 1)),
        tell("syscalls", lambda: syscalls.run(1, 1)),
        tell("stateful", lambda: stateful.run(2_000, 1)),
        tell("kills", lambda: kills.run(500, 1)),
    ]
    good += [tell(f"monkey {seed}", partial(monkey.run, 10, seed)) for seed in range(1, 5)]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
