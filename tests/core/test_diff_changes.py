"""Tests that the changes between two sessions turn one into the other."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.random_sessions import EMPTY, LIST, NOON, WHO, sessions
from tests.session_edits import with_answer, with_entries, with_entry, without_entry

from wbtui.core.change import (
    InsertEntry,
    MoveEntry,
    RemoveEntry,
    SetAnswer,
    SetFact,
    SetMinutes,
    SetMoment,
    SetSpent,
    apply,
)
from wbtui.core.diff.changes import changes, restored
from wbtui.core.place import Place
from wbtui.core.session import Clock, Entry, Person, Session


@settings(max_examples=60)
@given(sessions(), sessions())
def test_changes_turn_one_session_into_the_other(old: Session, new: Session) -> None:
    made = changes(old, new)
    once = apply(old, made)
    assert replace(once, updated=new.updated) == new
    assert changes(old, once) == made
    assert changes(once, once) == ()
    assert (not made) == (replace(old, updated=new.updated) == new)


def test_typing_a_letter_is_one_change() -> None:
    old = with_answer(with_answer(EMPTY, WHO, "a"), Place("two", "x"), "y")
    assert changes(old, with_answer(old, WHO, "ab")) == (SetAnswer(WHO, "ab"),)


def test_change_covers_only_the_edited_part_of_an_entry() -> None:
    old = with_entries(EMPTY, LIST, (Entry("a", {"p": 1, "q": 2}), Entry("b", {"p": 1})))
    part = LIST.at(entry="a", part="q")
    assert changes(old, with_answer(old, part, 3)) == (SetAnswer(part, 3),)


def in_order(ids: str) -> Session:
    return with_entries(EMPTY, LIST, tuple(Entry(id_) for id_ in ids))


def test_moved_entry_is_one_change() -> None:
    assert changes(in_order("abcd"), in_order("bcda")) == (MoveEntry(LIST.at(entry="a"), "d"),)
    assert changes(in_order("abcd"), in_order("dabc")) == (MoveEntry(LIST.at(entry="d"), ""),)
    assert changes(in_order("abcd"), in_order("acbd"))[1:] == ()


def fewest_moves(before: list[str], after: list[str]) -> int:
    """Return the fewest moves for a new order: all entries but a longest increasing subsequence."""
    rank = {id_: n for n, id_ in enumerate(before)}
    longest: dict[int, int] = {}
    for id_ in after:
        n = rank[id_]
        longest[n] = 1 + max((length for other, length in longest.items() if other < n), default=0)
    return len(after) - max(longest.values(), default=0)


@given(st.permutations("abcdefg"), st.permutations("abcdefg"))
def test_new_order_needs_the_fewest_moves(before: list[str], after: list[str]) -> None:
    old, new = in_order("".join(before)), in_order("".join(after))
    made = changes(old, new)
    assert all(isinstance(change, MoveEntry) for change in made)
    assert len(made) == fewest_moves(before, after)
    assert apply(old, made) == new


@given(st.lists(st.sampled_from("abcdefgh"), unique=True), st.lists(st.sampled_from("abcdefgh"), unique=True))
def test_inserted_removed_and_moved_entries_end_in_the_new_order(before: list[str], after: list[str]) -> None:
    old, new = in_order("".join(before)), in_order("".join(after))
    made = changes(old, new)
    assert apply(old, made) == new
    assert sum(isinstance(change, RemoveEntry) for change in made) == len(set(before) - set(after))
    assert sum(isinstance(change, InsertEntry) for change in made) == len(set(after) - set(before))


def test_facts_and_times_are_separate_changes() -> None:
    old = replace(EMPTY, clock=Clock(planned={"one": 5}, spent={"one": 2.0, "two": 1.0}))
    clock = Clock(running_since=NOON, planned={"one": 6}, spent={"two": 1.0, "three": 4.0})
    new = replace(old, slot="two", people=(Person("Ada"),), clock=clock)
    assert changes(old, new) == (
        SetFact("slot", "two"),
        SetFact("people", (Person("Ada"),)),
        SetMoment("running_since", None, NOON),
        SetMinutes("one", 5, 6),
        SetSpent("one", 2.0, None),
        SetSpent("three", None, 4.0),
    )


def test_list_replaces_an_answer_and_the_reverse() -> None:
    single, many = with_answer(EMPTY, LIST, "x"), in_order("ab")
    assert apply(single, changes(single, many)) == many
    assert apply(many, changes(many, single)) == single


@given(sessions(), sessions())
def test_restoring_brings_back_answers_but_not_the_clock(now: Session, then: Session) -> None:
    then = replace(then, updated=now.updated)
    back = apply(now, restored(now, then))
    assert back == replace(then, workbook=now.workbook, agenda=now.agenda, slot=now.slot, clock=now.clock)


def test_changes_applied_to_another_session_keep_its_own_answers() -> None:
    base = with_entries(EMPTY, LIST, (Entry("a"), Entry("b")))
    ours = with_answer(with_entry(base, LIST, Entry("c"), at=0), WHO, "us")
    theirs = with_answer(without_entry(base, LIST.at(entry="a")), Place("two", "x"), "them")
    both = apply(theirs, changes(base, ours))
    assert [entry.id for entry in both.entries(LIST)] == ["c", "b"]
    assert (both.text(WHO), both.text(Place("two", "x"))) == ("us", "them")
