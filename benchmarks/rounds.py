"""Measures starts, keys and memory of the bare application and of the program, started in turn in every round."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks.data import BARE, FAQ_STAGE, FORM_STAGE, SIZES, Desk, wbtui
from benchmarks.program import Program
from benchmarks.table import Row, percentile

from wbtui.storage.session.autosave import SaveTiming

KEY_PAUSE_SECONDS = 0.02
SETTLED_SECONDS = 1.5
"""The time after which all work caused by a start or a first change is done."""
AFTER_KEYS_SECONDS = 0.5
"""The time for the last save, which counts as work of the keys."""
# Characters that occur nowhere else on the screen, so that each echo can be found in the output.
TYPED = [chr(code) for code in range(0x100, 0x17F)]
UNTIL_CHECK_SECONDS = SaveTiming().idle + SaveTiming().check - 0.1
"""The time from a key until shortly before autosave reads back what it has saved."""
CHECK_KEYS = 55
"""The number of keys typed during the check. They take less than a second, after which they would be saved."""
RARE = "\u01c2"
FIRST = "\u01c3"


@dataclass(frozen=True)
class Case:
    """A program to measure, and the texts that show that it is usable."""

    name: str
    argv: Sequence[str]
    shown: str
    """The text on the screen after which the first key is pressed."""
    key: str = RARE
    echo: str = RARE
    into: Sequence[str] = ()
    """The keys that lead to the field to type in, sent one by one."""
    types: bool = True


@dataclass
class Figures:
    """The measured values, one per round: times in seconds, memory in MB."""

    usable: list[float] = field(default_factory=list)
    start_cpu: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p95: list[float] = field(default_factory=list)
    key_cpu: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)


def measure(desk: Desk, rounds: int, keys: int) -> dict[str, Figures]:
    """Measure every case in every round; the first round only warms up."""
    found: dict[str, Figures] = {}
    for number in range(rounds + 1):
        for case in cases(desk, lists=number % 2 == 0):
            figures = Figures() if number == 0 else found.setdefault(case.name, Figures())
            one_start(desk, case, figures, keys if number else 2)
    return found


def cases(desk: Desk, lists: bool) -> Iterator[Case]:
    """Yield the cases of a round in order, with new files. `lists` adds those that type into a list."""
    down = "\x1b[B"
    ten, thousand = desk.library(10), desk.library(1000)
    yield Case("bare", BARE, "palette")
    yield Case("home", wbtui("--sessions", ten), "Session 0003", down, "Session 0001", types=False)
    yield Case("stage", wbtui("open", desk.file(0)), "Who")
    yield Case("bare again", BARE, "palette")
    yield Case("form", wbtui("open", desk.file(0, FORM_STAGE)), "Headline")
    yield Case("stage 1000", wbtui("open", desk.file(1000)), "Who")
    yield Case("home 1000", wbtui("--sessions", thousand), "Session 0003", down, "Session 0001", types=False)
    # Tab leads from the list to the question, then its kind, then its answer.
    into = ("\t", "\t", "\t")
    for size in SIZES if lists else ():
        argv = wbtui("open", desk.file(size, FAQ_STAGE))
        yield Case(f"faq {size}", argv, "What does it cost?", into=into)


def one_start(desk: Desk, case: Case, figures: Figures, keys: int) -> None:
    """Start a program, press a key as soon as it is shown, type, and read its memory."""
    with Program(case.argv, desk.env, desk.folder) as program:
        program.wait_for(case.shown)
        if not case.into:
            program.echo(case.key, case.echo)
            figures.usable.append(time.perf_counter() - program.started)
            figures.start_cpu.append(program.cpu)
        for key in case.into:
            program.settle()
            program.send(key)
        program.settle(0.2)
        if case.types:
            type_keys(program, figures, keys)
        figures.memory.append(program.memory)


def type_keys(program: Program, figures: Figures, keys: int) -> None:
    """Type single keys, each after the echo of the previous one."""
    # Leave out the first change: it creates the journal and a version, which happens once in a session.
    program.echo(FIRST, FIRST)
    program.rest(SETTLED_SECONDS)
    before = program.cpu
    times = []
    for n in range(keys):
        times.append(program.echo(TYPED[n], TYPED[n]))
        program.rest(KEY_PAUSE_SECONDS)
        if n % 8 == 7:
            program.send(" ")
            program.rest(KEY_PAUSE_SECONDS * 2)
    program.rest(AFTER_KEYS_SECONDS)
    figures.key_cpu.append((program.cpu - before) / (keys + keys // 8))
    figures.p50.append(median(times))
    figures.p95.append(percentile(times, 95))


def check_rows(desk: Desk, times: int) -> list[Row]:
    """Measure the slowest echo of the keys typed while the thread of autosave reads back the whole file."""
    ours: list[float] = []
    other: list[float] = []
    with (
        Program(BARE, desk.env, desk.folder) as bare,
        Program(wbtui("open", desk.file(1000)), desk.env, desk.folder) as stage,
    ):
        bare.wait_for("palette")
        stage.wait_for("saved")
        for _ in range(times):
            for program, slowest in ((bare, other), (stage, ours)):
                program.settle()
                program.echo(FIRST, FIRST)
                program.rest(UNTIL_CHECK_SECONDS)
                slowest.append(max(_each(program, CHECK_KEYS)))
                program.send("\x7f" * (CHECK_KEYS + 1))
                # The check of these edits must not run while the other program is measured.
                program.rest(UNTIL_CHECK_SECONDS + SETTLED_SECONDS)
    return [Row("slowest echo while 1,000 entries are checked", "ms", ms(ours), ms(other), ratio=1.25)]


def _each(program: Program, keys: int) -> Iterator[float]:
    for n in range(keys):
        yield program.echo(TYPED[n], TYPED[n])
        program.rest(0.005)


def start_rows(found: dict[str, Figures]) -> list[Row]:
    """Return the rows of the starts: from exec to the echo of the first key."""
    bare, again = found["bare"], found["bare again"]
    home, many = found["home"], found["home 1000"]
    small, large = found["stage"], found["stage 1000"]
    return [
        Row("bare, again", "ms", ms(again.usable), ms(bare.usable)),
        Row("home usable", "ms", ms(home.usable), ms(bare.usable), ratio=1.25),
        Row("home usable, of 1,000 sessions", "ms", ms(many.usable), ms(home.usable), "of 10", ratio=1.1),
        Row("stage usable", "ms", ms(small.usable), ms(bare.usable), ratio=1.5),
        Row("stage usable, 1,000 entries", "ms", ms(large.usable), ms(small.usable), "small", ratio=1.2),
        Row("processor, bare again", "ms", ms(again.start_cpu), ms(bare.start_cpu)),
        Row("processor, home", "ms", ms(home.start_cpu), ms(bare.start_cpu)),
        Row("processor, stage", "ms", ms(small.start_cpu), ms(bare.start_cpu)),
        Row("processor, stage, 1,000 entries", "ms", ms(large.start_cpu), ms(small.start_cpu), "small"),
    ]


def key_rows(found: dict[str, Figures]) -> Iterator[Row]:
    """Yield the rows of the keys: time from key to echo, and processor time including that of autosave."""
    names = {
        "bare again": "bare, again",
        "stage": "field of a stage",
        "form": "field of a form of 13",
        "stage 1000": "field of a stage, 1,000 entries",
        "faq 0": "answer in a list of one",
        "faq 200": "answer in a list of 200",
        "faq 1000": "answer in a list of 1,000",
    }
    # The lists are measured in every other round only.
    found["bare in turn"] = every_other(found["bare"])
    than = {"faq 0": "bare in turn", "stage 1000": "stage", "faq 200": "faq 0", "faq 1000": "faq 0"}
    for what in ("p50", "p95", "key_cpu"):
        label = {"p50": "echo p50", "p95": "echo p95", "key_cpu": "processor"}[what]
        for case, name in names.items():
            base = than.get(case, "bare")
            bare = base.startswith("bare")
            free = case == "bare again" or (what == "p95" and case != "form")
            target = 0.0 if free else 1.25 if bare else 1.15
            ours, other = (ms(getattr(found[one], what)) for one in (case, base))
            yield Row(f"{label}, {name}", "ms", ours, other, "bare" if bare else "small", ratio=target)


def every_other(figures: Figures) -> Figures:
    """Return the values of the rounds in which lists are measured."""
    return Figures(**{name: values[1::2] for name, values in vars(figures).items()})


def memory_rows(found: dict[str, Figures]) -> list[Row]:
    """Return the rows of the resident memory after typing."""
    bare = found["bare"].memory
    return [
        Row("bare, again", "MB", found["bare again"].memory, bare),
        Row("home", "MB", found["home"].memory, bare),
        Row("stage", "MB", found["stage"].memory, bare, ratio=1.4),
        Row("stage, 1,000 entries", "MB", found["stage 1000"].memory, bare, ratio=1.8),
        Row("list of 1,000 entries", "MB", found["faq 1000"].memory, bare[1::2], ratio=1.8),
    ]


def ms(seconds: Sequence[float]) -> list[float]:
    """Convert seconds to milliseconds."""
    return [1000 * value for value in seconds]
