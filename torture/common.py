"""Helpers of the stress tests: sessions to break, terminals to break them in, and the report of the results."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from tests.e2e.terminal import Terminal

from wbtui.core.new_session import new_session
from wbtui.storage.disk import atomic_file
from wbtui.storage.session.handle import SessionHandle
from wbtui.storage.session.opening import open_session
from wbtui.storage.session_file import codec
from wbtui.storage.workbooks import WorkbookLibrary

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted((ROOT / "sessions").glob("*.toml"))
NOBODY = 65534


class MissingError(Exception):
    """Raised if this machine lacks something that a stress test needs."""


@dataclass
class Tally:
    """Collects the results of a stress test: number of runs, faults, and counters to report."""

    runs: int = 0
    faults: list[str] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)

    def note(self, what: str, count: int = 1) -> None:
        self.notes[what] = self.notes.get(what, 0) + count

    def expect(self, good: object, fault: str) -> None:
        if not good:
            self.faults.append(fault)


def now() -> datetime:
    return datetime.now().astimezone()


def main(name: str, what: str, run: Callable[[int, int], Tally], amount: int, unit: str) -> None:
    """Run one stress test as a command with the options `--amount` and `--seed`, and exit with its status."""
    parser = argparse.ArgumentParser(prog=f"python -m torture.{name}", description=what)
    parser.add_argument("--amount", type=int, default=amount, metavar="N", help=f"{unit} ({amount})")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of what is random (1)")
    options = parser.parse_args()
    sys.exit(0 if tell(name, lambda: run(options.amount, options.seed)) else 1)


def tell(name: str, run: Callable[[], Tally]) -> bool:
    """Run a stress test and print its result; return whether there were no faults. Not having run is no fault."""
    begun = time.monotonic()
    try:
        tally = run()
    except MissingError as error:
        print(f"{name}: NOT RUN, {error}", flush=True)
        return True
    notes = "".join(f", {count} {what}" for what, count in sorted(tally.notes.items()))
    seconds = time.monotonic() - begun
    print(f"{name}: {tally.runs} runs{notes}, {len(tally.faults)} faults, {seconds:.0f} s", flush=True)
    for fault in tally.faults[:20]:
        print(f"    {fault}", flush=True)
    return not tally.faults


def need(program: str) -> str:
    """Return the path of an installed program. Raises MissingError."""
    found = shutil.which(program)
    if found is None:
        raise MissingError(f"{program} is not installed")
    return found


def need_root() -> None:
    if os.getuid() != 0:
        raise MissingError("only root can do this")


class Machine:
    """A folder with one session and a state folder, on which to run the program in terminals."""

    def __init__(self, folder: Path, sessions: Path | None = None) -> None:
        self.folder = folder
        self.sessions = sessions or folder / "sessions"
        self.state = folder / "state"
        self.path = self.sessions / "room.toml"
        self.env = {
            "WBTUI_STATE": str(self.state),
            "WBTUI_CONFIG": str(folder / "config"),
            "COLORTERM": "truecolor",
            "EDITOR": "false",
            "HOME": str(folder),
        }

    def begin(self) -> None:
        """Write a new session with the room at the first stage, and remove the state of earlier ones."""
        shutil.rmtree(self.state, ignore_errors=True)
        self.path.unlink(missing_ok=True)
        workbook = WorkbookLibrary(self.folder / "none").load("working-backwards")
        session = new_session(workbook, "working-backwards", "Room", workbook.usual_agenda, now())
        session = replace(session, slot=workbook.stages[0].id)
        atomic_file.create(self.path, codec.render(session).text.encode())

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "wbtui", "--sessions", str(self.sessions), *arguments]

    @contextmanager
    def terminal(
        self,
        *arguments: str,
        size: tuple[int, int] = (120, 40),
        before: Sequence[str] = (),
        controlling: bool = True,
    ) -> Iterator[Terminal]:
        argv = [*before, *self.command(*(arguments or ("open", str(self.path))))]
        with Terminal(argv, self.env, self.folder, size, controlling) as terminal:
            yield terminal

    def open(self) -> SessionHandle:
        """Open the session as the program would if it was started now."""
        return open_session(self.path, state_dir=self.state, now=now, on_status=lambda _: None)


@contextmanager
def machine() -> Iterator[Machine]:
    with tempfile.TemporaryDirectory(prefix="wbtui-torture-") as folder:
        yield Machine(Path(folder))


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """Mount a tmpfs at `folder`; `size` is in the syntax of mount(8). Raises MissingError."""
    need_root()
    folder.mkdir()
    done = subprocess.run(
        [need("mount"), "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise MissingError("no tmpfs can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run([need("umount"), "-l", str(folder)], check=False)
