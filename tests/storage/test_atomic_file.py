"""Tests of atomic reading and writing of files."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.storage.faults import NOBODY, as_nobody

from wbtui.core.errors import ConflictError, MissingError, SaveError, SessionError
from wbtui.storage.disk import atomic_file
from wbtui.storage.disk.export_file import write_export
from wbtui.storage.disk.fingerprint import MAX_FILE_BYTES

OLD = b"format = 1\nold = '" + b"o" * 5000 + b"'\n"
NEW = b"format = 1\nnew = '" + b"n" * 9000 + b"'\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "folder" / "session.toml"
    atomic_file.create(path, OLD)
    return path


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def temps(folder: Path) -> list[str]:
    return [name for name in os.listdir(folder) if name.startswith(".~")]


def test_a_new_file_and_its_folder_are_private(path: Path) -> None:
    assert mode(path) == 0o600
    assert mode(path.parent) == 0o700
    assert path.stat().st_nlink == 1
    assert os.listdir(path.parent) == ["session.toml"]


def test_create_never_overwrites(path: Path) -> None:
    with pytest.raises(atomic_file.TakenError, match=r"file.taken"):
        atomic_file.create(path, NEW)
    dangling = path.with_name("dangling.toml")
    dangling.symlink_to(path.with_name("elsewhere.toml"))
    with pytest.raises(atomic_file.TakenError):
        atomic_file.create(dangling, NEW)
    assert path.read_bytes() == OLD
    assert not path.with_name("elsewhere.toml").exists()
    assert not temps(path.parent)


def test_create_where_there_are_no_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(errno.EPERM, "no links")

    monkeypatch.setattr(os, "link", no_links)
    path = tmp_path / "session.toml"
    atomic_file.create(path, OLD)
    assert path.read_bytes() == OLD
    with pytest.raises(atomic_file.TakenError):
        atomic_file.create(path, NEW)
    assert path.read_bytes() == OLD


def test_write_replaces_the_file_and_returns_its_fingerprint(path: Path) -> None:
    path.chmod(0o640)
    before = path.stat().st_ino
    fingerprint = atomic_file.write(path, NEW, atomic_file.read(path).fingerprint)
    assert path.read_bytes() == NEW
    assert path.stat().st_ino != before
    assert mode(path) == 0o640
    assert atomic_file.is_unchanged(path, fingerprint)
    assert atomic_file.read(path).fingerprint == fingerprint
    assert not temps(path.parent)


def test_equal_bytes_are_not_written(path: Path) -> None:
    fingerprint = atomic_file.read(path).fingerprint
    assert atomic_file.write(path, OLD, fingerprint) == fingerprint
    assert atomic_file.is_unchanged(path, fingerprint)


def test_changed_or_deleted_file_is_not_overwritten(path: Path) -> None:
    fingerprint = atomic_file.read(path).fingerprint
    path.write_bytes(b"theirs")
    assert not atomic_file.is_unchanged(path, fingerprint)
    with pytest.raises(ConflictError, match=r"file.changed"):
        atomic_file.write(path, NEW, fingerprint)
    assert path.read_bytes() == b"theirs"
    path.unlink()
    with pytest.raises(ConflictError, match=r"file.gone"):
        atomic_file.write(path, NEW, fingerprint)
    assert not path.exists()
    path.parent.rmdir()
    with pytest.raises(SaveError, match=r"disk.folder_gone"):
        atomic_file.write(path, NEW, fingerprint)


def test_a_link_is_followed(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.toml"
    link.symlink_to(path)
    atomic_file.write(link, NEW, atomic_file.read(link).fingerprint)
    assert link.is_symlink()
    assert path.read_bytes() == NEW


def test_hard_linked_file_is_refused(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    os.link(path, other)
    fingerprint = atomic_file.read(path).fingerprint
    with pytest.raises(SaveError, match=r"file.links"):
        atomic_file.write(path, NEW, fingerprint)
    assert other.read_bytes() == path.read_bytes() == OLD
    assert other.samefile(path)
    assert not temps(path.parent)
    other.unlink()
    atomic_file.write(path, NEW, fingerprint)
    assert path.read_bytes() == NEW


@pytest.mark.parametrize("code", [errno.EBUSY, errno.EXDEV])
def test_mount_point_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    """Renaming over a file that is a mount point fails with EBUSY or EXDEV."""

    def fixed(*_: object) -> None:
        raise OSError(code, "fixed")

    monkeypatch.setattr(os, "replace", fixed)
    with pytest.raises(SaveError, match=r"disk.busy"):
        atomic_file.write(path, NEW, atomic_file.read(path).fingerprint)
    assert path.read_bytes() == OLD
    assert not temps(path.parent)


def test_write_protected_file_is_refused(path: Path) -> None:
    path.chmod(0o444)
    with pytest.raises(SaveError, match=r"file.read_only"):
        atomic_file.write(path, NEW, atomic_file.read(path).fingerprint)
    assert path.read_bytes() == OLD


@pytest.mark.parametrize("make", [lambda path: path.mkdir(), lambda path: os.mkfifo(path)])
def test_folder_and_pipe_are_not_read(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "session.toml"
    make(path)
    with pytest.raises(SessionError, match=r"file.is_folder|file.not_regular"):
        atomic_file.read_bytes(path)


def test_unreadable_file_raises_the_reason(tmp_path: Path) -> None:
    with pytest.raises(MissingError):
        atomic_file.read_bytes(tmp_path / "none.toml")
    with pytest.raises(SessionError, match=r"file.no_path"):
        atomic_file.read_bytes("a\0b")
    with pytest.raises(SessionError, match=r"file.not_regular"):
        atomic_file.read_bytes("/dev/zero")
    large = tmp_path / "large.toml"
    with large.open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    with pytest.raises(SessionError, match=r"file.too_large"):
        atomic_file.read_bytes(large)
    loop = tmp_path / "loop.toml"
    loop.symlink_to(loop)
    with pytest.raises(SessionError):
        atomic_file.read_bytes(loop)


def test_exports_do_not_overwrite_sessions(path: Path, tmp_path: Path) -> None:
    for before in (OLD, b"\xef\xbb\xbf# mine\r\n\r\nformat=1\n", b"format = 1\n<<<<<<< broken"):
        path.write_bytes(before)
        with pytest.raises(SaveError, match=r"file.is_session"):
            write_export(path, NEW, overwrite=True)
        assert path.read_bytes() == before
    document = tmp_path / "document.md"
    write_export(document, b"one")
    assert mode(document) == 0o600
    with pytest.raises(atomic_file.TakenError):
        write_export(document, b"two")
    assert document.read_bytes() == b"one"
    write_export(document, b"two", overwrite=True)
    assert document.read_bytes() == b"two"
    with pytest.raises(SaveError, match=r"folder.none"):
        write_export(tmp_path / "none" / "document.md", b"")
    with pytest.raises(SaveError, match=r"file.is_folder"):
        write_export(tmp_path, b"", overwrite=True)
    for name in ("x" * 300, f"{'x' * 300}/document.md", "x/" * 3000):
        with pytest.raises(SaveError, match=r"disk.name_too_long|folder.none"):
            write_export(tmp_path / name, b"")


def test_write_in_a_read_only_folder_is_refused(open_folder: Path) -> None:
    with as_nobody():
        path = open_folder / "folder" / "session.toml"
        fingerprint = atomic_file.create(path, OLD)
        path.parent.chmod(0o500)
        with pytest.raises(SaveError, match=r"folder.read_only"):
            atomic_file.write(path, NEW, fingerprint)
        with pytest.raises(SaveError, match=r"folder.read_only"):
            atomic_file.create(path.with_name("new.toml"), NEW)
        assert path.read_bytes() == OLD
        path.chmod(0o000)
        with pytest.raises(SessionError, match=r"disk.permission"):
            atomic_file.read_bytes(path)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can make somebody else's file")
def test_another_users_file_is_refused(open_folder: Path) -> None:
    path = open_folder / "session.toml"
    fingerprint = atomic_file.create(path, OLD)
    path.chmod(0o666)
    with as_nobody(), pytest.raises(SaveError, match=r"file.foreign"):
        atomic_file.write(path, NEW, fingerprint)
    assert path.read_bytes() == OLD
    assert path.stat().st_uid == 0
    assert not temps(open_folder)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can make a file of a group that it is not in")
def test_replaced_file_gives_another_group_no_access(open_folder: Path) -> None:
    path = open_folder / "session.toml"
    fingerprint = atomic_file.create(path, OLD)
    os.chown(path, NOBODY, 12345)
    path.chmod(0o664)
    with as_nobody():
        atomic_file.write(path, NEW, fingerprint)
    assert path.read_bytes() == NEW
    assert (path.stat().st_uid, path.stat().st_gid) == (NOBODY, NOBODY)
    assert mode(path) == 0o604
