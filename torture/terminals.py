"""Runs the program through signals, and in terminals that vanish, freeze, stop or send bad input.

The program must not lose any text that was on the screen. It must end soon, with the right status, without leaving
processes behind, and with the terminal restored.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from torture.case import MORE, Case
from torture.common import Tally, machine, main
from torture.processes import in_session
from wbtui.core.text import clean

FIRST = "Ten care homes"
VANISHED = 128 + signal.SIGHUP
NOHUP = ("sh", "-c", 'trap "" HUP; exec "$@"', "sh")
INCOMPLETE = "import sys; sys.modules['wbtui.ui.screens.help'] = None"
"""Code for sitecustomize that makes the import of the help screen fail."""
SHELL = ("bash", "-mc", '"$@"; kill %1; wait -f %1', "bash")
"""A shell that runs the program as a job, and sends SIGTERM to the job once it is stopped."""
BROKEN = ("sh", "-c", f'echo "{INCOMPLETE}" > sitecustomize.py; PYTHONPATH=. exec "$@"', "sh")
BAD_BYTES = b"\xff\xe9 \xed\xa0\x80\xc0\x80 "
HOSTILE = "a\x1b]52;c;SEVMTE8=\x07b \x11 \x1b[1m\x1a c \x1b[17~ d"


@dataclass(frozen=True)
class Scene:
    act: Callable[[Case], None]
    before: tuple[str, ...] = ()
    controlling: bool = True


def signalled(number: signal.Signals) -> Scene:
    def act(case: Case) -> None:
        case.type(FIRST)
        with case.ends(128 + number):
            case.terminal.signal(number)

    return Scene(act)


def closed(case: Case) -> None:
    case.type(FIRST)
    with case.ends(VANISHED):
        case.hang_up()


def closed_busy(case: Case) -> None:
    case.flood()
    with case.ends(VANISHED):
        case.hang_up()


def frozen_thaws(case: Case) -> None:
    case.type(FIRST)
    case.freeze()
    case.idles()
    case.frozen = False
    case.see("")
    case.lives()


def frozen_terminated(case: Case) -> None:
    case.type(FIRST)
    case.freeze()
    with case.ends(128 + signal.SIGTERM):
        case.terminal.signal(signal.SIGTERM)


def frozen_closed(case: Case) -> None:
    case.type(FIRST)
    case.freeze()
    with case.ends(VANISHED):
        case.hang_up()


def bad_bytes(case: Case) -> None:
    case.type(FIRST)
    case.terminal.send(BAD_BYTES + b"x")
    case.see(BAD_BYTES.decode(errors="replace") + "x")
    case.lives()


def hostile_paste(case: Case) -> None:
    case.type(FIRST)
    case.terminal.paste(HOSTILE)
    case.see(clean(HOSTILE))
    case.expect(b"\x1b]52" not in case.terminal.raw, "what was pasted reaches the terminal as a command")
    case.lives()


def stopped_continued(case: Case) -> None:
    for number in (signal.SIGTSTP, signal.SIGSTOP):
        case.type(f"\n{number.name}")
        case.stop(number)
        if number == signal.SIGTSTP:
            case.expect(case.terminal.is_reset(), "stopped, it leaves the terminal changed")
        case.terminal.signal(signal.SIGCONT)
        # Before that, the terminal itself would echo the keys.
        case.terminal.wait_for(lambda: case.terminal.is_taken)
        case.type(MORE)
    case.idles()
    with case.ends(0):
        case.terminal.press("ctrl+q")


def stopped_closed(case: Case) -> None:
    case.type(FIRST)
    case.stop(signal.SIGSTOP)
    with case.ends(VANISHED):
        # The kernel sends SIGHUP and SIGCONT.
        case.hang_up()


def stopped_terminated(case: Case) -> None:
    case.type(FIRST)
    case.stop(signal.SIGTSTP)
    with case.ends(128 + signal.SIGTERM):
        case.terminal.signal(signal.SIGTERM)
        case.terminal.signal(signal.SIGCONT)


def stopped_job(case: Case) -> None:
    case.type(FIRST)
    _, job = sorted(in_session(case.terminal.process.pid))
    with case.ends(128 + signal.SIGTERM):
        os.kill(job, signal.SIGTSTP)


def crashed(case: Case) -> None:
    """Check that a crash prints where the work is saved, and prints no answers."""
    case.type(FIRST)
    with case.ends(1):
        case.terminal.press("f1")
    after = case.terminal.raw.rpartition(b"\x1b[?1049l")[2].decode()
    log = (case.place.state / "crash.log").read_text(encoding="utf-8")
    case.expect(f"Saved in {case.place.path}" in after, f"it says {after!r}")
    case.expect("Traceback" in log and "Traceback" not in after, "a traceback is in the wrong place")
    case.expect(FIRST not in after + log, "an answer is shown after it has ended")


SCENES = {
    **{
        number.name: signalled(number) for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)
    },
    "window closed, quiet": Scene(closed),
    "window closed, busy": Scene(closed_busy),
    "SIGHUP ignored, quiet": Scene(closed, NOHUP),
    "SIGHUP ignored, busy": Scene(closed_busy, NOHUP),
    "no controlling terminal": Scene(closed, controlling=False),
    "frozen, thaws": Scene(frozen_thaws),
    "frozen, SIGTERM": Scene(frozen_terminated),
    "frozen, closed": Scene(frozen_closed),
    "invalid UTF-8": Scene(bad_bytes),
    "hostile paste": Scene(hostile_paste),
    "stopped, continued": Scene(stopped_continued),
    "stopped, closed": Scene(stopped_closed),
    "stopped, SIGTERM": Scene(stopped_terminated),
    "stopped job, killed": Scene(stopped_job, SHELL),
    "unexpected error": Scene(crashed, BROKEN),
}


def once(name: str, scene: Scene, tally: Tally) -> None:
    tally.runs += 1
    try:
        with machine() as place:
            place.begin()
            with place.terminal(before=scene.before, controlling=scene.controlling) as terminal:
                terminal.wait_for("Who")
                terminal.wait_for(lambda: "saved" in terminal.screen[0])
                scene.act(Case(name, place, terminal, tally))
    except (AssertionError, subprocess.TimeoutExpired) as error:
        tally.faults.append(f"{name}: {str(error)[:1500]}")


def run(amount: int, _seed: int) -> Tally:
    tally = Tally()
    for _ in range(amount):
        for name, scene in SCENES.items():
            once(name, scene, tally)
    return tally


if __name__ == "__main__":
    main(Path(__file__).stem, __doc__ or "", run, 5, "times each")
