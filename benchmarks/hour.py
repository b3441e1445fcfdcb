"""An hour of work in a few minutes: as many keys, stages and screens, and what memory they leave taken."""

from __future__ import annotations

from itertools import cycle, islice

from benchmarks.data import TEXT, Desk, wbtui
from benchmarks.moments import CTRL_G, CTRL_L, ESCAPE, F2, F3, F8
from benchmarks.program import Program
from benchmarks.rounds import FIRST, RARE
from benchmarks.table import Row

ROUNDS = 60
"""One for each minute."""
KEYS = 180
"""Keys typed in a minute: somebody writes down what ten people say."""
WARM = 12
"""Rounds until every screen has been shown a few times, and the caches of Textual and Rich are mostly full."""
FLAT = 1.05
"""Of the memory when warm, at the end; the session itself has grown by 48 notes and more words in its fields."""


def hour_rows(desk: Desk, rounds: int = ROUNDS) -> list[Row]:
    """Resident memory when everything was in use for a while, and at the end."""
    memory = []
    with Program(wbtui("open", desk.file(200)), desk.env, desk.folder) as program:
        program.wait_for("Who")
        program.settle()
        for number, stage_key in zip(range(rounds), cycle([F3, F2]), strict=False):
            _minute(program, number, stage_key)
            memory.append(program.memory)
    warm = min(WARM, rounds // 2)
    return [Row(f"after {rounds} minutes of work", "MB", memory[-1:], [memory[warm]], f"{warm}th", ratio=FLAT)]


def _minute(program: Program, number: int, stage_key: str) -> None:
    """Type, take most of it away again, go to another stage, look at other screens, keep a note."""
    text = "".join(islice(cycle(f"{number:02} {TEXT} "), KEYS))
    # The next keys wait until these are dealt with, as a person's would: what piles up is memory, too.
    program.echo(text + RARE, RARE)
    program.echo("\x7f" * (KEYS - 10) + FIRST, FIRST)
    for key, wanted in (
        (stage_key, "1 of 8" if number % 2 else "2 of 8"),
        (CTRL_G, "press a letter"),
        (ESCAPE, " preview"),
        (F8, "They wash 40 sheets"),
        (ESCAPE, "of 8"),
        (CTRL_L, "Esc takes it away"),
        (f"Note {number}\r", " preview"),
    ):
        program.echo(key, wanted)
        program.settle()
    # So that nothing of it is kept here.
    program.forget()
