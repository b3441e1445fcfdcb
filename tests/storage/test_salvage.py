"""Tests of restoring an unreadable file without overwriting anything."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from tests.said import said
from tests.session_edits import with_entry
from tests.storage.desk import LIST, NEED, WHO, Desk, write

from wbtui.core.errors import SaveError, SessionError
from wbtui.core.session import Entry
from wbtui.storage.library import Library
from wbtui.storage.recovery.salvage import restorable_versions, restore_file

DAMAGE = [b"", b"\x00" * 4096, b"format = 1\n[", b"<<<<<<< a\n>>>>>>> b\n", b"x" * 9_000_000, b"\xff\xfe" * 99]


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: repr(damage[:12]))
def test_last_version_is_restored_and_the_unreadable_file_kept(desk: Desk, damage: bytes) -> None:
    opened = desk.open()
    write(opened, "saved and closed")
    session = opened.session
    assert opened.handle.close()
    desk.path.write_bytes(damage)
    desk.path.chmod(0o640)
    with pytest.raises(SessionError) as error:
        desk.open()
    assert error.value.problem.next_step or error.value.problem.code == "file.too_large"
    restorable = next(restorable_versions(desk.path, desk.state))
    assert (restorable.session, restorable.version.reason, restorable.added) == (session, "closed", 0)
    broken = restore_file(desk.path, restorable, lambda: desk.time)
    assert broken == desk.path.with_name("session.broken-20261123-120000.toml")
    assert broken.read_bytes() == damage
    assert desk.path.stat().st_mode & 0o777 == 0o640
    again = desk.open()
    assert (again.session, again.handle.recovered) == (session, None)
    assert [listed.path for listed in Library(desk.path.parent).sessions()] == [desk.path]


def test_journal_is_applied_to_the_newest_version(desk: Desk) -> None:
    opened = desk.open()
    write(opened, "kept")
    assert opened.handle.flush()
    opened.handle.keep_version(opened.session, "lunch")
    write(opened, "after the version")
    opened.update(with_entry(opened.session, LIST, Entry("q1", {"question": "Why?"})))
    assert opened.handle.flush()
    write(opened, "only in the journal", NEED)
    session = opened.session
    desk.crash(opened)
    desk.path.write_bytes(b"[")
    restorable = next(restorable_versions(desk.path, desk.state))
    assert (restorable.session.answers, restorable.version.name, restorable.added) == (session.answers, "lunch", 3)
    assert restore_file(desk.path, restorable, lambda: desk.time)
    again = desk.open()
    assert again.session.answers == session.answers
    assert restore_file(desk.path.with_name("gone.toml"), restorable, lambda: desk.time) is None


def test_damaged_versions_are_skipped(desk: Desk) -> None:
    opened = desk.open()
    for text in ("first", "second"):
        write(opened, text)
        desk.time += timedelta(minutes=10)
        assert opened.handle.flush()
    assert opened.handle.close()
    newest, *_ = opened.handle.history.versions()
    newest.path.write_bytes(b"[")
    assert next(restorable_versions(desk.path, desk.state)).session.text(WHO) == "first"


def test_open_session_is_not_replaced(desk: Desk) -> None:
    opened = desk.open()
    write(opened, "text")
    opened.handle.keep_version(opened.session)
    restorable = next(restorable_versions(desk.path, desk.state))
    desk.path.write_bytes(b"[")
    with pytest.raises(SaveError) as raised:
        restore_file(desk.path, restorable, lambda: desk.time)
    assert f"process {os.getpid()}" in said(raised.value.problem)
    assert desk.path.read_bytes() == b"["


def test_two_broken_files_in_the_same_second_are_both_kept(desk: Desk) -> None:
    opened = desk.open()
    write(opened, "text")
    assert opened.handle.close()
    restorable = next(restorable_versions(desk.path, desk.state))
    for n in range(2):
        desk.path.write_text(f"[{n}")
        restore_file(desk.path, restorable, lambda: desk.time)
    assert {path.read_text() for path in desk.path.parent.glob("*.broken-*")} == {"[0", "[1"}


def test_newer_format_is_opened_read_only(desk: Desk) -> None:
    text = desk.path.read_text().replace("format = 1", "format = 99") + "[future]\nx = 1\n"
    desk.path.write_text(text)
    opened = desk.open()
    assert "newer version of wbtui (format 99)" in said(opened.handle.read_only)
    assert opened.session.title == "Pocket Clinic"
    write(opened, "nothing happens")
    assert opened.session.text(WHO) == ""
    assert opened.handle.close()
    assert desk.path.read_text() == text
    assert os.listdir(desk.path.parent) == ["session.toml"]


def test_damaged_files_are_listed_with_a_problem(tmp_path: Path) -> None:
    for n, damage in enumerate(DAMAGE):
        (tmp_path / f"{n}.toml").write_bytes(damage)
    assert all(listed.problem for listed in Library(tmp_path).sessions())
