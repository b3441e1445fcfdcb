"""Tests that an open session loses no text through disk errors and changes by other programs."""

from __future__ import annotations

import errno
import os
import stat
import time
from dataclasses import replace
from pathlib import Path

import pytest
from tests.said import said
from tests.storage.desk import SESSION, WHO, Desk, write

from wbtui.core.change import SetFact
from wbtui.core.errors import ConflictError, MissingError, SaveError
from wbtui.core.session import Session
from wbtui.storage.session.autosave import SaveTiming
from wbtui.storage.session_file import codec, toml_update
from wbtui.storage.session_file.toml_document import TomlDocument


def full_disk(patch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def fsync(fd: int) -> None:
        if "/sessions/.~" in os.readlink(f"/proc/self/fd/{fd}").replace("/state/sessions", ""):
            raise OSError(errno.ENOSPC, "full")
        real(fd)

    patch.setattr(os, "fsync", fsync)


def test_failed_save_writes_a_rescue_copy_and_is_retried(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = desk.open()
    write(opened, "precious")
    with monkeypatch.context() as patch:
        full_disk(patch)
        assert not opened.handle.flush()
    error = opened.handle.status.error
    assert error is not None
    assert (error.problem.code, opened.handle.status.dirty) == ("disk.full", True)
    rescue = next(desk.state.rglob("rescue.toml"))
    assert codec.read(rescue.read_bytes()).session == opened.session
    assert stat.S_IMODE(rescue.stat().st_mode) == 0o600
    assert opened.handle.close()
    assert opened.handle.status.error is None
    assert not rescue.exists()
    assert desk.on_disk().text(WHO) == "precious"


def test_closing_without_a_save_keeps_the_journal(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = desk.open()
    write(opened, "precious")
    with monkeypatch.context() as patch:
        full_disk(patch)
        assert not opened.handle.close()
    again = desk.open()
    assert again.session.text(WHO) == "precious"
    assert said(again.handle.recovered) == "recovered 1 change from 12:00"
    assert again.handle.flush()
    assert not list(desk.state.rglob("rescue.toml"))


def test_journal_without_about_file_is_identified_by_its_session_id(desk: Desk) -> None:
    """After a power cut `about.json` may be missing, and another session may be at the path."""
    opened = desk.open()
    write(opened, "of the old one")
    desk.crash(opened)
    for label in (*desk.state.rglob("about.json"), *desk.state.rglob("ids/*")):
        label.unlink()
    desk.path.write_text(codec.render(replace(SESSION, id="new")).text)
    again = desk.open()
    assert again.session.text(WHO) == ""
    assert len(list(desk.state.rglob("journal-*"))) == 1


def test_change_by_another_program_is_merged(desk: Desk) -> None:
    opened = desk.open()
    assert opened.handle.look() is None
    write(opened, "ours")
    desk.path.write_text("# mine\n" + desk.path.read_text().replace("Pocket", "Rocket"))
    assert not opened.handle.flush()
    assert isinstance(opened.handle.status.error, ConflictError)
    merge = opened.merge_external()
    assert opened.handle.look() is None
    assert merge.came_in == (SetFact("title", "Rocket Clinic"),)
    assert opened.handle.flush()
    assert opened.handle.look() is None
    assert desk.path.read_text().startswith("# mine\n")
    session = desk.on_disk()
    assert (session, session.title, session.text(WHO)) == (opened.session, "Rocket Clinic", "ours")


def test_change_by_another_program_without_unsaved_edits_is_a_reload(desk: Desk) -> None:
    opened = desk.open()
    text = desk.path.read_text().replace("Pocket", "Rocket")
    desk.path.write_text(text)
    opened.merge_external()
    assert opened.session.title == "Rocket Clinic"
    assert opened.handle.close()
    assert desk.path.read_text() == text


def test_deleted_file_is_recreated_only_on_request(desk: Desk) -> None:
    opened = desk.open()
    write(opened, "ours")
    desk.path.unlink()
    assert not opened.handle.flush()
    assert isinstance(opened.handle.status.error, ConflictError)
    with pytest.raises(MissingError):
        opened.handle.look()
    opened.handle.recreate(opened.session)
    assert opened.handle.flush()
    assert desk.on_disk() == opened.session
    write(opened, "more")
    assert opened.handle.close()
    assert desk.on_disk().text(WHO) == "more"


def test_named_versions_and_one_per_stage_are_kept(desk: Desk) -> None:
    opened = desk.open()
    write(opened, "one")
    opened.handle.keep_version(opened.session, "before lunch")
    opened.update(replace(opened.session, slot="problem"))
    assert opened.handle.flush()
    versions = opened.handle.history.versions()
    assert {version.reason for version in versions} == {"opened", "named", "stage"}
    named = next(version for version in versions if version.name == "before lunch")
    assert codec.read(opened.handle.history.read(named)).session.text(WHO) == "one"


def test_hard_linked_file_is_not_replaced_but_rescued(desk: Desk, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    os.link(desk.path, other)
    opened = desk.open()
    write(opened, "precious")
    assert not opened.handle.flush()
    error = opened.handle.status.error
    assert error is not None
    assert error.problem.code == "file.links"
    rescue = opened.handle.state.rescue
    assert said(error.problem).endswith(f"remove its other hard links. A copy is in {rescue}")
    assert codec.read(rescue.read_bytes()).session == opened.session
    assert not opened.handle.close()
    assert desk.on_disk() == SESSION
    again = desk.open()
    assert again.session.text(WHO) == "precious"
    assert said(again.handle.recovered) == "recovered 1 change from 12:00"
    other.unlink()
    assert again.handle.close()
    assert desk.on_disk().text(WHO) == "precious"


def test_unwritable_state_folder_does_not_prevent_saving(desk: Desk) -> None:
    desk.state.write_text("in the way")
    opened = desk.open()
    write(opened, "parents")
    assert opened.handle.journal_error
    assert opened.handle.close()
    assert desk.on_disk().text(WHO) == "parents"


def test_whole_file_is_read_back_when_idle_and_on_flush(desk: Desk) -> None:
    opened = desk.open(timing=SaveTiming(idle=0.001, limit=0.001, check=0.05))
    writer = opened.handle._writer
    for text in ("first", "second"):
        write(opened, text)
        assert opened.handle.flush()
    assert writer._checked
    write(opened, "third")
    deadline = time.monotonic() + 30
    while desk.on_disk().text(WHO) != "third" or not writer._checked:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_file_that_differs_from_the_session_is_written_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The replaced `checked` stands for a bug that the checks of the pieces do not find."""
    opened = desk.open()
    write(opened, "first")
    assert opened.handle.flush()

    render = codec.render

    def wrong(session: Session, original: TomlDocument | None = None) -> TomlDocument:
        right = render(session, original)
        return replace(right, body=right.body.replace("second", "wrong"))

    monkeypatch.setattr(codec, "render", wrong)
    write(opened, "second")
    assert opened.handle.flush()
    assert desk.on_disk() == opened.session
    write(opened, "second again")
    with monkeypatch.context() as patch:
        patch.setattr(codec, "verified", lambda *_: (_ for _ in ()).throw(SaveError("session.no_toml")))
        assert not opened.handle.flush()
        assert opened.handle.status.error is not None
        assert opened.handle.status.error.problem.code == "session.no_toml"
    assert opened.handle.flush()
    assert opened.handle.status.error is None
    assert desk.on_disk() == opened.session


def test_a_file_that_is_written_anew_is_kept_as_a_version_and_reported(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = desk.open()
    write(opened, "first")
    assert opened.handle.flush()
    assert [said(loss) for loss in opened.handle.losses] == []
    before = desk.path.read_bytes()
    monkeypatch.setattr(toml_update, "patched", lambda *_: (_ for _ in ()).throw(ValueError("no way")))
    write(opened, "second")
    assert opened.handle.flush()
    assert desk.on_disk() == opened.session
    assert [said(loss) for loss in opened.handle.losses] == ["comments moved to the top"]
    history = opened.handle.history
    assert [history.read(version) for version in history.versions() if version.reason == "anew"] == [before]


def test_file_before_a_reload_is_kept_as_a_version(desk: Desk) -> None:
    opened = desk.open()
    write(opened, "ours")
    assert opened.handle.flush()
    desk.path.write_text(desk.path.read_text().replace("ours", "theirs"))
    opened.merge_external()
    assert opened.session.text(WHO) == "theirs"
    kept = [
        (version.reason, opened.handle.as_it_was(version).text(WHO))
        for version in opened.handle.history.versions()
    ]
    assert kept[:2] == [("outside", "theirs"), ("reload", "ours")]


def test_merged_changes_are_saved_without_waiting_for_the_retry(desk: Desk) -> None:
    opened = desk.open(timing=SaveTiming(idle=0.01, limit=0.02, first_retry=1e6, last_retry=1e6))
    desk.path.write_text(desk.path.read_text().replace("Pocket", "Rocket"))
    write(opened, "ours")
    assert not opened.handle.flush(0.5)
    opened.merge_external()
    deadline = time.monotonic() + 30
    while opened.handle.status.dirty and time.monotonic() < deadline:
        time.sleep(0.01)
    assert (desk.on_disk().title, desk.on_disk().text(WHO)) == ("Rocket Clinic", "ours")
