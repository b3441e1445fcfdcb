"""What differs between two sessions is enough to get from one to the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbtui.core.changes import Change, apply, changes
from wbtui.core.session import SHARED, Answer, Clock, Entry, Person, Place, Session
from wbtui.core.text import clean

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 23, 13, tzinfo=UTC)
EMPTY = Session("s1", "Pocket Clinic", "w", "90", NOON, NOON, "one")
WHO = Place("one", "who")
LIST = Place("one", "items")

# Few names, so that two sessions drawn apart have much in common.
scalars = st.one_of(
    st.text(max_size=5).map(clean).filter(bool), st.integers(), st.floats(allow_nan=False), st.dates()
)
parts = st.dictionaries(st.sampled_from(["p", "q"]), scalars)
entries = st.lists(st.sampled_from("abcde"), unique=True, min_size=1).flatmap(
    lambda ids: st.tuples(*(st.builds(Entry, st.just(id_), parts) for id_ in ids))
)
answers = st.dictionaries(
    st.sampled_from(["one", "two"]),
    st.dictionaries(st.sampled_from(["who", "group.field", "items"]), scalars | entries, min_size=1),
)
clocks = st.builds(
    Clock,
    running_since=st.none() | st.just(NOON),
    planned=st.dictionaries(st.sampled_from(["one", "two"]), st.integers(0, 99)),
    spent=st.dictionaries(st.sampled_from(["one", "two"]), st.floats(0, 99)),
)


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    of_all = draw(st.dictionaries(st.sampled_from(SHARED), entries))
    everything: Mapping[str, Mapping[str, Answer]] = draw(answers) | ({"": of_all} if of_all else {})
    return replace(
        EMPTY,
        updated=draw(st.sampled_from([NOON, LATER])),
        title=draw(st.sampled_from(["Pocket Clinic", "Other"])),
        agenda=draw(st.sampled_from(["60", "90"])),
        slot=draw(st.sampled_from(["one", "two"])),
        status=draw(st.sampled_from(["draft", "killed"])),
        people=tuple(draw(st.lists(st.builds(Person, st.sampled_from(["Ada", "Ben"])), max_size=2))),
        clock=draw(clocks),
        answers=everything,
    )


@given(sessions(), sessions())
def test_changes_lead_from_one_session_to_the_other(old: Session, new: Session) -> None:
    assert replace(apply(old, changes(old, new)), updated=new.updated) == new


@given(sessions(), sessions())
def test_changes_made_twice_are_made_once(old: Session, new: Session) -> None:
    made = changes(old, new)
    once = apply(old, made)
    assert changes(old, once) == made
    assert changes(once, once) == ()


@given(sessions(), sessions())
def test_no_changes_means_the_same_session(old: Session, new: Session) -> None:
    assert (not changes(old, new)) == (replace(old, updated=new.updated) == new)


def test_a_letter_more_is_one_change() -> None:
    old = EMPTY.with_answer(WHO, "a").with_answer(Place("two", "x"), "y")
    assert changes(old, old.with_answer(WHO, "ab")) == (Change(WHO, "ab"),)


def test_only_the_part_of_an_entry_that_changed_is_a_change() -> None:
    old = EMPTY.with_entries(LIST, (Entry("a", {"p": 1, "q": 2}), Entry("b", {"p": 1})))
    part = replace(LIST, entry="a", part="q")
    assert changes(old, old.with_answer(part, 3)) == (Change(part, 3),)


def test_a_move_is_the_new_order() -> None:
    old = EMPTY.with_entries(LIST, (Entry("a"), Entry("b")))
    new = old.with_entry_moved(replace(LIST, entry="a"), 1)
    assert changes(old, new) == (Change(LIST, ("b", "a")),)


def test_changes_made_to_another_session_keep_what_it_has_of_its_own() -> None:
    base = EMPTY.with_entries(LIST, (Entry("a"), Entry("b")))
    ours = base.with_entry(LIST, Entry("c"), at=0).with_answer(WHO, "us")
    theirs = base.without_entry(replace(LIST, entry="a")).with_answer(Place("two", "x"), "them")
    both = apply(theirs, changes(base, ours))
    assert [entry.id for entry in both.entries(LIST)] == ["c", "b"]
    assert (both.text(WHO), both.text(Place("two", "x"))) == ("us", "them")


def test_an_entry_that_is_there_already_is_not_added_again() -> None:
    base = EMPTY.with_entry(LIST, Entry("a", {"p": 1}))
    added = Change(replace(LIST, entry="a"), Entry("a", {"p": 2}))
    assert apply(base, [added]) == base


def test_a_clock_belongs_to_the_head() -> None:
    with pytest.raises(TypeError):
        apply(EMPTY, [Change(WHO, Clock())])
