"""The command line: data on stdout, narration on stderr, 0 done, 1 the answer is no, 2 bad usage or input."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from tests.hostile import HOSTILE
from tests.small_workbook import PATH as SMALL
from tests.small_workbook import filled_session

from wbtui import cli, commands
from wbtui.core.text import clean, clean_for_terminal, clean_line
from wbtui.storage.session_file import codec

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "sessions" / "night-trolley.toml"
COMMANDS = [
    *("open", "new", "list", "show", "schedule", "export", "history", "diff", "restore", "workbook", "locate"),
    "doctor",
]
VERBS = ["list", "show", "check", "new"]


@dataclass(frozen=True)
class Done:
    """The result of a command."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Wbtui = Callable[..., Done]


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh machine: folders, home and current folder."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.chdir(home)
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "PYTHONUNBUFFERED", "PYTHONIOENCODING"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WBTUI_SESSIONS", str(tmp_path / "sessions"))
    monkeypatch.setenv("WBTUI_STATE", str(tmp_path / "state"))
    monkeypatch.delenv("WBTUI_CONFIG", raising=False)
    return tmp_path


@pytest.fixture
def wbtui(capfd: pytest.CaptureFixture[str]) -> Wbtui:
    """Run a command line in this process."""

    def run(*arguments: str | Path) -> Done:
        try:
            status = cli.main([str(argument) for argument in arguments])
        except SystemExit as error:
            status = error.code if isinstance(error.code, int) else 1
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        return Done(status, out, err)

    return run


def process(*arguments: str | Path | bytes, **more: Any) -> subprocess.CompletedProcess[bytes]:
    """Run a command line in a process of its own."""
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL}
    command = [sys.executable, "-m", "wbtui", *(os.fspath(argument) for argument in arguments)]
    return subprocess.run(command, check=False, **{**streams, **more})


@pytest.fixture
def clinic(wbtui: Wbtui) -> Path:
    """A session called Pocket Clinic."""
    return Path(wbtui("new", "Pocket Clinic", "--no-open").out.strip())


# Help, and what is no command


@pytest.mark.parametrize(
    "arguments", [[], *([name] for name in COMMANDS), *(["workbook", verb] for verb in VERBS)], ids=" ".join
)
def test_help_has_an_example(wbtui: Wbtui, arguments: list[str]) -> None:
    done = wbtui(*arguments, "--help")
    assert done.status == 0
    assert " ".join(["Example: wbtui", *arguments]) in " ".join(done.out.split())
    assert done.err == ""


def test_every_command_is_covered_by_these_tests() -> None:
    assert {name.split()[0] for name in commands.COMMANDS} == {"home", *COMMANDS}
    assert {name.split()[1] for name in commands.COMMANDS if " " in name} == set(VERBS)


def test_version_is_printed(wbtui: Wbtui) -> None:
    done = wbtui("--version")
    assert done.status == 0
    assert done.out[0].isdigit()


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["new"],
        ["show"],
        ["workbook"],
        ["workbook", "paint"],
        ["export", "x", "-f", "rtf"],
        ["list", "--nonsense"],
        ["list", "\x1b[2J"],
    ],
    ids=" ".join,
)
def test_bad_usage_is_reported_with_the_way_to_help(wbtui: Wbtui, arguments: list[str]) -> None:
    done = wbtui(*arguments)
    assert done.status == 2
    assert done.out == ""
    assert "--help` shows how" in done.err
    assert "\x1b" not in done.err


# new


def test_new_prints_the_path_and_nothing_else(wbtui: Wbtui, machine: Path) -> None:
    done = wbtui("new", "Pocket Clinic", "--no-open")
    path = machine / "sessions" / "pocket-clinic.toml"
    assert done == Done(0, f"{path}\n", "")
    session = codec.read(path.read_bytes()).session
    assert (session.title, session.workbook, session.agenda) == ("Pocket Clinic", "working-backwards", "90")
    assert sum(session.clock.planned.values()) == 90


def test_a_second_session_of_a_title_gets_a_file_of_its_own(wbtui: Wbtui, clinic: Path) -> None:
    before = clinic.read_bytes()
    assert wbtui("new", "Pocket Clinic", "--no-open").out.strip() == str(clinic.with_stem("pocket-clinic-2"))
    assert clinic.read_bytes() == before


def test_a_session_is_private_to_its_owner(clinic: Path) -> None:
    assert clinic.stat().st_mode & 0o077 == 0


def test_new_with_an_agenda_and_a_start(wbtui: Wbtui) -> None:
    path = Path(wbtui("new", "T", "--agenda", "240", "--start", "09:30", "--no-open").out.strip())
    session = codec.read(path.read_bytes()).session
    assert sum(session.clock.planned.values()) == 240
    starts = session.clock.starts
    assert starts is not None
    assert (starts.hour, starts.minute) == (9, 30)
    # Of today as long as it is not missed, else of tomorrow.
    missed = session.created - timedelta(minutes=240)
    assert missed < starts <= missed + timedelta(days=1)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--agenda", "45"], "Choose one of 60, 90, 240, 480, review"),
        (["--start", "25:00"], "Write it like 18:00"),
        (["--start", "noon"], "Write it like 18:00"),
        (["--workbook", "nothing"], "there is no workbook “nothing”"),
        (["--workbook", "nothing.toml"], "there is no workbook “nothing.toml”"),
    ],
)
def test_new_reports_invalid_arguments(wbtui: Wbtui, machine: Path, arguments: list[str], said: str) -> None:
    done = wbtui("new", "T", *arguments, "--no-open")
    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert not (machine / "sessions").exists()


@pytest.mark.parametrize("title", ["", "   ", "\x1b[2J", "\x00\x07"], ids=ascii)
def test_a_title_without_text_is_refused(wbtui: Wbtui, title: str) -> None:
    done = wbtui("new", title, "--no-open")
    assert (done.status, done.out) == (2, "")
    assert "a session needs a title" in done.err


@pytest.mark.parametrize("title", HOSTILE, ids=lambda text: ascii(text[:16]))
def test_a_hostile_title_is_kept_shown_and_found(wbtui: Wbtui, machine: Path, title: str) -> None:
    kept = clean_line(title).strip()
    path = Path(wbtui("new", "--no-open", "--", title).out.strip())
    assert path.parent == machine / "sessions"
    assert codec.read(path.read_bytes()).session.title == kept
    listed, shown, exported = wbtui("list"), wbtui("show", path), wbtui("export", "-o", "-", path)
    assert wbtui("list", "--json").json[0]["title"] == kept
    for done in (listed, shown, exported):
        assert done.status == 0
        assert clean(done.out) == done.out
    assert clean_for_terminal(kept) in listed.out
    assert clean_for_terminal(kept) in shown.out
    assert wbtui("show", "--", kept).out == shown.out


# Which session


@pytest.mark.parametrize("name", ["pocket-clinic", "pocket-clinic.toml", "Pocket Clinic", "POCKET clinic"])
def test_a_session_is_found_by_its_name_or_its_title(wbtui: Wbtui, clinic: Path, name: str) -> None:
    done = wbtui("show", name, "--json")
    assert done.json["path"] == str(clinic)


def test_a_session_is_found_by_its_path(
    wbtui: Wbtui, clinic: Path, monkeypatch: pytest.MonkeyPatch, machine: Path
) -> None:
    monkeypatch.chdir(clinic.parent)
    monkeypatch.setenv("WBTUI_SESSIONS", str(machine / "elsewhere"))
    for name in (clinic, clinic.name, f"./{clinic.name}", "~/../sessions/pocket-clinic.toml"):
        assert wbtui("show", name).status == 0


def test_the_option_wins_over_the_environment(wbtui: Wbtui, clinic: Path, machine: Path) -> None:
    (machine / "other").mkdir()
    done = wbtui("--sessions", machine / "other", "list", "--json")
    assert done.json == []
    assert Path(wbtui("--sessions", "../sessions", "list", "--json").json[0]["path"]).samefile(clinic)


def test_a_title_of_several_sessions_is_not_guessed(wbtui: Wbtui, clinic: Path) -> None:
    clinic.rename(clinic.with_name("a.toml"))
    wbtui("new", "Pocket Clinic", "--no-open")
    done = wbtui("show", "Pocket CLINIC")
    assert (done.status, done.out) == (2, "")
    assert "2 sessions have the title “Pocket CLINIC”" in done.err


@pytest.mark.parametrize("command", [["show"], ["export"], ["open"]], ids=" ".join)
@pytest.mark.parametrize("name", ["nobody", "a/b", "x" * 300, "~nobody-at-all/x", "\x1b[2J", ""], ids=ascii)
def test_a_missing_session_is_reported(wbtui: Wbtui, machine: Path, command: list[str], name: str) -> None:
    done = wbtui(*command, name)
    assert (done.status, done.out) == (2, "")
    assert "there is no session" in done.err
    assert f"`wbtui list` shows the sessions in {machine / 'sessions'}" in done.err
    assert "\x1b" not in done.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("x = ]\n", "line 1", id="broken TOML"),
        pytest.param("", "empty", id="empty"),
        pytest.param("format = 99\n", "newer", id="newer"),
        pytest.param("format = 1\nid = 3\n", "id must be text", id="wrong type"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(wbtui: Wbtui, clinic: Path, text: str, said: str) -> None:
    clinic.write_text(text)
    for command in ("show", "export"):
        done = wbtui(command, clinic)
        assert (done.status, done.out) == (2, "")
        assert done.err.startswith(f"wbtui: {clinic}: ")
        assert said in done.err
    listed = wbtui("list")
    assert listed.status == 0
    assert f"cannot be read    {clinic.name}: " in listed.out
    assert said in wbtui("list", "--json").json[0]["problem"]


def test_a_path_to_something_else_is_named_for_what_it_is(wbtui: Wbtui, clinic: Path) -> None:
    os.mkfifo("pipe.toml")
    Path("folder.toml").mkdir()
    Path("circle.toml").symlink_to("circle.toml")
    for name, said in {
        "pipe.toml": "this is not a regular file",
        "folder.toml": "this is a folder, not a file",
        "circle.toml": "the links lead in a circle",
    }.items():
        for path in (name, f"./{name}", Path(name).absolute()):
            for command in ("show", "export"):
                done = wbtui(command, path)
                assert (done.status, done.out) == (2, "")
                assert said in done.err


def test_a_file_of_a_newer_format_is_shown_with_a_warning(wbtui: Wbtui, clinic: Path) -> None:
    clinic.write_text(clinic.read_text().replace("format = 1", "format = 99"))
    for command in (["show", clinic], ["export", clinic, "-o", "-"]):
        done = wbtui(*command)
        assert done.status == 0
        assert "Pocket Clinic" in done.out
        assert "written by a newer version of wbtui (format 99)" in done.err


@pytest.mark.parametrize("command", [["show"], ["export", "-o", "-"]])
def test_a_file_that_was_cut_off_is_reported_but_can_be_read(
    wbtui: Wbtui, clinic: Path, command: list[str]
) -> None:
    clinic.write_text(clinic.read_text()[: clinic.read_text().index("# end")])
    done = wbtui(*command, clinic)
    assert done.status == 0
    assert done.out
    assert "the last line of the file is missing" in done.err
    assert "wbtui history" in done.err


def test_an_answer_of_the_wrong_shape_is_named(wbtui: Wbtui, clinic: Path) -> None:
    clinic.write_text(
        clinic.read_text().replace("# end: 0", '[stages]\ncustomer_faq.questions = "none"\n# end: 1')
    )
    done = wbtui("show", clinic)
    assert done.status == 2
    assert "stages.customer_faq.questions must be a list of tables" in done.err


# list, show, locate


def test_an_empty_list_shows_the_next_step(wbtui: Wbtui) -> None:
    done = wbtui("list")
    assert (done.status, done.out) == (0, "")
    assert "`wbtui new TITLE` starts one" in done.err


def test_the_list_is_newest_first(wbtui: Wbtui, clinic: Path) -> None:
    newer = Path(wbtui("new", "Newer", "--no-open").out.strip())
    clinic.write_text(re.sub(r"updated = \d{4}", "updated = 2021", clinic.read_text()))
    assert [line[17:].split("  ")[-1] for line in wbtui("list").out.splitlines()] == ["Newer", "Pocket Clinic"]
    first, second = wbtui("list", "--json").json
    assert (first["path"], second["path"]) == (str(newer), str(clinic))
    assert second["changed"].startswith("2021")


def test_the_list_as_json(wbtui: Wbtui, clinic: Path) -> None:
    (listed,) = wbtui("list", "--json").json
    assert set(listed) == {
        *("path", "changed", "id", "title", "slot", "status", "workbook", "agenda", "updated", "seconds"),
        "conflict_copy",
    }
    assert (listed["title"], listed["slot"], listed["status"], listed["seconds"]) == (
        "Pocket Clinic",
        "welcome",
        "draft",
        0,
    )


def test_show(wbtui: Wbtui) -> None:
    done = wbtui("show", EXAMPLE)
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("Night Trolley  (reviewed, at Decision)\n")
    assert "> Decision" in done.out
    assert "spent in total" in done.out


def test_show_as_json(wbtui: Wbtui) -> None:
    shown = wbtui("show", EXAMPLE, "--json").json
    assert set(shown) == {"path", "id", "title", "status", "slot", "updated", "stages"}
    assert [stage["id"] for stage in shown["stages"]][:2] == ["customer", "problem"]
    for stage in shown["stages"]:
        assert set(stage) == {"id", "title", "answered", "asked", "planned_minutes", "spent_seconds", "current"}
        assert 0 <= stage["answered"] <= stage["asked"]


def test_the_schedule_as_text_as_json_and_as_a_calendar_agree_to_the_minute(wbtui: Wbtui) -> None:
    path = wbtui("new", "A; b, c", "--no-open", "--start", "09:00").out.strip()
    text, facts, file = (wbtui("schedule", path, *form) for form in ([], ["--json"], ["--ics"]))
    assert (text.status, facts.status, file.status) == (0, 0, 0)
    assert text.out.splitlines()[0] == "A; b, c  on time · ends 10:30 (plan 10:30)"
    rows = [line for line in text.out.splitlines() if line.startswith((">", " "))][1:]
    slots = facts.json["slots"]
    events = Calendar.from_ical(file.out).walk("VEVENT")
    assert len(rows) == len(slots) == len(events) == 9
    for row, slot, event in zip(rows, slots, events, strict=True):
        start = datetime.fromisoformat(slot["start"])
        assert row[2:30].strip() == slot["title"] == str(event["SUMMARY"])
        assert f"  {start:%H:%M}  {start:%H:%M}  {slot['minutes']:>3}" in row
        assert event.decoded("DTSTART") == start
        assert event.decoded("DTEND") == datetime.fromisoformat(slot["end"])
    assert facts.json["ends"] == facts.json["planned_end"] == slots[-1]["end"]


def test_the_schedule_of_a_workshop_that_is_over_tells_planned_and_used_minutes(wbtui: Wbtui) -> None:
    done = wbtui("schedule", EXAMPLE)
    assert (done.status, done.err) == (0, "")
    assert re.search(r"(?m)^x Customer +– +– +20 +23 +\+3 ", done.out)
    slots = {slot["id"]: slot for slot in wbtui("schedule", EXAMPLE, "--json").json["slots"]}
    assert (slots["customer"]["planned_start"], slots["customer"]["minutes"]) == (None, 20)
    assert round(slots["customer"]["used_seconds"] / 60) == 23


def test_the_schedule_says_what_a_fixed_time_has_no_room_for(wbtui: Wbtui, machine: Path) -> None:
    """NB4."""
    book = machine / "day.toml"
    book.write_text(
        """
format = 1
id = "day"
title = "Day"

[[stages]]
id = "one"
title = "One"
question = "Why?"
fields = [{ id = "who", label = "Who", kind = "line", prompt = "Who?" }]

[[agendas]]
id = "day"
title = "Day"
slots = [
  { stage = "one", minutes = 60 },
  { id = "tea", title = "Tea", minutes = 20, min = 10 },
  { id = "lunch", title = "Lunch", minutes = 45, at = 10:00:00, must = true },
]
"""
    )
    path = wbtui("new", "Day", "--workbook", book, "--no-open", "--start", "09:00").out.strip()
    done = wbtui("schedule", path)
    assert (done.status, done.err) == (0, "")
    assert "Lunch" in done.out
    assert "fixed 10:00, must, 20 min too many before it" in done.out
    assert "Tea" in done.out
    assert "min 10" in done.out


@pytest.fixture
def checking(machine: Path) -> Path:
    """A session in the check of its evidence, a slot that shares the stage of the customer with another."""
    path = machine / "checking.toml"
    path.write_text(EXAMPLE.read_text().replace('slot = "decision"', 'slot = "evidence_check"'))
    assert codec.read(path.read_bytes()).session.slot == "evidence_check"
    return path


def test_show_marks_the_stage_of_a_shared_slot_and_counts_the_time_of_both(wbtui: Wbtui, checking: Path) -> None:
    lines = wbtui("show", checking).out.splitlines()
    (marked,) = [line for line in lines if line.startswith(">")]
    assert marked.startswith("> Customer ")
    assert marked.endswith(", 35 min of 30")


def test_show_as_json_marks_the_stage_of_a_shared_slot_and_counts_the_time_of_both(
    wbtui: Wbtui, checking: Path
) -> None:
    stages = wbtui("show", checking, "--json").json["stages"]
    (current,) = [stage for stage in stages if stage["current"]]
    assert (current["id"], current["spent_seconds"], current["planned_minutes"]) == (
        "customer",
        1385 + 702,
        20 + 10,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="the folders of Linux")
def test_locate_prints_the_path_of_the_settings(
    wbtui: Wbtui, machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shown() -> str:
        lines = wbtui("locate").out.splitlines()
        return next(line.removeprefix("settings").strip() for line in lines if line.startswith("settings"))

    assert shown() == str(machine / "home" / ".config" / "wbtui" / "settings.toml")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(machine / "config"))
    assert shown() == str(machine / "config" / "wbtui" / "settings.toml")
    monkeypatch.setenv("WBTUI_CONFIG", "~/mine")
    assert shown() == str(machine / "home" / "mine" / "settings.toml")


def test_locate_prints_folders_and_where_they_are_configured(wbtui: Wbtui, machine: Path) -> None:
    out = wbtui("locate").out
    assert f"sessions   {machine / 'sessions'}  ($WBTUI_SESSIONS)" in out
    assert f"state      {machine / 'state'}" in out
    assert "examples" in out
    assert "--sessions" in wbtui("--sessions", "x", "locate").out


def test_a_checkout_keeps_its_own_sessions(
    wbtui: Wbtui, clinic: Path, monkeypatch: pytest.MonkeyPatch, machine: Path
) -> None:
    monkeypatch.delenv("WBTUI_SESSIONS")
    assert "your data folder" in wbtui("locate").out
    monkeypatch.chdir(machine)
    assert "./sessions has a session in it" in wbtui("locate").out
    assert wbtui("show", "pocket-clinic").status == 0


@pytest.mark.parametrize("name", ["\x1b[2Jx.toml", "x\x9b31m.toml", os.fsdecode(b"\xffx.toml")], ids=ascii)
def test_a_hostile_file_name_is_listed_harmlessly(wbtui: Wbtui, machine: Path, name: str) -> None:
    folder = machine / "sessions"
    folder.mkdir()
    (folder / name).write_text("x")
    out = process("list").stdout.decode()
    assert clean(out) == out
    assert "cannot be read" in out


def test_hostile_contents_of_a_file_are_listed_harmlessly(wbtui: Wbtui, clinic: Path) -> None:
    text = clinic.read_text().replace('stage = "welcome"', 'stage = "\\u001b[2J"')
    clinic.write_text(text.replace('"draft"', '"\\u001b[31m"'))
    for done in (wbtui("list"), wbtui("show", clinic)):
        assert done.status == 0
        assert "\x1b" not in done.out


# export


def test_export_writes_into_the_current_folder_and_prints_the_path(
    wbtui: Wbtui, machine: Path, clinic: Path
) -> None:
    done = wbtui("export", "pocket-clinic")
    assert done == Done(0, "pocket-clinic.md\n", "")
    assert (machine / "home" / "pocket-clinic.md").read_text().startswith("# Pocket Clinic\n")


def test_export_to_stdout_prints_only_the_document(wbtui: Wbtui, machine: Path) -> None:
    done = wbtui("export", EXAMPLE, "-o", "-")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("# Night Trolley\n")
    assert list((machine / "home").iterdir()) == []
    assert process("export", EXAMPLE, "-o", "-").stdout.decode() == done.out


def test_export_does_not_replace_a_file_unless_told_to(wbtui: Wbtui, machine: Path, clinic: Path) -> None:
    target = machine / "mine.md"
    target.write_text("mine")
    done = wbtui("export", clinic, "-o", target)
    assert (done.status, done.out) == (1, "")
    assert str(target) in done.err
    assert "Use --force to replace it, or -o to name another file" in done.err
    assert target.read_text() == "mine"
    assert wbtui("export", clinic, "-o", target, "--force") == Done(0, f"{target}\n", "")
    assert target.read_text().startswith("# Pocket Clinic")


def test_export_never_replaces_a_session(wbtui: Wbtui, clinic: Path) -> None:
    before = clinic.read_bytes()
    done = wbtui("export", clinic, "-o", clinic, "--force")
    assert (done.status, done.out) == (1, "")
    assert "a session is never overwritten" in done.err
    assert clinic.read_bytes() == before


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("no/such/x.md", "no such folder"),
        (".", "a folder"),
        ("/dev/null", "not a regular file"),
        ("taken.md", "already a file with this name"),
        ("taken.md/x.md", "no such folder"),
    ],
)
def test_export_to_an_unwritable_folder_fails_before_rendering(
    wbtui: Wbtui, clinic: Path, target: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("taken.md").write_text("mine")
    monkeypatch.setattr("wbtui.commands.export.document_of", lambda *_: pytest.fail("the document was made"))
    done = wbtui("export", clinic, "-o", target)
    assert (done.status, done.out) == (1, "")
    assert said in done.err


def test_export_to_a_pipe_says_how_to_write_to_standard_output(clinic: Path) -> None:
    done = process("export", clinic, "-o", "/dev/stdout")
    assert (done.returncode, done.stdout) == (1, b"")
    assert (
        done.stderr.decode()
        == "wbtui: /dev/stdout: this is not a regular file. `-o -` writes to standard output\n"
    )


def test_a_printed_path_has_its_original_bytes(clinic: Path) -> None:
    done = process("export", clinic, "-o", b"\xff.md", env={**os.environ, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "0"})
    assert (done.returncode, done.stdout, done.stderr) == (0, b"\xff.md\n", b"")


def test_a_title_outside_latin_1_is_listed_in_a_latin_1_terminal(wbtui: Wbtui) -> None:
    wbtui("new", "東京 → 👩‍👩‍👧‍👦", "--no-open")
    done = process("list", env={**os.environ, "PYTHONIOENCODING": "latin-1"})
    assert (done.returncode, done.stderr) == (0, b"")
    assert "東京" in done.stdout.decode()


# Workbooks


def test_the_users_own_workbooks_are_listed(wbtui: Wbtui, machine: Path) -> None:
    own = machine / "home" / ".local" / "share" / "wbtui" / "workbooks"
    if sys.platform == "darwin":
        own = machine / "home" / "Library" / "Application Support" / "wbtui" / "workbooks"
    own.mkdir(parents=True)
    (own / "rueckblick.toml").write_bytes(SMALL.read_bytes())
    (own / "broken.toml").write_text("format = 1\n")
    rows = {row["name"]: row for row in wbtui("workbook", "list", "--json").json}
    assert list(rows) == ["working-backwards", "broken", "rueckblick"]
    assert rows["rueckblick"]["title"] == "Rückblick"
    assert "id is missing" in rows["broken"]["problem"]
    out = wbtui("workbook", "list").out
    assert [line.split()[0] for line in out.splitlines()] == list(rows)
    assert wbtui("new", "Fest", "--workbook", "rueckblick", "--no-open").status == 0


def test_a_workbook_is_shown(wbtui: Wbtui) -> None:
    out = wbtui("workbook", "show").out
    assert "Press release [press_release]: " in out
    assert "Bank customer, Customer questions: 32 questions" in out
    shown = wbtui("workbook", "show", "working-backwards", "--json").json
    assert set(shown) == {"id", "title", "description", "stages", "agendas", "banks"}
    assert {agenda["id"]: agenda["minutes"] for agenda in shown["agendas"]}["90"] == 90
    assert [bank["questions"] for bank in shown["banks"]] == [32, 46, 20]


@pytest.mark.parametrize("target", ["/dev/full", "/dev/null", "pipe"])
def test_a_new_workbook_is_not_written_to_a_device(wbtui: Wbtui, target: str) -> None:
    os.mkfifo("pipe")
    done = wbtui("workbook", "new", target)
    assert (done.status, done.out, done.err) == (1, "", f"wbtui: {target}: this is not a regular file\n")
    assert not Path(f"{target}.toml").exists()


def test_a_valid_workbook_passes_the_check(wbtui: Wbtui) -> None:
    done = wbtui("workbook", "check", SMALL)
    assert (done.status, done.out) == (0, "")
    assert "Rückblick has no mistakes" in done.err
    assert wbtui("workbook", "check", SMALL, "--json").json == {"file": str(SMALL), "problems": []}


def test_every_mistake_of_a_workbook_is_reported(wbtui: Wbtui, machine: Path) -> None:
    path = machine / "w.toml"
    path.write_text(SMALL.read_text().replace('kind = "line"', 'kind = "lnie"', 1).replace("language", "langauge"))
    done = wbtui("workbook", "check", path)
    assert done.status == 1
    unknown, kind = done.out.splitlines()
    assert unknown == f"{path}: langauge is not a known key; did you mean language?"
    assert kind.startswith(f"{path}: stages[stimmung].fields[wort].kind must be one of line, text, ")
    assert done.err == "2 mistakes\n"
    problems = wbtui("workbook", "check", path, "--json").json["problems"]
    assert [problem["key"] for problem in problems] == ["langauge", "stages[stimmung].fields[wort].kind"]


def test_a_workbook_with_invalid_toml_is_reported_with_its_line(wbtui: Wbtui, machine: Path) -> None:
    path = machine / "w.toml"
    path.write_text('format = 1\ntitle = "x\n')
    done = wbtui("workbook", "check", path)
    assert (done.status, done.err) == (1, "1 mistake\n")
    assert "line 2" in done.out


def test_a_hostile_workbook_is_reported_harmlessly(wbtui: Wbtui, machine: Path) -> None:
    path = machine / "w.toml"
    path.write_text(f'"\\u001b[2J" = 1\n{SMALL.read_text()}')
    done = wbtui("workbook", "check", path)
    assert done.status == 1
    assert "\x1b" not in done.out


@pytest.mark.parametrize("name", ["nothing.toml", "x" * 300, "."])
def test_a_workbook_that_is_not_there_cannot_be_checked(wbtui: Wbtui, name: str) -> None:
    assert wbtui("workbook", "check", name).status == 2


def test_a_session_with_another_workbook_is_shown(
    wbtui: Wbtui, machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(SMALL.parent)
    path = Path(wbtui("new", "Sommerfest", "--workbook", SMALL.name, "--no-open").out.strip())
    session = codec.read(path.read_bytes()).session
    assert (session.agenda, session.slot) == ("kurz", "ankommen")
    assert (path.parent / session.workbook).resolve() == SMALL
    path.write_text(codec.render(filled_session()).text)
    shown = wbtui("show", path, "--json").json
    assert [(stage["title"], stage["answered"]) for stage in shown["stages"]] == [
        ("Stimmung", 5),
        ("Fundstücke", 1),
        ("Ausblick", 1),
    ]
    out = wbtui("export", path, "-o", "-").out
    assert out.startswith("# Sommerfest\n")
    assert "Zelt mieten" in out


# The terminal and the pipe


@pytest.mark.parametrize("arguments", [[], ["open"], ["new"]], ids=["home", "open", "new"])
def test_without_a_terminal_the_program_prints_an_error(clinic: Path, arguments: list[str]) -> None:
    done = process(*arguments, *(["pocket-clinic"] if arguments else []))
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"this needs a terminal" in done.stderr
    assert b"--help" in done.stderr


@pytest.mark.parametrize(
    "arguments", [["list"], ["workbook", "show"], ["export", EXAMPLE, "-o", "-"]], ids=["list", "show", "export"]
)
def test_a_closed_pipe_is_no_error(clinic: Path, arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = process(*arguments, stdout=writing)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("arguments", [["list"], ["export", EXAMPLE, "-o", "-"]], ids=["list", "export"])
def test_output_to_a_full_disk_exits_with_status_1(clinic: Path, arguments: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        done = process(*arguments, stdout=full)
    assert done.returncode == 1
    assert done.stderr == b"wbtui: standard output: No space left on device\n"


def test_a_sessions_folder_that_cannot_be_created_exits_with_status_1(wbtui: Wbtui, machine: Path) -> None:
    (machine / "file").write_text("")
    done = wbtui("--sessions", machine / "file" / "sessions", "new", "T", "--no-open")
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith(f"wbtui: {machine / 'file'}")
