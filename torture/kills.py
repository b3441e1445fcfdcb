"""Sends SIGKILL at random moments during fast typing: no text that the last frame showed may be lost."""

from __future__ import annotations

import random
import re
import signal
import time
from pathlib import Path

from tests.e2e.terminal import Terminal

from torture.common import Machine, Tally, machine, main
from wbtui.core.place import Place
from wbtui.storage.session_file import codec

WHO = Place("customer", "who")
LINE = re.compile(r"L\d{4}.*")
MAX_CHARS = 400
"""The number of characters typed after which the program is killed at the latest."""


def story(lines: int) -> str:
    """Return numbered lines, so that a line on the screen can be found in the typed text."""
    return "\n".join(f"L{n:04} the quick brown fox {n * 7919 % 1000}" for n in range(lines))


def shown(screen: list[str], typed: str) -> int:
    """Return the position in the typed text after the last character that the screen shows."""
    most = 0
    for row in screen:
        if match := LINE.search(row):
            at = typed.find(match[0][:5])
            end = typed.find("\n", at) if at >= 0 else -1
            line = typed[at : end if end >= 0 else len(typed)] if at >= 0 else ""
            length = next((n for n in range(len(line), 0, -1) if match[0].startswith(line[:n])), 0)
            # A typed blank cannot be told from an empty cell.
            most = max(most, at + len(line[:length].rstrip()))
    return most


def one(place: Machine, chance: random.Random, tally: Tally) -> None:
    """Start the program, type, kill it, and check the recovered text and caret."""
    place.begin()
    text = story(40)
    with place.terminal() as terminal:
        terminal.wait_for("Who")
        terminal.wait_for(lambda: "saved" in terminal.screen[0])
        typed = type_for(terminal, text, chance, chance.uniform(0.05, 2.5))
        terminal.signal(signal.SIGKILL)
        terminal.process.wait()
        seen = shown(terminal.screen, text)
    tally.runs += 1
    tally.note("characters seen", seen)
    codec.read(place.path.read_bytes(), str(place.path))
    opened = place.open()
    kept = opened.found.text(WHO)
    view = opened.view
    opened.close()
    tally.expect(text.startswith(kept), f"run {tally.runs}: the text is {kept!r}")
    tally.expect(len(kept) >= seen, f"run {tally.runs}: {seen} characters were seen, {len(kept)} are kept")
    tally.expect(len(kept) <= typed, f"run {tally.runs}: more than was typed")
    row, column = kept.count("\n"), len(kept.rpartition("\n")[2])
    # The recovered caret may be beyond the text that was kept; the program then puts it at the end.
    at_end = view.row >= row and (view.row, view.column) >= (row, column)
    tally.expect(at_end or not kept, f"run {tally.runs}: caret {view.row}:{view.column} instead of {row}:{column}")


def type_for(terminal: Terminal, text: str, chance: random.Random, seconds: float) -> int:
    """Type in random bursts for a time; return the number of characters sent."""
    end, at = time.monotonic() + seconds, 0
    while time.monotonic() < end and at < MAX_CHARS:
        burst = chance.randint(1, 6)
        # A keyboard sends a carriage return.
        terminal.send(text[at : at + burst].replace("\n", "\r"))
        at += burst
        pause = time.monotonic() + chance.uniform(0, 0.04)
        while time.monotonic() < pause:
            terminal.wait_for(lambda: True)
            time.sleep(0.005)
    return at


def run(amount: int, seed: int) -> Tally:
    tally = Tally()
    chance = random.Random(seed)
    with machine() as place:
        for _ in range(amount):
            one(place, chance, tally)
    return tally


if __name__ == "__main__":
    main(Path(__file__).stem, __doc__ or "", run, 500, "runs")
