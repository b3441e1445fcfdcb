"""Tests of finding and restoring deleted sessions."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.session_edits import with_answer
from tests.storage.desk import NOON, SESSION, WHO, Desk, write

from wbtui.storage.disk import atomic_file
from wbtui.storage.library import Library
from wbtui.storage.recovery.deleted_sessions import DeletedSession, deleted_sessions
from wbtui.storage.recovery.salvage import restorable_versions, restore_file
from wbtui.storage.session_file import codec
from wbtui.storage.state import State


def library(desk: Desk) -> Library:
    return Library(desk.path.parent)


def worked_on(desk: Desk) -> None:
    opened = desk.open()
    write(opened, "precious")
    assert opened.handle.close()


def test_deleted_session_is_found_and_restored(desk: Desk) -> None:
    worked_on(desk)
    assert deleted_sessions(library(desk), desk.state) == ()
    desk.path.unlink()
    (deleted,) = deleted_sessions(library(desk), desk.state)
    assert deleted == DeletedSession(desk.path, "Pocket Clinic", NOON.replace(microsecond=1))
    restorable = next(restorable_versions(desk.path, desk.state))
    assert restore_file(desk.path, restorable, lambda: desk.time) is None
    assert deleted_sessions(library(desk), desk.state) == ()
    assert desk.open().session.text(WHO) == "precious"


def test_changes_only_in_the_journal_are_restored(desk: Desk) -> None:
    opened = desk.open()
    write(opened, "saved")
    assert opened.handle.flush()
    write(opened, "only in the journal")
    desk.crash(opened)
    desk.path.unlink()
    assert len(deleted_sessions(library(desk), desk.state)) == 1
    restorable = next(restorable_versions(desk.path, desk.state))
    assert (restorable.session.text(WHO), restorable.added) == ("only in the journal", 1)


def test_deleted_session_is_restored_from_a_rescue_copy_alone(desk: Desk) -> None:
    worked_on(desk)
    state = State(desk.state, desk.path)
    for version in state.versions.iterdir():
        version.unlink()
    desk.path.unlink()
    assert deleted_sessions(library(desk), desk.state) == ()
    rescued = with_answer(SESSION, WHO, "rescued")
    atomic_file.put(state.rescue, codec.render(rescued).text.encode())
    (deleted,) = deleted_sessions(library(desk), desk.state)
    assert deleted.title == "Pocket Clinic"
    restorable = next(restorable_versions(desk.path, desk.state))
    assert (restorable.session, restorable.version.reason) == (rescued, "rescue")


def to_the_trash(desk: Desk) -> None:
    library(desk).trash(desk.path)


def renamed(desk: Desk) -> None:
    desk.path.rename(desk.path.with_name("other.toml"))


def opened_elsewhere(desk: Desk) -> None:
    moved = desk.path.parents[1] / "moved.toml"
    desk.path.rename(moved)
    assert desk.open(moved).handle.close()


def never_changed(desk: Desk) -> None:
    desk.path.unlink()
    atomic_file.create(desk.path.with_name("new.toml"), codec.render(replace(SESSION, id="new")).text.encode())
    assert desk.open(desk.path.with_name("new.toml")).handle.close()
    desk.path.with_name("new.toml").unlink()
    restore = next(restorable_versions(desk.path, desk.state))
    restore_file(desk.path, restore, lambda: desk.time)


def of_another_folder(desk: Desk) -> None:
    other = desk.path.parents[1] / "other" / "session.toml"
    atomic_file.create(other, codec.render(replace(SESSION, id="other")).text.encode())
    opened = desk.open(other)
    write(opened, "precious")
    assert opened.handle.close()
    other.unlink()


@pytest.mark.parametrize("how", [to_the_trash, renamed, opened_elsewhere, never_changed, of_another_folder])
def test_session_that_is_not_deleted_is_not_listed(desk: Desk, how: Callable[[Desk], None]) -> None:
    worked_on(desk)
    how(desk)
    assert deleted_sessions(library(desk), desk.state) == ()


def test_damaged_state_folders_are_skipped(desk: Desk, tmp_path: Path) -> None:
    assert deleted_sessions(library(desk), tmp_path / "nowhere") == ()
    worked_on(desk)
    desk.path.unlink()
    for n, damage in enumerate((b"", b"[", b'{"path": 3}', os.urandom(100))):
        folder = desk.state / "sessions" / f"damaged-{n}"
        folder.mkdir()
        (folder / "about.json").write_bytes(damage)
    newest = max(State(desk.state, desk.path).versions.iterdir())
    newest.write_bytes(b"[")
    (deleted,) = deleted_sessions(library(desk), desk.state)
    assert deleted.title == "Pocket Clinic"
