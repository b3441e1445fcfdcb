"""Counts the calls of our own code that one key causes, from the editor's key handler to its return.

    python -m benchmarks.keystroke [--stage press_release] [--entry] [--list]

Opens a session in a stage of the built-in workbook at 120x40, types one letter into its first field, or with
`--entry` into the answer of a new entry of its list, and prints the calls per file. The exit status is 1 if
there are more than 50 calls or 10 files, if two sessions are compared, or if a text is cleaned more than once.
Comprehensions and lambdas do not count as calls.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import CodeType, FrameType
from typing import NamedTuple

from textual.events import Key

import wbtui
from wbtui.clocks import machine_clocks
from wbtui.core.new_session import new_session
from wbtui.core.session import Session
from wbtui.storage.library import Library
from wbtui.storage.workbooks import DEFAULT_WORKBOOK, WorkbookLibrary
from wbtui.ui.app import WorkbookApp
from wbtui.ui.context import AppContext
from wbtui.ui.widgets.answer_area import AnswerArea

SOURCE = str(Path(wbtui.__file__).parent)
MAX_CALLS = 50
MAX_FILES = 10
COMPREHENSIONS = frozenset({"<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>", "<lambda>"})
KEYS_BEFORE = "Parents"
"""The text typed before the counted key, since most keys go into an existing text."""
NEW_ENTRY = ("ctrl+n", "x", "enter", "up", "enter")


class Call(NamedTuple):
    """A call of one of our own functions."""

    depth: int
    file: str
    name: str


class Trace:
    """Records the calls of our own code in this thread."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.compared = 0
        """The number of comparisons of two sessions."""

    @contextmanager
    def on(self) -> Iterator[None]:
        """Record the calls made in the `with` block."""
        equal = Session.__eq__.__code__
        depth = 0

        def profile(frame: FrameType, event: str, _argument: object) -> None:
            nonlocal depth
            code = frame.f_code
            if event == "call":
                self.compared += code is equal
                if _is_ours(code):
                    name = getattr(code, "co_qualname", code.co_name)
                    self.calls.append(Call(depth, code.co_filename.removeprefix(f"{SOURCE}/"), name))
                    depth += 1
            elif event == "return" and _is_ours(code):
                depth -= 1

        sys.setprofile(profile)
        try:
            yield
        finally:
            sys.setprofile(None)


def _is_ours(code: CodeType) -> bool:
    return code.co_filename.startswith(SOURCE) and code.co_name not in COMPREHENSIONS


async def measure(slot: str, root: Path, *, entry: bool = False) -> Trace:
    """Return the trace of one letter typed into the first field of a stage, or into a new entry."""
    library = Library(root / "sessions", None)
    workbooks = WorkbookLibrary(root / "workbooks")
    workbook = workbooks.load(DEFAULT_WORKBOOK)
    now = datetime.now(UTC)
    path = library.add(new_session(workbook, DEFAULT_WORKBOOK, "Night Bus", workbook.usual_agenda, now))
    path.write_text(path.read_text().replace('slot = "welcome"', f'slot = "{slot}"'))
    clocks = machine_clocks(lambda: datetime.now(UTC))
    app = WorkbookApp(AppContext(library, workbooks, root / "state", clocks, time.monotonic, str), path)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press(*(NEW_ENTRY if entry else ()), *KEYS_BEFORE)
        await pilot.pause(0.5)
        area = app.focused
        assert isinstance(area, AnswerArea)
        assert area.answer
        assert bool(area.answer.place.entry) is entry
        trace = Trace()
        event = Key("x", "x")
        with trace.on():
            await area.on_key(event)
        assert area.text == f"{KEYS_BEFORE}x"
    return trace


def report(trace: Trace, *, whole: bool) -> bool:
    """Print the figures; return whether they are within the limits."""
    files = Counter(call.file for call in trace.calls)
    cleaned = sum(call.name == "clean" for call in trace.calls)
    if whole:
        for call in trace.calls:
            print(f"{'  ' * call.depth}{call.name}  ({call.file})")
    for file, count in files.most_common():
        print(f"{count:>4}  {file}")
    print(f"{len(trace.calls)} calls in {len(files)} files, {max(call.depth for call in trace.calls) + 1} deep")
    print(f"{trace.compared} comparisons of two sessions, {cleaned} times cleaned")
    few = len(trace.calls) <= MAX_CALLS and len(files) <= MAX_FILES
    return few and not trace.compared and cleaned <= 1


def main() -> int:
    """Measure and print; return the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, prog="keystroke", formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--stage", default="press_release", help="slot to type in (%(default)s, a form of 13 fields)"
    )
    parser.add_argument("--entry", action="store_true", help="type in a new entry of the list of that slot")
    parser.add_argument("--list", action="store_true", help="print every call")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="wbtui-keystroke-") as folder:
        trace = asyncio.run(measure(options.stage, Path(folder), entry=options.entry))
    return 0 if report(trace, whole=options.list) else 1


if __name__ == "__main__":
    sys.exit(main())
