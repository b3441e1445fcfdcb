"""Tests of automatic versions, and of those that cannot be written for a while."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.said import said
from tests.session_edits import with_answer
from tests.storage.desk import NEED, NOON, SESSION, WHO, Desk, Seat, write

from wbtui.core.errors import SaveError
from wbtui.storage.disk import atomic_file
from wbtui.storage.session import writer
from wbtui.storage.session_file import codec
from wbtui.storage.state import State

WHY = "the folder is gone. Put the folder back in its place"
"""The error message if a file has the name of a folder."""


def block(desk: Desk) -> None:
    """Make it impossible to write versions."""
    folder = State(desk.state, desk.path).versions
    folder.parent.mkdir(parents=True, exist_ok=True)
    if folder.exists():
        folder.rename(folder.with_name("aside"))
    folder.write_text("in the way")


def unblock(desk: Desk) -> None:
    """Make it possible to write versions again."""
    folder = State(desk.state, desk.path).versions
    folder.unlink()
    if folder.with_name("aside").exists():
        folder.with_name("aside").rename(folder)


def save(opened: Seat, text: str) -> None:
    write(opened, text)
    assert opened.handle.flush()


def kept(opened: Seat) -> list[tuple[str, str]]:
    """Return the reason and the text of each version, newest first."""
    return [
        (version.reason, opened.handle.as_it_was(version).text(WHO))
        for version in opened.handle.history.versions()
    ]


def test_a_version_that_cannot_be_kept_is_reported_until_it_is(desk: Desk) -> None:
    desk.path.write_text(codec.render(with_answer(SESSION, WHO, "as it was found")).text)
    opened = desk.open()
    assert opened.handle.history_error is None
    block(desk)
    save(opened, "first")
    assert said(opened.handle.history_error).endswith(WHY)
    assert opened.handle.status.error is None, "the file is saved all the same"
    desk.time += timedelta(minutes=6)
    save(opened, "second")
    assert said(opened.handle.history_error).endswith(WHY)
    unblock(desk)
    save(opened, "third")
    assert opened.handle.history_error is None
    assert kept(opened) == [("minutes", "second"), ("opened", "as it was found")]


def test_version_by_another_program_is_kept_later(desk: Desk) -> None:
    opened = desk.open()
    save(opened, "ours")
    block(desk)
    desk.path.write_text(desk.path.read_text().replace("ours", "theirs"))
    opened.merge_external()
    assert said(opened.handle.history_error).endswith(WHY)
    unblock(desk)
    write(opened, "something", NEED)
    assert opened.handle.flush()
    assert opened.handle.history_error is None
    assert kept(opened)[:2] == [("outside", "theirs"), ("reload", "ours")]


def test_named_version_comes_after_waiting_ones(desk: Desk) -> None:
    opened = desk.open()
    block(desk)
    save(opened, "first")
    with pytest.raises(SaveError):
        opened.handle.keep_version(opened.session, "lunch")
    unblock(desk)
    opened.handle.keep_version(opened.session, "lunch")
    assert opened.handle.history_error is None
    assert kept(opened) == [("named", "first"), ("opened", "")]


def test_number_of_waiting_versions_is_limited(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first version, which exists nowhere else, and the newest ones stay in memory."""
    monkeypatch.setattr(writer, "MAX_WAITING_VERSIONS", 3)
    opened = desk.open()
    block(desk)
    for text in "abcde":
        desk.time += timedelta(minutes=6)
        save(opened, text)
    unblock(desk)
    save(opened, "f")
    assert kept(opened) == [("minutes", "e"), ("minutes", "d"), ("opened", "")]


def test_rescue_copy_stays_until_it_is_kept_as_a_version(desk: Desk) -> None:
    state = State(desk.state, desk.path)
    later = replace(with_answer(SESSION, WHO, "rescued"), updated=NOON + timedelta(hours=1))
    atomic_file.put(state.rescue, codec.render(later).text.encode())
    block(desk)
    opened = desk.open()
    assert opened.handle.rescued is not None
    assert opened.handle.rescued.session.text(WHO) == "rescued"
    assert opened.handle.rescued.version.path == state.rescue
    save(opened, "ours")
    assert state.rescue.exists()
    assert said(opened.handle.history_error).endswith(WHY)
    unblock(desk)
    save(opened, "more")
    assert ("rescue", "rescued") in kept(opened)
    save(opened, "and more")
    assert not state.rescue.exists()


@pytest.mark.parametrize("passed", [timedelta(minutes=5), -timedelta(seconds=1)], ids=["on", "back"])
def test_a_version_is_saved_after_five_minutes_or_when_the_time_is_set_back(desk: Desk, passed: timedelta) -> None:
    """After a correction of the system time, the next interval might not end for years."""
    opened = desk.open()
    save(opened, "first")
    desk.time += timedelta(minutes=4)
    save(opened, "within five minutes")
    desk.time = NOON + passed
    save(opened, "afterwards")
    assert kept(opened) == [("minutes", "afterwards"), ("opened", "")]
