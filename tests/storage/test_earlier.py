"""Tests of the history of a field, from the journals and the versions."""

from __future__ import annotations

import errno
import random
import shutil
from datetime import datetime, timedelta

import pytest
from tests.session_edits import with_entry
from tests.storage.desk import LIST, NOON, WHO, Desk, Seat, write

from wbtui.core.place import Place
from wbtui.core.session import Entry
from wbtui.core.versions import EarlierText
from wbtui.storage.history.earlier import resting
from wbtui.storage.journal import archive


def typed(*texts: str, pause: float = 0.1) -> list[EarlierText]:
    return [EarlierText(NOON + timedelta(seconds=n * pause), text) for n, text in enumerate(texts)]


def rests(texts: list[EarlierText]) -> list[str]:
    return [earlier.text for earlier in resting(texts)]


def test_continuous_typing_yields_one_text() -> None:
    assert rests(typed(*("parents of children"[:n] for n in range(20)))) == ["parents of children"]


def test_a_corrected_typo_is_not_listed() -> None:
    assert rests(typed("paremts", "parem", "pare", "paren", "parents")) == ["parents"]


def test_deleted_text_is_listed_however_it_was_deleted() -> None:
    text = "parents of small children"
    assert rests(typed(text, "", "nurses")) == [text, "nurses"]
    assert rests(typed(*(text[:n] for n in range(len(text), -1, -1)), "nurses")) == [text, "nurses"]


def test_text_before_each_pause_is_listed() -> None:
    assert rests(typed("parents", "parents of", pause=6)) == ["parents", "parents of"]


def test_replaced_text_is_listed_however_fast_it_was_replaced() -> None:
    """Restoring an earlier text replaces the current one, which must then be listed."""
    assert rests(typed("Ann", "Parents of twins", "12", "9")) == ["Ann", "Parents of twins", "12", "9"]
    assert rests(typed("Anna Berg", "Anna B", "Anna Be", "Anna Bert")) == ["Anna Bert"]
    assert rests(typed("in the night, always", "in the morning and all day long")) == [
        "in the night, always",
        "in the morning and all day long",
    ]


def all_earlier(opened: Seat, place: Place = WHO) -> tuple[EarlierText, ...]:
    return list(opened.handle.earlier(place, opened.session.text(place)))[-1]


def later(desk: Desk, seconds: float) -> datetime:
    desk.time += timedelta(seconds=seconds)
    return desk.time


def test_texts_come_from_this_run_earlier_runs_and_versions(desk: Desk) -> None:
    opened = desk.open()
    write(opened, "in the first run")
    later(desk, 60)
    write(opened, "in the first run, later")
    assert opened.handle.close()
    opened = desk.open()
    later(desk, 60)
    write(opened, "now")
    later(desk, 60)
    write(opened, "at last")
    found = all_earlier(opened)
    assert [earlier.text for earlier in found] == ["now", "in the first run, later", "in the first run"]
    assert opened.handle.close()
    for path in archive.past(opened.handle.state.folder):
        path.unlink()
    texts = {earlier.text for earlier in all_earlier(desk.open())}
    assert "in the first run, later" in texts, "from the versions"


def test_part_of_an_entry_has_earlier_texts(desk: Desk) -> None:
    opened = desk.open()
    opened.update(with_entry(opened.session, LIST, Entry("q1", {"question": "Why?"})))
    place = Place(LIST.stage, LIST.field, "q1", "question")
    later(desk, 9)
    write(opened, "Why not?", place)
    assert [earlier.text for earlier in all_earlier(opened, place)] == ["Why?"]


def test_restoring_a_version_can_be_reverted(desk: Desk) -> None:
    opened = desk.open()
    write(opened, "one")
    one = opened.handle.keep_version(opened.session, "one")
    write(opened, "two")
    later(desk, 60)
    assert opened.restore(one).text(WHO) == "one"
    two = next(version for version in opened.handle.history.versions() if version.reason == "restore")
    assert opened.restore(two).text(WHO) == "two"
    assert opened.handle.close()
    assert desk.on_disk().text(WHO) == "two"


def names_after_archiving(desk: Desk, count: int) -> list[str]:
    """Archive `count` journals and return the names of all archives."""
    desk.state.mkdir(exist_ok=True)
    for n in range(count):
        path = desk.state / "journal-000001.jsonl"
        path.write_bytes(random.Random(n).randbytes(10_000))
        archive.archive(path)
        assert not path.exists()
    return [path.name for path in archive.past(desk.state)]


def test_journals_are_archived_in_order(desk: Desk) -> None:
    assert names_after_archiving(desk, 5) == [f"{n:09}.jsonl.gz" for n in range(1, 6)]


def test_oldest_archives_are_deleted_beyond_the_limit(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_ARCHIVE_BYTES", 35_000)
    assert names_after_archiving(desk, 5) == [f"{n:09}.jsonl.gz" for n in (3, 4, 5)]
    assert names_after_archiving(desk, 1) == [f"{n:09}.jsonl.gz" for n in (4, 5, 6)]


@pytest.mark.parametrize("there", [True, False])
def test_journal_that_cannot_be_archived_is_deleted(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", full)
    desk.state.mkdir()
    path = desk.state / "journal-000001.jsonl"
    if there:
        path.write_bytes(b"{}")
    archive.archive(path)
    assert not path.exists()
    assert not archive.past(desk.state)
