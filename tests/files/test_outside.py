"""What two people did to one session is brought together, and neither loses a word silently."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from wbtui.core.disputes import PEOPLE, Dispute
from wbtui.core.session import Clock, Entry, Person, Place, Session
from wbtui.files.outside import merged

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
WHO = Place("customer", "who")
NEED = Place("problem", "today")
LIST = Place("customer_faq", "questions")
ANSWER = replace(LIST, entry="q1", part="answer")
BASE = (
    Session("abc123", "Pocket Clinic", "working-backwards", "90", NOON, NOON, "customer")
    .with_answer(WHO, "parents")
    .with_entries(LIST, (Entry("q1", {"question": "1?"}), Entry("q2", {"question": "2?"})))
)


def ids(session: Session) -> list[str]:
    return [entry.id for entry in session.entries(LIST)]


def test_nothing_of_ours_is_a_reload() -> None:
    theirs = replace(BASE.with_answer(WHO, "nurses"), updated=datetime(2026, 11, 24, tzinfo=UTC))
    assert merged(BASE, BASE, theirs).session == theirs
    assert merged(BASE, BASE, BASE).session == BASE


def test_different_answers_come_together() -> None:
    ours = BASE.with_answer(WHO, "nurses").with_entry(LIST, Entry("q3", {"question": "3?"}))
    theirs = (
        BASE.with_answer(NEED, "night").with_answer(ANSWER, "yes").with_entry_moved(replace(LIST, entry="q2"), -1)
    )
    merge = merged(BASE, ours, theirs)
    assert not merge.disputes
    assert merge.session.text(WHO) == "nurses"
    assert merge.session.text(NEED) == "night"
    assert merge.session.text(ANSWER) == "yes"
    assert ids(merge.session) == ["q2", "q1", "q3"]


def test_the_same_answer_stays_ours_and_is_told() -> None:
    merge = merged(BASE, BASE.with_answer(WHO, "nurses"), BASE.with_answer(WHO, "doctors"))
    assert merge.session.text(WHO) == "nurses"
    assert merge.disputes == (Dispute(WHO, "doctors"),)
    assert not merged(BASE, BASE.with_answer(WHO, "nurses"), BASE.with_answer(WHO, "nurses")).disputes


def test_an_entry_that_one_removes_and_the_other_writes_in() -> None:
    gone, written = BASE.without_entry(replace(LIST, entry="q1")), BASE.with_answer(ANSWER, "yes")
    for ours, theirs in ((gone, written), (written, gone)):
        merge = merged(BASE, ours, theirs)
        assert merge.session.entries(LIST) == ours.entries(LIST)
        (dispute,) = merge.disputes
        assert dispute.place == replace(LIST, entry="q1")
        assert dispute.ours(merge.session) == ours.entry(dispute.place)
        assert dispute.take_theirs(merge.session).entry(dispute.place) == theirs.entry(dispute.place)


def test_an_entry_that_one_removes_and_the_other_writes_much_in_is_one_dispute() -> None:
    gone = BASE.without_entry(replace(LIST, entry="q1"))
    written = BASE.with_answer(ANSWER, "yes").with_answer(replace(ANSWER, part="question"), "One?")
    for ours, theirs in ((gone, written), (written, gone)):
        assert len(merged(BASE, ours, theirs).disputes) == 1


def test_an_entry_that_came_back_meanwhile_can_still_be_theirs() -> None:
    theirs = BASE.with_answer(ANSWER, "yes")
    (dispute,) = merged(BASE, BASE.without_entry(replace(LIST, entry="q1")), theirs).disputes
    assert dispute.take_theirs(BASE).entries(LIST) == theirs.entries(LIST)


def test_people_on_both_sides_are_a_dispute() -> None:
    ann, bob = (replace(BASE, people=(Person(name),)) for name in ("Ann", "Bob"))
    merge = merged(BASE, ann, bob)
    assert merge.disputes == (Dispute(PEOPLE, bob.people),)
    assert merge.disputes[0].take_theirs(merge.session).people == bob.people
    assert merge.disputes[0].take_both(merge.session).people == (Person("Ann"), Person("Bob"))


def test_both_is_what_there_is_by_then_and_theirs() -> None:
    dispute = Dispute(WHO, "doctors")
    assert dispute.take_both(BASE.with_answer(WHO, "nurses and more")).text(WHO) == "nurses and more\n\ndoctors"
    assert Dispute(Place("", "title"), "Clinic").take_theirs(BASE).title == "Clinic"


@pytest.mark.parametrize("ours_first", [True, False])
def test_the_clock_and_the_order_are_no_dispute(ours_first: bool) -> None:
    one = replace(BASE, clock=Clock(started=NOON)).with_entry(LIST, Entry("q3"), at=0)
    two = replace(BASE, clock=Clock(spent={"customer": 5})).with_entry(LIST, Entry("q4"), at=0)
    ours, theirs = (one, two) if ours_first else (two, one)
    merge = merged(BASE, ours, theirs)
    assert not merge.disputes
    assert merge.session.clock == ours.clock
    assert set(ids(merge.session)) == {"q1", "q2", "q3", "q4"}


def test_a_new_id_in_the_file_is_not_taken() -> None:
    assert merged(BASE, BASE, replace(BASE, id="other")).session.id == BASE.id
