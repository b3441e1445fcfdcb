"""kill -9 at random moments while keys are typed at speed: nothing that the last frame showed may be missing."""

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
MOST = 400
"""Characters before the program is killed at the latest."""


def story(lines: int) -> str:
    """Numbered lines, so that what is on the screen can be found in what was typed."""
    return "\n".join(f"L{n:04} the quick brown fox {n * 7919 % 1000}" for n in range(lines))


def shown(screen: list[str], typed: str) -> int:
    """How many characters of what was typed the screen shows, counted to the last one that is there."""
    most = 0
    for row in screen:
        if match := LINE.search(row):
            at = typed.find(match[0][:5])
            end = typed.find("\n", at) if at >= 0 else -1
            line = typed[at : end if end >= 0 else len(typed)] if at >= 0 else ""
            length = next((n for n in range(len(line), 0, -1) if match[0].startswith(line[:n])), 0)
            # A blank that was typed cannot be told from one that was not.
            most = max(most, at + len(line[:length].rstrip()))
    return most


def one(place: Machine, chance: random.Random, tally: Tally) -> None:
    """Start, type, kill, and see what is there."""
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
    # The caret can be ahead of a text that no frame had shown yet; it is put at the end of what there is.
    at_end = view.row >= row and (view.row, view.column) >= (row, column)
    tally.expect(at_end or not kept, f"run {tally.runs}: caret {view.row}:{view.column} instead of {row}:{column}")


def type_for(terminal: Terminal, text: str, chance: random.Random, seconds: float) -> int:
    """Type as fast as it goes, in bursts; how many characters were sent."""
    end, at = time.monotonic() + seconds, 0
    while time.monotonic() < end and at < MOST:
        burst = chance.randint(1, 6)
        # A return, as a keyboard sends it.
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
