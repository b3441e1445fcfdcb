"""Tests of counting votes and sorting by them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.random_sessions import EMPTY, LIST
from tests.session_edits import with_entries

from wbtui.core.change import apply
from wbtui.core.session import Entry, Scalar, Session
from wbtui.core.votes import Votes
from wbtui.core.workbook.model import Field

VOTES = Votes(LIST, Field("votes", "Votes", "number", vote=True))
counts = st.lists(st.none() | st.integers(1, 30), max_size=12)


def voted(found: list[Scalar | None]) -> Session:
    """Return a session whose list has an entry for each of these numbers of votes, in this order."""
    entries = (Entry(f"e{n:02}", {} if count is None else {"votes": count}) for n, count in enumerate(found))
    return with_entries(EMPTY, LIST, tuple(entries))


@given(counts)
def test_sorting_puts_most_votes_first_and_keeps_the_order_of_equals(found: list[int | None]) -> None:
    session = voted(list(found))
    after = apply(session, VOTES.sorting(session))
    expected = sorted(range(len(found)), key=lambda n: (-(found[n] or 0), n))
    assert [entry.id for entry in after.entries(LIST)] == [f"e{n:02}" for n in expected]
    assert VOTES.sorting(after) == ()
    assert VOTES.cast(session) == VOTES.cast(after) == sum(count or 0 for count in found)


@given(counts)
def test_clearing_takes_away_the_votes_and_nothing_else(found: list[int | None]) -> None:
    session = apply(voted(list(found)), VOTES.cleared(voted(list(found))))
    assert session == voted([None] * len(found))


def test_what_is_no_number_is_no_vote_and_sorts_last() -> None:
    session = voted([1, "many", 2.5, "3"])
    assert [VOTES.of(session, entry.id) for entry in session.entries(LIST)] == [1, None, 2.5, 3]
    assert VOTES.cast(session) == 6
    after = apply(session, VOTES.sorting(session))
    assert [entry.id for entry in after.entries(LIST)] == ["e03", "e02", "e00", "e01"]


def test_votes_do_not_fall_below_zero() -> None:
    session = VOTES.given("e00", -2).apply(voted([1]))
    assert session.entries(LIST)[0].values == {}
    assert VOTES.given("e00", 2.0).value == 2
