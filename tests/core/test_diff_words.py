from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from tests.session_edits import with_answer, with_entries, with_entry, with_entry_moved

from wbtui.core.diff.words import differences, marked
from wbtui.core.place import Place
from wbtui.core.session import Clock, Entry, Person, Session

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SESSION = Session("a", "Clinic", "w", "90", NOON, NOON, "customer")
WHO = Place("customer", "who")
LIST = Place("faq", "questions")


def told(old: Session, new: Session) -> list[tuple[str, str, str]]:
    return [(str(d.place), d.before, d.after) for d in differences(old, new)]


def test_differences_have_the_text_before_and_after() -> None:
    old = with_answer(SESSION, WHO, "parents")
    new = replace(with_answer(old, WHO, "nurses"), title="New", people=(Person("Anna", "scribe"),))
    assert told(old, new) == [
        ("title", "Clinic", "New"),
        ("people", "", "Anna, scribe"),
        ("customer.who", "parents", "nurses"),
    ]
    assert told(old, old) == []


def test_new_or_removed_entry_is_listed_by_its_parts() -> None:
    new = with_entry(SESSION, LIST, Entry("q1", {"question": "Why?", "votes": 3}))
    parts = ["faq.questions[q1].question", "faq.questions[q1].votes"]
    assert told(SESSION, new) == [(parts[0], "", "Why?"), (parts[1], "", "3")]
    assert told(new, SESSION) == [(parts[0], "Why?", ""), (parts[1], "3", "")]


def test_new_order_is_a_difference() -> None:
    old = with_entries(SESSION, LIST, (Entry("q1", {"x": 1}), Entry("q2", {"x": 2})))
    assert told(old, with_entry_moved(old, Place("faq", "questions", "q1"), 1)) == [
        ("faq.questions", "q1 q2", "q2 q1")
    ]


def test_clock_difference_is_in_minutes() -> None:
    new = replace(SESSION, clock=Clock(running_since=NOON, spent={"customer": 731.0}))
    assert told(SESSION, new) == [("clock", "", "customer 12:11, running")]
    # The start time is not part of the text, so it makes no difference.
    assert told(new, replace(new, clock=replace(new.clock, started=NOON))) == []


def test_several_moves_in_a_list_are_one_difference() -> None:
    old = with_entries(SESSION, LIST, tuple(Entry(id_) for id_ in "abcd"))
    new = with_entries(SESSION, LIST, tuple(Entry(id_) for id_ in "dcba"))
    assert told(old, new) == [("faq.questions", "a b c d", "d c b a")]


@given(st.text(max_size=200), st.text(max_size=200))
def test_marked_text_contains_both_texts(before: str, after: str) -> None:
    parts = marked(before, after)
    assert "".join(text for kind, text in parts if kind != "new") == before
    assert "".join(text for kind, text in parts if kind != "gone") == after


def test_replaced_phrase_is_marked_as_a_whole() -> None:
    """Spaces that two otherwise different phrases have in common are no match."""
    assert marked("Parents of children wait", "Nurses on duty wait long") == (
        ("gone", "Parents of children"),
        ("new", "Nurses on duty"),
        ("same", " wait"),
        ("new", " long"),
    )
    assert marked("a  b", "a b") == (("same", "a"), ("gone", "  "), ("new", " "), ("same", "b"))


def test_a_very_long_text_is_compared_by_lines() -> None:
    before = "one two three\n" * 1_000
    assert marked(before, before + "four\n")[-1] == ("new", "four\n")
