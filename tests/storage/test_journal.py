"""Tests of the journal: changes are read back wherever the program ended."""

from __future__ import annotations

import errno
import gzip
import json
import os
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.hostile import HOSTILE
from tests.said import said
from tests.session_edits import with_answer, with_entry, with_entry_moved, without_entry

from wbtui.core.change import (
    FACTS,
    MOMENTS,
    Change,
    InsertEntry,
    MoveEntry,
    RemoveEntry,
    SetAnswer,
    SetFact,
    SetMinutes,
    SetMoment,
    SetSpent,
    SetStep,
    SetTodayLine,
    apply,
)
from wbtui.core.diff.changes import changes
from wbtui.core.place import Caret, Place
from wbtui.core.session import Entry, Person, Session
from wbtui.storage.journal import journal as journal_module
from wbtui.storage.journal.archive import past
from wbtui.storage.journal.change_json import TAGS, change_from_json, changes_from_json, to_json
from wbtui.storage.journal.journal import Journal
from wbtui.storage.journal.reader import generations, read_journal

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
WHO = Place("customer", "who")
LIST = Place("customer_faq", "questions")
SESSION = Session("abc123", "Pocket Clinic", "working-backwards", "90", NOON, NOON, "customer")

scalars = st.text() | st.integers() | st.floats(allow_nan=False) | st.dates() | st.sampled_from(HOSTILE)
times = st.datetimes(timezones=st.just(timezone(timedelta(hours=1))))
places = st.builds(Place, st.text(), st.text(), st.text(), st.text())
ranks = st.lists(st.integers()).map(tuple)
inserted = st.builds(
    lambda place, values, after, rank: InsertEntry(place, Entry(place.entry, values), after, rank),
    places,
    st.dictionaries(st.text(), scalars),
    st.text(),
    ranks,
)
people = st.lists(st.builds(Person, st.text(), st.text())).map(tuple)
names = st.sampled_from([name for name in FACTS if name != "people"])
every_change: st.SearchStrategy[Change] = st.one_of(
    st.builds(SetAnswer, places, st.none() | scalars | times, ranks),
    inserted,
    st.builds(RemoveEntry, places),
    st.builds(MoveEntry, places, st.text()),
    st.builds(SetFact, names, st.text()),
    st.builds(SetFact, st.just("people"), people),
    st.builds(SetMoment, st.sampled_from(MOMENTS), st.none() | times, st.none() | times),
    st.builds(SetMinutes, st.text(), st.none() | st.integers(), st.none() | st.integers()),
    st.builds(SetSpent, st.text(), *[st.none() | st.floats(allow_nan=False)] * 2),
    st.builds(SetStep, st.integers(), st.floats(allow_nan=False)),
    st.builds(SetTodayLine, places, st.none() | st.integers()),
)


def plain(change: Change) -> object:
    """Return a change after a round trip through JSON text."""
    return json.loads(json.dumps([TAGS[type(change)], *change], default=to_json))


@settings(deadline=None)
@given(every_change)
def test_every_change_survives_a_round_trip(change: Change) -> None:
    back = change_from_json(plain(change))
    assert back == change
    assert type(back) is type(change)
    assert [type(value) for value in back] == [type(value) for value in change]


@settings(max_examples=40, deadline=None)
@given(st.recursive(scalars | st.none(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_arbitrary_json_raises_value_error(data: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        change_from_json({"odd": data})


@pytest.mark.parametrize(
    "data",
    [
        ["answer", ["customer", "who", "", ""], {"date": "tomorrow"}, []],
        ["answer", ["customer", "who"], "x", []],
        ["insert", ["x"] * 4, {"entry": "x", "values": {"a": None}}, "", []],
        ["fact", "id", "other"],
        ["fact", "people", "Ann"],
        ["fact", "title", [["Ann", ""]]],
        ["moment", "created", None, None],
        ["moment", "started", None, {"time": "2026-11-23T12:00:00"}],
        ["minutes", "customer", "10", 11, []],
    ],
)
def test_invalid_change_raises_value_error(data: list[object]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        change_from_json(data)


def test_a_date_stays_a_date() -> None:
    change = SetAnswer(WHO, date(2026, 1, 2))
    assert change_from_json(plain(change)) == change


def texts(folder: Path, sha256: str, base: Session = SESSION) -> list[str]:
    """Return the answer at WHO after each batch that a version of the file lacks."""
    said = []
    for batch in read_journal(folder).missing(sha256):
        base = apply(base, batch.changes)
        said.append(base.text(WHO))
    return said


def typed(text: str) -> Session:
    return with_answer(SESSION, WHO, text)


def record(journal: Journal, *said: str) -> int:
    for text in said:
        journal.append((SetAnswer(WHO, text),), typed(text), Caret(WHO, 0, len(text)))
    return journal.number


def whole(folder: Path, sha256: str = "H0", base: Session = SESSION) -> Session:
    """Return the session of a file version with the batches that it lacks."""
    for batch in read_journal(folder).missing(sha256):
        base = apply(base, batch.changes)
    return base


def longer(journal: Journal, minutes: int) -> int:
    """Append a change of the planned minutes to `minutes + 1`; return its batch number."""
    session = SESSION.with_clock(planned={"customer": minutes + 1})
    journal.append((SetMinutes("customer", minutes, minutes + 1),), session, None)
    return journal.number


@contextmanager
def full_disk() -> Iterator[None]:
    """Make `os.write` write ten bytes of a line and then fail with ENOSPC."""
    real = os.write

    def short(fd: int, data: bytes) -> int:
        if len(data) > 10:
            return real(fd, bytes(data)[:10])
        raise OSError(errno.ENOSPC, "full")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "write", short)
        yield


def test_missing_journal_is_empty(tmp_path: Path) -> None:
    assert read_journal(tmp_path / "none").missing("H0") == ()
    journal = Journal(tmp_path, "H0", SESSION.id)
    assert journal.number == 0
    assert not os.listdir(tmp_path)


def test_each_batch_can_be_read_at_once(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "H0", SESSION.id)
    for n, text in enumerate("abc"):
        record(journal, text)
        assert texts(tmp_path, "H0") == ["a", "b", "c"][: n + 1]
    assert read_journal(tmp_path).sessions == {"abc123"}
    assert os.stat(generations(tmp_path)[0]).st_mode & 0o777 == 0o600


def test_saved_batches_are_not_replayed(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "H0", SESSION.id)
    number = record(journal, "a", "b")
    journal.saving("H1", number)
    record(journal, "c")
    assert texts(tmp_path, "H0") == ["a", "b", "c"]
    assert texts(tmp_path, "H1") == ["c"]
    # An unknown file version was made from a saved one, so it lacks everything not confirmed as saved.
    assert texts(tmp_path, "H?") == ["a", "b", "c"]
    journal.saved("H1", number)
    assert texts(tmp_path, "H1") == texts(tmp_path, "H?") == ["c"]


@pytest.mark.parametrize("large", [0, 1 << 30])
def test_a_journal_cut_off_at_any_byte_keeps_earlier_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    monkeypatch.setattr(journal_module, "MAX_GENERATION_BYTES", large)
    folder = tmp_path / "journal"
    journal = Journal(folder, "H0", SESSION.id)
    number = record(journal, "a", "ab")
    journal.saving("H1", number)
    record(journal, "abc")
    journal.saved("H1", number)
    record(journal, "abcd")
    files = generations(folder)
    assert len(files) == (2 if large == 0 else 1)
    last = files[-1]
    data = last.read_bytes()
    seen = []
    # File H1 can only exist once its `saving` line is on disk.
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
    monkeypatch.setattr(journal_module, "MAX_GENERATION_BYTES", 1000)
    journal = Journal(tmp_path, "H0", SESSION.id)
    for n in range(100):
        number = record(journal, "x" * n)
        journal.saving(f"H{n}", number)
        record(journal, "x" * n + "!")
        journal.saved(f"H{n}", number)
        assert texts(tmp_path, f"H{n}", typed("x" * n))[-1] == "x" * n + "!"
        journal.sync()
        assert len(generations(tmp_path)) == 1
        assert generations(tmp_path)[0].stat().st_size < 3000
    journal.close(remove=True)
    assert os.listdir(tmp_path) == ["past"]


def test_next_write_includes_batches_that_failed(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "H0", SESSION.id)
    record(journal, "a")
    need = Place("problem", "today")
    with full_disk():
        record(journal, "ab")
        journal.append((SetAnswer(need, "not to be lost"),), typed("ab"), None)
        assert said(journal.error) == "the disk is full. Free some space"
    assert journal.number == 3
    record(journal, "abc")
    assert journal.error is None
    assert whole(tmp_path) == with_answer(typed("abc"), need, "not to be lost")


def test_batches_already_saved_to_the_file_are_not_journalled_later(tmp_path: Path) -> None:
    """A change of minutes is a difference, so applying it twice would be wrong."""
    journal = Journal(tmp_path, "H0", SESSION.id)
    record(journal, "a")
    with full_disk():
        longer(journal, 10)
        number = longer(journal, 11)
    journal.saving("H1", number)
    journal.saved("H1", number)
    longer(journal, 12)
    assert [batch.number for batch in read_journal(tmp_path).missing("H1")] == [4]
    assert 3 not in [batch.number for batch in read_journal(tmp_path).batches]
    saved = typed("a").with_clock(planned={"customer": 12})
    assert whole(tmp_path, "H1", saved).clock.planned == {"customer": 13}


def test_batches_journalled_late_and_saved_are_not_replayed(tmp_path: Path) -> None:
    """Batches that are written late keep their numbers, which the `saving` lines refer to."""
    journal = Journal(tmp_path, "H0", SESSION.id)
    record(journal, "a")
    with full_disk():
        longer(journal, 10)
        number = longer(journal, 11)
    longer(journal, 12)
    journal.saving("H1", number)
    saved = typed("a").with_clock(planned={"customer": 12})
    assert whole(tmp_path, "H1", saved).clock.planned == {"customer": 13}
    assert whole(tmp_path, base=SESSION.with_clock(planned={"customer": 10})).clock.planned == {"customer": 13}


def test_unwritten_batches_of_typing_are_merged(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "H0", SESSION.id)
    need = Place("problem", "today")
    with full_disk():
        journal.append((SetAnswer(WHO, "x", (2, 1)),), SESSION, None)
        for n in range(199):
            record(journal, "x" * n)
        longer(journal, 10)
        journal.append((SetAnswer(WHO, "y", (0, 0)), SetAnswer(need, "a")), SESSION, None)
        journal.append((SetAnswer(need, "b"), SetAnswer(WHO, "z")), SESSION, None)
        record(journal, "last")
    assert sum(len(batch.changes) for batch in journal._pending) == 5
    record(journal, "at last")
    assert [(batch.number, batch.changes) for batch in read_journal(tmp_path).batches] == [
        (200, (SetAnswer(WHO, "x" * 198, (2, 1)),)),
        (201, (SetMinutes("customer", 10, 11),)),
        (202, (SetAnswer(WHO, "y", (0, 0)),)),
        (203, (SetAnswer(need, "b"),)),
        (205, (SetAnswer(WHO, "at last"),)),
    ]


def test_append_after_close_writes_nothing(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "H0", SESSION.id)
    record(journal, "a")
    journal.close(remove=True)
    record(journal, "ab")
    assert not generations(tmp_path)


def test_bug_is_reported_and_repeats_are_not_logged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    logged: list[Exception] = []
    journal = Journal(tmp_path, "H0", SESSION.id, log=logged.append)
    record(journal, "a")
    mistakes = iter([LookupError("[1]"), LookupError("[1]"), AttributeError("[2]")])

    def broken(_record: object) -> bytes:
        raise next(mistakes)

    with monkeypatch.context() as patched:
        patched.setattr(journal_module, "_line", broken)
        record(journal, "ab")
        assert said(journal.error) == "a mistake in wbtui (LookupError)"
        record(journal, "abc")
        journal.saving("H1", journal.number)
        assert said(journal.error) == "a mistake in wbtui (AttributeError)"
    assert [repr(error) for error in logged] == ["LookupError('[1]')", "AttributeError('[2]')"]
    assert all(error.__traceback__ for error in logged)
    record(journal, "abcd")
    assert journal.error is None
    assert texts(tmp_path, "H0")[-1] == "abcd"


def test_full_disk_is_not_logged_as_a_bug(tmp_path: Path) -> None:
    logged: list[Exception] = []
    journal = Journal(tmp_path, "H0", SESSION.id, log=logged.append)
    with full_disk():
        record(journal, "a")
    assert journal.error
    assert logged == []


# The notation of earlier versions: a place and its new value


def noted(*place: str, value: object) -> list[object]:
    return [*place, *[""] * (4 - len(place)), value]


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (noted("customer", "who", value="Nurses"), (SetAnswer(WHO, "Nurses"),)),
        (noted("customer", "who", value=None), (SetAnswer(WHO, None),)),
        (noted("customer", "who", value={"date": "2026-01-02"}), (SetAnswer(WHO, date(2026, 1, 2)),)),
        (noted(*LIST[:2], "q1", "votes", value=3), (SetAnswer(LIST.at(entry="q1", part="votes"), 3),)),
        (noted(*LIST[:2], "q1", "votes", value=None), (SetAnswer(LIST.at(entry="q1", part="votes"), None),)),
        (noted(*LIST[:2], "q1", value=None), (RemoveEntry(LIST.at(entry="q1")),)),
        (
            noted(*LIST[:2], "q1", value={"entry": "q1", "values": {"question": "Why?"}}),
            (InsertEntry(LIST.at(entry="q1"), Entry("q1", {"question": "Why?"}), "q1"),),
        ),
        (
            noted(*LIST[:2], value={"ids": ["b", "a"]}),
            (MoveEntry(LIST.at(entry="b")), MoveEntry(LIST.at(entry="a"), "b")),
        ),
        (noted("", "stage", value="problem"), (SetFact("slot", "problem"),)),
        (noted("", "slot", value="problem"), (SetFact("slot", "problem"),)),
        (noted("", "title", value=""), (SetFact("title", ""),)),
        (noted("", "people", value={"people": [["Ada", "host"]]}), (SetFact("people", (Person("Ada", "host"),)),)),
        (noted("", "people", value={"ids": []}), (SetFact("people", ()),)),
        (noted("", "clock", value={"clock": {}, "planned": {"customer": 3}, "spent": {}}), ()),
    ],
)
def test_a_change_of_an_earlier_version_is_read(before: list[object], expected: tuple[Change, ...]) -> None:
    assert changes_from_json(before) == expected


def test_entries_of_an_earlier_version_come_in_their_order() -> None:
    lists = [noted(*LIST[:2], name, value={"entry": name, "values": {"question": name}}) for name in "cab"]
    order = noted(*LIST[:2], value={"ids": ["a", "b", "c"]})
    session = apply(SESSION, [change for data in (*lists, order) for change in changes_from_json(data)])
    assert [entry.id for entry in session.entries(LIST)] == ["a", "b", "c"]


def line(record: object) -> bytes:
    text = json.dumps(record, separators=(",", ":")).encode()
    return b"%08x %s\n" % (zlib.crc32(text), text)


def test_a_journal_of_an_earlier_version_is_replayed(tmp_path: Path) -> None:
    view = {"stage": "customer", "place": [*WHO], "row": 0, "column": 2, "scroll": 0, "section": "", "entry": ""}
    batches = [
        {"n": n, "at": NOON.isoformat(), "changes": [noted("customer", "who", value=text)], "view": view}
        for n, text in ((7, "a"), (8, "ab"))
    ]
    lines = [line({"base": "H0", "session": SESSION.id, **batches[0]}), line(batches[1])]
    (tmp_path / "journal-000001.jsonl").write_bytes(b"".join(lines))
    log = read_journal(tmp_path)
    assert (log.sessions, log.last, log.caret) == (frozenset({SESSION.id}), 8, (Caret(WHO, 0, 2), 8))
    assert texts(tmp_path, "H0") == ["a", "ab"]
    with (tmp_path / "journal-000001.jsonl").open("ab") as journal:
        journal.write(line({"saved": "H1", "n": 7}))
    assert texts(tmp_path, "H1") == ["ab"]


def test_journal_with_an_unknown_change_is_archived(tmp_path: Path) -> None:
    unknown = {"n": 1, "at": NOON.isoformat(), "changes": [["rhyme", [*WHO], "Precious"]], "caret": None}
    header = {"base": "H0", "session": SESSION.id, "n": 0, "batches": [unknown]}
    known = {"n": 2, "at": NOON.isoformat(), "changes": [["answer", [*WHO], "a", []]], "caret": None}
    (tmp_path / "journal-000001.jsonl").write_bytes(line(header) + line(known))
    assert texts(tmp_path, "H0") == ["a"]
    journal = Journal(tmp_path, "H0", SESSION.id, 2)
    record(journal, "ab")
    journal.sync()
    journal.close(remove=True)
    assert generations(tmp_path) == []
    assert b"Precious" in gzip.decompress(past(tmp_path)[0].read_bytes())


def test_missing_folder_is_reported_and_retried(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("in the way")
    journal = Journal(tmp_path / "state", "H0", SESSION.id)
    record(journal, "a")
    assert journal.error
    (tmp_path / "state").unlink()
    record(journal, "ab")
    assert journal.error is None
    assert texts(tmp_path / "state", "H0") == ["ab"]


edits = st.lists(
    st.tuples(
        st.sampled_from(["add", "remove", "move", "part", "text", "minutes", "fact", "start"]), st.integers(0, 5)
    )
)
faults = st.lists(st.sampled_from(["", "", "", "full", "save", "large"]))


@settings(max_examples=200, deadline=None)
@given(edits, faults)
def test_file_plus_missing_batches_is_the_session(steps: list[tuple[str, int]], during: list[str]) -> None:
    """The law holds for any changes, full disks, saves of older edits, and new generations."""
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        journal, edits, saved = Journal(folder, "H0", SESSION.id), [SESSION], 0
        for (kind, which), fault in zip(steps, cycle([*during, ""]), strict=False):
            edits.append(edited(edits[-1], kind, which))
            with full_disk() if fault == "full" else nullcontext():
                journal.append(changes(*edits[-2:]), edits[-1], None)
            if fault in ("save", "large"):
                saved = max(saved, journal.number - which)
                journal.saving(f"H{saved}", saved)
                patch.setattr(journal_module, "MAX_GENERATION_BYTES", 0 if fault == "large" else 1 << 30)
                journal.saved(f"H{saved}", saved)
        journal.append((), edits[-1], None)
        assert whole(folder, f"H{saved}", edits[saved]) == edits[-1]
        journal.close(remove=False)


@settings(max_examples=50, deadline=None)
@given(edits, st.integers(0, 30))
def test_replaying_saved_batches_again_changes_no_answer(steps: list[tuple[str, int]], start: int) -> None:
    """Applying a log to a session that has its first part already gives the same answers and entries."""
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


def edited(session: Session, kind: str, n: int) -> Session:
    """Return the session after one edit of a kind; `n` selects the details."""
    place = LIST.at(entry=f"q{n}")
    match kind:
        case "add" if session.entry(place) is None:
            return with_entry(session, LIST, Entry(f"q{n}", {"question": f"{n}?"}), at=n % 3)
        case "remove":
            return without_entry(session, place)
        case "move":
            return with_entry_moved(session, place, n - 2)
        case "part":
            return with_answer(session, place.at(part="answer"), f"{n} {len(session.entries(LIST))}")
        case "minutes":
            return session.with_clock(
                planned={**session.clock.planned, f"slot{n}": len(session.clock.planned) + n}
            )
        case "fact":
            return replace(session, title=f"Title {n}", people=(Person(f"Ann {n}"),))
        case "start":
            return session.with_clock(running_since=NOON + timedelta(n))
    return with_answer(session, WHO, f"text {n}")
