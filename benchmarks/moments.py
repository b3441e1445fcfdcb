"""Measures occasional actions: 5,000 characters at once, another stage, a dialog, the preview; and idling."""

from __future__ import annotations

import time
from dataclasses import dataclass

from benchmarks.data import ANSWER, BARE, FAQ_STAGE, FIRST_STAGE, Desk, wbtui
from benchmarks.program import Program
from benchmarks.rounds import RARE, ms
from benchmarks.table import Row

TEXT_CHARS = 5000
F1, F2, F3, F4, F8 = "\x1bOP", "\x1bOQ", "\x1bOR", "\x1bOS", "\x1b[19~"
CTRL_G, CTRL_L, CTRL_R, ESCAPE = "\x07", "\x0c", "\x12", "\x1b"
PAGE_DOWN, CTRL_PAGE_UP, CTRL_PAGE_DOWN = "\x1b[6~", "\x1b[5;5~", "\x1b[6;5~"


def burst_rows(desk: Desk, rounds: int) -> list[Row]:
    """Measure 5,000 characters, pasted and typed, until the last one is on the screen."""
    found: dict[str, list[float]] = {}
    for _ in range(rounds):
        for name, argv, shown in (
            ("bare", BARE, "palette"),
            ("stage", wbtui("open", desk.file(0)), "Who"),
        ):
            with Program(argv, desk.env, desk.folder) as program:
                program.wait_for(shown)
                program.settle(0.2)
                text = _text()
                found.setdefault(f"{name} pasted", []).append(
                    program.echo(f"\x1b[200~{text}{RARE}\x1b[201~", RARE)
                )
            with Program(argv, desk.env, desk.folder) as program:
                program.wait_for(shown)
                program.settle(0.2)
                found.setdefault(f"{name} typed", []).append(program.echo(f"{text}{RARE}", RARE))
    return [
        Row(f"5,000 characters {how}", "ms", ms(found[f"stage {how}"]), ms(found[f"bare {how}"]))
        for how in ("pasted", "typed")
    ]


def _text() -> str:
    # Line ends are left out because Enter leaves some fields.
    text = ANSWER.replace("\n", " ")
    return (text * (TEXT_CHARS // len(text) + 1))[:TEXT_CHARS]


@dataclass(frozen=True)
class Moment:
    """A key to measure, the text that it brings onto the screen, and the key to return."""

    name: str
    key: str
    wanted: str
    back: str
    limit: float = 120
    """The maximum time in milliseconds."""


MOMENTS = {
    FIRST_STAGE: (
        Moment("another stage (F3)", F3, "How big it is", f"{CTRL_G}b"),
        Moment("command menu (^g)", CTRL_G, "a letter, 1–8 a stage", ESCAPE),
        Moment("note for the parking lot (^l)", CTRL_L, "discard", ESCAPE),
        Moment("help (F1)", F1, "Take off 1 minute", ESCAPE),
        Moment("preview of 1,000 entries, first page", F8, "They wash 40 sheets", ESCAPE, limit=500),
    ),
    "press_release": (Moment("list of 1,000 entries (^PgDn)", CTRL_PAGE_DOWN, "Question 2", CTRL_PAGE_UP),),
    FAQ_STAGE: (Moment("question bank (^r)", CTRL_R, "selected", ESCAPE),),
}
"""The moments to measure, by the stage in which to do so."""


def moment_rows(desk: Desk, times: int) -> list[Row]:
    """Measure the time from a key until its text is on the screen, in a session with 1,000 entries."""
    rows = []
    for stage, moments in MOMENTS.items():
        found: dict[Moment, list[float]] = {moment: [] for moment in moments}
        with Program(wbtui("open", desk.file(1000, stage)), desk.env, desk.folder) as program:
            program.wait_for("saved")
            program.settle(0.2)
            for _ in range(times):
                for moment, taken in found.items():
                    taken.append(program.echo(moment.key, moment.wanted))
                    program.settle(0.2)
                    program.send(moment.back)
                    program.settle(0.2)
        rows += [Row(moment.name, "ms", ms(taken), limit=moment.limit) for moment, taken in found.items()]
    return [*rows, _first_list(desk, times), _next_page(desk, times)]


def _first_list(desk: Desk, times: int) -> Row:
    """Measure the first list of a session, which is mounted; later lists reuse its widgets."""
    taken = []
    for _ in range(times):
        with Program(wbtui("open", desk.file(1000, "press_release")), desk.env, desk.folder) as program:
            program.wait_for("saved")
            program.settle(0.2)
            taken.append(program.echo(CTRL_PAGE_DOWN, "Question 2"))
    return Row("the first list of a session (^PgDn)", "ms", ms(taken), limit=120)


def _next_page(desk: Desk, times: int) -> Row:
    """Measure Page Down in the preview right after its first page, while most of the text is not laid out yet."""
    taken = []
    with Program(wbtui("open", desk.file(1000)), desk.env, desk.folder) as program:
        program.wait_for("saved")
        for _ in range(times):
            program.settle(0.2)
            program.echo(F8, "They wash 40 sheets")
            taken.append(program.echo(PAGE_DOWN, "Q7. "))
            program.send(ESCAPE)
    return Row("its next page, while the rest is laid out", "ms", ms(taken), limit=120)


def idle_rows(desk: Desk, seconds: float) -> list[Row]:
    """Measure both programs idling with the clock running; at the same time, as only their own time counts."""
    with (
        Program(BARE, desk.env, desk.folder) as bare,
        Program(wbtui("open", desk.file(0)), desk.env, desk.folder) as stage,
    ):
        bare.wait_for("palette")
        stage.wait_for("Who")
        stage.settle()
        stage.send(F4)
        stage.wait_for("left")
        both = (stage, bare)
        _rest(both, 2.0)
        before = [(program.cpu, program.reads) for program in both]
        for program in both:
            program.forget()
        _rest(both, seconds)
        cpu = [100 * (p.cpu - was) / seconds for p, (was, _) in zip(both, before, strict=True)]
        sent = [len(program.raw) / seconds for program in both]
        writes = [(p.reads - was) / seconds for p, (_, was) in zip(both, before, strict=True)]
    return [
        Row("processor", "% core", cpu[:1], cpu[1:], ratio=1.5),
        Row("to the terminal", "bytes/s", sent[:1], sent[1:]),
        Row("writes", "/s", writes[:1], writes[1:], limit=1.1),
    ]


def _rest(programs: tuple[Program, ...], seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for program in programs:
            program.rest(0.01)
