"""Tests that every file that is written can be read again, and that all reading has limits."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.hostile_files import NO_SESSIONS
from tests.session_edits import with_answer, with_minutes
from tests.storage.desk import SESSION, WHO, WORKBOOK, Desk, write

from wbtui.core.errors import SaveError, SessionError, WorkbookError
from wbtui.core.place import Place
from wbtui.core.session import CLOCK_VALUE_BOUND, MAX_INTEGER
from wbtui.core.time.schedule import count, pause, schedule, start
from wbtui.storage.disk import atomic_file
from wbtui.storage.disk.fingerprint import MAX_FILE_BYTES
from wbtui.storage.library import Library
from wbtui.storage.session.reading import load_for_reading
from wbtui.storage.session_file import codec
from wbtui.storage.session_file.toml_problems import MAX_TEXT_CHARS, parsed
from wbtui.storage.workbooks import WorkbookLibrary, load
from wbtui.wording import sentence


def large(text: str) -> bytes:
    return codec.render(with_answer(SESSION, Place("problem", "today"), text)).text.encode()


@pytest.mark.fault("XA1")
@pytest.mark.parametrize("added", ["y" * 39_500, "é" * 30_000, "\n" * 39_000])
def test_a_file_too_large_to_read_is_not_written(desk: Desk, added: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atomic_file, "MAX_FILE_BYTES", 100_000)
    desk.path.write_bytes(large("x" * (100_000 - len(large("x")) - 10_000)))
    before = desk.path.read_bytes()
    opened = desk.open()
    write(opened, added)
    assert not opened.handle.flush()
    error = opened.handle.status.error
    assert error
    assert error.problem.code == "file.would_be_too_large"
    assert "Shorten an answer" in sentence(error.problem)
    assert desk.path.read_bytes() == before
    # Nothing is lost: the journal has it, and once there is room it is written.
    assert not opened.handle.close()
    again = desk.open()
    assert again.session.text(WHO) == added.strip("\n") or again.session.text(WHO) == added
    again.update(with_answer(again.session, Place("problem", "today"), "short"))
    assert again.handle.close()
    assert desk.on_disk().text(WHO) == again.session.text(WHO)


@pytest.mark.fault("XA1")
def test_the_largest_file_that_is_written_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "large.toml"
    with pytest.raises(SaveError, match=r"too_large"):
        atomic_file.put(path, b"x" * (MAX_FILE_BYTES + 1))
    atomic_file.put(path, b"x" * MAX_FILE_BYTES)
    assert len(atomic_file.read_bytes(path)) == MAX_FILE_BYTES
    with pytest.raises(SaveError, match=r"too_large"):
        atomic_file.write(path, b"y" * (MAX_FILE_BYTES + 1), atomic_file.read(path).fingerprint)
    assert path.read_bytes() == b"x" * MAX_FILE_BYTES


@pytest.mark.fault("XA1")
def test_a_copy_that_would_be_too_large_is_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atomic_file, "MAX_FILE_BYTES", 100_000)
    path = tmp_path / "large.toml"
    path.write_bytes(large("x" * (100_000 - len(large("x")) - 20)))
    with pytest.raises(SaveError, match=r"too_large"):
        Library(tmp_path).duplicate(path, lambda _: "A title that is longer than the other one", SESSION.created)
    with pytest.raises(SaveError, match=r"too_large"):
        atomic_file.put(tmp_path / "version.toml", b"x" * 100_001)
    assert [path.name for path in tmp_path.iterdir()] == ["large.toml"]


# Numbers


@pytest.mark.fault("XC3")
@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"who = 0x{'f' * 5000}", 1),
        (f"a = 1\n[x]\nvotes = 0b1{'0' * 63}", 3),
        (f"a = [1, [2, 0o{'7' * 30}]]", 1),
        (f"[[x.y]]\nq = 1\n[[x.y]]\nvotes = {MAX_INTEGER + 1}", 4),
        (f"a = {{ b = {'9' * 5000} }}", None),
    ],
    ids=["hex", "binary", "octal", "decimal", "very long"],
)
def test_a_number_that_is_too_large_is_reported_with_its_line(text: str, line: int | None) -> None:
    with pytest.raises(SessionError) as raised:
        parsed(text)
    problem = raised.value.problem
    assert (problem.code, problem.where.line) == ("toml.digits", line)


@pytest.mark.fault("XH4")
@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        ('a = 1\n[stages.customer]\nwho = "{}"\n', "stages.customer.who", 3),
        ('[[actions]]\nid = "a"\n[[actions]]\nid = "b"\naction = """\n{}"""\n', "actions[1].action", 5),
        ('a = [1, ["{}"]]\n', "a", 1),
    ],
)
def test_a_text_that_is_too_long_is_reported_with_its_line(text: str, key: str, line: int) -> None:
    assert parsed(text.format("x\n" * (MAX_TEXT_CHARS // 2) if '"""' in text else "x" * MAX_TEXT_CHARS))
    with pytest.raises(SessionError) as raised:
        parsed(text.format("x" * (MAX_TEXT_CHARS + 1)))
    problem = raised.value.problem
    assert (problem.code, problem.where.key, problem.where.line) == ("toml.long", key, line)
    assert "has more than 1000000 characters" in sentence(problem)


@pytest.mark.fault("XC3")
@pytest.mark.parametrize("number", [str(MAX_INTEGER), str(-MAX_INTEGER - 1), "0x7fff_ffff_ffff_ffff", "1_000"])
def test_numbers_within_the_limits_are_read(number: str) -> None:
    assert isinstance(parsed(f"a = {number}\nb = 1979-05-27T00:00:00.123456789012345678901Z")["a"], int)


@pytest.mark.fault("XC4")
@pytest.mark.parametrize(
    "moment",
    ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "9999-01-01T00:00:00Z", "0001-06-01T00:00:00Z"],
)
@pytest.mark.parametrize("key", ["starts", "started", "running_since"])
def test_a_time_that_some_time_zone_cannot_express_is_refused(moment: str, key: str) -> None:
    text = codec.render(SESSION).text.replace("[clock]\n", "")
    with pytest.raises(SessionError) as raised:
        codec.read(f"{text.partition('# end')[0]}\n[clock]\n{key} = {moment}\n".encode())
    assert raised.value.problem.code == "key.year"
    assert raised.value.problem.where.key == f"clock.{key}"


@pytest.mark.fault("XC4")
@pytest.mark.parametrize(
    "moment", ["9997-12-31T23:59:59-23:59", "0002-01-01T00:00:00+23:59", "2026-11-23T09:00:00Z"]
)
@pytest.mark.parametrize("minutes", [0, 90, CLOCK_VALUE_BOUND - 1])
@pytest.mark.parametrize("running", [False, True])
def test_the_clock_works_with_every_time_that_a_file_can_hold(moment: str, minutes: int, running: bool) -> None:
    slots = WORKBOOK.slots("90")
    planned = "".join(f"{slot.id} = {minutes}\n" for slot in slots)
    head = codec.render(SESSION).text.partition("# end")[0]
    since = f"running_since = {moment}\n" if running else ""
    spent = f"[clock.spent]\ncustomer = {CLOCK_VALUE_BOUND - 1}\n"
    text = f"{head}\n[clock]\nstarts = {moment}\nstarted = {moment}\n{since}[clock.planned]\n{planned}{spent}"
    session = codec.read(text.encode()).session
    seen = schedule(slots, session, SESSION.updated)
    assert f"{seen.expected_end:%H:%M}"
    assert seen.expected_end.astimezone()
    for made in (pause, start):
        for change in made(session, SESSION.updated):
            session = change.apply(session)
    session = count(session, "customer", 3600.0).apply(session)
    session = with_minutes(session, "customer", 5, 10).apply(session)
    assert codec.read(codec.render(session).text.encode()).session == session


@pytest.mark.fault("XC3")
@pytest.mark.parametrize("minutes", [MAX_INTEGER, 10**9, 0x10000000000])
def test_a_workbook_cannot_ask_for_more_minutes_than_a_session_can_hold(tmp_path: Path, minutes: int) -> None:
    path = tmp_path / "book.toml"
    built_in = WorkbookLibrary(tmp_path).find("working-backwards").read_text()
    path.write_text(re.sub(r"minutes = \d+", f"minutes = {minutes}", built_in, count=1))
    with pytest.raises(WorkbookError) as raised:
        load(path)
    assert raised.value.problem.code == "key.large"


# Workbooks

LIMIT_BYTES = 700 * 1024 * 1024


@pytest.mark.fault("XH1")
@pytest.mark.fault("XH2")
@pytest.mark.parametrize(
    "kind", ["fifo", "device", "4 GB", "9 MB", "folder", "loop", "gone", "dots", "deep", "binary"]
)
def test_reading_a_workbook_is_bounded(tmp_path: Path, kind: str) -> None:
    book, session = tmp_path / "big.toml", tmp_path / "session.toml"
    NO_SESSIONS[kind](book)
    session.write_bytes(codec.render(SESSION).text.replace('"working-backwards"', '"big.toml"').encode())
    begun = time.monotonic()
    with pytest.raises(WorkbookError):
        load(book)
    # The session is shown without its workbook.
    found = load_for_reading(session, WorkbookLibrary(tmp_path))
    assert found.missing
    assert sentence(found.missing.problem).startswith(str(book))
    assert time.monotonic() - begun < 5


@pytest.mark.fault("XH1")
@pytest.mark.parametrize("kind", ["device", "4 GB"])
def test_checking_an_endless_workbook_uses_little_memory(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "big.toml"
    NO_SESSIONS[kind](path)
    done = subprocess.run(
        [sys.executable, "-m", "wbtui", "workbook", "check", path],
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
        env={**os.environ, "WBTUI_STATE": str(tmp_path), "WBTUI_SESSIONS": str(tmp_path)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (LIMIT_BYTES, LIMIT_BYTES)),
    )
    assert "Traceback" not in done.stderr
    assert done.returncode in (1, 2)
    assert str(path) in done.stdout
