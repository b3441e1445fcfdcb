"""Tests of an open session: opening, saving, recovery and closing."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.said import said
from tests.session_edits import with_answer, with_entry, with_minutes
from tests.storage.desk import LIST, NEED, NOON, SESSION, WHO, Desk, write

from wbtui.core.change import SetAnswer
from wbtui.core.diff.conflicts import Conflict
from wbtui.core.errors import MissingError, SessionError
from wbtui.core.place import Caret
from wbtui.core.session import Entry
from wbtui.core.time import schedule
from wbtui.core.time.downtime import Downtime
from wbtui.core.view import View
from wbtui.storage.disk.lock import lock_path
from wbtui.storage.session.autosave import SaveTiming, Status
from wbtui.storage.session_file import codec


def test_opening_and_closing_does_not_change_the_file(desk: Desk) -> None:
    before = desk.path.stat()
    with_lock = desk.open()
    assert with_lock.session == SESSION
    assert (with_lock.handle.read_only, with_lock.handle.recovered, with_lock.handle.away) == (None, None, None)
    assert with_lock.handle.close()
    assert desk.path.stat() == before
    assert os.listdir(desk.path.parent) == ["session.toml"]


def test_edit_is_saved_automatically(desk: Desk) -> None:
    opened = desk.open(timing=SaveTiming(idle=0.01, limit=0.02))
    desk.time += timedelta(minutes=1)
    write(opened, "parents")
    assert opened.session.updated == desk.time
    assert opened.handle.flush()
    assert desk.on_disk() == opened.session
    assert opened.handle.status == Status(desk.time)
    assert opened.handle.close()
    assert not list(desk.state.rglob("journal-*"))


def test_update_without_a_change_saves_nothing(desk: Desk) -> None:
    opened = desk.open()
    opened.update(replace(opened.session, updated=NOON + timedelta(days=1)))
    assert opened.session == SESSION
    assert not opened.handle.status.dirty


def test_unsaved_changes_are_recovered_and_reported(desk: Desk) -> None:
    opened = desk.open()
    for text in ("p", "pa", "par"):
        write(opened, text)
    opened.update(with_entry(opened.session, LIST, Entry("q1", {"question": "Why?"})))
    whole = opened.session
    desk.crash(opened)
    assert desk.on_disk() == SESSION
    desk.time += timedelta(hours=1)
    again = desk.open()
    assert again.session == whole
    assert said(again.handle.recovered) == "recovered 2 changes from 12:00"
    desk.crash(again)
    third = desk.open()
    assert third.session == whole
    assert third.handle.close()
    assert desk.on_disk() == whole
    last = desk.open()
    assert (last.session, last.handle.recovered) == (whole, None)


def test_a_crash_loses_no_change_made_after_the_last_save(desk: Desk) -> None:
    opened = desk.open()
    write(opened, "saved")
    assert opened.handle.flush()
    write(opened, "not saved", NEED)
    desk.crash(opened)
    again = desk.open()
    assert said(again.handle.recovered) == "recovered 1 change from 12:00"
    assert (again.session.text(WHO), again.session.text(NEED)) == ("saved", "not saved")


@pytest.mark.parametrize("theirs", ["theirs", "saved"])
def test_answer_changed_on_both_sides_of_a_crash_is_a_conflict(desk: Desk, theirs: str) -> None:
    """An answer that only we changed is no conflict, although the file differs from the journal there too."""
    opened = desk.open()
    write(opened, "saved")
    assert opened.handle.flush()
    write(opened, "ours")
    desk.crash(opened)
    desk.path.write_text(desk.path.read_text().replace("saved", theirs).replace("Pocket", "Rocket"))
    again = desk.open()
    assert again.session.text(WHO) == "ours"
    assert again.handle.conflicts == ((Conflict(WHO, "theirs"),) if theirs == "theirs" else ())


def test_a_file_changed_after_the_crash_is_merged(desk: Desk) -> None:
    opened = desk.open()
    write(opened, "saved")
    assert opened.handle.flush()
    write(opened, "ours", NEED)
    desk.crash(opened)
    text = desk.path.read_text().replace("saved", "theirs").replace("Pocket", "Rocket")
    desk.path.write_text(text)
    again = desk.open()
    assert again.session.title == "Rocket Clinic"
    assert (again.session.text(WHO), again.session.text(NEED)) == ("theirs", "ours")
    assert "somebody else changed the file" in said(again.handle.recovered)
    assert not again.handle.conflicts
    assert text.encode() in [again.handle.history.read(version) for version in again.handle.history.versions()]


def test_minutes_count_once_in_a_file_changed_after_the_crash(desk: Desk) -> None:
    """The file may contain the added minutes although the journal has no mark of that save."""
    opened = desk.open()
    write(opened, "saved")
    assert opened.handle.flush()
    for _ in range(3):
        opened.workshop.edit(with_minutes(opened.session, "customer", 1, 10))
    desk.crash(opened)
    for changed in (opened.session, desk.on_disk()):
        desk.path.write_text(codec.render(replace(changed, title="Rocket Clinic")).text)
        again = desk.open()
        assert (again.session.title, again.session.clock.planned) == ("Rocket Clinic", {"customer": 13})
        desk.crash(again)


def test_running_clock_is_paused_at_the_end_of_the_program(desk: Desk) -> None:
    opened = desk.open()
    opened.workshop.edit(*schedule.start(opened.session, desk.time))
    desk.time += timedelta(seconds=300)
    opened.handle.heartbeat(opened.session.clock.running_since)
    assert opened.handle.flush()
    desk.crash(opened)
    heart = desk.time
    desk.time += timedelta(hours=14)
    again = desk.open()
    assert again.handle.away == Downtime(heart, desk.time)
    assert again.session.clock.running_since is None
    assert again.session.clock.spent == {"customer": 300}
    assert again.handle.recovered is None
    assert again.handle.close()
    assert desk.open().handle.away is None


def test_second_process_is_read_only(desk: Desk) -> None:
    first = desk.open()
    write(first, "first")
    second = desk.open()
    assert f"process {os.getpid()}" in said(second.handle.read_only)
    write(second, "second")
    second.workshop.adopt(SetAnswer(WHO, "nobody's act"))
    second.handle.remember(View("problem"))
    second.handle.heartbeat(None)
    assert second.handle.close()
    assert first.handle.flush()
    assert desk.on_disk().text(WHO) == "first"
    assert first.handle.close()
    assert desk.open().handle.read_only is None


def test_write_protected_file_is_read_only(desk: Desk) -> None:
    desk.path.chmod(0o444)
    opened = desk.open()
    assert said(opened.handle.read_only) == "the file is read-only"
    assert not lock_path(desk.path).exists()
    write(opened, "lost on purpose")
    assert opened.handle.close()
    assert desk.on_disk() == SESSION
    assert not desk.state.exists()


def test_file_that_cannot_be_opened_is_not_locked(desk: Desk) -> None:
    good = desk.path.read_text()
    for text in ("format = 1\n[", good.replace("title", "name")):
        desk.path.write_text(text)
        with pytest.raises(SessionError):
            desk.open()
        assert os.listdir(desk.path.parent) == ["session.toml"]
        assert desk.path.read_text() == text
    with pytest.raises(MissingError):
        desk.open(desk.path.with_name("none.toml"))


def test_view_is_remembered(desk: Desk) -> None:
    opened = desk.open()
    view = View("problem", "", NEED, 3, 4)
    opened.handle.remember(view)
    assert opened.handle.close()
    assert desk.open().handle.view == view


def test_caret_typed_after_a_view_wins_even_if_the_view_is_written_later(desk: Desk) -> None:
    opened = desk.open()
    opened.handle.remember(View("customer", "who", WHO, 0, 1))
    opened.update(with_answer(opened.session, WHO, "parents"), Caret(WHO, 0, 7))
    assert opened.handle.flush()
    desk.crash(opened)
    assert desk.open().handle.view == View("customer", "who", WHO, 0, 7)


def test_caret_of_the_last_keystroke_survives_a_crash(desk: Desk) -> None:
    opened = desk.open()
    opened.handle.remember(View("problem", "", NEED, 3, 4))
    assert opened.handle.flush()
    opened.update(with_answer(opened.session, WHO, "parents"), Caret(WHO, 0, 7))
    desk.crash(opened)
    again = desk.open()
    assert (again.session.text(WHO), again.handle.view) == ("parents", View(place=WHO, column=7))
    moved = View("customer", "who", WHO, 0, 1, 2)
    again.handle.remember(moved)
    assert again.handle.flush(), "within a second, that is"
    desk.crash(again)
    third = desk.open()
    assert third.handle.view == moved
    assert third.handle.close()
    fourth = desk.open()
    fourth.update(with_answer(fourth.session, WHO, "parents of"), Caret(WHO, 0, 10))
    desk.crash(fourth)
    seen = moved._replace(column=10)
    assert desk.open().handle.view == seen, "also where an earlier run wrote more batches"


def test_copy_gets_a_new_id_with_its_first_save(desk: Desk) -> None:
    assert desk.open().handle.close()
    copy = desk.path.with_name("copy.toml")
    shutil.copy(desk.path, copy)
    opened = desk.open(copy)
    assert opened.session.id != "abc123"
    assert opened.handle.close()
    assert desk.on_disk(copy).id == "abc123"
    opened = desk.open(copy)
    write(opened, "mine")
    new = opened.session.id
    desk.crash(opened)
    opened = desk.open(copy)
    assert (opened.session.id, opened.session.text(WHO)) == (new, "mine")
    assert opened.handle.close()
    assert desk.on_disk(copy).id == desk.open(copy).session.id == new
    assert desk.open().session.id == "abc123"


def test_moved_session_keeps_its_id_and_unsaved_changes(desk: Desk) -> None:
    opened = desk.open()
    write(opened, "not saved")
    desk.crash(opened)
    moved = desk.path.with_name("moved.toml")
    desk.path.rename(moved)
    again = desk.open(moved)
    assert (again.session.id, again.session.text(WHO)) == ("abc123", "not saved")


def test_another_session_at_the_same_path_does_not_get_the_journal(desk: Desk) -> None:
    opened = desk.open()
    write(opened, "of the old one")
    desk.crash(opened)
    desk.path.write_text(codec.render(replace(SESSION, id="new", title="New")).text)
    again = desk.open()
    assert (again.session.text(WHO), again.handle.recovered) == ("", None)
    assert len(list(desk.state.rglob("journal-*"))) == 1, "the old journal is set aside, not removed"
