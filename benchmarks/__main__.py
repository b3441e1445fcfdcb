"""make bench: measures the program against a bare Textual application.

The benchmarks need Linux, the packages of the group `dev`, and about a quarter of an hour (--quick: much less).
The measured programs run in pseudo-terminals of 120x40 and in a temporary folder; your own sessions are not
touched. Ratios are computed pair by pair from interleaved runs, because single figures vary by a quarter and more
on a shared machine. "bare, again" compares the bare application with itself: smaller differences are noise. The
exit status is 1 if a target is missed.
"""

from __future__ import annotations

import argparse
import compileall
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import commands, hour, moments, rounds
from benchmarks.data import Desk
from benchmarks.program import BenchmarkError
from benchmarks.table import Row, table

Group = tuple[str, Sequence[Row]]
PARTS = ("rounds", "moments", "bursts", "idle", "hour", "commands", "files")
ROOT = Path(__file__).parents[1]


def parser() -> argparse.ArgumentParser:
    """Return the parser of the options."""
    top = argparse.ArgumentParser(
        prog="make bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    top.add_argument("--quick", action="store_true", help="fewer rounds: a first look, within a minute")
    top.add_argument("--only", choices=PARTS, action="append", help="only this part; may be given several times")
    top.add_argument("--rounds", type=int, default=0, metavar="N", help="pairs of starts and keys (10)")
    return top


def groups(desk: Desk, options: argparse.Namespace) -> list[Group]:
    """Measure the parts given by the options."""
    quick: bool = options.quick
    made: dict[str, Callable[[], list[Group]]] = {
        "rounds": lambda: _rounds(desk, options.rounds or (2 if quick else 10), 16 if quick else 24),
        "moments": lambda: [("Now and then", moments.moment_rows(desk, 3 if quick else 7))],
        "bursts": lambda: [("At once", moments.burst_rows(desk, 1 if quick else 3))],
        "idle": lambda: [("Idle, the clock runs", moments.idle_rows(desk, 4 if quick else 12))],
        "hour": lambda: [("An hour of work, resident memory", hour.hour_rows(desk, 12 if quick else 60))],
        "commands": lambda: [("Command line", commands.command_rows(desk, 3 if quick else 10))],
        "files": lambda: [("Files, processor time", commands.file_rows(desk, 5 if quick else 15))],
    }
    found: list[Group] = []
    for part in options.only or PARTS:
        begin = time.monotonic()
        found += made[part]()
        print(f"{part}: {time.monotonic() - begin:.0f} s", file=sys.stderr)
    return found


def _rounds(desk: Desk, count: int, keys: int) -> list[Group]:
    found = rounds.measure(desk, count, keys)
    return [
        ("Start: exec to the echo of the first key", rounds.start_rows(found)),
        ("Keys, autosave on", [*rounds.key_rows(found), *rounds.check_rows(desk, 1 if count < 10 else 5)]),
        ("Resident memory", rounds.memory_rows(found)),
    ]


def main() -> int:
    """Measure and print; return the exit status."""
    options = parser().parse_args()
    if sys.platform != "linux":
        print("make bench: this needs Linux; it reads /proc", file=sys.stderr)
        return 2
    # Exit by an exception, so that `with` blocks end the started programs.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    compileall.compile_dir(str(ROOT / "src"), quiet=2)
    with tempfile.TemporaryDirectory(prefix="wbtui-bench-") as folder:
        try:
            found = groups(Desk(Path(folder)), options)
        except BenchmarkError as error:
            print(f"make bench: {error}", file=sys.stderr)
            return 2
    print(table(found))
    return int(any(row.missed for _, rows in found for row in rows))


if __name__ == "__main__":
    sys.exit(main())
