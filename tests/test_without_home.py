"""Tests of the program without a home folder, a state folder or a standard output."""

from __future__ import annotations

import os
import pwd
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.terminal import Terminal

from wbtui import cli
from wbtui.paths import NOWHERE, find_paths

EXAMPLE = Path(__file__).parents[1] / "sessions" / "night-trolley.toml"
CONFIG = ("WBTUI_CONFIG", "XDG_CONFIG_HOME")
AT_CUSTOMER = re.sub('slot = ".*"', 'slot = "customer"', EXAMPLE.read_text(), count=1)


@pytest.fixture
def homeless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user without a home folder and without an entry in the list of users."""

    def unknown(_uid: object) -> object:
        raise KeyError

    for name in ("HOME", "WBTUI_STATE", "WBTUI_SESSIONS", "XDG_DATA_HOME", "XDG_STATE_HOME", *CONFIG):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", unknown)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.fault("XA2")
@pytest.mark.parametrize(
    "line", [["list"], ["new", "T", "--no-open"], ["show", "t"], ["history", "t"]], ids=" ".join
)
def test_without_a_home_directory_it_asks_for_a_folder(
    homeless: Path, line: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(line) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert (
        err
        == "wbtui: there is no home folder. Name a folder for the sessions with --sessions or $WBTUI_SESSIONS\n"
    )


@pytest.mark.fault("XA2")
@pytest.mark.parametrize("given", ["option", "environment", "here"])
def test_without_a_home_directory_a_given_folder_is_used(
    homeless: Path, given: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions = homeless / "sessions"
    sessions.mkdir()
    (sessions / "first.toml").write_bytes(EXAMPLE.read_bytes())
    option: list[str] = []
    if given == "environment":
        monkeypatch.setenv("WBTUI_SESSIONS", str(sessions))
    elif given == "option":
        option = ["--sessions", str(sessions)]
    assert cli.main([*option, "new", "Pocket Clinic", "--no-open"]) == 0
    for line in (
        ["list"],
        ["show", "pocket-clinic"],
        ["history", "first"],
        ["export", "first", "-o", "-"],
        ["locate"],
    ):
        assert cli.main([*option, *line]) == 0, line
    out = capfd.readouterr().out
    assert "Pocket Clinic" in out
    assert str(NOWHERE) not in out


@pytest.mark.fault("XA2")
def test_without_a_home_directory_a_path_is_enough(homeless: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (homeless / "one.toml").write_bytes(EXAMPLE.read_bytes())
    for line in (["show", "one.toml"], ["export", "one.toml"], ["diff", "one.toml"], ["workbook", "list"]):
        assert cli.main(line) == 0, line
    assert cli.main(["restore", "one.toml", "1"]) == 2
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.fault("XA2")
def test_without_a_home_directory_there_is_no_default_folder(homeless: Path) -> None:
    found = find_paths("", {}, homeless)
    assert (found.why, found.state.parent, found.settings.parent) == ("paths.none", NOWHERE, NOWHERE)
    folders = {"WBTUI_SESSIONS": homeless, "WBTUI_STATE": homeless / "state", "WBTUI_CONFIG": homeless / "config"}
    given = find_paths("", {name: str(folder) for name, folder in folders.items()}, homeless)
    assert (given.sessions, given.state) == (homeless, homeless / "state")
    assert given.settings == homeless / "config" / "settings.toml"


def _file(path: Path) -> None:
    path.write_text("")


def _link(path: Path) -> None:
    path.symlink_to(path)


def _under_a_file(path: Path) -> None:
    path.parent.rmdir()
    path.parent.write_text("")


@pytest.mark.fault("XA3")
@pytest.mark.terminal
@pytest.mark.parametrize("make", [_file, os.mkfifo, _link, _under_a_file])
def test_without_a_state_folder_it_works_and_reports_what_is_not_kept(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    state, session = tmp_path / "parent" / "state", tmp_path / "one.toml"
    state.parent.mkdir()
    make(state)
    session.write_text(AT_CUSTOMER)
    argv = [sys.executable, "-m", "wbtui", "--sessions", str(tmp_path), "open", str(session)]
    env = {"WBTUI_STATE": str(state), "HOME": str(tmp_path)}
    with Terminal(argv, env=env, cwd=tmp_path, size=(120, 40)) as one:
        one.wait_for("No state folder")
        one.wait_for("where you were.")
        one.press("ctrl+home")
        one.send("Typed without a state. ")
        one.wait_for(lambda: "Typed without a state." in session.read_text())
        one.press("ctrl+q")
        assert one.wait_exit() == 0
        assert f"Saved in {session}" in one.text.replace("\n", "")
    assert "Traceback" not in one.raw.decode(errors="replace")


# Standard output, and the first moment


LINES = [
    ["export", str(EXAMPLE), "-o", "-"],
    ["list"],
    ["list", "--json"],
    ["show", str(EXAMPLE)],
    ["--help"],
    ["export", "--help"],
    ["workbook", "--help"],
    ["--version"],
]


EACH = """
import os, sys
from wbtui import commands
from wbtui.__main__ import start
for line in sys.argv[1].split("\\n"):
    if (child := os.fork()) == 0:
        sys.argv = ["wbtui", *line.split("\\t")]
        start()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.write(2, f"status {status}\\0".encode())
"""
"""Carries out each line in a process of its own, and tells its status after what it says."""


def not_told(wanted: str, **more: Any) -> dict[str, str]:
    """Carry out LINES; return the output and the status of those whose output is not the wanted one."""
    env = {**os.environ, "WBTUI_STATE": "/dev/null/x", "WBTUI_SESSIONS": str(EXAMPLE.parent)}
    argv = [sys.executable, "-c", EACH, "\n".join("\t".join(line) for line in LINES)]
    done = subprocess.run(argv, check=True, text=True, stderr=subprocess.PIPE, env=env, **more)
    *said, rest = done.stderr.split("\0")
    assert rest == ""
    told = zip(map(" ".join, LINES), said, strict=True)
    return {line: text for line, text in told if text != f"wbtui: standard output: {wanted}\nstatus 1"}


@pytest.mark.fault("XP2")
def test_a_closed_standard_output_is_reported() -> None:
    assert not_told("Bad file descriptor", preexec_fn=lambda: os.close(1)) == {}


@pytest.mark.fault("XP3")
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_standard_output_is_reported() -> None:
    with open("/dev/full", "wb") as full:
        assert not_told("No space left on device", stdout=full) == {}


@pytest.mark.fault("XP2")
def test_a_closed_standard_error_leaves_standard_output_alone() -> None:
    line = [sys.executable, "-m", "wbtui", "show", "nothing"]
    done = subprocess.run(line, check=False, stdout=subprocess.PIPE, preexec_fn=lambda: os.close(2))
    assert (done.returncode, done.stdout) == (2, b"")


@pytest.mark.fault("XP1")
@pytest.mark.parametrize("module", ["wbtui.cli", "argparse", "wbtui.commands", "wbtui.storage.library"])
def test_ctrl_c_while_it_starts_prints_no_traceback(module: str) -> None:
    code = f"""
import os, signal, sys
# A shell that starts it in the background has it ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
class Interrupt:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            sys.meta_path.remove(self)
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupt())
sys.modules.pop("argparse", None)
sys.argv = ["wbtui", "list"]
from wbtui.__main__ import start
start()
"""
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


@pytest.mark.fault("XP1")
@pytest.mark.slow
def test_ctrl_c_at_any_moment_of_a_start_prints_no_traceback_of_this_program() -> None:
    for n in range(60):
        argv = [sys.executable, "-m", "wbtui", "list"]
        process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        time.sleep(n * 0.006)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
        assert "wbtui/" not in said


# A disk that is slow

SLOW = """
import os, time
real = os.fsync
def slow(fd):
    time.sleep({seconds})
    real(fd)
os.fsync = slow
from wbtui.__main__ import start
start()
"""


@pytest.mark.fault("XH3")
@pytest.mark.terminal
@pytest.mark.parametrize(
    "seconds", [pytest.param(0.7, marks=pytest.mark.slow), 1.5, pytest.param(60, marks=pytest.mark.slow)]
)
def test_a_signal_ends_it_in_eight_seconds_on_a_slow_disk(tmp_path: Path, seconds: float) -> None:
    session = tmp_path / "one.toml"
    session.write_text(AT_CUSTOMER)
    argv = [sys.executable, "-c", SLOW.format(seconds=seconds), "--sessions", str(tmp_path), "open", str(session)]
    env = {"WBTUI_STATE": str(tmp_path / "state"), "HOME": str(tmp_path)}
    with Terminal(argv, env=env, cwd=tmp_path, size=(100, 30)) as one:
        one.wait_for("Customer")
        one.press("ctrl+home")
        one.send("Ten care homes. ")
        one.wait_for("Ten care homes.")
        begun = time.monotonic()
        one.signal(signal.SIGTERM)
        assert one.wait_exit(20) == 128 + signal.SIGTERM
        assert time.monotonic() - begun < 8
        said = one.text.replace("\n", "")
    saved = "Ten care homes." in session.read_text()
    assert ("Saved in" in said) <= saved
    assert ("Saved in" in said) or ("NOT SAVED in" in said and "safe on this computer" in said)
