"""Tests of the messages about saving, at the end of the program and while a disk does not answer."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest
from tests.controllers.fakes import NEED, WHO, Machine, write
from tests.hostile_files import MARK, STEERS

from wbtui.core.errors import ConflictError, Problem, SaveError
from wbtui.core.text import clean_for_terminal
from wbtui.storage.disk import atomic_file
from wbtui.storage.disk.fingerprint import Fingerprint
from wbtui.storage.session.autosave import Status as SaveStatus
from wbtui.ui.controllers import saving
from wbtui.ui.controllers.desk import Desk
from wbtui.ui.controllers.status import Status


def failing(code: str) -> object:
    def write(*_arguments: object, **_options: object) -> Fingerprint:
        raise SaveError(code)

    return write


async def ended(machine: Machine, desk: Desk) -> str:
    """Close a session and return the last words about it."""
    return desk.last_words(await desk.close(2))


@pytest.mark.fault("R10")
@pytest.mark.fault("XM1")
async def test_a_saved_session_is_reported_as_saved(machine: Machine) -> None:
    desk = await machine.open()
    write(desk, "abc")
    assert await ended(machine, desk) == f"Saved in {desk.handle.path}"


@pytest.mark.fault("R10")
@pytest.mark.fault("XM1")
@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("disk.full", "the disk is full"),
        ("file.read_only", "the file is read-only"),
        ("disk.broken", "the disk reports an error"),
        ("file.changed", "somebody else has changed the file"),
    ],
)
async def test_changes_only_in_the_journal_are_reported_as_kept(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, code: str, why: str
) -> None:
    desk = await machine.open()
    path = desk.handle.path
    with monkeypatch.context() as broken:
        broken.setattr(atomic_file, "write", failing(code))
        write(desk, "precious")
        said = await ended(machine, desk)
    assert said.startswith(f"NOT SAVED in {path}: {why}. Your words are safe on this computer, in ")
    assert str(desk.handle.state.folder) in said
    assert machine.on_disk(path).text(WHO) == ""
    again = await machine.open(path)
    assert again.workshop.session.text(WHO) == "precious"


@pytest.mark.fault("XM1")
async def test_changes_kept_nowhere_are_reported_as_lost(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await machine.open()
    real = os.write

    def full(fd: int, data: bytes) -> int:
        if os.readlink(f"/proc/self/fd/{fd}").startswith(str(machine.state)):
            raise OSError(errno.ENOSPC, "full")
        return real(fd, data)

    with monkeypatch.context() as broken:
        broken.setattr(os, "write", full)
        broken.setattr(atomic_file, "write", failing("disk.full"))
        write(desk, "precious")
        said = await ended(machine, desk)
    assert said.startswith(f"NOT SAVED in {desk.handle.path}: the disk is full.")
    assert said.endswith("It could not be kept on this computer either: what you wrote is lost")


@pytest.mark.fault("R10")
@pytest.mark.parametrize("gone", ["deleted", "renamed", "folder", "replaced"])
async def test_a_deleted_file_is_not_reported_as_saved(machine: Machine, gone: str) -> None:
    desk = await machine.open()
    path = desk.handle.path
    write(desk, "abc")
    await desk.saving.save_now()
    if gone == "deleted":
        path.unlink()
    elif gone == "renamed":
        path.rename(path.with_name("other.toml"))
    elif gone == "replaced":
        path.unlink()
        path.mkdir()
    else:
        path.parent.rename(path.parent.with_name("elsewhere"))
    said = await ended(machine, desk)
    assert said.startswith(f"{path} is missing")


@pytest.mark.fault("XM1")
async def test_a_session_that_was_only_read_is_not_reported_as_saved(machine: Machine) -> None:
    desk = await machine.open()
    desk.handle.read_only = Problem("file.read_only")
    assert await ended(machine, desk) == f"{desk.handle.path} was open read-only; nothing was written"


@pytest.mark.fault("XI2")
async def test_the_last_words_are_one_clean_line(machine: Machine) -> None:
    desk = await machine.open()
    path = desk.handle.path.rename(desk.handle.path.with_name(f"x{MARK.replace(chr(0), '')}\n.toml"))
    desk.handle.path = path
    said = await ended(machine, desk)
    assert "Saved in" in said
    # The terminal part cleans the rest.
    assert STEERS.findall(clean_for_terminal(said)) == []
    assert "\n" not in said


@pytest.mark.fault("XM4")
@pytest.mark.parametrize(
    ("waited", "saved_before", "text", "alarm"),
    [
        (0.1, False, "saving …", False),
        (0.1, True, "saved 12:00:00", False),
        (3.0, True, "saving …", False),
        (20.0, False, saving.SLOW_TEXT, True),
        (20.0, True, saving.SLOW_TEXT, True),
    ],
)
async def test_the_top_line_does_not_call_a_waiting_change_saved(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, waited: float, saved_before: bool, text: str, alarm: bool
) -> None:
    desk = await machine.open()
    at = machine.reading.wall if saved_before else None
    status = SaveStatus(saved_at=at, dirty=True, waited=waited)
    monkeypatch.setattr(type(desk.handle), "status", property(lambda _: status))
    assert desk.status() == Status(text, alarm)
    changed = machine.changed
    desk.tick()
    assert machine.changed > changed


@pytest.mark.fault("XM4")
async def test_a_disk_that_hangs_is_reported(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = await machine.open()
    answers = threading.Event()
    real = atomic_file.write

    def hanging(path: Path, data: bytes, expect: Fingerprint | None) -> Fingerprint:
        answers.wait(30)
        return real(path, data, expect)

    monkeypatch.setattr(atomic_file, "write", hanging)
    monkeypatch.setattr(saving, "ALARM_SECONDS", 0.2)
    assert desk.status().text == "all saved"
    write(desk, "Ten care homes")
    assert desk.status().text == "saving …"
    assert not await machine.host.in_thread(desk.handle.flush, 0.3)
    assert desk.status() == Status(saving.SLOW_TEXT, alarm=True)
    # A change made while the disk hangs has waited since then, not since the first change.
    answers.set()
    assert await machine.host.in_thread(desk.handle.flush)
    assert desk.status().text.startswith("saved")


@pytest.mark.fault("XM5")
@pytest.mark.parametrize("theirs", ["Ten nights", "Two nights", "Six nights"])
async def test_a_change_that_only_the_content_shows_is_merged_after_the_next_save(
    machine: Machine, theirs: str
) -> None:
    desk = await machine.open()
    path = desk.handle.path
    write(desk, "One nights")
    await desk.saving.save_now()
    info, before = path.stat(), path.read_bytes()
    with path.open("r+b") as file:
        file.write(before.replace(b"One nights", theirs.encode()))
    os.utime(path, ns=(info.st_atime_ns, info.st_mtime_ns))
    await machine.look(desk)
    # Only its content tells.
    assert desk.workshop.session.text(WHO) == "One nights"
    write(desk, "mine", NEED)
    await desk.saving.save_now()
    assert isinstance(desk.handle.status.error, ConflictError)
    await machine.look(desk)
    assert await machine.host.in_thread(desk.handle.flush)
    on_disk = machine.on_disk(path)
    assert (on_disk.text(WHO), on_disk.text(NEED)) == (theirs, "mine")
    assert desk.workshop.session.text(WHO) == theirs
    assert desk.saving.error is None
