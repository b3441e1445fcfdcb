"""Measures the command line against `python -c pass`, and reading and saving a session file."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.data import FAQ, SIZES, TEXT, Desk, wbtui
from benchmarks.program import BenchmarkError
from benchmarks.rounds import ms
from benchmarks.table import Row

from wbtui.core.change import SetAnswer
from wbtui.core.place import Place
from wbtui.storage.session.opening import open_session
from wbtui.storage.session_file import codec
from wbtui.storage.workbooks import WorkbookLibrary
from wbtui.workshop import Workshop


def command_rows(desk: Desk, rounds: int) -> list[Row]:
    """Measure the run time of commands, interleaved with a Python that does nothing."""
    library, large = desk.library(1000), desk.file(1000)
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "wbtui --help": wbtui("--help"),
        "wbtui list, 1,000 sessions": wbtui("--sessions", library, "list"),
        "wbtui export, small": wbtui("export", desk.file(0), "-o", "-"),
        "wbtui export, 1,000 entries": wbtui("export", large, "-o", "-"),
    }
    found: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, argv in commands.items():
            found[name].append(_run(argv, desk))
    floor = ms(found.pop("python -c pass"))
    rows = [Row(name, "ms", ms(times), floor, "python") for name, times in found.items()]
    return [_with_target(row) for row in rows]


def _with_target(row: Row) -> Row:
    targets = {"wbtui --help": (5.0, 0.0), "wbtui list, 1,000 sessions": (0.0, 1000.0)}
    ratio, limit = targets.get(row.name, (0.0, 0.0))
    return Row(row.name, row.unit, row.ours, row.other, row.than, ratio=ratio, limit=limit)


def _run(argv: Sequence[str], desk: Desk) -> float:
    begin = time.perf_counter()
    done = subprocess.run(argv, env=desk.env, cwd=desk.folder, stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise BenchmarkError(f"{' '.join(argv)} ended with {done.returncode}")
    return time.perf_counter() - begin


def file_rows(desk: Desk, times: int) -> list[Row]:
    """Measure the processor time of reading and saving; for a save, of the key and of autosave."""
    rows: list[Row] = []
    autosave: dict[int, list[float]] = {}
    for size in SIZES:
        name = f"{size:,} entries" if size else "small"
        path = desk.file(size)
        reading, rendering = _codec(path.read_bytes(), times)
        key, autosave[size], check = _saves(path, desk, size, times)
        limit = 60.0 if size == SIZES[-1] else 0.0
        rows += [
            Row(f"read, {name}", "ms", reading),
            Row(f"render one changed answer, {name}", "ms", rendering),
            Row(f"save, {name}: in the key", "ms", key),
            Row(f"save, {name}: in autosave", "ms", autosave[size], limit=limit),
            Row(f"the whole file checked at rest, {name}", "ms", check),
        ]
    growth = Row("autosave, 1,000 against 200 entries", "ms", autosave[1000], autosave[200], "200", ratio=6)
    return [*rows, growth]


def _codec(data: bytes, times: int) -> tuple[list[float], list[float]]:
    reading, rendering = [], []
    for n in range(times):
        begin = time.thread_time()
        loaded = codec.read(data)
        reading.append(1000 * (time.thread_time() - begin))
        codec.render(loaded.session, loaded.toml)
        # An answer outside of lists: the smallest possible change.
        changed = loaded.session.put(Place("customer", "who"), f"{TEXT} {n}")
        begin = time.thread_time()
        codec.render(changed, loaded.toml)
        rendering.append(1000 * (time.thread_time() - begin))
    return reading, rendering


def _saves(path: Path, desk: Desk, size: int, times: int) -> tuple[list[float], list[float], list[float]]:
    """Save a changed answer of a list; return ms in this thread, in that of autosave, and of its check."""
    at = Place(FAQ.stage, FAQ.field, "b000", "answer")
    key, autosave, check = [], [], []
    state = desk.folder / f"state-{size}-{os.getpid()}"
    tried = threading.Event()
    opened = open_session(path, state_dir=state, now=lambda: datetime.now(UTC), on_status=lambda _: tried.set())
    workshop = Workshop(
        opened.found,
        WorkbookLibrary(desk.folder).load("working-backwards"),
        now=lambda: datetime.now(UTC),
        journal=opened,
        autosave=opened,
        log=_failed,
    )
    for n in range(times + 1):
        tried.clear()
        with _Processor() as save:
            begin = time.thread_time()
            workshop.edit(SetAnswer(at, f"{TEXT} {n}"))
            key.append(1000 * (time.thread_time() - begin))
            tried.wait()
        autosave.append(save.others)
        with _Processor() as checked:
            if not opened.flush():
                raise BenchmarkError(f"{path} is not saved: {opened.status.error}")
        check.append(checked.others)
    opened.close()
    # Leave out the first save, which also keeps a version of the file as it was found.
    return key[1:], autosave[1:], check[1:]


def _failed(error: Exception) -> None:
    raise BenchmarkError(str(error)) from error


class _Processor:
    """A context manager that measures the processor time of other threads, in milliseconds (`others`)."""

    def __enter__(self) -> _Processor:
        self.others = time.thread_time() - time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.others = 1000 * (self.others + time.process_time() - time.thread_time())
