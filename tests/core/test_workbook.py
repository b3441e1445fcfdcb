"""Tests of reading workbooks and their errors, and of the built-in workbook."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from wbtui.core.errors import WorkbookError
from wbtui.core.place import Place
from wbtui.core.session import Scalar
from wbtui.core.text import words
from wbtui.core.workbook.model import Field, Workbook
from wbtui.core.workbook.reader import read_workbook
from wbtui.storage.workbooks import DEFAULT_WORKBOOK, WorkbookLibrary, load
from wbtui.wording import phrase, sentence

GOOD: dict[str, Any] = {
    "format": 1,
    "id": "w",
    "title": "W",
    "capture_decision": "one.items",
    "banks": [{"id": "b", "title": "B", "questions": [{"id": "q1", "category": "C", "question": "Why?"}]}],
    "agendas": [
        {
            "id": "short",
            "title": "Short",
            "slots": [{"id": "hello", "title": "Hello", "minutes": 3}, {"stage": "one", "minutes": 10}],
        }
    ],
    "stages": [
        {
            "id": "one",
            "title": "One",
            "question": "What?",
            "groups": [{"id": "g", "title": "G"}],
            "fields": [
                {"id": "who", "label": "Who", "kind": "line", "role": "quote", "by": "says"},
                {"id": "says", "label": "Says", "kind": "line"},
                {"id": "size", "label": "Size", "kind": "number", "group": "g"},
                {"id": "which", "label": "Which", "kind": "choice", "options": [{"id": "yes", "label": "Yes"}]},
                {
                    "id": "items",
                    "label": "Items",
                    "kind": "entries",
                    "bank": "b",
                    "fields": [{"id": "name", "label": "Name", "kind": "line"}],
                },
            ],
        },
        {"id": "two", "title": "Two", "question": "And?", "fields": [{"id": "x", "label": "X", "kind": "text"}]},
    ],
    "document": [{"title": "All", "include": ["one", "two.x", "one.g", "one.items"]}],
}

ONE = "stages[one]"


def problems(data: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the key and the text of each problem."""
    try:
        read_workbook(data)
    except WorkbookError as error:
        return [(problem.where.key, phrase(problem)) for problem in error.problems]
    return []


def test_valid_workbook_has_no_problems() -> None:
    assert problems(GOOD) == []


def field(data: dict[str, Any], at: int) -> dict[str, Any]:
    """Return a field of the first stage."""
    found: dict[str, Any] = data["stages"][0]["fields"][at]
    return found


# A change that spoils the good workbook, the key in the error, and a part of its message.
MISTAKES: dict[str, tuple[Callable[[dict[str, Any]], object], str, str]] = {
    "format missing": (lambda w: w.pop("format"), "format", "missing"),
    "format newer": (lambda w: w.update(format=2), "format", "format 2"),
    "title missing": (lambda w: w.pop("title"), "title", "missing"),
    "no stages": (lambda w: w.update(stages=[], document=[], capture_decision=""), "stages", "needs a stage"),
    "no agendas": (lambda w: w.update(agendas=[]), "agendas", "needs an agenda"),
    "wrong type": (lambda w: field(w, 0).update(label=3), f"{ONE}.fields[who].label", "must be text"),
    "yes is no number": (
        lambda w: field(w, 0).update(max_words=True),
        f"{ONE}.fields[who].max_words",
        "a whole number",
    ),
    "a section that the stage does not have": (
        lambda w: w["stages"][0].update(script=[{"title": "Silence", "section": "Elsewhere"}]),
        f"{ONE}.script[0].section",
        "no section “Elsewhere”",
    ),
    "a minimum above the minutes": (
        lambda w: w["agendas"][0]["slots"][0].update(min=1000),
        "agendas[short].slots[hello].min",
        "a minimum above",
    ),
    "no time of day": (
        lambda w: w["agendas"][0]["slots"][0].update(at="noon"),
        "agendas[short].slots[hello].at",
        "a time of day, such as 12:30",
    ),
    "a time of day of another kind": (
        lambda w: w["agendas"][0]["slots"][0].update(at=12),
        "agendas[short].slots[hello].at",
        "a time of day",
    ),
    "to be finished and left out": (
        lambda w: w["agendas"][0]["slots"][0].update(must=True, may_go=True),
        "agendas[short].slots[hello].may_go",
        "must be finished",
    ),
    "negative": (
        lambda w: w["agendas"][0]["slots"][0].update(minutes=-1),
        "agendas[short].slots[hello].minutes",
        "negative",
    ),
    "six weekdays": (lambda w: w.update(days={"weekdays": ["Mon"] * 6}), "days.weekdays", "a list of 7 texts"),
    "days no table": (lambda w: w.update(days=["Mon"]), "days", "must be a table"),
    "too many words": (lambda w: w.update(days={"by": ",".join("by" * 41)}), "days.by", "more than 40"),
    "not a list": (lambda w: w.update(banks={"id": "b"}), "banks", "a list"),
    "not a table": (lambda w: w["stages"].append("three"), "stages[2]", "a table"),
    "not a text in a list": (lambda w: w.update(roles=["scribe", 4]), "roles[1]", "must be text"),
    "id with spaces": (lambda w: w["banks"][0].update(id="a b"), "banks[a b].id", "an id has"),
    "id missing": (lambda w: w["stages"][1].pop("id"), "stages[Two].id", "missing"),
    "unknown kind": (lambda w: field(w, 0).update(kind="txt"), f"{ONE}.fields[who].kind", "one of line, text"),
    "unknown role": (lambda w: field(w, 0).update(role="hero"), f"{ONE}.fields[who].role", "one of"),
    "unknown audience": (
        lambda w: field(w, 0).update(audience="public"),
        f"{ONE}.fields[who].audience",
        "one of",
    ),
    "unknown bank": (lambda w: field(w, 4).update(bank="c"), f"{ONE}.fields[items].bank", "no bank c"),
    "unknown group": (lambda w: field(w, 2).update(group="h"), f"{ONE}.fields[size].group", "no group h"),
    "unknown stage": (
        lambda w: w["agendas"][0]["slots"][1].update(stage="three"),
        "agendas[short].slots[three].stage",
        "no stage three",
    ),
    "a break named like a stage": (
        lambda w: w["agendas"][0]["slots"][0].update(id="two"),
        "agendas[short].slots[two].id",
        "the id of a stage",
    ),
    "a step with a long title": (
        lambda w: w["stages"][0].update(script=[{"title": "Seventeen letters"}]),
        f"{ONE}.script[Seventeen letters].title",
        "at most 16 characters",
    ),
    "a step of a slot with a long title": (
        lambda w: w["agendas"][0]["slots"][0].update(script=[{"title": "Übergroße Überschrift"}]),
        "agendas[short].slots[hello].script[Übergroße Überschrift].title",
        "at most 16 characters",
    ),
    "a step without a title beside one that has a title": (
        lambda w: w["stages"][1].update(script=[{"title": "Silence"}, {"say": "Go."}]),
        "stages[two].script[1].title",
        "every step of a script has a title, or none",
    ),
    "a step with a blank title": (
        lambda w: w["stages"][1].update(script=[{"title": " "}, {"title": "Vote"}]),
        "stages[two].script[0].title",
        "every step of a script has a title, or none",
    ),
    "nobody to quote": (lambda w: field(w, 0).update(by="nobody"), f"{ONE}.fields[who].by", "no field nobody"),
    "unknown derivation": (
        lambda w: field(w, 0).update(derive="magic"),
        f"{ONE}.fields[who].derive",
        "one of door",
    ),
    "too few sources": (
        lambda w: field(w, 0).update(derive="outcome", derive_from=["says"]),
        f"{ONE}.fields[who].derive_from",
        "needs 3",
    ),
    "unknown source": (
        lambda w: field(w, 0).update(derive="outcome", derive_from=["says", "says", "size"]),
        f"{ONE}.fields[who].derive_from",
        "no field size beside",
    ),
    "asked if of nothing": (
        lambda w: field(w, 0).update(asked_if={"field": "which", "is": "perhaps"}),
        f"{ONE}.fields[who].asked_if",
        "no choice which beside it with an option perhaps",
    ),
    "asked if half": (
        lambda w: field(w, 0).update(asked_if={"field": "which"}),
        f"{ONE}.fields[who].asked_if.is",
        "missing",
    ),
    "asked from no day": (
        lambda w: field(w, 0).update(optional=True, asked_from="says"),
        f"{ONE}.fields[who].asked_from",
        "no date says beside it",
    ),
    "offer of nothing": (
        lambda w: field(w, 1).update(offer="one.nothing"),
        f"{ONE}.fields[says].offer",
        "no field one.nothing with one answer",
    ),
    "carries a list": (lambda w: w["stages"][1].update(carried="one.items"), "stages[two].carried", "no field"),
    "a row of one": (lambda w: field(w, 0).update(row="r"), f"{ONE}.fields[who].row", "needs two fields"),
    "a row apart": (
        lambda w: (field(w, 0).update(row="r"), field(w, 3).update(row="r")),
        f"{ONE}.fields[who].row",
        "next to each other",
    ),
    "a row with a text": (
        lambda w: [field(w, at).update(row="r") for at in (3, 4)],
        f"{ONE}.fields[which].row",
        "a row of its own",
    ),
    "choice without options": (lambda w: field(w, 3).pop("options"), f"{ONE}.fields[which].options", "options"),
    "options without choice": (
        lambda w: field(w, 0).update(options=[{"id": "a", "label": "A"}]),
        f"{ONE}.fields[who].options",
        "only a choice",
    ),
    "same option twice": (
        lambda w: field(w, 3)["options"].append({"id": "yes", "label": "Again"}),
        f"{ONE}.fields[which].options[yes]",
        "2 times",
    ),
    "same stage twice": (lambda w: w["stages"].append(w["stages"][1]), "stages[two]", "2 times"),
    "same field twice": (lambda w: field(w, 1).update(id="who"), f"{ONE}.fields[who]", "2 times"),
    "same slot twice": (
        lambda w: w["agendas"][0]["slots"].append({"stage": "one", "minutes": 1}),
        "agendas[short].slots[one]",
        "2 times",
    ),
    "same question twice": (
        lambda w: w["banks"][0]["questions"].append(w["banks"][0]["questions"][0]),
        "banks[b].questions[q1]",
        "2 times",
    ),
    "agenda without slots": (lambda w: w["agendas"][0].update(slots=[]), "agendas[short].slots", "needs a slot"),
    "entries without fields": (lambda w: field(w, 4).pop("fields"), f"{ONE}.fields[items].fields", "need fields"),
    "fields without entries": (
        lambda w: field(w, 0).update(fields=[{"id": "n", "label": "N", "kind": "line"}]),
        f"{ONE}.fields[who]",
        "only entries",
    ),
    "entries of entries": (
        lambda w: field(w, 4)["fields"].append({"id": "more", "label": "More", "kind": "entries"}),
        f"{ONE}.fields[items].fields[more]",
        "cannot have entries",
    ),
    "a part called id": (
        lambda w: field(w, 4)["fields"].append({"id": "id", "label": "Id", "kind": "line"}),
        f"{ONE}.fields[items].fields[id]",
        "called id",
    ),
    "an entry that begins with a text": (
        lambda w: field(w, 4)["fields"][0].update(kind="text"),
        f"{ONE}.fields[items].fields",
        "must be a line",
    ),
    "a list in a group": (lambda w: field(w, 4).update(group="g"), f"{ONE}.fields[items].group", "in a group"),
    "group and field of one name": (lambda w: field(w, 1).update(id="g"), f"{ONE}.groups[g]", "and a field"),
    "a list of the session as a line": (
        lambda w: field(w, 1).update(id="actions"),
        f"{ONE}.fields[actions].id",
        "a list of the session",
    ),
    "a document of what is not there": (
        lambda w: w["document"][0]["include"].append("three"),
        "document[All].include",
        "no three",
    ),
    "no such usual agenda": (lambda w: w.update(default_agenda="long"), "default_agenda", "no such agenda"),
    "one of several banks": (
        lambda w: field(w, 4).update(bank=["b", "c"]),
        f"{ONE}.fields[items].bank",
        "no bank c",
    ),
    "decisions to nowhere": (lambda w: w.update(capture_decision="one.who"), "capture_decision", "no such list"),
}


@pytest.mark.parametrize(("spoil", "key", "said"), MISTAKES.values(), ids=MISTAKES)
def test_problem_has_its_key(spoil: Callable[[dict[str, Any]], object], key: str, said: str) -> None:
    data = copy.deepcopy(GOOD)
    spoil(data)
    assert any(found == key and said in what for found, what in problems(data)), problems(data)


@pytest.mark.parametrize(
    ("table", "key", "hint"),
    [
        (lambda w: w, "titel", "; did you mean title?"),
        (lambda w: w["stages"][0], "qestion", "; did you mean question?"),
        (lambda w: w.setdefault("days", {"by": "by"}), "untill", ""),
        (lambda w: field(w, 0), "maxwords", "; did you mean max_words?"),
        (lambda w: w["banks"][0]["questions"][0], "zebra", ""),
    ],
    ids=["workbook", "stage", "days", "field", "nothing like it"],
)
def test_unknown_key_suggests_a_similar_one(
    table: Callable[[dict[str, Any]], dict[str, Any]], key: str, hint: str
) -> None:
    data = copy.deepcopy(GOOD)
    table(data)[key] = 1
    ((found, what),) = problems(data)
    assert found.endswith(key)
    assert what == f"{found} is not a known key{hint}"


def test_all_problems_are_reported_at_once() -> None:
    data = copy.deepcopy(GOOD)
    data["colour"] = "red"
    field(data, 0)["max_words"] = "many"
    field(data, 2)["group"] = "h"
    field(data, 4)["bank"] = "c"
    data["document"][0]["include"] = ["nowhere"]
    assert [key for key, _ in problems(data)] == [
        f"{ONE}.fields[who].max_words",
        "colour",
        f"{ONE}.fields[size].group",
        f"{ONE}.fields[items].bank",
        "document[All].include",
    ]


def test_each_problem_is_reported_once() -> None:
    data = copy.deepcopy(GOOD)
    del data["stages"][1]["fields"][0]["kind"]
    del data["agendas"]
    assert problems(data) == [
        ("stages[two].fields[x].kind", "stages[two].fields[x].kind is missing"),
        ("agendas", "agendas is missing"),
    ]


def test_message_has_the_number_of_problems_and_the_next_step() -> None:
    with pytest.raises(WorkbookError) as caught:
        read_workbook({"format": 1}, where="w.toml")
    told = sentence(caught.value.problem)
    assert told.startswith("w.toml: id is missing. ")
    assert f"`wbtui workbook check FILE` lists this mistake and {len(caught.value.problems) - 1} more" in told


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        pytest.param(b'format = 1\ntitle = "x\n', 2, "", id="broken TOML"),
        pytest.param(b"format = 1\nid = 'a'\nid = 'b'\n", 3, "", id="a key twice"),
        pytest.param(b"format = 1\n\xff\n", 2, "UTF-8", id="not UTF-8"),
        pytest.param(b"x = " + b"[" * 5000, None, "inside each other", id="too deep"),
        pytest.param(b"#" * 4_000_001, None, "large", id="too large"),
    ],
)
def test_invalid_toml_is_reported_with_its_line(tmp_path: Path, text: bytes, line: int | None, said: str) -> None:
    path = tmp_path / "w.toml"
    path.write_bytes(text)
    with pytest.raises(WorkbookError) as caught:
        load(path)
    (problem,) = caught.value.problems
    assert problem.where.line == line
    assert said in phrase(problem)
    assert str(path) in sentence(caught.value.problem)


def test_workbook_with_crlf_and_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "w.toml"
    text = WorkbookLibrary(tmp_path).find(DEFAULT_WORKBOOK).read_text().replace("\n", "\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert load(path) == BUILT_IN


# The workbook model

SIZE = Field("n", "N", "number")
DAY = Field("d", "D", "date")


@pytest.mark.parametrize(
    ("asked", "typed", "value"),
    [
        pytest.param(SIZE, "42", 42, id="whole"),
        pytest.param(SIZE, "4.5", 4.5, id="fraction"),
        pytest.param(SIZE, "4.50", "4.50", id="not as it would come back"),
        pytest.param(SIZE, "042", "042", id="leading zero"),
        pytest.param(SIZE, "1,200", "1,200", id="thousands"),
        pytest.param(SIZE, "about 5", "about 5", id="words"),
        pytest.param(DAY, "2026-11-23", date(2026, 11, 23), id="day"),
        pytest.param(DAY, "2026-02-30", "2026-02-30", id="no such day"),
        pytest.param(DAY, "next May", "next May", id="roughly"),
        pytest.param(Field("t", "T", "text"), "42", "42", id="text stays text"),
    ],
)
def test_input_becomes_a_value_only_if_it_reads_back_as_typed(asked: Field, typed: str, value: Scalar) -> None:
    assert asked.value(typed) == value
    assert type(asked.value(typed)) is type(value)


def test_slots_include_every_stage_and_left_out_stages_have_no_minutes() -> None:
    workbook = read_workbook(GOOD)
    assert [(slot.id, slot.title, slot.minutes) for slot in workbook.slots("short")] == [
        ("hello", "Hello", 3),
        ("one", "One", 10),
        ("two", "Two", 0),
    ]
    assert [slot.id for slot in workbook.slots("gone")] == ["one", "two"]


def test_several_banks_of_a_list_are_joined() -> None:
    data = copy.deepcopy(GOOD)
    data["banks"].append(
        {"id": "c", "title": "C", "questions": [{"id": "r", "category": "D", "question": "How?"}]}
    )
    field(data, 4)["bank"] = ["c", "b"]
    workbook = read_workbook(data)
    bank = workbook.bank_for(workbook.stages[0].by_key["items"])
    assert bank is not None
    assert bank.title == "C · B"
    assert [question.id for question in bank.questions] == ["r", "q1"]
    assert workbook.bank_for(workbook.stages[0].by_key["who"]) is None


def test_usual_agenda_is_the_default_of_the_workbook() -> None:
    more = [*GOOD["agendas"], {**GOOD["agendas"][0], "id": "long"}]
    assert read_workbook({**GOOD, "agendas": more}).usual_agenda.id == "short"
    assert read_workbook({**GOOD, "agendas": more, "default_agenda": "long"}).usual_agenda.id == "long"
    assert BUILT_IN.usual_agenda.id == "90"


def test_a_place_finds_its_field() -> None:
    workbook = read_workbook(GOOD)
    part = workbook.find(Place("one", "items", "e1", "name"))
    assert part is not None
    assert part[1].label == "Name"
    assert workbook.find(Place("one", "items", "e1", "gone")) is None
    assert workbook.find(Place("gone", "who")) is None


@pytest.mark.parametrize("name", ["../w", "nothing", "a/b", "x" * 300, "x" * 300 + ".toml", "a\x00.toml", ""])
def test_missing_workbook_raises(tmp_path: Path, name: str) -> None:
    (tmp_path / "w.toml").write_text("")
    with pytest.raises(WorkbookError, match=r"workbook.none"):
        WorkbookLibrary(tmp_path / "own").find(name, tmp_path)


# The built-in workbook

BUILT_IN: Workbook = load(WorkbookLibrary(Path()).find(DEFAULT_WORKBOOK))
FIELDS = {str(place): field for _, field, place in BUILT_IN.places()}
ALL = FIELDS | {f"{key}/{part.id}": part for key, field in FIELDS.items() for part in field.fields}
BANKS = {bank.id: bank for bank in BUILT_IN.banks}


def test_built_in_workbook_has_eight_stages() -> None:
    assert [stage.id for stage in BUILT_IN.stages] == [
        "customer",
        "problem",
        "benefit",
        "press_release",
        "customer_faq",
        "internal_faq",
        "visuals",
        "decision",
    ]
    for stage in BUILT_IN.stages:
        assert stage.question.endswith("?")
        assert stage.purpose
        assert stage.script
        assert len(stage.pitfalls) >= 3


@pytest.mark.parametrize(("bank", "count"), [("customer", 32), ("internal", 46), ("cost_of_failure", 20)])
def test_built_in_workbook_has_its_banks(bank: str, count: int) -> None:
    questions = BANKS[bank].questions
    assert len(questions) == count
    assert len(BANKS[bank].categories) >= 5
    assert len({question.question for question in questions}) == count
    assert all(question.carries for question in questions)


def test_eight_questions_are_preselected() -> None:
    assert [sum(q.preselected for q in BANKS[id_].questions) for id_ in BANKS] == [8, 0, 0]


def test_the_short_questions_of_the_cost_of_failure_come_first() -> None:
    short = [question.short for question in BANKS["cost_of_failure"].questions]
    assert any(short)
    assert short == sorted(short, reverse=True)
    optional = [field.optional for key, field in FIELDS.items() if ".cost_of_failure." in key]
    assert optional == sorted(optional)


@pytest.mark.parametrize(
    ("agenda", "minutes"), [("60", 60), ("90", 90), ("240", 240), ("480", 480), ("review", 60)]
)
def test_built_in_agendas_add_up(agenda: str, minutes: int) -> None:
    found = BUILT_IN.agenda(agenda)
    assert found is not None
    assert found.minutes == minutes
    for slot in found.slots:
        assert sum(step.minutes for step in slot.script) in (0, slot.minutes), slot.id


def test_each_field_is_explained() -> None:
    assert len(ALL) > 100
    for name in ("label", "prompt", "good", "bad"):
        assert [key for key, field in ALL.items() if not getattr(field, name)] == [], name
    # A choice needs an example only if its options do not explain themselves.
    assert [key for key, field in ALL.items() if not field.example and field.kind != "choice"] == []


def test_an_example_keeps_to_its_word_limit() -> None:
    bounded = {key: field for key, field in ALL.items() if field.max_words}
    assert any(field.example for field in bounded.values())
    assert [key for key, field in bounded.items() if words(field.example) > field.max_words] == []


def test_each_text_field_has_a_word_limit() -> None:
    texts = {key: field for key, field in ALL.items() if field.kind in ("line", "text")}
    assert [key for key, field in texts.items() if field.max_words <= 0] == []


def test_examples_of_numbers_and_dates_are_valid() -> None:
    values = {key: f for key, f in ALL.items() if f.kind in ("number", "date") and f.example}
    assert values
    assert [key for key, field in values.items() if isinstance(field.value(field.example), str)] == []


def test_internal_answers_are_marked_internal() -> None:
    for key, field in FIELDS.items():
        if key.startswith(("internal_faq.", "decision.", "problem.", "parking_lot", "actions")):
            assert field.audience == "internal", key
    assert FIELDS["press_release.headline"].audience == "customers"


@pytest.mark.fault("NA3")
def test_no_two_fields_of_a_form_have_one_name() -> None:
    forms = {stage.id: [field.label for field in stage.fields] for stage in BUILT_IN.stages}
    forms |= {key: [part.label for part in field.fields] for key, field in FIELDS.items()}
    assert len(forms) > 20
    twice = {key: [label for label in labels if labels.count(label) > 1] for key, labels in forms.items()}
    assert {key: labels for key, labels in twice.items() if labels} == {}
