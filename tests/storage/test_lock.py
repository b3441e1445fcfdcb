"""One holder at a time, known by name, and none that is dead."""

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


def test_the_second_one_learns_who_has_it(tmp_path: Path) -> None:
    path = tmp_path / "session.toml"
    lock = held(path)
    second = acquire(path, NOON)
    assert isinstance(second, Held)
    assert second.holder.pid == os.getpid()
    assert second.holder.host == os.uname().nodename
    assert f"process {os.getpid()}, since 12:00" in str(second.holder)
    lock.release()
    lock.release()
    assert not os.listdir(tmp_path)
    held(path).release()


def test_it_dies_with_its_holder(tmp_path: Path) -> None:
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


def test_a_removed_side_file_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between our opening the side file and our locking it, its holder may have left and another one come."""
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


def test_a_side_file_is_removed_only_while_it_is_ours(tmp_path: Path) -> None:
    path = tmp_path / "session.toml"
    lock = held(path)
    lock_path(path).unlink()
    other = held(path)
    lock.release()
    assert isinstance(acquire(path, NOON), Held)
    other.release()


def test_where_there_are_no_locks_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def flock(fd: int, operation: int) -> None:
        raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP))

    monkeypatch.setattr(fcntl, "flock", flock)
    assert isinstance(acquire(tmp_path / "session.toml", NOON), Unlockable)
    assert isinstance(acquire(tmp_path / "none" / "session.toml", NOON), Unlockable)


def test_it_follows_no_link_and_opens_no_pipe(tmp_path: Path) -> None:
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
def test_a_holder_that_cannot_be_read_is_somebody(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "session.toml"
    lock = held(path)
    lock_path(path).write_bytes(content)
    assert acquire(path, NOON) == Held(Holder())
    assert str(Holder()) == "somebody has it open"
    lock.release()


def test_the_side_file_has_a_name_that_fits(tmp_path: Path) -> None:
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


def test_a_folder_without_rights_has_no_locks(open_folder: Path) -> None:
    with as_nobody():
        open_folder.chmod(0o500)
        assert isinstance(acquire(open_folder / "session.toml", NOON), Unlockable)
