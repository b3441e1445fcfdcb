"""Tests that a fact in the head of a file is understood, or told: none is silently taken for another."""

from __future__ import annotations

import pytest
from tests.said import said
from tests.storage.test_codec import EMPTY

from wbtui.core.errors import SessionError
from wbtui.storage.session_file import codec
from wbtui.wording import sentence

HEAD = codec.render(EMPTY).text.partition("# end")[0]
END = "# end: 0 answers\n"


def with_line(line: str) -> bytes:
    """Return a file whose head, or whose clock, has a line instead of its own."""
    name, table = line.split(" = ")[0], "[clock]\n" if line.startswith("clock.") else ""
    rows = [row for row in HEAD.splitlines() if row.split(" = ")[0] != name and row != "[clock]"]
    return "\n".join([*rows, table + line.removeprefix("clock."), END]).encode()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("zone = 5", "zone must be text"),
        ("zone = true", "zone must be text"),
        ('zone = ["Europe/Berlin"]', "zone must be text"),
        ("language = 1.5", "language must be text"),
        ("agenda = 90", "agenda must be text"),
        ("slot = 2026-11-23", "slot must be text"),
        ("status = false", "status must be text"),
        ("title = 7", "title must be text"),
        ("pivoted_from = []", "pivoted_from must be text"),
        ("people = 'Ada'", "people must be a list of tables"),
        ("people = [{ name = 5 }]", "people[0].name must be text"),
        ("updated = 2026-11-23", "updated must be a date and time with a zone"),
        ("clock.starts = 9", "clock.starts must be a date and time of the wall clock"),
        ("clock.started = 2026-11-23T09:00:00", "clock.started must be a date and time with a zone"),
        ("clock.step = 'two'", "clock.step must be a number"),
        ("clock.step = 1.5", "clock.step must be a whole number"),
        ("clock.step = -1", "clock.step must be a number"),
        ("clock.step_since = true", "clock.step_since must be a number"),
        ("clock.planned = { customer = 7.5 }", "clock.planned.customer must be a whole number"),
        ("clock.spent = { customer = 'long' }", "clock.spent.customer must be a number"),
        ("clock = 5", "clock must be a table"),
    ],
)
def test_a_fact_of_the_wrong_kind_is_refused_with_its_key(line: str, told: str) -> None:
    with pytest.raises(SessionError) as raised:
        codec.read(with_line(line))
    assert told in sentence(raised.value.problem)
    with pytest.raises(SessionError):
        codec.read_head(with_line(line))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('status = "done"', "the status “done” is not known"),
        ('status = "Draft"', "the status “Draft” is not known"),
        ('zone = "Mars/Phobos"', "the zone “Mars/Phobos” is not known"),
        ('zone = "Berlin"', "the zone “Berlin” is not known"),
        ('language = "german"', "the language “german” is no code"),
        ('language = "de, en"', "the language “de, en” is no code"),
    ],
)
def test_an_unknown_value_in_the_head_is_reported_and_kept(line: str, told: str) -> None:
    loaded = codec.read(with_line(line))

    (note,) = loaded.notes
    assert told in said(note)
    assert line in codec.render(loaded.session.with_fact("title", "Other"), loaded.toml).text


ANSWERS = "[stages.customer]\n{}\n" + END


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ("who = 12:30:00", "stages.customer.who"),
        ("who = true", "stages.customer.who"),
        ("who = 2026-11-23T09:00:00+01:00", "stages.customer.who"),
        ("who = inf", "stages.customer.who"),
        ("[[stages.customer.evidence]]\nid = 'a'\nwhat = false", "stages.customer.evidence.what"),
        ("cost.money = 09:00:00", "stages.customer.cost.money"),
        (
            "a = true\nb = true\nc = true\nd = true",
            "stages.customer.a, stages.customer.b, stages.customer.c (+ 1)",
        ),
    ],
)
def test_a_value_that_no_answer_can_have_is_reported_with_its_key(answers: str, told: str) -> None:
    loaded = codec.read((HEAD + ANSWERS.format(answers)).encode())

    (note,) = [note for note in loaded.notes if note.code == "session.not_shown"]
    assert said(note) == f"neither text, nor a number, nor a day, and so not shown: {told}"


@pytest.mark.parametrize(
    "answer",
    ["who = 'true'", "who = 12", "who = 1.50", "who = 2026-11-23", "who = ''", "tags = ['a', true]", "t = {}"],
)
def test_answers_and_the_lists_of_other_programs_are_not_reported(answer: str) -> None:
    loaded = codec.read((HEAD + ANSWERS.format(answer)).encode())

    assert "session.not_shown" not in [note.code for note in loaded.notes]


@pytest.mark.parametrize(
    "line",
    [
        'status = "killed"',
        'status = ""',
        'zone = "Europe/Berlin"',
        'zone = "UTC"',
        'zone = ""',
        'language = "de-CH"',
        'language = "pt_BR"',
        'language = "zh-Hant-TW"',
        "clock.step = 2.0",
        "clock.planned = { customer = 10.0 }",
        "clock.step_since = 12.5",
    ],
)
def test_a_known_value_in_the_head_is_not_reported(line: str) -> None:
    assert codec.read(with_line(line)).notes == ()
