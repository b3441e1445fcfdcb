"""A whole workshop in a real terminal, with the program killed in the middle."""

from __future__ import annotations

import shutil
import signal
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from tests.e2e.terminal import Terminal

from wbtui.core.workbook.model import Field, Stage
from wbtui.core.workbook.sections import sections
from wbtui.storage.workbooks import WorkbookLibrary

pytestmark = pytest.mark.terminal

WORKBOOK = WorkbookLibrary(Path("/nonexistent")).load("working-backwards")
SAYS = {
    "line": "Ten homes in Leeds",
    "text": "40 sheets, by hand.",
    "number": "14",
    "date": "2027-03-03",
}


class Room:
    """A facilitator at a terminal."""

    def __init__(self, folder: Path) -> None:
        self.sessions = folder / "sessions"
        self.folder = folder
        self.env = {"WBTUI_STATE": str(folder / "state"), "COLORTERM": "truecolor", "EDITOR": "false"}
        self.env["WBTUI_CONFIG"] = str(folder / "config")

    @contextmanager
    def terminal(self, *arguments: str, size: tuple[int, int] = (100, 30)) -> Iterator[Terminal]:
        argv = [sys.executable, "-m", "wbtui", "--sessions", str(self.sessions), *arguments]
        with Terminal(argv, env=self.env, cwd=self.folder, size=size) as terminal:
            yield terminal

    @property
    def file(self) -> Path:
        (path,) = self.sessions.glob("*.toml")
        return path

    def read(self) -> dict[str, Any]:
        return tomllib.loads(self.file.read_text(encoding="utf-8"))


def fill_form(terminal: Terminal, fields: tuple[Field, ...], mark: str) -> None:
    """Type into each field in turn, and choose the first option of each choice."""
    for field in fields:
        if field.kind == "choice":
            terminal.press("right")
        elif field.kind == "text":
            terminal.send(f"{SAYS['text']} {mark}")
        else:
            terminal.send(SAYS[field.kind] if field.kind != "line" else f"{SAYS['line']} {mark}")
        terminal.press("tab")


def fill_stage(terminal: Terminal, stage: Stage) -> None:
    """Answer all fields of a stage, section by section."""
    parts = sections(stage)
    for n, section in enumerate(parts):
        if section.list is None:
            # Tab after the last field goes to the next section.
            asked = sorted(asked_first(section.fields), key=lambda field: field.is_sentence)
            fill_form(terminal, tuple(asked), stage.id)
            continue
        if section.list.banks:
            pull_questions(terminal, section.list.banks[0])
            terminal.press("tab", "tab")
            fill_form(terminal, section.list.fields[1:3], stage.id)
        else:
            terminal.press("ctrl+n")
            terminal.wait_for(section.list.fields[0].label)
            fill_form(terminal, asked_first(section.list.fields)[:-1], stage.id)
        if n + 1 < len(parts):
            terminal.press("ctrl+g", "N")
    terminal.wait_for(lambda: "saved" in terminal.screen[0])


def asked_first(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Return the fields that a new form asks for."""
    return tuple(field for field in fields if not field.optional and not field.asked_if[0])


def pull_questions(terminal: Terminal, bank_id: str) -> None:
    """Add the preselected questions, or else the first three."""
    bank = WORKBOOK.bank(bank_id)
    assert bank
    terminal.press("ctrl+r")
    terminal.wait_for("selected")
    if not any(question.preselected for question in bank.questions):
        terminal.press("space", "space", "space")
        terminal.wait_for("3 selected")
    terminal.press("enter")
    # The script of the stage says "selected", too.
    terminal.wait_for(lambda: "Space select" not in terminal.text)


def test_a_workshop_survives_a_kill_and_ends_in_a_document(tmp_path: Path) -> None:
    room = Room(tmp_path)
    stages = WORKBOOK.stages
    with room.terminal() as terminal:
        terminal.wait_for("No sessions yet")
        terminal.press("n")
        terminal.wait_for("New session")
        terminal.send("Linen at night")
        terminal.press("enter")
        terminal.wait_for("Welcome")
        terminal.press("f4")
        terminal.wait_for("left")
        for n, stage in enumerate(stages[:4], 1):
            terminal.press("f3")
            terminal.wait_for(f"{n} of 8")
            fill_stage(terminal, stage)
        terminal.press("shift+tab")
        terminal.send("LAST WORDS")
        terminal.wait_for("LAST WORDS")
        terminal.kill()

    with room.terminal("open", "linen-at-night") as terminal:
        terminal.wait_for("4 of 8")
        terminal.wait_for("LAST WORDS")
        terminal.send(" HERE")
        terminal.wait_for("LAST WORDS HERE")
        terminal.wait_for("F4 pause")
        for n, stage in enumerate(stages[4:], 5):
            terminal.press("f3")
            terminal.wait_for(f"{n} of 8")
            fill_stage(terminal, stage)
        terminal.press("ctrl+g", "x")
        terminal.wait_for("Export Markdown to")
        terminal.press("enter")
        terminal.wait_for("Exported to")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0

    document = room.read()
    for stage in stages:
        for field in stage.fields:
            if field.optional or field.derive:
                continue
            holder = document if field.shared else document["stages"][stage.id]
            holder = holder[field.group] if field.group else holder
            assert field.id in holder, f"{stage.id}.{field.key} is missing"
    assert document["clock"]["spent"].keys() >= {stage.id for stage in stages}
    exported = (room.sessions / "linen-at-night.md").read_text(encoding="utf-8")
    tokens = MarkdownIt().parse(exported)
    headings = [tokens[n + 1].content for n, token in enumerate(tokens) if token.type == "heading_open"]
    for title in (
        "Linen at night",
        "Press release",
        "Customer FAQ",
        "Internal FAQ",
        "Cost of failure",
        "Appendix",
    ):
        assert title in headings
    assert "LAST WORDS HERE" in exported


def test_typed_text_is_saved_at_any_typing_speed(tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.sessions.mkdir()
    shutil.copy("sessions/cargo-trailer-library.toml", room.sessions)
    at_once, fast = (" ".join(f"{word}{n} and" for n in range(12)) for word in ("word", "fast"))
    with room.terminal("open", "cargo-trailer-library", size=(120, 40)) as terminal:
        terminal.wait_for("Your library card")
        for sign in at_once:
            terminal.send(sign)
        terminal.wait_for("word11")
        for sign in fast:
            terminal.send(sign)
            time.sleep(0.02)
        terminal.wait_for("fast11 andYour")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
    assert room.read()["stages"]["press_release"]["headline"].startswith(f"{at_once}{fast}Your library card")


def test_the_caret_in_the_middle_of_a_sentence_is_restored(tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.sessions.mkdir()
    shutil.copy("sessions/cargo-trailer-library.toml", room.sessions)
    with room.terminal("open", "cargo-trailer-library", size=(120, 40)) as terminal:
        terminal.wait_for("Your library card")
        terminal.press("tab", *["right"] * 10)
        terminal.send("MIDDLE")
        terminal.wait_for("HouseholdsMIDDLE")
        terminal.kill()
    with room.terminal("open", "cargo-trailer-library", size=(120, 40)) as terminal:
        terminal.wait_for("HouseholdsMIDDLE")
        terminal.send("-AGAIN")
        terminal.wait_for("HouseholdsMIDDLE-AGAIN")


def test_an_external_editor_has_the_terminal_and_gives_it_back_also_if_it_fails(tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.sessions.mkdir()
    shutil.copy("sessions/cargo-trailer-library.toml", room.sessions)
    script = tmp_path / "editor"
    script.write_text(
        f"#!{sys.executable}\n"
        "import pathlib, sys, termios\n"
        "tried = pathlib.Path(__file__).with_name('tried')\n"
        "if not tried.exists(): sys.exit(tried.touch() or 1)\n"
        "open(sys.argv[1], 'a').write(' EDITED')\n"
        "print('IN THE EDITOR, FLOW CONTROL', bool(termios.tcgetattr(0)[0] & termios.IXON))\n"
    )
    script.chmod(0o700)
    room.env["EDITOR"] = "./editor"
    with room.terminal("open", "cargo-trailer-library", size=(120, 40)) as terminal:
        terminal.wait_for("Your library card")
        terminal.press("ctrl+g", "e")
        terminal.wait_for("./editor ended with status 1")
        terminal.send("x")
        terminal.wait_for("xYour library card")
        terminal.press("ctrl+g", "e")
        terminal.wait_for("machine EDITED")
        assert b"IN THE EDITOR, FLOW CONTROL True" in terminal.raw
        terminal.send("y")
        terminal.wait_for("xyYour library card")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
    headline = room.read()["stages"]["press_release"]["headline"]
    assert headline.startswith("xyYour library card")
    assert "machine EDITED" in headline


@pytest.mark.fault("XD3")
@pytest.mark.parametrize(
    "number", [signal.SIGTERM, pytest.param(signal.SIGHUP, marks=pytest.mark.slow), signal.SIGKILL]
)
def test_text_from_an_editor_is_offered_after_the_program_was_killed(
    tmp_path: Path, number: signal.Signals
) -> None:
    room = Room(tmp_path)
    room.sessions.mkdir()
    shutil.copy("sessions/cargo-trailer-library.toml", room.sessions)
    script = tmp_path / "editor.py"
    script.write_text(
        "import sys, time; open(sys.argv[1], 'w').write('AN HOUR OF WORK'); print('OPEN'); time.sleep(9)"
    )
    room.env["EDITOR"] = f"{sys.executable} -u '{script}'"
    with room.terminal("open", "cargo-trailer-library", size=(120, 40)) as terminal:
        terminal.wait_for("Your library card")
        terminal.press("ctrl+g", "e")
        terminal.wait_for("OPEN")
        terminal.signal(number)
        assert terminal.wait_exit() in (-number, 128 + number)
    with room.terminal("open", "cargo-trailer-library", size=(120, 40)) as terminal:
        terminal.wait_for("AN HOUR OF WORK")
        terminal.wait_for("Use this text")
        terminal.press("y")
        terminal.wait_for("▌ AN HOUR OF WORK")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
    assert room.read()["stages"]["press_release"]["headline"] == "AN HOUR OF WORK"
