"""Tests that no text of a session or workbook, and no name of a file, steers the terminal."""

from __future__ import annotations

import ast
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.hostile_files import MARK, STEERS, marked_session, marked_workbook

import wbtui
from wbtui import cli, commands
from wbtui.commands.common import now
from wbtui.core.text import clean, clean_for_terminal
from wbtui.storage.session.opening import open_session
from wbtui.storage.workbooks import load
from wbtui.ui.terminal.driver import HardenedDriver

NAME = MARK.replace("\x00", "")
SESSION, WORKBOOK = f"trolley{NAME}.toml", f"book{NAME}.toml"
PACKAGE = Path(wbtui.__file__).parent

pytestmark = [pytest.mark.fault("XI1"), pytest.mark.fault("XI2"), pytest.mark.fault("XI3")]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with a hostile workbook and a hostile session of it, in folders with hostile names."""
    folder = tmp_path / f"folder{NAME}"
    sessions, workbooks = folder / "sessions", folder / "data" / "wbtui" / "workbooks"
    for path in (sessions, workbooks):
        path.mkdir(parents=True)
    for path in (sessions, workbooks, folder):
        (path / WORKBOOK).write_text(marked_workbook(), newline="")
    # A workbook that is refused would show only its first mistake.
    assert load(folder / WORKBOOK).stages
    (workbooks / f"broken{NAME}.toml").write_text('id = 3\n"\\u001b]0;x\\u0007" = 1\n')
    (sessions / SESSION).write_text(marked_session(WORKBOOK), newline="")
    (sessions / f"damaged{NAME}.toml").write_text(f'title = "x\n{NAME}', newline="")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / "data"))
    monkeypatch.setenv("WBTUI_SESSIONS", str(sessions))
    monkeypatch.setenv("WBTUI_STATE", str(folder / "state"))
    handle = open_session(sessions / SESSION, state_dir=folder / "state", now=now, on_status=lambda _: None)
    handle.keep_version(handle.found, f"lunch{MARK}")
    handle.close()
    return folder


LINES = [
    ["list"],
    ["list", "--json"],
    ["show", SESSION],
    ["show", SESSION, "--json"],
    ["schedule", SESSION],
    ["schedule", SESSION, "--json"],
    ["schedule", SESSION, "--ics"],
    ["show", f"damaged{NAME}.toml"],
    ["export", SESSION, "-o", "-"],
    ["export", SESSION, "-o", f"new{NAME}.md"],
    ["export", SESSION, "-o", SESSION],
    ["history", SESSION],
    ["history", SESSION, "--json"],
    ["diff", SESSION],
    ["diff", SESSION, "1", "--json"],
    ["diff", SESSION, f"no{MARK}"],
    ["restore", SESSION, "1"],
    ["locate"],
    ["locate", SESSION],
    ["new", f"Title{MARK}", "--no-open", "--workbook", WORKBOOK],
    ["new", "Title", "--no-open", "--agenda", f"x{MARK}"],
    ["open", f"none{MARK}"],
    ["doctor"],
    ["doctor", "--json"],
    ["workbook", "new", f"folder/mine{NAME}.toml"],
    ["workbook", "list"],
    ["workbook", "list", "--json"],
    ["workbook", "show", WORKBOOK],
    ["workbook", "show", WORKBOOK, "--json"],
    ["workbook", "check", WORKBOOK],
    ["workbook", "check", f"data/wbtui/workbooks/broken{NAME}.toml"],
    [f"no command{MARK}"],
]


def carried_out(line: list[str]) -> int:
    try:
        return cli.main(line)
    except SystemExit as error:
        return int(error.code or 0)


@pytest.mark.parametrize("line", LINES, ids=lambda line: ascii(" ".join(line)))
def test_no_command_lets_a_file_steer_the_terminal(
    machine: Path, line: list[str], capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    status = carried_out(line)
    out, err = capfd.readouterr()
    assert STEERS.findall(out) == STEERS.findall(err) == []
    assert status in (0, 1, 2)
    assert out or err
    if "--json" in line:
        assert status or json.loads(out) is not None


def test_every_command_is_covered_by_these_tests() -> None:
    tried = {" ".join(line[:2]) if line[0] == "workbook" else line[0] for line in LINES}
    # Home needs a terminal, and the program has a test of its own.
    assert set(commands.COMMANDS) - tried == {"home"}


def prints() -> Iterator[str]:
    """Yield the modules that write to standard output or standard error."""
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text()
        # Only what has one of the words is worth looking at more closely.
        if "print" not in text and "stdout" not in text:
            continue
        nodes = list(ast.walk(ast.parse(text)))
        names = {node.id for node in nodes if isinstance(node, ast.Name)}
        attributes = {ast.unparse(node) for node in nodes if isinstance(node, ast.Attribute)}
        if "print" in names or attributes & {"sys.stdout.write", "sys.stdout.buffer.write"}:
            yield path.relative_to(PACKAGE).as_posix()


def test_only_three_modules_print() -> None:
    assert set(prints()) == {"commands/output.py", "ui/terminal/app.py", "ui/launch.py"}


@pytest.mark.parametrize(
    "text", [MARK, "a\u202eb", "\x9b31m", "\x1b]8;;http://x\x07y", "\ud83d", "e\u0301\n\u2067"]
)
def test_cleaning_for_the_terminal_twice_changes_nothing(text: str) -> None:
    shown = clean_for_terminal(text)
    assert STEERS.search(shown) is None
    assert clean_for_terminal(shown) == shown
    assert clean(shown) == shown


@pytest.mark.parametrize("text", ["می‌خواهم", "👩‍👩‍👧‍👦", "שלום\u200f!", "naïve\tcafé\n"])
def test_characters_that_languages_need_stay(text: str) -> None:
    assert clean_for_terminal(text) == text


def test_a_path_reaches_a_program_as_it_is(machine: Path) -> None:
    line = [sys.executable, "-m", "wbtui", "new", "T", "--no-open"]
    done = subprocess.run(line, capture_output=True, check=True)
    assert os.path.isfile(done.stdout.removesuffix(b"\n"))


def test_a_path_on_a_terminal_is_cleaned(machine: Path) -> None:
    ours, theirs = pty.openpty()
    line = [sys.executable, "-m", "wbtui", "new", "T", "--no-open"]
    subprocess.run(line, stdout=theirs, stderr=theirs, check=True)
    os.close(theirs)
    said = os.read(ours, 4096).decode()
    os.close(ours)
    assert "t.toml" in said
    assert STEERS.findall(said.replace("\r\n", "\n")) == []


@pytest.mark.parametrize("bad", ["\u202e", "\u2066", "\x9b31m", "\x9d0;x\x9c", "\u2028"])
def test_the_driver_removes_characters_that_steer_the_terminal(bad: str) -> None:
    written: list[str] = []
    write: Callable[[str], None] = written.append
    driver = HardenedDriver.__new__(HardenedDriver)
    vars(driver)["_writer_thread"] = SimpleNamespace(write=write)
    driver.write(f"\x1b[1mTitle {bad}\x1b[0m é")
    assert STEERS.sub("", written[0].replace("\x1b", "")) == written[0].replace("\x1b", "")
    assert written[0].startswith("\x1b[1mTitle ")
