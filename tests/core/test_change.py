"""Tests that every kind of change can be applied and inverted in any session."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.random_sessions import EMPTY, LATER, LIST, NOON, WHO, parts, scalars, sessions
from tests.session_edits import with_answer, with_entries

from wbtui.core.change import (
    CLOCK,
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
    applied,
    apply,
)
from wbtui.core.place import Place
from wbtui.core.session import Clock, Entry, Person, Session
from wbtui.storage.session_file.codec import render

A = LIST.at(entry="a")
FULL = with_entries(with_answer(EMPTY, WHO, "parents"), LIST, tuple(Entry(id_, {"p": id_}) for id_ in "abc"))

lists = st.sampled_from([LIST, Place("two", "items"), Place("", "actions"), Place("one", "who")])
singles = st.builds(
    Place, st.sampled_from(["one", "two", "three"]), st.sampled_from(["who", "group.field", "items"])
)
in_lists = st.builds(lambda at, id_: at.at(entry=id_), lists, st.sampled_from("abcdef"))
in_entries = st.builds(lambda at, part: at.at(part=part), in_lists, st.sampled_from(["p", "q", "r"]))
values = st.none() | st.just("") | scalars
slots = st.sampled_from(["one", "two", "three", "four"])
moments = st.none() | st.sampled_from([NOON, LATER, LATER + timedelta(minutes=7)])
minutes = st.none() | st.integers(0, 99)
seconds = st.none() | st.integers(0, 999).map(lambda tenths: tenths / 10)

KINDS: dict[str, st.SearchStrategy[Change]] = {
    "answer": st.tuples(singles, values).map(lambda drawn: SetAnswer(*drawn)),
    "part": st.tuples(in_entries, values).map(lambda drawn: SetAnswer(*drawn)),
    "insert": st.builds(
        lambda at, id_, values, after: InsertEntry(at.at(entry=id_), Entry(id_, values), after),
        lists,
        st.sampled_from("abcde"),
        parts,
        st.sampled_from(["", "a", "b", "c", "gone"]),
    ),
    "remove": in_lists.map(RemoveEntry),
    "move": st.builds(MoveEntry, in_lists, st.sampled_from(["", "a", "b", "c", "gone"])),
    "fact": st.builds(SetFact, st.sampled_from(["title", "slot", "pivoted_from"]), st.sampled_from("xy")),
    "people": st.sampled_from([(), (Person("Ada"), Person("Ben", "scribe"))]).map(lambda p: SetFact("people", p)),
    "moment": st.builds(SetMoment, st.sampled_from(MOMENTS), moments, moments),
    "minutes": st.tuples(slots, minutes, minutes).map(lambda drawn: SetMinutes(*drawn)),
    "spent": st.tuples(slots, seconds, seconds).map(lambda drawn: SetSpent(*drawn)),
    "today_line": st.builds(SetTodayLine, lists, st.none() | st.integers(1, 9)),
    "step": st.builds(SetStep, st.integers(0, 3), st.sampled_from([0.0, 30.0, 61.5])),
}
NOT_IDEMPOTENT = {"moment", "minutes", "spent", "move"}


def file(session: Session) -> str:
    """Return the text of the session's file, with a fixed `updated` time."""
    return render(replace(session, updated=NOON)).text


def inverse_restores_the_file_byte_for_byte(change: Change, session: Session) -> None:
    back = change.inverse(session).apply(change.apply(session))
    assert back == session
    assert file(back) == file(session)


def inverse_of_the_inverse_applies_the_change_again(change: Change, session: Session) -> None:
    after = change.apply(session)
    back = change.inverse(session)
    again = back.inverse(after).apply(back.apply(after))
    assert file(again) == file(after)


def change_without_effect_returns_the_same_object(change: Change, session: Session) -> None:
    after = change.apply(session)
    assert (after is session) == (file(after) == file(session) and after == session)


def change_affects_only_its_place(change: Change, session: Session) -> None:
    after = change.apply(session)
    place = change.place
    said = [dict(s.places()) for s in (session, after)]
    differ = {at for at in said[0].keys() | said[1].keys() if said[0].get(at) != said[1].get(at)}
    around = (place, place.at(part=""), place.list)
    assert all(at in around or at.at(part="") == place for at in differ)
    if isinstance(change, SetFact):
        assert after.with_fact(change.name, session.fact(change.name)) == session
    if place.list == CLOCK:
        assert replace(after, clock=session.clock) == session
    elif isinstance(change, SetTodayLine):
        assert replace(after, today_lines=session.today_lines) == session
    elif not isinstance(change, SetFact):
        assert replace(after, answers=session.answers) == session


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=30)
@given(st.data(), sessions())
def test_change_keeps_every_law_of_changes(kind: str, data: st.DataObject, session: Session) -> None:
    change = data.draw(KINDS[kind])
    inverse_restores_the_file_byte_for_byte(change, session)
    inverse_of_the_inverse_applies_the_change_again(change, session)
    change_without_effect_returns_the_same_object(change, session)
    change_affects_only_its_place(change, session)
    if kind not in NOT_IDEMPOTENT:
        once = change.apply(session)
        assert change.apply(once) is once


@given(sessions(), st.lists(st.one_of(*KINDS.values()), max_size=8))
def test_batch_is_inverted_in_reverse_order(session: Session, changes: list[Change]) -> None:
    made, after = applied(session, changes)
    assert file(apply(session, [step.made for step in made])) == file(after) == file(apply(session, changes))
    assert file(apply(after, [step.back for step in reversed(made)])) == file(session)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (SetAnswer(WHO, "x"), WHO),
        (InsertEntry(A, Entry("a")), A),
        (RemoveEntry(A), A),
        (MoveEntry(A), A),
        (SetFact("title", "x"), Place("", "title")),
        (SetFact("people", ()), Place("", "people")),
        (SetMoment("started", None, NOON), Place("", "clock", "", "started")),
        (SetMinutes("one", None, 5), Place("", "clock", "one", "planned")),
        (SetSpent("one", None, 5.0), Place("", "clock", "one", "spent")),
        (SetStep(1, 5.0), Place("", "clock", "", "step")),
        (SetTodayLine(LIST, 8), LIST.at(part="today_line")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_change_has_the_place_it_affects(change: Change, place: Place) -> None:
    assert change.place == place


# Changes made to a session that has changed meanwhile


def test_answer_in_a_removed_entry_is_ignored() -> None:
    gone = LIST.at(entry="z", part="p")
    assert SetAnswer(gone, "x").apply(FULL) is FULL
    assert SetAnswer(A.at(part="p"), "x").found(FULL) != SetAnswer(A.at(part="p"), "x").found(EMPTY)
    assert SetAnswer(gone, None).found(FULL) != SetAnswer(A.at(part="q"), None).found(FULL)


def test_a_list_and_a_single_answer_do_not_replace_each_other() -> None:
    assert SetAnswer(LIST, "x").apply(FULL) is FULL
    assert InsertEntry(WHO.at(entry="a"), Entry("a")).apply(FULL) is FULL


@pytest.mark.parametrize(("after", "order"), [("", "dabc"), ("a", "adbc"), ("c", "abcd"), ("gone", "abcd")])
def test_entry_is_inserted_after_another_or_at_the_end(after: str, order: str) -> None:
    session = InsertEntry(LIST.at(entry="d"), Entry("d"), after).apply(FULL)
    assert "".join(entry.id for entry in session.entries(LIST)) == order


def test_an_entry_is_not_inserted_twice() -> None:
    assert InsertEntry(A, Entry("a", {"p": "other"})).apply(FULL) is FULL


@pytest.mark.parametrize(
    ("after", "order"), [("", "abc"), ("a", "abc"), ("b", "bac"), ("c", "bca"), ("gone", "bca")]
)
def test_entry_moves_after_another_or_to_the_end(after: str, order: str) -> None:
    session = MoveEntry(A, after).apply(FULL)
    assert "".join(entry.id for entry in session.entries(LIST)) == order
    assert (session is FULL) == (order == "abc")


def test_restored_answer_keeps_its_position() -> None:
    session = with_answer(
        with_answer(with_answer(EMPTY, WHO, "x"), Place("one", "how"), "y"), Place("two", "z"), "z"
    )
    for place in (WHO, Place("one", "how"), Place("two", "z")):
        back = SetAnswer(place, None).inverse(session).apply(SetAnswer(place, None).apply(session))
        assert list(back.places()) == list(session.places())


def test_minutes_and_seconds_are_applied_as_differences() -> None:
    session = EMPTY.with_clock(planned={"one": 15}, spent={"one": 130.0})
    assert SetMinutes("one", 10, 11).apply(session).clock.planned == {"one": 16}
    assert SetSpent("one", 100.0, 160.0).apply(session).clock.spent == {"one": 190.0}
    assert SetSpent("one", None, 60.0).apply(session).clock.spent == {"one": 190.0}
    assert SetSpent("one", 100.0, None).apply(session).clock.spent == {"one": 30.0}
    assert SetSpent("one", 200.0, 0.0).apply(session).clock.spent == {"one": 0.0}
    assert SetSpent("two", 100.0, 140.0).apply(session).clock.spent == {"one": 130.0, "two": 40.0}


def test_moment_keeps_a_shift_made_meanwhile() -> None:
    minute = timedelta(minutes=1)
    session = EMPTY.with_clock(running_since=NOON + minute)
    assert SetMoment("running_since", NOON, LATER).apply(session).clock.running_since == LATER + minute
    assert SetMoment("running_since", NOON, None).apply(session).clock == Clock()
    assert SetMoment("running_since", NOON, NOON + minute).apply(session) is session
