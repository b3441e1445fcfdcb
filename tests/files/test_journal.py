"""Whatever is recorded is read back, at whatever byte the program ended."""

from __future__ import annotations

import errno
import json
import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.hostile import HOSTILE

from wbtui.core.changes import Change, Value, apply, changes
from wbtui.core.session import Clock, Entry, Person, Place, Session
from wbtui.files import journal as journal_module
from wbtui.files.journal import Journal
from wbtui.files.journal_log import generations, replay
from wbtui.files.plain import change_from_json, change_to_json

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
WHO = Place("customer", "who")
SESSION = Session("abc123", "Pocket Clinic", "working-backwards", "90", NOON, NOON, "customer")

scalars = st.text() | st.integers() | st.floats(allow_nan=False) | st.dates() | st.sampled_from(HOSTILE)
times = st.datetimes(timezones=st.just(timezone(timedelta(hours=1))))
clocks = st.builds(
    Clock,
    starts=st.none() | times,
    started=st.none() | times,
    running_since=st.none() | times,
    planned=st.dictionaries(st.text(), st.integers()),
    spent=st.dictionaries(st.text(), st.floats(allow_nan=False)),
)
values: st.SearchStrategy[Value] = st.one_of(
    scalars,
    st.none(),
    st.builds(Entry, st.text(), st.dictionaries(st.text(), scalars)),
    clocks,
    st.lists(st.text()).map(tuple),
    st.lists(st.builds(Person, st.text(), st.text())).map(tuple),
)


@settings(deadline=None)
@given(st.builds(Change, st.builds(Place, st.text(), st.text(), st.text(), st.text()), values))
def test_every_change_survives(change: Change) -> None:
    back = change_from_json(json.loads(json.dumps(change_to_json(change))))
    assert back == change
    assert type(back.value) is type(change.value)


@settings(max_examples=40, deadline=None)
@given(st.recursive(scalars | st.none(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_whatever_else_is_refused_in_order(data: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        change_from_json({"odd": data})


def test_a_date_stays_a_date() -> None:
    change = Change(WHO, date(2026, 1, 2))
    assert change_from_json(change_to_json(change)) == change


def texts(folder: Path, sha256: str, base: Session = SESSION) -> list[str]:
    """The answer after each batch that a version of the file lacks."""
    said = []
    for batch in replay(folder).missing(sha256):
        base = apply(base, batch.changes)
        said.append(base.text(WHO))
    return said


def typed(text: str) -> Session:
    return SESSION.with_answer(WHO, text)


def record(journal: Journal, *said: str) -> int:
    number = 0
    for text in said:
        number = journal.record(typed(text), NOON)
    return number


def test_nothing_is_nothing(tmp_path: Path) -> None:
    assert replay(tmp_path / "none").missing("H0") == ()
    journal = Journal(tmp_path, "H0", SESSION)
    assert journal.record(SESSION, NOON) == 0
    assert not os.listdir(tmp_path)


def test_each_record_is_there_at_once(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "H0", SESSION)
    for n, text in enumerate("abc"):
        record(journal, text)
        assert texts(tmp_path, "H0") == ["a", "b", "c"][: n + 1]
    assert replay(tmp_path).sessions == {"abc123"}
    assert os.stat(generations(tmp_path)[0]).st_mode & 0o777 == 0o600


def test_what_the_file_has_is_not_replayed(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "H0", SESSION)
    number = record(journal, "a", "b")
    journal.saving("H1", number)
    record(journal, "c")
    assert texts(tmp_path, "H0") == ["a", "b", "c"]
    assert texts(tmp_path, "H1") == ["c"]
    # Somebody changed the file: nobody can have had what was not certainly saved.
    assert texts(tmp_path, "H?") == ["a", "b", "c"]
    journal.saved("H1", typed("b"), number, NOON)
    assert texts(tmp_path, "H1") == texts(tmp_path, "H?") == ["c"]


@pytest.mark.parametrize("large", [0, 1 << 30])
def test_cut_off_at_any_byte_it_says_what_was_said_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    monkeypatch.setattr(journal_module, "LARGE", large)
    folder = tmp_path / "journal"
    journal = Journal(folder, "H0", SESSION)
    number = record(journal, "a", "ab")
    journal.saving("H1", number)
    record(journal, "abc")
    journal.saved("H1", typed("ab"), number, NOON)
    record(journal, "abcd")
    files = generations(folder)
    assert len(files) == (2 if large == 0 else 1)
    last = files[-1]
    data = last.read_bytes()
    seen = []
    # A file H1 is there only after the line that announces it was on the disk.
    announced = data.index(b'"saving"') if large else 0
    for size in range(data.find(b"\n", announced) if large else 0, len(data) + 1):
        last.write_bytes(data[:size])
        after = texts(folder, "H1", typed("ab"))
        seen.append(after[-1] if after else "ab")
    assert seen == sorted(seen), "more of the journal never says less"
    assert seen[-1] == "abcd"
    assert seen[0] == ("abc" if large == 0 else "ab")
    last.write_bytes(data[:-20] + b"\0" * 4096)
    assert texts(folder, "H1", typed("ab"))[-1] == "abc"


def test_a_new_generation_replaces_a_large_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_module, "LARGE", 1000)
    journal = Journal(tmp_path, "H0", SESSION)
    for n in range(100):
        number = record(journal, "x" * n)
        journal.saving(f"H{n}", number)
        record(journal, "x" * n + "!")
        journal.saved(f"H{n}", typed("x" * n), number, NOON)
        assert texts(tmp_path, f"H{n}", typed("x" * n))[-1] == "x" * n + "!"
        journal.sync()
        assert len(generations(tmp_path)) == 1
        assert generations(tmp_path)[0].stat().st_size < 3000
    journal.close(remove=True)
    assert os.listdir(tmp_path) == ["past"]


def test_a_failure_is_made_up_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(tmp_path, "H0", SESSION)
    record(journal, "a")
    real = os.write

    def short(fd: int, data: bytes) -> int:
        if len(data) > 10:
            return real(fd, bytes(data)[:10])
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", short)
        session = typed("ab").with_answer(Place("problem", "today"), "not to be lost")
        journal.record(session, NOON)
    assert journal.error == "the disk is full"
    journal.record(session.with_answer(WHO, "abc"), NOON)
    assert journal.error == ""
    whole = SESSION
    for batch in replay(tmp_path).missing("H0"):
        whole = apply(whole, batch.changes)
    assert whole == session.with_answer(WHO, "abc")


def test_a_folder_that_cannot_be_made_is_said_and_tried_again(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("in the way")
    journal = Journal(tmp_path / "state", "H0", SESSION)
    record(journal, "a")
    assert journal.error
    (tmp_path / "state").unlink()
    record(journal, "ab")
    assert journal.error == ""
    assert texts(tmp_path / "state", "H0") == ["ab"]


edits = st.lists(st.tuples(st.sampled_from(["add", "remove", "move", "part", "text"]), st.integers(0, 5)))


@settings(max_examples=50, deadline=None)
@given(edits, st.integers(0, 30))
def test_replaying_too_much_changes_nothing(steps: list[tuple[str, int]], start: int) -> None:
    """A log that is applied to a session that has its beginning already leads to the same end."""
    sessions = [SESSION]
    log: list[tuple[Change, ...]] = []
    for kind, n in steps:
        sessions.append(edited(sessions[-1], kind, n))
        log.append(changes(sessions[-2], sessions[-1]))
    whole = sessions[min(start, len(log))]
    for made in log:
        whole = apply(whole, made)
    assert whole.text(WHO) == sessions[-1].text(WHO)
    ends = (whole, sessions[-1])
    assert sorted(ends[0].entries(LIST), key=lambda e: e.id) == sorted(ends[1].entries(LIST), key=lambda e: e.id)


LIST = Place("customer_faq", "questions")


def edited(session: Session, kind: str, n: int) -> Session:
    """One step of somebody's work."""
    place = replace(LIST, entry=f"q{n}")
    match kind:
        case "add" if session.entry(place) is None:
            return session.with_entry(LIST, Entry(f"q{n}", {"question": f"{n}?"}), at=n % 3)
        case "remove":
            return session.without_entry(place)
        case "move":
            return session.with_entry_moved(place, n - 2)
        case "part":
            return session.with_answer(replace(place, part="answer"), f"{n} {len(session.entries(LIST))}")
    return session.with_answer(WHO, f"text {n}")
