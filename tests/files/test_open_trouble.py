"""What goes wrong with an open session costs nobody a word."""

from __future__ import annotations

import errno
import os
import stat
import time
from dataclasses import replace
from pathlib import Path

import pytest
from tests.files.desk import SESSION, WHO, Desk, write

from wbtui.core.errors import ConflictError, MissingError, SaveError, SessionError
from wbtui.core.session import Session
from wbtui.files import codec, store
from wbtui.files.layout import Layout
from wbtui.files.saver import Pace


def full_disk(patch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def fsync(fd: int) -> None:
        if "/sessions/.~" in os.readlink(f"/proc/self/fd/{fd}").replace("/state/sessions", ""):
            raise OSError(errno.ENOSPC, "full")
        real(fd)

    patch.setattr(os, "fsync", fsync)


def test_a_failure_is_said_with_a_rescue_copy_and_made_up_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = desk.open()
    write(opened, "precious")
    with monkeypatch.context() as patch:
        full_disk(patch)
        assert not opened.flush()
    error = opened.status.error
    assert error is not None
    assert (error.what, opened.status.dirty) == ("the disk is full", True)
    rescue = next(desk.state.rglob("rescue.toml"))
    assert codec.read(rescue.read_bytes()).session == opened.session
    assert stat.S_IMODE(rescue.stat().st_mode) == 0o600
    assert opened.close()
    assert opened.status.error is None
    assert not rescue.exists()
    assert desk.on_disk().text(WHO) == "precious"


def test_closing_without_a_save_keeps_the_journal(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = desk.open()
    write(opened, "precious")
    with monkeypatch.context() as patch:
        full_disk(patch)
        assert not opened.close()
    again = desk.open()
    assert again.session.text(WHO) == "precious"
    assert again.recovered == "Recovered 1 change from 12:00"
    assert again.flush()
    assert not list(desk.state.rglob("rescue.toml"))


def test_a_journal_without_a_label_is_known_by_its_session(desk: Desk) -> None:
    """Only the journal is on the disk after a power cut, and by now another session is at its path."""
    opened = desk.open()
    write(opened, "of the old one")
    desk.crash(opened)
    for label in (*desk.state.rglob("about.json"), *desk.state.rglob("ids/*")):
        label.unlink()
    desk.path.write_text(codec.render(replace(SESSION, id="new")).text)
    again = desk.open()
    assert again.session.text(WHO) == ""
    assert len(list(desk.state.rglob("journal-*"))) == 1


def test_a_change_by_someone_else_is_noticed_and_taken_in(desk: Desk) -> None:
    opened = desk.open()
    assert opened.look() is None
    write(opened, "ours")
    desk.path.write_text("# mine\n" + desk.path.read_text().replace("Pocket", "Rocket"))
    assert not opened.flush()
    assert isinstance(opened.status.error, ConflictError)
    outside = opened.look()
    assert outside is not None
    merge = opened.take_in(outside)
    assert opened.look() is None
    assert [change.value for change in merge.came_in] == ["Rocket Clinic"]
    assert opened.flush()
    assert opened.look() is None
    assert desk.path.read_text().startswith("# mine\n")
    session = desk.on_disk()
    assert (session, session.title, session.text(WHO)) == (opened.session, "Rocket Clinic", "ours")


def test_a_change_by_someone_else_while_all_is_saved_is_a_reload(desk: Desk) -> None:
    opened = desk.open()
    text = desk.path.read_text().replace("Pocket", "Rocket")
    desk.path.write_text(text)
    outside = opened.look()
    assert outside is not None
    opened.take_in(outside)
    assert opened.session.title == "Rocket Clinic"
    assert opened.close()
    assert desk.path.read_text() == text


def test_a_file_that_is_gone_is_written_again_only_when_asked(desk: Desk) -> None:
    opened = desk.open()
    write(opened, "ours")
    desk.path.unlink()
    assert not opened.flush()
    assert isinstance(opened.status.error, ConflictError)
    with pytest.raises(MissingError):
        opened.look()
    opened.recreate()
    assert opened.flush()
    assert desk.on_disk() == opened.session
    write(opened, "more")
    assert opened.close()
    assert desk.on_disk().text(WHO) == "more"


def test_versions_are_kept_by_name_and_with_each_stage(desk: Desk) -> None:
    opened = desk.open()
    write(opened, "one")
    opened.keep_version("before lunch")
    opened.update(replace(opened.session, slot="problem"))
    assert opened.flush()
    versions = opened.history.versions()
    assert {version.reason for version in versions} == {"opened", "named", "stage"}
    named = next(version for version in versions if version.name == "before lunch")
    assert codec.read(opened.history.read(named)).session.text(WHO) == "one"


def test_a_save_in_place_that_was_cut_off_is_finished(desk: Desk, tmp_path: Path) -> None:
    os.link(desk.path, tmp_path / "other.toml")
    opened = desk.open()
    write(opened, "saved " * 500)
    assert opened.flush()
    write(opened, "new " * 900)
    whole = codec.render(opened.session, opened._keeper.on_disk.layout).text.encode()
    assert opened._keeper.journal is not None
    opened._keeper.journal.saving(store.digest(whole), 2)
    store.put(opened._state.in_place, whole)
    with desk.path.open("r+b") as file:
        file.write(whole[:-60])
    session = opened.session
    desk.crash(opened)
    with pytest.raises(SessionError):
        desk.on_disk()
    again = desk.open()
    assert again.session == session
    assert desk.on_disk() == session
    assert not again._state.in_place.exists()


def test_a_state_folder_that_cannot_be_written_does_not_stop_the_work(desk: Desk) -> None:
    desk.state.write_text("in the way")
    opened = desk.open()
    write(opened, "parents")
    assert opened.journal_error
    assert opened.close()
    assert desk.on_disk().text(WHO) == "parents"


def test_the_whole_file_is_read_back_when_idle_and_before_the_end(desk: Desk) -> None:
    opened = desk.open(pace=Pace(idle=0.001, limit=0.001, check=0.05))
    keeper = opened._keeper
    for text in ("first", "second"):
        write(opened, text)
        assert opened.flush()
    assert keeper._checked
    write(opened, "third")
    deadline = time.monotonic() + 10
    while desk.on_disk().text(WHO) != "third" or not keeper._checked:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_file_that_does_not_say_what_it_should_is_written_anew(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if a mistake in wbtui had slipped through the checks of the pieces."""
    opened = desk.open()
    write(opened, "first")
    assert opened.flush()

    def wrong(session: Session, layout: Layout, original: Layout) -> Layout:
        return replace(layout, body=layout.body.replace("second", "wrong"))

    monkeypatch.setattr(codec, "checked", wrong)
    write(opened, "second")
    assert opened.flush()
    assert desk.on_disk() == opened.session
    write(opened, "second again")
    with monkeypatch.context() as patch:
        patch.setattr(codec, "verified", lambda *_: (_ for _ in ()).throw(SaveError("it cannot be written")))
        assert not opened.flush()
        assert opened.status.error is not None
        assert opened.status.error.what == "it cannot be written"
    assert opened.flush()
    assert opened.status.error is None
    assert desk.on_disk() == opened.session


def test_what_was_there_before_a_reload_is_kept(desk: Desk) -> None:
    opened = desk.open()
    write(opened, "ours")
    assert opened.flush()
    desk.path.write_text(desk.path.read_text().replace("ours", "theirs"))
    outside = opened.look()
    assert outside is not None
    assert opened.take_in(outside).session.text(WHO) == "theirs"
    kept = [(version.reason, opened.as_it_was(version).text(WHO)) for version in opened.history.versions()]
    assert kept[:2] == [("outside", "theirs"), ("reload", "ours")]


def test_what_came_in_is_written_without_waiting_for_the_next_attempt(desk: Desk) -> None:
    opened = desk.open(pace=Pace(idle=0.01, limit=0.02, first_retry=1e6, last_retry=1e6))
    desk.path.write_text(desk.path.read_text().replace("Pocket", "Rocket"))
    write(opened, "ours")
    assert not opened.flush(0.5)
    outside = opened.look()
    assert outside is not None
    opened.take_in(outside)
    deadline = time.monotonic() + 5
    while opened.status.dirty and time.monotonic() < deadline:
        time.sleep(0.01)
    assert (desk.on_disk().title, desk.on_disk().text(WHO)) == ("Rocket Clinic", "ours")
