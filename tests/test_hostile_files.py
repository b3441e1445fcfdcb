"""Tests that every command answers a stranger's file with one clear sentence and a documented status."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.hostile_files import NO_SESSIONS

from wbtui import cli, commands
from wbtui.core.session import Session
from wbtui.storage.session_file.codec import render

MAX_COMMAND_SECONDS = 10.0
"""The time that a command may take on a busy machine."""

pytestmark = [pytest.mark.fault(label) for label in ("XC3", "XC4", "XH1", "XH2", "XM2")]

LINES = {
    "open": ["open", "{file}"],
    "show": ["show", "{file}"],
    "show --json": ["show", "{file}", "--json"],
    "schedule": ["schedule", "{file}"],
    "schedule --ics": ["schedule", "{file}", "--ics"],
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
NEVER_DONE = {
    "open",
    "show",
    "show --json",
    "schedule",
    "schedule --ics",
    "export",
    "export over",
    "diff",
    "restore",
    "new",
}
NEVER_DONE |= {"workbook show", "workbook check", "workbook new"}
"""The commands that cannot do what they are asked to with such a file."""


NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def good_session(title: str) -> bytes:
    """Return a file that is in order."""
    session = Session(f"id-{title}", title, "working-backwards", "90", NOON, NOON, "customer")
    return render(session).text.encode()


GOOD = good_session("Good")
"""The session beside the stranger's file."""


class Machine:
    """A fresh machine in a folder: a good session, and a stranger's file as session and as workbook."""

    def __init__(self, folder: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.sessions, workbooks = folder / "sessions", folder / "data" / "wbtui" / "workbooks"
        self.file, self.good = self.sessions / "strange.toml", self.sessions / "good.toml"
        for made in (self.sessions, workbooks):
            made.mkdir(parents=True)
        self.good.write_bytes(GOOD)
        for path in (self.file, workbooks / "strange.toml"):
            NO_SESSIONS[kind](path)
        self.stranger = self.seen()
        monkeypatch.chdir(folder)
        monkeypatch.setenv("HOME", str(folder))
        monkeypatch.setenv("XDG_DATA_HOME", str(folder / "data"))
        monkeypatch.setenv("WBTUI_SESSIONS", str(self.sessions))
        monkeypatch.setenv("WBTUI_STATE", str(folder / "state"))

    def seen(self) -> tuple[int, ...]:
        found = os.lstat(self.file)
        return found.st_ino, found.st_size, found.st_mtime_ns

    def is_untouched(self) -> bool:
        return self.seen() == self.stranger and self.good.read_bytes() == GOOD


def faults(machine: Machine, command: str, kind: str, capfd: pytest.CaptureFixture[str]) -> Iterator[str]:
    """Carry out a command; yield what is wrong with its answer."""
    line = [word.format(file=machine.file, good=machine.good) for word in LINES[command]]
    begun = time.monotonic()
    try:
        status = cli.main(line)
    except SystemExit as error:
        status = int(error.code or 0)
    except Exception as error:
        error.add_note(f"while carrying out: {command}")
        raise
    if time.monotonic() - begun >= MAX_COMMAND_SECONDS:
        yield "takes too long"
    out, err = capfd.readouterr()
    if "Traceback" in out + err:
        yield "shows a traceback"
    if status not in (0, 1, 2):
        yield f"ends with {status}"
    if command in NEVER_DONE and (command, kind) != ("export over", "gone") and not status:
        yield f"says that it is done: {out}"
    if status:
        said = [line for line in (err or out).splitlines() if line]
        if len(said) != 1 and command not in ("doctor", "workbook check"):
            yield f"says more or less than a sentence: {said}"
        if command not in ("open", "restore") and "strange" not in out + err and "/dev/zero" not in err:
            yield f"does not name the file: {said}"
    if not machine.is_untouched():
        yield "touches the file or the one beside it"


@pytest.mark.parametrize("kind", NO_SESSIONS)
def test_every_command_reports_a_foreign_file_in_one_sentence(
    tmp_path: Path, kind: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for number, command in enumerate(LINES):
        machine = Machine(tmp_path / str(number), kind, monkeypatch)
        found += [f"{command}: {fault}" for fault in faults(machine, command, kind, capfd)]
    assert found == []


@pytest.mark.parametrize("kind", NO_SESSIONS)
def test_sessions_beside_a_foreign_file_are_listed(
    tmp_path: Path, kind: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(tmp_path, kind, monkeypatch)
    titles = [f"Session {n}" for n in range(5)]
    for n, title in enumerate(titles):
        (machine.sessions / f"session-{n}.toml").write_bytes(good_session(title))
    assert cli.main(["list"]) == 0
    out = capfd.readouterr().out
    assert [title for title in [*titles, "Good"] if title not in out] == []
    # Other files are left out; a file that may be a session is reported.
    assert ("strange.toml" in out) == (kind not in ("fifo", "folder", "device")), out


def test_every_command_is_tried_with_a_hostile_file() -> None:
    tried = {" ".join(line[:2]) if line[0] == "workbook" else line[0] for line in LINES.values()}
    # Home is tried in the program.
    assert set(commands.COMMANDS) - tried == {"home"}
