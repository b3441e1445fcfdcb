"""Differences in the words of the workbook."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from wbtui.core.session import Entry, Person, Place, Session
from wbtui.core.telling import place_label, tell
from wbtui.core.workbook import Field, Group, Option, Stage, Workbook

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LIST = Place("faq", "questions")
PARTS = (Field("question", "Question", "line"), Field("answer", "Answer", "text"))
WORKBOOK = Workbook(
    "w",
    "Workshop",
    (
        Stage("customer", "Customer", "", "", (Field("who", "Who exactly", "text"),)),
        Stage(
            "faq",
            "Internal FAQ",
            "",
            "",
            (
                Field("questions", "Questions", "entries", fields=PARTS),
                Field("door", "The door", "choice", options=(Option("one", "One way"), Option("two", "Two ways"))),
                Field("money", "Money", "line", group="cost"),
                Field("actions", "Actions", "entries", fields=(Field("action", "Action", "line"),)),
            ),
            groups=(Group("cost", "Cost of failure"),),
        ),
    ),
    (),
)
SESSION = Session("a", "Clinic", "w", "90", NOON, NOON, "customer").with_entries(
    LIST, (Entry("q1", {"question": "Why?"}), Entry("q2", {"question": "How much?"}))
)


@pytest.mark.parametrize(
    ("place", "where", "what"),
    [
        (Place("", "title"), "", "Title"),
        (Place("customer", "who"), "Customer", "Who exactly"),
        (Place("faq", "cost.money"), "Internal FAQ · Cost of failure", "Money"),
        (replace(LIST, entry="q2", part="answer"), "Internal FAQ · Questions · How much?", "Answer"),
        (replace(LIST, entry="q2", part="bank"), "Internal FAQ · Questions · How much?", "From the bank"),
        (replace(LIST, entry="gone", part="answer"), "Internal FAQ · Questions", "Answer"),
        (LIST, "Internal FAQ", "Questions"),
        (Place("", "actions", "a1", "action"), "Internal FAQ · Actions", "Action"),
        (Place("other", "thing"), "", "other.thing"),
    ],
    ids=str,
)
def test_a_place_goes_by_its_labels(place: Place, where: str, what: str) -> None:
    assert place_label(place, WORKBOOK, SESSION) == (where, what)


def told(old: Session, new: Session) -> list[tuple[str, str, str]]:
    marks = {"same": "{}", "gone": "-{}-", "new": "+{}+"}
    return [(t.where, t.what, "".join(marks[k].format(x) for k, x in t.marked)) for t in tell(old, new, WORKBOOK)]


def test_it_is_told_in_the_order_of_the_workbook() -> None:
    old = SESSION.with_answer(Place("faq", "door"), "one").with_answer(Place("customer", "who"), "parents")
    new = old.with_answer(Place("faq", "door"), "two").with_answer(Place("customer", "who"), "young parents")
    new = replace(new, people=(Person("Ada"),))
    assert told(old, new) == [
        ("", "People", "+Ada+"),
        ("Customer", "Who exactly", "+young +parents"),
        ("Internal FAQ", "The door", "-One way-+Two ways+"),
    ]
    assert told(old, old) == []


def test_an_entry_that_is_gone_goes_by_what_it_was() -> None:
    assert told(SESSION, SESSION.without_entry(replace(LIST, entry="q1"))) == [
        ("Internal FAQ · Questions · Why?", "Question", "-Why?-")
    ]


def test_another_order_is_told_by_first_lines() -> None:
    moved = SESSION.with_entry_moved(replace(LIST, entry="q1"), 1)
    ((where, what, text),) = told(SESSION, moved)
    assert (where, what) == ("Internal FAQ", "Questions")
    assert "q1" not in text
    assert text.count("Why") + text.count("How") == 3
