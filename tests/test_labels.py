"""Tests of differences and acts labelled with the words of the workbook."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.session_edits import with_answer, with_entries, with_entry_moved, without_entry

from wbtui.core.change import (
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
)
from wbtui.core.place import Place
from wbtui.core.session import Entry, Person, Session
from wbtui.core.workbook.model import Agenda, Field, Group, Option, Slot, Stage, Step, Workbook
from wbtui.wording.differences import labelled_differences
from wbtui.wording.labels import act_label, place_label

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LIST = Place("faq", "questions")
PARTS = (
    Field("question", "Question", "line"),
    Field("answer", "Answer", "text"),
    Field("votes", "Votes", "number", vote=True),
)
SCRIPT = (Step(title="Ask"), Step(title="Read aloud"))
WORKBOOK = Workbook(
    "w",
    "Workshop",
    (
        Stage("customer", "Customer", "", "", (Field("who", "Who exactly", "text"),), script=SCRIPT),
        Stage(
            "faq",
            "Internal FAQ",
            "",
            "",
            (
                Field("questions", "Questions", "entries", fields=PARTS),
                Field("door", "The door", "choice", options=(Option("one", "One way"), Option("two", "Two ways"))),
                Field("money", "Money", "line", group="cost"),
                Field("doubt", "Doubts", "line", group="doubts"),
                Field("actions", "Actions", "entries", fields=(Field("action", "Action", "line"),)),
            ),
            groups=(Group("cost", "Cost of failure"), Group("doubts", "Doubts")),
        ),
    ),
    (Agenda("90", "90 minutes", (Slot("customer", "The customer", 10, "customer"),)),),
)
SESSION = with_entries(
    Session("a", "Clinic", "w", "90", NOON, NOON, "customer"),
    LIST,
    (Entry("q1", {"question": "Why?"}), Entry("q2", {"question": "How much?"})),
)


@pytest.mark.parametrize(
    ("place", "where", "what"),
    [
        (Place("", "title"), "", "Title"),
        (Place("customer", "who"), "Customer", "Who exactly"),
        (Place("faq", "cost.money"), "Internal FAQ · Cost of failure", "Money"),
        (LIST.at(entry="q2", part="answer"), "Internal FAQ · Questions · How much?", "Answer"),
        (LIST.at(entry="q2", part="bank"), "Internal FAQ · Questions · How much?", "From the bank"),
        (LIST.at(entry="gone", part="answer"), "Internal FAQ · Questions", "Answer"),
        (LIST, "Internal FAQ", "Questions"),
        (Place("", "actions", "a1", "action"), "Internal FAQ · Actions", "Action"),
        (Place("other", "thing"), "", "other.thing"),
    ],
    ids=str,
)
def test_place_is_named_by_its_labels(place: Place, where: str, what: str) -> None:
    assert place_label(place, WORKBOOK, SESSION) == (where, what)


def told(old: Session, new: Session) -> list[tuple[str, str, str]]:
    marks = {"same": "{}", "gone": "-{}-", "new": "+{}+"}
    return [
        (t.where, t.what, "".join(marks[k].format(x) for k, x in t.marked))
        for t in labelled_differences(old, new, WORKBOOK)
    ]


def test_differences_come_in_the_order_of_the_workbook() -> None:
    old = with_answer(with_answer(SESSION, Place("faq", "door"), "one"), Place("customer", "who"), "parents")
    new = with_answer(with_answer(old, Place("faq", "door"), "two"), Place("customer", "who"), "young parents")
    new = replace(new, people=(Person("Ada"),))
    assert told(old, new) == [
        ("", "People", "+Ada+"),
        ("Customer", "Who exactly", "+young +parents"),
        ("Internal FAQ", "The door", "-One way-+Two ways+"),
    ]
    assert told(old, old) == []


def test_removed_entry_is_named_by_its_former_title() -> None:
    assert told(SESSION, without_entry(SESSION, LIST.at(entry="q1"))) == [
        ("Internal FAQ · Questions · Why?", "Question", "-Why?-")
    ]


def test_new_order_is_shown_by_first_lines() -> None:
    moved = with_entry_moved(SESSION, LIST.at(entry="q1"), 1)
    ((where, what, text),) = told(SESSION, moved)
    assert (where, what) == ("Internal FAQ", "Questions")
    assert "q1" not in text
    assert text.count("Why") + text.count("How") == 3


Q1 = LIST.at(entry="q1")
NEW = LIST.at(entry="new")
ASKED = Entry("new", {"question": "When?"})


@pytest.mark.parametrize(
    ("label", "changes"),
    [
        ("Customer · Who exactly", [SetAnswer(Place("customer", "who"), "a")]),
        ("Internal FAQ · Questions · Why? · Answer", [SetAnswer(Q1.at(part="answer"), "a")]),
        ("vote for “Why?”", [SetAnswer(Q1.at(part="votes"), 2)]),
        ("new entry “When?” in Questions", [InsertEntry(NEW, ASKED)]),
        ("new entry in Questions", [InsertEntry(NEW, Entry("new"))]),
        ("2 new entries", [InsertEntry(NEW, ASKED), InsertEntry(NEW.at(entry="other"), ASKED)]),
        ("deleted entry “Why?”", [RemoveEntry(Q1)]),
        ("deleted entry “(empty)”", [RemoveEntry(NEW)]),
        ("order of Questions", [MoveEntry(Q1, "q2")]),
        ("move of the room to The customer", [SetSpent("faq", None, 3.0), SetFact("slot", "customer")]),
        ("move of the room to elsewhere", [SetFact("slot", "elsewhere"), SetMoment("running_since", NOON, NOON)]),
        ("clock started", [SetMoment("started", None, NOON), SetMoment("running_since", None, NOON)]),
        ("clock paused", [SetSpent("customer", None, 3.0), SetMoment("running_since", NOON, None)]),
        ("+5 minutes of The customer", [SetMinutes("customer", 10, 15)]),
        ("−1 minute of The customer", [SetMinutes("customer", None, 9)]),
        ("minutes of elsewhere", [SetMinutes("elsewhere", None, 9)]),
        ("Internal FAQ · Doubts", [SetAnswer(Place("faq", "doubts.doubt"), "a")]),
        ("time of The customer", [SetSpent("customer", 0.0, 60.0)]),
        ("step “Read aloud” of The customer", [SetStep(1, 60.0)]),
        ("chosen step", [SetStep(2, 60.0)]),
        ("status", [SetFact("status", "killed")]),
        ("title, status and people", [SetFact("title", "x"), SetFact("status", "y"), SetFact("people", ())]),
        ("1 answer", [SetFact("title", "x"), SetAnswer(Place("customer", "who"), "a")]),
        ("3 answers", [SetAnswer(Place("customer", "who"), "a"), RemoveEntry(Q1), InsertEntry(NEW, ASKED)]),
    ],
    ids=str,
)
def test_act_label_describes_its_changes(label: str, changes: list[Change]) -> None:
    assert act_label(changes, WORKBOOK, SESSION) == label


def test_todays_line_is_labelled_in_a_difference_and_as_an_act() -> None:
    """A line is a fact of a list: neither an order nor a part of an entry."""
    drawn = SetTodayLine(LIST, 2).apply(SESSION)
    (found,) = labelled_differences(SESSION, drawn, WORKBOOK)
    assert (found.where, found.what) == ("Internal FAQ · Questions", "Answered today")
    assert found.marked == (("new", "2"),)
    assert act_label((SetTodayLine(LIST, 2),), WORKBOOK, drawn) == "today’s line in Questions"


@pytest.mark.parametrize("with_line", [False, True])
def test_several_changes_of_one_kind_are_named_by_their_kind(with_line: bool) -> None:
    line = (SetTodayLine(LIST, 1),) if with_line else ()
    votes = tuple(SetAnswer(LIST.at(entry=f"q{n}", part="votes"), n) for n in (1, 2))
    assert act_label((*votes, *line), WORKBOOK, SESSION) == "votes in Questions"
    deleted = tuple(RemoveEntry(LIST.at(entry=f"q{n}")) for n in (1, 2))
    assert act_label((*deleted, *line), WORKBOOK, SESSION) == "2 deleted entries"
