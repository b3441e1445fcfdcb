"""Makes every system call of a save fail once in each way: the old or new file must be whole, and no text lost.

strace injects each kind of error, and SIGKILL, into each call of the save. In addition, each write is made to
write only a part of its data, with and without an error for the rest.
"""

from __future__ import annotations

import errno
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, islice, product
from pathlib import Path

from torture import short_writes
from torture.common import Machine, MissingError, Tally, machine, main, need
from torture.short_writes import Cut
from wbtui.core.errors import SessionError
from wbtui.core.place import Place
from wbtui.storage.session_file import codec

WHO = Place("customer", "who")
SAVE = """
import os, sys
from datetime import datetime
from pathlib import Path
from wbtui.core.change import SetAnswer
from wbtui.core.place import Place
from wbtui.storage.session.autosave import SaveTiming
from wbtui.storage.session.file_state import Snapshot
from wbtui.storage.session.opening import open_session

now = lambda: datetime.now().astimezone()
opened = open_session(
    Path(sys.argv[1]), state_dir=Path(sys.argv[2]), now=now, on_status=print, timing=SaveTiming(*[1e6] * 5)
)
for text in ("first " * 700, "second " * 900):
    change = SetAnswer(Place("customer", "who"), text)
    session = change.apply(opened.found)
    opened.append((change,), session, None)
    snapshot = Snapshot(session, opened._writer.journal.number)
    if text[0] == "s":
        os.getppid()
        os.write(1, b"JOURNALLED\\n")
    opened._writer.save(snapshot)
os.write(1, b"SAVED\\n")
os.getppid()
os._exit(0)
"""
CALLS = "openat,read,write,fsync,close,rename,link,unlink,newfstatat,fstat,lseek,ftruncate,fchmod,fchown,mkdir"
ERRORS = ("EIO", "ENOSPC", "EDQUOT", "EROFS", "EACCES", "EINTR", "EMFILE")
WRITTEN_SHARES = (0.0, 0.5, 0.999)
"""The shares of the data that a short write writes; always at least one byte."""
REST_ERRORS = (0, errno.ENOSPC, errno.EDQUOT, errno.EIO)
"""The errors with which the write of the rest fails; 0 if it succeeds."""
CALL = re.compile(rb"^(\w+)\(", re.MULTILINE)

Trial = tuple[str, Callable[[], bytes]]
"""The name of a fault, and a function that saves with this fault and returns the program's output."""


def save(place: Machine) -> list[str]:
    return [sys.executable, "-B", "-c", SAVE, str(place.path), str(place.state)]


def trace(place: Machine, folder: Path, *inject: str) -> tuple[bytes, bytes]:
    """Save a fresh session twice under strace; return the trace and the program's output."""
    place.begin()
    log = folder / "trace"
    strace = [need("strace"), "-qq", "-o", str(log), "-e", f"trace={CALLS},getppid", *inject]
    done = subprocess.run([*strace, *save(place)], capture_output=True, check=False, cwd=folder)
    return log.read_bytes() if log.exists() else b"", done.stdout


def plan(place: Machine, folder: Path) -> Iterator[tuple[str, int]]:
    """Yield each call of the second save: its name, and its 1-based number among the calls of that name."""
    traced, output = trace(place, folder)
    if b"SAVED" not in output or traced.count(b"getppid") < 2:
        raise MissingError("strace cannot trace here")
    counts = Counter[bytes]()
    inside = 0
    for call in CALL.findall(traced):
        counts[call] += 1
        if call == b"getppid":
            inside += 1
        elif inside == 1:
            yield call.decode(), counts[call]


def check(place: Machine, output: bytes, tally: Tally, what: str) -> None:
    if b"JOURNALLED" not in output:
        tally.note("that ended before")
        return
    try:
        there = codec.read(place.path.read_bytes()).session.text(WHO)
    except (SessionError, OSError) as error:
        tally.faults.append(f"{what}: {error}")
        return
    tally.expect(there[:5] in ("first", "secon"), f"{what}: the file says {there[:20]!r}")
    tally.expect(b"SAVED" not in output or there.startswith("second"), f"{what}: said to be saved, and is not")
    opened = place.open()
    tally.expect(opened.found.text(WHO).startswith("second"), f"{what}: the text is lost")
    tally.expect(opened.close(), f"{what}: it cannot be saved afterwards")
    left = [path.name for path in place.sessions.iterdir() if path != place.path]
    tally.expect("KILL" in what or not left, f"{what}: left behind {left}")


def injected(place: Machine, fault: str) -> bytes:
    return trace(place, place.folder, "-e", fault)[1]


def broken(place: Machine, tally: Tally) -> Iterator[Trial]:
    """Yield a trial for each call with each error, and with SIGKILL."""
    calls = list(plan(place, place.folder))
    tally.note("system calls in a save", len(calls))
    for (name, n), fault in product(calls, (*(f"error={error}" for error in ERRORS), "signal=KILL")):
        yield f"{name} {fault} when={n}", partial(injected, place, f"inject={name}:{fault}:when={n}")


def cut(place: Machine, cut: Cut) -> bytes:
    place.begin()
    return short_writes.run(save(place), place.folder, cut)[1]


def cut_short(place: Machine, tally: Tally) -> Iterator[Trial]:
    """Yield a trial for each write that writes only a part, after which the rest succeeds or fails."""
    place.begin()
    try:
        writes, _ = short_writes.run(save(place), place.folder, Cut(0, 0))
    except MissingError as why:
        tally.note(f"times no short writes ({why})")
        return
    tally.note("writes in a save", writes)
    for n, part, error in product(range(1, writes + 1), WRITTEN_SHARES, REST_ERRORS):
        what = f"write {n}, {part:.1%} of it, then {errno.errorcode.get(error, 'the rest')}"
        yield what, partial(cut, place, Cut(n, part, error))


def run(amount: int, _seed: int) -> Tally:
    """Try every `amount`-th fault; 1 tries all."""
    tally = Tally()
    with machine() as place:
        for what, trial in islice(chain(broken(place, tally), cut_short(place, tally)), 0, None, amount):
            check(place, trial(), tally, what)
            tally.runs += 1
            shutil.rmtree(place.sessions, ignore_errors=True)
    return tally


if __name__ == "__main__":
    main(Path(__file__).stem, __doc__ or "", run, 1, "try each N-th fault")
