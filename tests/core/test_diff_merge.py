"""What two people did to one session is brought together, and neither loses a word silently."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

import pytest

from wbtui.core.change import apply
from wbtui.core.diff.conflicts import PEOPLE, Conflict
from wbtui.core.diff.merge import merge
from wbtui.core.session import Clock, Entry, Person, Place, Session

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
WHO = Place("customer", "who")
NEED = Place("problem", "today")
LIST = Place("customer_faq", "questions")
ANSWER = LIST.at(entry="q1", part="answer")
BASE = (
    Session("abc123", "Pocket Clinic", "working-backwards", "90", NOON, NOON, "customer")
    .with_answer(WHO, "parents")
    .with_entries(LIST, (Entry("q1", {"question": "1?"}), Entry("q2", {"question": "2?"})))
)


class Merged(NamedTuple):
    session: Session
    conflicts: tuple[Conflict, ...]


def merged(base: Session, ours: Session, theirs: Session) -> Merged:
    """Ours with what came in."""
    found = merge(base, ours, theirs)
    return Merged(replace(apply(ours, found.came_in), updated=found.updated), found.conflicts)


def with_theirs(conflict: Conflict, session: Session) -> Session:
    return apply(session, conflict.take_theirs(session))


def with_both(conflict: Conflict, session: Session) -> Session:
    return apply(session, conflict.take_both(session))


def ids(session: Session) -> list[str]:
    return [entry.id for entry in session.entries(LIST)]


def test_nothing_of_ours_is_a_reload() -> None:
    theirs = replace(BASE.with_answer(WHO, "nurses"), updated=datetime(2026, 11, 24, tzinfo=UTC))
    assert merged(BASE, BASE, theirs).session == theirs
    assert merged(BASE, BASE, BASE).session == BASE


def test_different_answers_come_together() -> None:
    ours = BASE.with_answer(WHO, "nurses").with_entry(LIST, Entry("q3", {"question": "3?"}))
    theirs = BASE.with_answer(NEED, "night").with_answer(ANSWER, "yes").with_entry_moved(LIST.at(entry="q2"), -1)
    whole = merged(BASE, ours, theirs)
    assert not whole.conflicts
    assert whole.session.text(WHO) == "nurses"
    assert whole.session.text(NEED) == "night"
    assert whole.session.text(ANSWER) == "yes"
    assert ids(whole.session) == ["q2", "q1", "q3"]


def test_the_same_answer_stays_ours_and_is_told() -> None:
    whole = merged(BASE, BASE.with_answer(WHO, "nurses"), BASE.with_answer(WHO, "doctors"))
    assert whole.session.text(WHO) == "nurses"
    assert whole.conflicts == (Conflict(WHO, "doctors"),)
    assert not merged(BASE, BASE.with_answer(WHO, "nurses"), BASE.with_answer(WHO, "nurses")).conflicts


def test_an_entry_that_one_removes_and_the_other_writes_in() -> None:
    gone, written = BASE.without_entry(LIST.at(entry="q1")), BASE.with_answer(ANSWER, "yes")
    for ours, theirs in ((gone, written), (written, gone)):
        whole = merged(BASE, ours, theirs)
        assert whole.session.entries(LIST) == ours.entries(LIST)
        (conflict,) = whole.conflicts
        assert conflict.place == LIST.at(entry="q1")
        assert conflict.ours(whole.session) == ours.entry(conflict.place)
        assert with_theirs(conflict, whole.session).entry(conflict.place) == theirs.entry(conflict.place)


def test_an_entry_that_one_removes_and_the_other_writes_much_in_is_one_conflict() -> None:
    gone = BASE.without_entry(LIST.at(entry="q1"))
    written = BASE.with_answer(ANSWER, "yes").with_answer(ANSWER.at(part="question"), "One?")
    for ours, theirs in ((gone, written), (written, gone)):
        assert len(merged(BASE, ours, theirs).conflicts) == 1


def test_an_entry_that_came_back_meanwhile_can_still_be_theirs() -> None:
    theirs = BASE.with_answer(ANSWER, "yes")
    (conflict,) = merged(BASE, BASE.without_entry(LIST.at(entry="q1")), theirs).conflicts
    assert with_theirs(conflict, BASE).entries(LIST) == theirs.entries(LIST)


def test_people_on_both_sides_are_a_conflict() -> None:
    ann, bob = (replace(BASE, people=(Person(name),)) for name in ("Ann", "Bob"))
    whole = merged(BASE, ann, bob)
    assert whole.conflicts == (Conflict(PEOPLE, bob.people),)
    (conflict,) = whole.conflicts
    assert with_theirs(conflict, whole.session).people == bob.people
    assert with_both(conflict, whole.session).people == (Person("Ann"), Person("Bob"))


def test_both_is_what_there_is_by_then_and_theirs() -> None:
    conflict = Conflict(WHO, "doctors")
    assert with_both(conflict, BASE.with_answer(WHO, "nurses and more")).text(WHO) == "nurses and more\n\ndoctors"
    assert with_theirs(Conflict(Place("", "title"), "Clinic"), BASE).title == "Clinic"


@pytest.mark.parametrize("ours_first", [True, False])
def test_the_clock_and_the_order_are_no_conflict(ours_first: bool) -> None:
    one = replace(BASE, clock=Clock(started=NOON)).with_entry(LIST, Entry("q3"), at=0)
    two = replace(BASE, clock=Clock(spent={"customer": 5})).with_entry(LIST, Entry("q4"), at=0)
    ours, theirs = (one, two) if ours_first else (two, one)
    whole = merged(BASE, ours, theirs)
    assert not whole.conflicts
    assert whole.session.clock == ours.clock
    assert set(ids(whole.session)) == {"q1", "q2", "q3", "q4"}


def test_a_new_id_in_the_file_is_not_taken() -> None:
    assert merged(BASE, BASE, replace(BASE, id="other")).session.id == BASE.id
