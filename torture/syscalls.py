"""Every system call of a save fails once, in each way: the old or the new file is whole, the text is kept.

With strace. For each call that the save makes: an error of each kind, and the end of the process.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from torture.common import Machine, MissingError, Tally, machine, main, need
from wbtui.core.errors import SessionError
from wbtui.core.session import Place
from wbtui.files import codec

WHO = Place("customer", "who")
SAVE = """
import os, sys
from datetime import datetime
from pathlib import Path
from wbtui.core.session import Place
from wbtui.files.keeper import Draft
from wbtui.files.open import OpenSession
from wbtui.files.saver import Pace

now = lambda: datetime.now().astimezone()
opened = OpenSession.open(
    Path(sys.argv[1]), state_dir=Path(sys.argv[2]), now=now, on_status=print, pace=Pace(*[1e6] * 5)
)
for text in ("first " * 700, "second " * 900):
    opened.update(opened.session.with_answer(Place("customer", "who"), text))
    draft = Draft(opened.session, opened._keeper.journal.number)
    if text[0] == "s":
        os.getppid()
        os.write(1, b"JOURNALLED\\n")
    opened._keeper.save(draft)
os.write(1, b"SAVED\\n")
os.getppid()
os._exit(0)
"""
CALLS = "openat,read,write,fsync,close,rename,link,unlink,newfstatat,fstat,lseek,ftruncate,fchmod,fchown,mkdir"
ERRORS = ("EIO", "ENOSPC", "EACCES", "EINTR", "EMFILE")
CALL = re.compile(rb"^(\w+)\(", re.MULTILINE)


def trace(place: Machine, folder: Path, *inject: str) -> tuple[bytes, bytes]:
    """A fresh session saved twice under strace: what was traced, and what the program said."""
    place.begin()
    log = folder / "trace"
    command = [need("strace"), "-qq", "-o", str(log), "-e", f"trace={CALLS},getppid", *inject]
    done = subprocess.run(
        [*command, sys.executable, "-B", "-c", SAVE, str(place.path), str(place.state)],
        capture_output=True,
        check=False,
        cwd=folder,
    )
    return log.read_bytes() if log.exists() else b"", done.stdout


def plan(place: Machine, folder: Path) -> Iterator[tuple[str, int]]:
    """Each call of the second save: its name, and which of that name it is in the life of the process."""
    traced, said = trace(place, folder)
    if b"SAVED" not in said or traced.count(b"getppid") < 2:
        raise MissingError("strace cannot trace here")
    counts = Counter[bytes]()
    inside = 0
    for call in CALL.findall(traced):
        counts[call] += 1
        if call == b"getppid":
            inside += 1
        elif inside == 1:
            yield call.decode(), counts[call]


def check(place: Machine, said: bytes, tally: Tally, what: str) -> None:
    if b"JOURNALLED" not in said:
        tally.note("that ended before")
        return
    try:
        there = codec.read(place.path.read_bytes()).session.text(WHO)
    except (SessionError, OSError) as error:
        tally.faults.append(f"{what}: {error}")
        return
    tally.expect(there[:5] in ("first", "secon"), f"{what}: the file says {there[:20]!r}")
    tally.expect(b"SAVED" not in said or there.startswith("second"), f"{what}: said to be saved, and is not")
    opened = place.open()
    tally.expect(opened.session.text(WHO).startswith("second"), f"{what}: the text is lost")
    tally.expect(opened.close(), f"{what}: it cannot be saved afterwards")
    left = [path.name for path in place.sessions.iterdir() if path != place.path]
    tally.expect("KILL" in what or not left, f"{what}: left behind {left}")


def run(amount: int, _seed: int) -> Tally:
    """Every `amount`-th fault is tried: 1 for all."""
    tally = Tally()
    with machine() as place:
        calls = list(plan(place, place.folder))
        faults = [(name, n, f"error={error}") for name, n in calls for error in ERRORS]
        faults += [(name, n, "signal=KILL") for name, n in calls]
        tally.note("system calls in a save", len(calls))
        for name, n, fault in faults[::amount]:
            what = f"{name} {fault} when={n}"
            _, said = trace(place, place.folder, "-e", f"inject={name}:{fault}:when={n}")
            tally.runs += 1
            check(place, said, tally, what)
            shutil.rmtree(place.sessions, ignore_errors=True)
    return tally


if __name__ == "__main__":
    main(Path(__file__).stem, __doc__ or "", run, 1, "try each N-th fault")
