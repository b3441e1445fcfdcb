"""Tests of progress, derived values, unknown answers and mismatches."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.said import said
from tests.session_edits import with_answer, with_entry

from wbtui.core.place import Place
from wbtui.core.progress import (
    Progress,
    arranged,
    derived,
    effective,
    entry_is_complete,
    entry_progress,
    is_shown,
    mismatches,
    offered,
    open_questions,
    stage_progress,
    unknown_answers,
)
from wbtui.core.session import Entry, Scalar, Session
from wbtui.core.workbook.model import Field, Group, Option, Stage, Workbook

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
EMPTY = Session("s1", "Pocket Clinic", "w", "90", NOON, NOON, "one")
WHO = Field("who", "Who", "line")
NOTE = Field("note", "Note", "text", optional=True)
OUTCOME = Field("result", "Result", "choice", derive="outcome", derive_from=("scale", "kill", "seen"))
NUMBERS = tuple(Field(id_, id_, "number") for id_ in ("scale", "kill", "seen"))
ITEMS = Field(
    "items",
    "Items",
    "entries",
    fields=(Field("name", "Name", "line"), NOTE, Field("votes", "Votes", "number", vote=True), *NUMBERS, OUTCOME),
)
PARKED = Field("parking_lot", "Parking lot", "entries", fields=(Field("item", "Item", "line"),))
IN_GROUP = tuple(replace(field, group="test") for field in (*NUMBERS, OUTCOME))
STAGE = Stage("one", "One", "?", "", (WHO, NOTE, ITEMS, PARKED, *IN_GROUP), groups=(Group("test", "Test"),))
WORKBOOK = Workbook("w", "W", (STAGE,), ())
LIST = Place("one", "items")
NUMBERS_SAID = {"scale": 90, "kill": 40, "seen": 96}


def test_session_lists_do_not_count_and_optional_fields_only_once_answered() -> None:
    assert stage_progress(STAGE, EMPTY) == Progress(0, 6)
    parked = with_entry(EMPTY, Place("", "parking_lot"), Entry("p1"))
    assert stage_progress(STAGE, parked) == Progress(0, 6)
    assert stage_progress(STAGE, with_answer(parked, Place("one", "note"), "x")) == Progress(1, 7)


def test_each_entry_of_a_list_counts_once_complete_and_an_empty_list_is_missing() -> None:
    session = with_answer(EMPTY, Place("one", "who"), "x")
    assert stage_progress(STAGE, session) == Progress(1, 6)
    two = with_entry(with_entry(session, LIST, Entry("a")), LIST, Entry("b"))
    assert stage_progress(STAGE, two) == Progress(1, 7)
    full = with_entry(two, LIST, Entry("c", {"name": "x", **NUMBERS_SAID}))
    assert stage_progress(STAGE, full) == Progress(2, 8)


def test_derived_value_counts_as_answered() -> None:
    session = EMPTY
    for name, value in NUMBERS_SAID.items():
        session = with_answer(session, Place("one", f"test.{name}"), value)
    place = Place("one", "test.result")
    assert derived(IN_GROUP[-1], place, session) == effective(IN_GROUP[-1], place, session) == "scale"
    assert stage_progress(STAGE, session) == Progress(4, 6)


def test_written_value_wins_over_the_derived_one() -> None:
    entry = Entry("a", {**NUMBERS_SAID, "result": "pivot"})
    place = Place("one", "items", "a", "result")
    session = with_entry(EMPTY, LIST, entry)
    assert derived(OUTCOME, place, session) == "scale"
    assert effective(OUTCOME, place, session) == "pivot"
    assert effective(OUTCOME, place, with_answer(session, place, None)) == "scale"


@pytest.mark.parametrize(
    ("values", "answered", "asked"),
    [
        pytest.param({}, 0, 5, id="empty"),
        pytest.param({"name": "x", "votes": 3}, 1, 5, id="votes do not count"),
        pytest.param({"name": "x", "note": "y"}, 2, 6, id="an optional answer counts"),
        pytest.param({"name": " "}, 0, 5, id="spaces are no answer"),
        pytest.param({"name": "x", "note": "\n"}, 1, 5, id="spaces are no optional answer"),
        pytest.param({"name": "x", **NUMBERS_SAID}, 5, 5, id="computed"),
    ],
)
def test_progress_of_an_entry_counts_its_parts(
    values: dict[str, str | int | float], answered: int, asked: int
) -> None:
    entry = Entry("a", dict(values))
    progress = entry_progress(ITEMS, LIST, entry, with_entry(EMPTY, LIST, entry))
    assert progress == Progress(answered, asked)
    assert progress.done == (answered == 5)


QUESTIONS = Field(
    "questions",
    "Questions",
    "entries",
    role="qa",
    fields=(
        Field("question", "Question", "line"),
        Field(
            "kind",
            "Kind",
            "choice",
            options=(Option("no", "No"), Option("unknown", "Not known yet", open=True)),
            optional=True,
        ),
        Field("answer", "Answer", "text"),
        Field("owner", "Owner", "line", optional=True),
        Field("due", "Due", "date", optional=True),
    ),
)


@pytest.mark.fault("NA7")
@pytest.mark.fault("NA8")
@pytest.mark.parametrize(
    ("values", "complete"),
    [
        pytest.param({}, False, id="no answer"),
        pytest.param({"owner": "Ada", "due": date(2027, 3, 1)}, False, id="somebody finds out"),
        pytest.param({"answer": "No."}, True, id="a plain no, without an owner"),
        pytest.param({"answer": "No.", "kind": "no"}, True, id="a plain no and its kind"),
        pytest.param({"answer": "No.", "owner": "Ada"}, True, id="an owner, no kind"),
        pytest.param({"answer": "No.", "kind": "no", "due": date(2027, 3, 1)}, True, id="answered before its day"),
        pytest.param({"answer": "In March.", "due": date(2027, 3, 1)}, False, id="a day, no kind"),
        pytest.param({"answer": "In March.", "kind": "unknown"}, False, id="not known yet"),
        pytest.param({"kind": "no"}, False, id="a kind without an answer"),
    ],
)
def test_question_is_complete_once_it_is_answered(values: dict[str, str | date], complete: bool) -> None:
    entry = Entry("a", {"question": "Does it hurt?", **values})
    stage = Stage("one", "One", "?", "", (replace(QUESTIONS, id="items"),))
    session = with_entry(EMPTY, LIST, entry)
    assert entry_is_complete(stage.fields[0], LIST, entry, session) is complete
    assert stage_progress(stage, session) == Progress(int(complete), 1)
    assert open_questions(stage, session) == int(not complete)


def test_only_questions_are_open() -> None:
    stage = Stage("one", "One", "?", "", (replace(QUESTIONS, id="items", role="table"),))
    assert open_questions(stage, with_entry(EMPTY, LIST, Entry("a", {"question": "Does it hurt?"}))) == 0


@pytest.mark.fault("NA15")
@pytest.mark.parametrize(
    ("kind", "answer", "counts"),
    [
        ("number", "fourteen", False),
        ("number", "1.000", False),
        ("number", "5 or 6", False),
        ("number", "1,000", True),
        ("number", 14, True),
        ("date", "in two weeks", False),
        ("date", "2027-02-30", False),
        ("date", date(2027, 2, 28), True),
    ],
)
def test_answer_counts_once_it_is_understood(kind: str, answer: Scalar, counts: bool) -> None:
    stage = Stage("one", "One", "?", "", (Field("size", "Size", kind),))
    session = with_answer(EMPTY, Place("one", "size"), answer)
    assert stage_progress(stage, session) == Progress(int(counts), 1)


@pytest.mark.fault("NA15")
def test_optional_list_counts_once_it_has_an_entry() -> None:
    stage = Stage("one", "One", "?", "", (replace(ITEMS, optional=True, fields=ITEMS.fields[:1]),))
    assert stage_progress(stage, EMPTY) == Progress(0, 0)
    assert stage_progress(stage, with_entry(EMPTY, LIST, Entry("a", {"name": "A picture"}))) == Progress(1, 1)


def test_stage_without_required_fields_is_done() -> None:
    assert stage_progress(Stage("two", "Two", "?", "", (NOTE,)), EMPTY).done


@pytest.mark.parametrize(
    ("place", "unknown"),
    [
        (Place("one", "who"), False),
        (Place("one", "test.scale"), False),
        (Place("one", "gone"), True),
        (Place("one", "gone.scale"), True),
        (Place("two", "who"), True),
        (Place("one", "items", "a", "name"), False),
        (Place("one", "items", "a", "bank"), False),
        (Place("one", "items", "a", "gone"), True),
        (Place("", "parking_lot", "a", "item"), False),
        (Place("", "actions", "a", "action"), True),
    ],
    ids=str,
)
def test_an_answer_without_a_field_is_found(place: Place, unknown: bool) -> None:
    session = with_entry(EMPTY, place, Entry(place.entry)) if place.entry else EMPTY
    session = with_answer(session, place, "x")
    assert unknown_answers(session, WORKBOOK) == ((place,) if unknown else ())


def test_answers_are_put_into_the_order_of_the_workbook() -> None:
    session = with_answer(with_answer(EMPTY, Place("zero", "x"), "kept"), Place("one", "gone"), "kept")
    session = with_entry(session, LIST, Entry("a", {"gone": 1, "note": "n", "name": "x"}))
    tidy = arranged(with_answer(session, Place("one", "who"), "w"), WORKBOOK)
    assert tidy == with_answer(session, Place("one", "who"), "w")
    assert [str(place) for place, _ in tidy.places()] == [
        "one.who",
        "one.items[a].name",
        "one.items[a].note",
        "one.items[a].gone",
        "one.gone",
        "zero.x",
    ]


def test_list_in_place_of_an_answer_is_a_mismatch_and_the_reverse() -> None:
    session = with_entry(with_answer(EMPTY, LIST, "text"), Place("one", "who"), Entry("a", {"x": 1}))
    assert [said(problem) for problem in mismatches(session, WORKBOOK)] == [
        "stages.one.who must be one answer, not a list",
        "stages.one.items must be a list of tables, [[stages.one.items]]",
    ]
    assert mismatches(EMPTY, WORKBOOK) == ()


HARD = Field("hard", "Hard to undo?", "choice", options=(Option("no", "No"), Option("yes", "Perhaps")))
STEP = Field("step", "Step", "text", asked_if=("hard", "yes"))
OLD = Field("old", "Old", "line", optional=True, retired=True)
END = Field("end", "Ends on", "date")
SEEN = Field("seen", "What we saw", "number", optional=True, asked_from="end")
CHOICES = Field("choices", "Choices", "entries", fields=(WHO, HARD, STEP, OLD, END, SEEN))


def shown_parts(values: dict[str, Scalar], *, more: bool = False) -> str:
    """Return the ids of the parts that a form of an entry shows."""
    today = NOON.date()
    place = Place("one", "choices", "e")
    session = with_entry(EMPTY, place.list, Entry("e", values))
    parts = [part for part in CHOICES.fields if is_shown(part, place.at(part=part.id), session, today, more=more)]
    return " ".join(part.id for part in parts)


@pytest.mark.parametrize(
    ("values", "parts"),
    [
        pytest.param({}, "who hard end", id="nothing yet"),
        pytest.param({"hard": "no"}, "who hard end", id="not asked"),
        pytest.param({"hard": "yes"}, "who hard step end", id="asked"),
        pytest.param({"step": "Try it"}, "who hard step end", id="answered before it is asked"),
        pytest.param({"old": "x"}, "who hard old end", id="an old answer"),
        pytest.param({"end": date(2026, 11, 23)}, "who hard end seen", id="due today"),
        pytest.param({"end": date(2026, 11, 24)}, "who hard end", id="due tomorrow"),
        pytest.param({"end": "soon"}, "who hard end", id="no day"),
        pytest.param({"seen": 3}, "who hard end seen", id="answered before it is due"),
    ],
)
def test_a_part_is_shown_when_it_is_asked_due_or_answered(values: dict[str, Scalar], parts: str) -> None:
    """NA9, NA10: a decision begins as one line, an experiment asks for its result when it is due."""
    assert shown_parts(values) == parts


def test_on_request_optional_parts_are_shown_but_none_that_is_retired_or_not_asked() -> None:
    assert shown_parts({}, more=True) == "who hard end seen"


@pytest.mark.parametrize(
    ("values", "counted"),
    [
        ({"who": "x"}, (1, 3)),
        ({"who": "x", "hard": "no", "end": date(2026, 1, 1)}, (3, 3)),
        ({"who": "x", "hard": "yes", "end": date(2026, 1, 1)}, (3, 4)),
        ({"who": "x", "hard": "no", "step": "Try it", "old": "x"}, (4, 5)),
    ],
)
def test_a_part_that_is_not_asked_does_not_count(values: dict[str, Scalar], counted: tuple[int, int]) -> None:
    place = Place("one", "choices")
    entry = Entry("e", values)
    assert entry_progress(CHOICES, place, entry, with_entry(EMPTY, place, entry)) == counted


def test_an_empty_text_can_take_in_the_answers_that_it_offers() -> None:
    """NA13: the problem is not typed twice."""
    late = Field("late", "Late", "text", offer=("one.who", "one.note"))
    workbook = replace(WORKBOOK, stages=(replace(STAGE, fields=(*STAGE.fields, late)),))
    place = Place("one", "late")
    session = with_answer(with_answer(EMPTY, Place("one", "who"), "Parents"), Place("one", "note"), " At night. ")
    assert offered(late, place, session, workbook) == "Parents\n\nAt night."
    assert offered(late, place, EMPTY, workbook) == ""
    assert offered(late, place, with_answer(session, place, "x"), workbook) == ""
    assert offered(NOTE, Place("one", "note"), session, workbook) == ""
