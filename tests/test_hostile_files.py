"""A stranger's file of any kind, given to every command: one clear sentence, a documented status, and no hang."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from tests.hostile_files import NO_SESSIONS

from wbtui import cli, commands

SECONDS = 10.0
"""The time that a command may take on a busy machine."""

pytestmark = [pytest.mark.fault(label) for label in ("XC3", "XC4", "XH1", "XH2", "XM2")]

LINES = {
    "open": ["open", "{file}"],
    "show": ["show", "{file}"],
    "show --json": ["show", "{file}", "--json"],
    "export": ["export", "{file}", "-o", "-"],
    "export over": ["export", "{good}", "-o", "{file}", "--force"],
    "list": ["list"],
    "list --json": ["list", "--json"],
    "history": ["history", "{file}"],
    "diff": ["diff", "{file}"],
    "restore": ["restore", "{file}", "1"],
    "locate": ["locate", "{file}"],
    "doctor": ["doctor"],
    "new": ["new", "Title", "--workbook", "{file}", "--no-open"],
    "workbook list": ["workbook", "list"],
    "workbook show": ["workbook", "show", "{file}"],
    "workbook check": ["workbook", "check", "{file}"],
    "workbook new": ["workbook", "new", "{file}"],
}
NEVER_DONE = {"open", "show", "show --json", "export", "export over", "diff", "restore", "new"}
NEVER_DONE |= {"workbook show", "workbook check", "workbook new"}
"""The commands that cannot do what they are asked to with such a file."""


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("WBTUI_SESSIONS", str(tmp_path / "sessions"))
    monkeypatch.setenv("WBTUI_STATE", str(tmp_path / "state"))
    assert cli.main(["new", "Good", "--no-open"]) == 0
    return tmp_path


@pytest.mark.parametrize("kind", NO_SESSIONS)
@pytest.mark.parametrize("command", LINES)
def test_every_command_has_one_clear_sentence_for_a_strangers_file(
    machine: Path, kind: str, command: str, capfd: pytest.CaptureFixture[str]
) -> None:
    workbooks = machine / "data" / "wbtui" / "workbooks"
    workbooks.mkdir(parents=True)
    file, good = machine / "sessions" / "strange.toml", machine / "sessions" / "good.toml"
    for path in (file, workbooks / "strange.toml"):
        NO_SESSIONS[kind](path)
    before = os.lstat(file)
    whole = good.read_bytes()
    line = [word.format(file=file, good=good) for word in LINES[command]]
    capfd.readouterr()
    begun = time.monotonic()
    try:
        status = cli.main(line)
    except SystemExit as error:
        status = int(error.code or 0)
    assert time.monotonic() - begun < SECONDS
    out, err = capfd.readouterr()
    assert "Traceback" not in out + err
    assert status in (0, 1, 2)
    if command in NEVER_DONE and (command, kind) != ("export over", "gone"):
        assert status, out
    if status:
        said = [line for line in (err or out).splitlines() if line]
        assert len(said) == 1 or command in ("doctor", "workbook check"), said
        assert command in ("open", "restore") or "strange" in out + err or "/dev/zero" in err
    # Neither the file nor the one beside it was touched.
    after = os.lstat(file)
    assert (after.st_ino, after.st_size, after.st_mtime_ns) == (before.st_ino, before.st_size, before.st_mtime_ns)
    assert good.read_bytes() == whole


@pytest.mark.parametrize("kind", NO_SESSIONS)
def test_the_sessions_beside_it_are_listed(machine: Path, kind: str, capfd: pytest.CaptureFixture[str]) -> None:
    for n in range(5):
        cli.main(["new", f"Session {n}", "--no-open"])
    NO_SESSIONS[kind](machine / "sessions" / "a.toml")
    capfd.readouterr()
    assert cli.main(["list"]) == 0
    out = capfd.readouterr().out
    assert all(f"Session {n}" in out for n in range(5))
    # What is no file of ours is left out; what may be a session is told.
    assert ("a.toml" in out) == (kind not in ("fifo", "folder", "device", "gone")), out


def test_every_command_is_given_one() -> None:
    tried = {" ".join(line[:2]) if line[0] == "workbook" else line[0] for line in LINES.values()}
    # Home is tried in the program.
    assert set(commands.COMMANDS) - tried == {"home"}
