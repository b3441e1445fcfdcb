"""Tests of the three-way merge of sessions, and of its conflicts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.random_sessions import EMPTY, of_one_workbook, sessions
from tests.session_edits import with_answer, with_entries, with_entry, with_entry_moved, without_entry

from wbtui.core.change import InsertEntry, SetAnswer, SetFact, SetMoment, SetSpent, apply
from wbtui.core.diff.changes import changes
from wbtui.core.diff.conflicts import PEOPLE, Conflict
from wbtui.core.diff.merge import merge
from wbtui.core.place import Place
from wbtui.core.session import Clock, Entry, Person, Session

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
WHO = Place("customer", "who")
NEED = Place("problem", "today")
LIST = Place("customer_faq", "questions")
Q1 = LIST.at(entry="q1")
ANSWER = Q1.at(part="answer")
BASE = with_entries(
    with_answer(Session("abc123", "Pocket Clinic", "w", "90", NOON, NOON, "customer"), WHO, "parents"),
    LIST,
    (Entry("q1", {"question": "1?"}), Entry("q2", {"question": "2?"})),
)


def ids(session: Session) -> list[str]:
    return [entry.id for entry in session.entries(LIST)]


def merged(base: Session, ours: Session, theirs: Session) -> Session:
    return apply(ours, merge(base, ours, theirs).came_in)


def test_merge_without_our_changes_is_a_reload() -> None:
    later = datetime(2026, 11, 24, tzinfo=UTC)
    theirs = replace(with_answer(BASE, WHO, "nurses"), updated=later)
    found = merge(BASE, BASE, theirs)
    assert replace(apply(BASE, found.came_in), updated=found.updated) == theirs
    assert found.updated == later
    assert merge(BASE, BASE, BASE) == ((), (), NOON)


def test_later_update_time_wins() -> None:
    later = NOON + timedelta(hours=1)
    assert merge(BASE, replace(BASE, updated=later), BASE).updated == later
    assert merge(BASE, BASE, replace(BASE, updated=later)).updated == later


def test_changes_of_different_answers_are_merged() -> None:
    ours = with_entry(with_answer(BASE, WHO, "nurses"), LIST, Entry("q3", {"question": "3?"}))
    theirs = with_answer(with_answer(BASE, NEED, "night"), ANSWER, "yes")
    theirs = with_entry_moved(theirs, LIST.at(entry="q2"), -1)
    both = merged(BASE, ours, theirs)
    assert not merge(BASE, ours, theirs).conflicts
    assert (both.text(WHO), both.text(NEED), both.text(ANSWER)) == ("nurses", "night", "yes")
    assert ids(both) == ["q2", "q1", "q3"]


def test_answer_changed_on_both_sides_stays_ours_as_a_conflict() -> None:
    nurses, doctors = with_answer(BASE, WHO, "nurses"), with_answer(BASE, WHO, "doctors")
    found = merge(BASE, nurses, doctors)
    assert found.came_in == ()
    assert found.conflicts == (Conflict(WHO, "doctors"),)
    assert merge(BASE, nurses, nurses)[:2] == ((), ())


def test_answer_changed_here_and_removed_there_is_a_conflict() -> None:
    ours, theirs = with_answer(BASE, WHO, "nurses"), with_answer(BASE, WHO, None)
    (conflict,) = merge(BASE, ours, theirs).conflicts
    assert conflict == Conflict(WHO, None)
    assert apply(ours, conflict.take_theirs(ours)) == theirs
    assert merge(BASE, theirs, ours).conflicts == (Conflict(WHO, "nurses"),)


def test_entry_removed_on_one_side_and_edited_on_the_other_is_a_conflict() -> None:
    gone, written = without_entry(BASE, Q1), with_answer(BASE, ANSWER, "yes")
    for ours, theirs in ((gone, written), (written, gone)):
        found = merge(BASE, ours, theirs)
        both = apply(ours, found.came_in)
        assert both.entries(LIST) == ours.entries(LIST)
        (conflict,) = found.conflicts
        assert conflict.place == Q1
        assert conflict.ours(both) == ours.entry(Q1)
        assert apply(both, conflict.take_theirs(both)).entry(Q1) == theirs.entry(Q1)


def test_removed_entry_with_several_edits_is_one_conflict() -> None:
    gone = without_entry(BASE, Q1)
    written = with_answer(with_answer(BASE, ANSWER, "yes"), Q1.at(part="question"), "One?")
    for ours, theirs in ((gone, written), (written, gone)):
        assert len(merge(BASE, ours, theirs).conflicts) == 1


def test_entry_removed_on_one_side_and_moved_on_the_other_is_removed() -> None:
    gone, moved = without_entry(BASE, Q1), with_entry_moved(BASE, Q1, 1)
    for ours, theirs in ((gone, moved), (moved, gone)):
        assert ids(merged(BASE, ours, theirs)) == ["q2"]
        assert not merge(BASE, ours, theirs).conflicts


def test_entry_removed_on_both_sides_is_no_conflict() -> None:
    gone = without_entry(BASE, Q1)
    assert merge(BASE, gone, gone)[:2] == ((), ())


def test_their_entry_can_be_taken_after_ours_was_restored() -> None:
    theirs = with_answer(BASE, ANSWER, "yes")
    (conflict,) = merge(BASE, without_entry(BASE, Q1), theirs).conflicts
    assert apply(BASE, conflict.take_theirs(BASE)).entries(LIST) == theirs.entries(LIST)


def test_new_entries_with_the_same_id_are_a_conflict() -> None:
    ours, theirs = (with_entry(BASE, LIST, Entry("q3", {"question": text})) for text in ("a?", "b?"))
    (conflict,) = merge(BASE, ours, theirs).conflicts
    assert apply(ours, conflict.take_theirs(ours)) == theirs


def test_people_changed_on_both_sides_are_a_conflict() -> None:
    ann, bob = (replace(BASE, people=(Person(name),)) for name in ("Ann", "Bob"))
    found = merge(BASE, ann, bob)
    assert found.conflicts == (Conflict(PEOPLE, bob.people),)
    assert apply(ann, found.conflicts[0].take_theirs(ann)).people == bob.people
    assert apply(ann, found.conflicts[0].take_both(ann)).people == (Person("Ann"), Person("Bob"))


def test_taking_both_joins_the_current_text_and_theirs() -> None:
    conflict = Conflict(WHO, "doctors")
    session = with_answer(BASE, WHO, "nurses and more")
    assert apply(session, conflict.take_both(session)).text(WHO) == "nurses and more\n\ndoctors"


def test_fact_of_a_conflict_can_be_taken_from_theirs() -> None:
    conflict = Conflict(Place("", "title"), "Clinic")
    assert conflict.ours(BASE) == "Pocket Clinic"
    assert conflict.take_theirs(BASE) == (SetFact("title", "Clinic"),)


@pytest.mark.parametrize("ours_first", [True, False])
def test_the_clock_and_the_order_are_no_conflict(ours_first: bool) -> None:
    one = with_entry(replace(BASE, clock=Clock(started=NOON)), LIST, Entry("q3"), at=0)
    two = with_entry(replace(BASE, clock=Clock(spent={"customer": 5})), LIST, Entry("q4"), at=0)
    ours, theirs = (one, two) if ours_first else (two, one)
    found = merge(BASE, ours, theirs)
    assert not found.conflicts
    both = apply(ours, found.came_in)
    assert both.clock == ours.clock
    assert set(ids(both)) == {"q1", "q2", "q3", "q4"}


def test_order_changed_on_both_sides_stays_ours() -> None:
    base = with_entry(BASE, LIST, Entry("q3"))
    ours, theirs = with_entry_moved(base, Q1, 1), with_entry_moved(base, LIST.at(entry="q3"), -2)
    assert merge(base, ours, theirs)[:2] == ((), ())


def test_their_minutes_are_merged_while_our_clock_runs() -> None:
    ours = replace(BASE, clock=Clock(running_since=NOON, planned={"customer": 10}))
    theirs = replace(BASE, clock=Clock(planned={"problem": 5}, spent={"problem": 1.0}))
    assert merged(BASE, ours, theirs).clock == replace(ours.clock, planned={"customer": 10, "problem": 5})


def test_answer_on_one_side_and_list_on_the_other_are_a_conflict() -> None:
    """The two sides may use workbooks in which the field has different kinds."""
    base = EMPTY
    single, many = with_answer(base, LIST, "one"), with_entry(base, LIST, Entry("a", {"p": 1}))
    for ours, theirs in ((single, many), (many, single)):
        found = merge(base, ours, theirs)
        assert apply(ours, found.came_in) == ours
        (conflict,) = found.conflicts
        assert apply(ours, conflict.take_theirs(ours)) == theirs


def test_entry_removed_on_one_side_and_emptied_on_the_other_is_a_conflict() -> None:
    gone, less = without_entry(BASE, Q1), with_answer(BASE, Q1.at(part="question"), None)
    for ours, theirs in ((gone, less), (less, gone)):
        assert merged(BASE, ours, theirs) == ours
        assert [conflict.place for conflict in merge(BASE, ours, theirs).conflicts] == [Q1]


@pytest.mark.parametrize("side", ["theirs", "both"])
def test_taking_theirs_restores_an_entry_removed_since(side: str) -> None:
    ours, theirs = with_answer(BASE, ANSWER, "ours"), with_answer(BASE, ANSWER, "theirs")
    (conflict,) = merge(BASE, ours, theirs).conflicts
    gone = without_entry(ours, Q1)
    chosen = conflict.take_theirs(gone) if side == "theirs" else conflict.take_both(gone)
    session = apply(gone, chosen)
    assert ids(session) == ["q2", "q1"]
    assert session.entry(Q1) == Entry("q1", {"question": "1?", "answer": "theirs"})


def test_taking_theirs_recreates_an_unknown_entry_with_one_part() -> None:
    gone = without_entry(BASE, Q1)
    session = apply(gone, Conflict(ANSWER, "theirs").take_theirs(gone))
    assert session.entry(Q1) == Entry("q1", {"answer": "theirs"})


def test_session_id_of_the_file_is_ignored() -> None:
    assert merged(BASE, BASE, replace(BASE, id="other")).id == BASE.id


# Properties of any merge


@settings(max_examples=60)
@given(sessions(), sessions())
def test_only_what_changed_on_both_sides_needs_a_merge(base: Session, changed: Session) -> None:
    found = merge(base, base, changed)
    assert replace(apply(base, found.came_in), updated=changed.updated) == changed
    assert found.conflicts == ()
    assert merge(base, changed, base)[:2] == ((), ())
    assert merge(base, changed, changed)[:2] == ((), ())


def around(place: Place) -> set[Place]:
    """Return a place, its entry and its list."""
    return {place, place.at(part=""), place.list}


def conflict_about(place: Place) -> Place:
    """Return the answer or the whole entry: the part that a conflict names depends on the side that removed it."""
    return place.at(part="")


def our_changes_survive(base: Session, ours: Session, both: Session) -> None:
    for change in changes(base, ours):
        if isinstance(change, SetAnswer):
            assert both.answer(change.place) == change.value
        elif isinstance(change, InsertEntry):
            found = both.entry(change.place)
            assert found == change.entry
        elif isinstance(change, SetFact):
            assert both.fact(change.name) == change.value
        elif isinstance(change, SetMoment | SetSpent):
            assert both.clock.spent == ours.clock.spent
            assert both.clock.running_since == ours.clock.running_since


def their_changes_are_merged_or_told(base: Session, theirs: Session, both: Session, told: set[Place]) -> None:
    for change in changes(base, theirs):
        if isinstance(change, SetAnswer | InsertEntry) and not told & around(change.place):
            assert theirs.answer(change.place) == both.answer(change.place)
            assert theirs.entry(change.place) is None or both.entry(change.place) is not None
        elif isinstance(change, SetFact) and change.place not in told:
            assert both.fact(change.name) == change.value


def taking_theirs_gives_their_answers(conflicts: tuple[Conflict, ...], theirs: Session, both: Session) -> None:
    session = both
    for conflict in conflicts:
        session = apply(session, conflict.take_theirs(session))
    for conflict in conflicts:
        assert conflict.ours(session) == conflict.ours(theirs)


@settings(max_examples=60)
@given(sessions(), sessions(), sessions())
def test_no_change_of_either_side_is_lost(base: Session, ours: Session, theirs: Session) -> None:
    found = merge(base, ours, theirs)
    both = apply(ours, found.came_in)
    our_changes_survive(base, ours, both)
    their_changes_are_merged_or_told(base, theirs, both, {conflict.place for conflict in found.conflicts})
    taking_theirs_gives_their_answers(found.conflicts, theirs, both)


@given(*[sessions(of_one_workbook)] * 3)
def test_conflicts_are_the_same_from_both_sides(base: Session, ours: Session, theirs: Session) -> None:
    here = {conflict.place for conflict in merge(base, ours, theirs).conflicts}
    there = {conflict.place for conflict in merge(base, theirs, ours).conflicts}
    assert {conflict_about(place) for place in here} == {conflict_about(place) for place in there}


places = st.sampled_from([WHO, NEED, ANSWER, Q1.at(part="question"), LIST.at(entry="q2", part="answer")])
edits = st.dictionaries(places, st.sampled_from(["x", "y"]), max_size=5)


@given(edits, edits)
def test_merge_of_disjoint_changes_is_symmetric(ours: dict[Place, str], theirs: dict[Place, str]) -> None:
    one = two = BASE
    for place, text in ours.items():
        one = with_answer(one, place, text)
    for place, text in theirs.items():
        two = two if place in ours else with_answer(two, place, text)
    assert merged(BASE, one, two) == merged(BASE, two, one)
    assert merge(BASE, one, two).conflicts == merge(BASE, two, one).conflicts == ()
