"""Tests of the session lock: one holder at a time, and no dead one."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.said import said
from tests.storage.faults import as_nobody

from wbtui.storage.disk.lock import Held, Holder, Lock, Unlockable, acquire, lock_path

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)

HOLD = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from wbtui.storage.disk.lock import acquire
lock = acquire(Path(sys.argv[1]), datetime.now(UTC))
print(type(lock).__name__, flush=True)
time.sleep(60)
"""


def held(path: Path) -> Lock:
    lock = acquire(path, NOON)
    assert isinstance(lock, Lock)
    return lock


def test_second_process_learns_the_holder(tmp_path: Path) -> None:
    path = tmp_path / "session.toml"
    lock = held(path)
    second = acquire(path, NOON)
    assert isinstance(second, Held)
    assert second.holder.pid == os.getpid()
    assert second.holder.host == os.uname().nodename
    assert f"process {os.getpid()}, since 12:00" in said(second.holder.problem)
    lock.release()
    lock.release()
    assert not os.listdir(tmp_path)
    held(path).release()


def test_lock_ends_when_its_holder_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "session.toml"
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "Lock\n"
        second = acquire(path, NOON)
        assert isinstance(second, Held)
        assert second.holder.pid == holder.pid
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    held(path).release()


def test_lock_on_a_deleted_side_file_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between open and lock, the holder may delete the side file and another process may create a new one."""
    path = tmp_path / "session.toml"
    others: list[int] = []
    real = fcntl.flock

    def flock(fd: int, operation: int) -> None:
        if not others:
            lock_path(path).unlink()
            others.append(os.open(lock_path(path), os.O_CREAT | os.O_RDWR))
            real(others[0], operation)
        real(fd, operation)

    lock_path(path).touch()
    monkeypatch.setattr(fcntl, "flock", flock)
    assert acquire(path, NOON) == Held(Holder())
    os.close(others[0])
    held(path).release()


def test_release_deletes_only_its_own_side_file(tmp_path: Path) -> None:
    path = tmp_path / "session.toml"
    lock = held(path)
    lock_path(path).unlink()
    other = held(path)
    lock.release()
    assert isinstance(acquire(path, NOON), Held)
    other.release()


def test_file_system_without_locks_is_unlockable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def flock(fd: int, operation: int) -> None:
        raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP))

    monkeypatch.setattr(fcntl, "flock", flock)
    assert isinstance(acquire(tmp_path / "session.toml", NOON), Unlockable)
    assert isinstance(acquire(tmp_path / "none" / "session.toml", NOON), Unlockable)


def test_side_file_that_is_a_link_or_a_pipe_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "session.toml"
    target = tmp_path / "precious"
    target.write_text("kept")
    lock_path(path).symlink_to(target)
    assert isinstance(acquire(path, NOON), Unlockable)
    assert target.read_text() == "kept"
    lock_path(path).unlink()
    os.mkfifo(lock_path(path))
    assert isinstance(acquire(path, NOON), Unlockable)


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b"[" * 4000, b'{"user": 1}'])
def test_an_unreadable_lock_file_names_somebody_as_holder(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "session.toml"
    lock = held(path)
    lock_path(path).write_bytes(content)
    assert acquire(path, NOON) == Held(Holder())
    assert said(Holder().problem) == "somebody is editing"
    lock.release()


def test_side_file_of_a_long_name_has_a_valid_name(tmp_path: Path) -> None:
    for name in ("é" * 125 + ".toml", "x" * 250 + ".toml"):
        held(tmp_path / name).release()


def test_in_a_shared_folder_others_see_the_holder(open_folder: Path) -> None:
    path = open_folder / "session.toml"
    lock = held(path)
    with as_nobody():
        second = acquire(path, NOON)
        assert isinstance(second, Held)
        assert second.holder.pid == os.getpid()
    lock.release()


def test_read_only_folder_is_unlockable(open_folder: Path) -> None:
    with as_nobody():
        open_folder.chmod(0o500)
        assert isinstance(acquire(open_folder / "session.toml", NOON), Unlockable)
