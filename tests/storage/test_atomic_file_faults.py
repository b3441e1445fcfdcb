"""Tests that a failure in any call of a write leaves the whole old or the whole new file."""

from __future__ import annotations

import errno
import os
import resource
import signal
import stat
from pathlib import Path

import pytest
from tests.storage.faults import Disk, Killed, failing

from wbtui.core.errors import SaveError
from wbtui.storage.disk import atomic_file

OLD = b"format = 1\nold = '" + b"o" * 5000 + b"'\n"
NEW = b"format = 1\nnew = '" + b"n" * 9000 + b"'\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "folder" / "session.toml"
    atomic_file.create(path, OLD)
    return path


def temps(folder: Path) -> list[str]:
    return [name for name in os.listdir(folder) if name.startswith(".~")]


FAILURES = [errno.EIO, errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EMFILE, Killed]


@pytest.mark.parametrize("failure", FAILURES, ids=lambda f: f if isinstance(f, type) else errno.errorcode[f])
def test_failure_in_any_call_leaves_the_old_or_the_new_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: type[Killed] | int
) -> None:
    for n in range(1, 200):
        folder = tmp_path / f"folder{n}"
        path = folder / "session.toml"
        fingerprint = atomic_file.create(path, OLD)
        failed: BaseException | None = None
        with failing(monkeypatch, Disk(n, failure, short=n % 2 == 0)) as disk:
            try:
                atomic_file.write(path, NEW, fingerprint)
            except (SaveError, Killed) as error:
                failed = error
        there = path.read_bytes()
        assert there in (OLD, NEW), (n, disk.failed)
        assert failed or there == NEW, (n, disk.failed)
        if isinstance(failed, SaveError):
            fingerprint = failed.fingerprint if isinstance(failed, atomic_file.UnsureError) else fingerprint
            atomic_file.write(path, NEW, fingerprint)
            assert path.read_bytes() == NEW
        if not isinstance(failed, Killed) and disk.failed != "unlink":
            assert not temps(folder), (n, disk.failed)
        if not disk.failed:
            assert n > 12
            return
    raise AssertionError("it never ends")


def test_write_after_unsure_error_syncs_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fingerprint = atomic_file.read(path).fingerprint
    synced: list[int] = []

    def fsync(fd: int) -> None:
        synced.append(fd)
        if stat.S_ISDIR(os.fstat(fd).st_mode) and len(synced) < 3:
            raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(atomic_file.UnsureError, match=r"disk.broken") as raised:
        atomic_file.write(path, NEW, fingerprint)
    assert path.read_bytes() == NEW
    count = len(synced)
    fingerprint = atomic_file.write(path, NEW, raised.value.fingerprint)
    assert len(synced) == count + 2
    assert atomic_file.write(path, OLD, fingerprint).sha256 == atomic_file.digest(OLD)


def test_full_disk_raises_and_leaves_the_old_file(path: Path) -> None:
    fingerprint = atomic_file.read(path).fingerprint
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        with pytest.raises(SaveError, match=r"disk.too_large"):
            atomic_file.write(path, NEW, fingerprint)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert path.read_bytes() == OLD
    assert not temps(path.parent)
    atomic_file.write(path, NEW, fingerprint)
