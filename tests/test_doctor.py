"""Tests of the commands `doctor` and `workbook new`."""

from __future__ import annotations

import errno
import json
import os
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.e2e.terminal import Terminal
from tests.hostile_files import MARK, STEERS

from wbtui import cli
from wbtui.commands import doctor
from wbtui.commands.common import now
from wbtui.commands.workbooks import TEMPLATE
from wbtui.core.workbook.model import KINDS
from wbtui.storage.disk import lock
from wbtui.storage.disk.probe import Probe, probe
from wbtui.storage.session.opening import open_session
from wbtui.storage.workbooks import WorkbookLibrary, load


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("VISUAL", "EDITOR", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("EDITOR", sys.executable)
    monkeypatch.setenv("WBTUI_SESSIONS", str(tmp_path / "sessions"))
    monkeypatch.setenv("WBTUI_STATE", str(tmp_path / "state"))
    return tmp_path


Told = tuple[int, dict[str, tuple[str, bool]]]


@pytest.fixture
def told(capfd: pytest.CaptureFixture[str]) -> Callable[[], Told]:
    """Run the doctor; return its status and its lines."""

    def run() -> Told:
        capfd.readouterr()
        status = cli.main(["doctor", "--json"])
        lines = json.loads(capfd.readouterr().out)
        return status, {line["about"]: (line["text"], line["fine"]) for line in lines}

    return run


def test_doctor_prints_a_dozen_lines_and_leaves_no_file(machine: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["doctor"]) == 0
    out, err = capfd.readouterr()
    assert 10 <= len(out.splitlines()) <= 14
    assert all(line.startswith("ok  ") for line in out.splitlines())
    assert err == "Everything is as it should be.\n"
    assert list(machine.iterdir()) == []


def test_a_folder_that_cannot_be_used_is_reported(machine: Path, told: Callable[[], Told]) -> None:
    (machine / "sessions").write_text("")
    status, lines = told()
    assert status == 1
    assert lines["sessions"] == (f"{machine / 'sessions'}: this is a file, not a folder", False)
    assert lines["state"][1]


def test_a_folder_whose_name_is_too_long_is_reported(
    machine: Path, told: Callable[[], Told], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WBTUI_SESSIONS", str(machine / ("x" * 300)))
    status, lines = told()
    assert (status, lines["sessions"][1]) == (1, False)
    assert lines["sessions"][0].endswith("the name is too long")
    assert lines["state"][1]


def test_a_folder_that_may_not_be_searched_is_reported(
    machine: Path, told: Callable[[], Told], monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, real = machine / "closed", os.lstat

    def lstat(path: str | Path, **more: int) -> os.stat_result:
        if closed in Path(path).parents:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return real(path, **more)

    monkeypatch.setattr(os, "lstat", lstat)
    monkeypatch.setenv("WBTUI_SESSIONS", str(closed / "sessions"))
    status, lines = told()
    assert (status, lines["sessions"]) == (1, (f"{closed / 'sessions'}: permission denied", False))
    assert lines["state"][1]


def test_a_slow_disk_without_locks_is_reported(told: Callable[[], Told], monkeypatch: pytest.MonkeyPatch) -> None:
    found = Probe(None, exists=True, seconds=2.25, locks=False, free=1024, kind="nfs4")
    monkeypatch.setattr(doctor, "probe", lambda _: found)
    status, lines = told()
    assert status == 1
    assert lines["disk"][0].startswith("nfs4: 2.2 s for a small file; it cannot lock files")
    assert lines["space"] == ("0 MB free", False)


def test_a_file_system_without_locks_is_noticed(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert probe(machine).locks

    def none(fd: int) -> bool:
        os.close(fd)
        raise OSError

    monkeypatch.setattr(lock, "_lock", none)
    assert not probe(machine).locks


@pytest.mark.parametrize("editor", ["no-such-editor --wait", "'unclosed", "   "])
def test_an_editor_that_is_not_there_is_reported(
    told: Callable[[], Told], monkeypatch: pytest.MonkeyPatch, editor: str
) -> None:
    monkeypatch.setenv("EDITOR", editor)
    status, lines = told()
    assert (status, lines["editor"][1]) == (1, False)
    assert "no answer can be opened in your editor" in lines["editor"][0]


def test_without_a_chosen_editor_nano_has_to_be_there(
    machine: Path, told: Callable[[], Told], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EDITOR")
    monkeypatch.setenv("PATH", str(machine))
    status, lines = told()
    assert (status, lines["editor"][1]) == (1, False)
    assert lines["editor"][0].startswith("nano is not found, so no answer can be opened")
    nano = machine / "nano"
    nano.write_text("#!/bin/sh\n")
    nano.chmod(0o755)
    assert told()[1]["editor"] == ("nano", True)


def test_broken_files_and_open_sessions_are_named(machine: Path, told: Callable[[], Told]) -> None:
    cli.main(["new", "Pocket Clinic", "--no-open"])
    (machine / "sessions" / f"broken{MARK.replace(chr(0), '')}.toml").write_text("[")
    path = machine / "sessions" / "pocket-clinic.toml"
    handle = open_session(path, state_dir=machine / "state", now=now, on_status=lambda _: None)
    try:
        status, lines = told()
    finally:
        handle.close()
    assert status == 1
    assert lines["files"][0].startswith("2 sessions, cannot be read: broken")
    assert lines["open"][0].startswith("Pocket Clinic (")


def test_a_small_terminal_without_utf_8_is_reported(machine: Path) -> None:
    env = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "TERM": "vt100", "HOME": str(machine)}
    with Terminal([sys.executable, "-m", "wbtui", "doctor"], env=env, cwd=machine, size=(70, 20)) as one:
        assert one.wait_exit() == 1
        said = " ".join(one.text.split())
    assert "70 by 20" in said
    assert "80 by 24 are needed" in said.replace("-", "")
    assert "set LANG" in said
    assert STEERS.findall(one.raw.decode().replace("\r\n", "\n")) == []


# workbook new


@pytest.mark.parametrize("name", ["mine.toml", "mine", "folder/mine.toml"])
def test_a_new_workbook_is_accepted_and_can_be_used(
    machine: Path, capfd: pytest.CaptureFixture[str], name: str
) -> None:
    assert cli.main(["workbook", "new", name]) == 0
    path = Path(capfd.readouterr().out.strip())
    assert path.name == "mine.toml"
    assert cli.main(["workbook", "check", str(path)]) == 0
    assert cli.main(["new", "Title", "--workbook", str(path), "--no-open"]) == 0
    assert cli.main(["show", "title"]) == 0


@pytest.mark.parametrize("before", ["a file", "a link", "a broken link", "a folder"])
def test_a_new_workbook_replaces_nothing(machine: Path, capfd: pytest.CaptureFixture[str], before: str) -> None:
    path, other = machine / "mine.toml", machine / "other"
    if before == "a file":
        path.write_text("precious")
    elif before == "a folder":
        path.mkdir()
    else:
        path.symlink_to(other)
        if before == "a link":
            other.write_text("precious")
    seen = sorted(machine.iterdir())
    assert cli.main(["workbook", "new", "mine.toml"]) == 1
    assert "Traceback" not in capfd.readouterr().err
    assert sorted(machine.iterdir()) == seen
    assert not other.exists() or other.read_text() == "precious"


def test_the_new_workbook_explains_itself() -> None:
    text, workbook = TEMPLATE.read_text(), load(TEMPLATE)
    assert sum(line.startswith("#") for line in text.splitlines()) > 15
    assert all(kind in text for kind in KINDS)
    assert len(workbook.stages) > 1
    # It is not one of those that can be opened by name.
    assert TEMPLATE not in WorkbookLibrary(Path("none")).paths()


@pytest.mark.parametrize("name", ["", ".", "..", "/", "folder/", "folder/.."])
def test_a_new_workbook_needs_a_name(
    machine: Path, name: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(machine)
    before = sorted(machine.rglob("*.toml"))
    assert cli.main(["workbook", "new", name]) == 1
    assert capfd.readouterr().err.strip().endswith("this is a folder, not a file. Name a file in it")
    assert sorted(machine.rglob("*.toml")) == before


@pytest.mark.parametrize("name", ["sub/my book.toml", "it's.toml", "plain"])
def test_the_check_of_a_new_workbook_can_be_typed_as_told(
    machine: Path, name: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (machine / "sub").mkdir()
    monkeypatch.chdir(machine)
    assert cli.main(["workbook", "new", name]) == 0
    told = capfd.readouterr().err.split("`")[1]
    assert cli.main(shlex.split(told)[1:]) == 0
