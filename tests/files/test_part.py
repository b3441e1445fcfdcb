"""A part of a file stands for what a place says, and nothing else changes it."""

from __future__ import annotations

from itertools import combinations

import pytest
from tests.files.desk import LIST, NEED, SESSION, WHO
from tests.hostile import HOSTILE

from wbtui.core.session import Entry, Place, Session
from wbtui.core.text import clean
from wbtui.files import codec
from wbtui.files.part import part_about

FIRST, SECOND = (Place(LIST.stage, LIST.field, entry, "question") for entry in ("q1", "q2"))
IDEA = Place("", "parking_lot", "p1", "item")
COST = Place("internal_faq", "cost_of_failure.money")
TEXTS = tuple(dict.fromkeys(["", "one", "one\n[two]\nthree", "one\n[two]\nfour", *map(clean, HOSTILE)]))

BASE = (
    SESSION.with_answer(NEED, "No bread\n[Q3] at night")
    .with_answer(COST, "[[money]]\nlots")
    .with_entries(LIST, (Entry("q1", {"question": "Why?"}), Entry("q2", {"question": "How?"})))
    .with_entries(Place("", "parking_lot"), (Entry("p1", {"item": "Later"}),))
)


def part(session: Session, place: Place) -> bytes:
    return part_about(codec.render(session).text.encode(), place)


@pytest.mark.parametrize("place", [WHO, NEED, FIRST, SECOND, IDEA, COST], ids=str)
def test_another_text_is_another_part(place: Place) -> None:
    parts = [part(BASE.with_answer(place, text), place) for text in TEXTS]
    assert all(one != other for one, other in combinations(parts, 2))


@pytest.mark.parametrize("place", [WHO, NEED, FIRST, COST], ids=str)
def test_what_is_said_elsewhere_is_not_in_it(place: Place) -> None:
    before = part(BASE, place)
    for other in {WHO, NEED, SECOND, COST} - {place}:
        assert part(BASE.with_answer(other, "something else"), place) == before
    assert part(BASE.with_entry(LIST, Entry("q3", {"question": "When?"})), place) == before


def test_an_entry_that_is_gone_leaves_nothing() -> None:
    assert part(BASE.without_entry(SECOND), SECOND) == b""
