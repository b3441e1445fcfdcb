"""Measures the memory growth over an hour of work, with its keys, stages and screens done in a few minutes."""

from __future__ import annotations

from itertools import cycle, islice

from benchmarks.data import TEXT, Desk, wbtui
from benchmarks.moments import CTRL_G, CTRL_L, ESCAPE, F3, F8
from benchmarks.program import Program
from benchmarks.rounds import FIRST, RARE
from benchmarks.table import Row

ROUNDS = 60
"""The number of rounds; one stands for a minute of work."""
KEYS_PER_ROUND = 180
"""The number of keys typed in a minute by somebody who writes down what ten people say."""
WARM_UP_ROUNDS = 12
"""The rounds until every screen was shown a few times, and the caches of Textual and Rich are nearly full."""
MAX_GROWTH = 1.05
"""The maximum ratio of the final memory to that after warming up; the session grows by 48 notes meanwhile."""


def hour_rows(desk: Desk, rounds: int = ROUNDS) -> list[Row]:
    """Measure the resident memory at the end, compared with that after warming up."""
    memory = []
    with Program(wbtui("open", desk.file(200)), desk.env, desk.folder) as program:
        program.wait_for("Who")
        program.settle()
        for number, stage_key in zip(range(rounds), cycle([F3, f"{CTRL_G}b"]), strict=False):
            _minute(program, number, stage_key)
            memory.append(program.memory)
    warm = min(WARM_UP_ROUNDS, rounds // 2)
    return [
        Row(f"after {rounds} minutes of work", "MB", memory[-1:], [memory[warm]], f"{warm}th", ratio=MAX_GROWTH)
    ]


def _minute(program: Program, number: int, stage_key: str) -> None:
    """Type, delete most of it, go to another stage, open other screens, add a note."""
    text = "".join(islice(cycle(f"{number:02} {TEXT} "), KEYS_PER_ROUND))
    # Wait for the echo before the next keys, as a person would: a backlog of keys takes memory, too.
    program.echo(text + RARE, RARE)
    program.echo("\x7f" * (KEYS_PER_ROUND - 10) + FIRST, FIRST)
    for key, wanted in (
        (stage_key, "1 of 8" if number % 2 else "2 of 8"),
        (CTRL_G, "a letter, 1–8 a stage"),
        (ESCAPE, "of 8"),
        (F8, "They wash 40 sheets"),
        (ESCAPE, "of 8"),
        (CTRL_L, "discard"),
        (f"Note {number}\r", "in the parking lot"),
    ):
        program.echo(key, wanted)
        program.settle()
    # Drop the output, which would otherwise pile up in this process.
    program.forget()
