"""Tests of the derived values: door, outcome, today statement, numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbtui.core.method import DERIVATION_SOURCES, DERIVATIONS, door, number, outcome, today_statement


@pytest.mark.parametrize(
    ("answers", "which"),
    [
        ("yyyyyy", "two_way"),
        ("yyyyyn", "two_way"),
        ("yyyynn", "costly"),
        ("yyynnn", "costly"),
        ("yynnnn", "one_way"),
        ("nnnnnn", "one_way"),
        ("yyyyy?", "two_way"),
        ("yyyy??", ""),
        ("yyynn?", "costly"),
        ("yyyyn?", ""),
        ("nnnn??", "one_way"),
        ("nnn???", ""),
        ("??????", ""),
    ],
)
def test_door_is_derived_from_six_answers(answers: str, which: str) -> None:
    assert door([{"y": "yes", "n": "no", "?": ""}[letter] for letter in answers]) == which


@given(st.lists(st.sampled_from(["yes", "no", "", "perhaps"]), min_size=6, max_size=6))
def test_door_known_early_does_not_change_with_later_answers(answers: list[str]) -> None:
    early = door(answers)
    if early:
        for last in ("yes", "no"):
            assert door([a if a in ("yes", "no") else last for a in answers]) == early


@pytest.mark.parametrize(
    ("scale", "kill", "observed", "which"),
    [
        pytest.param("90", "40", "96", "scale", id="above scale"),
        pytest.param("90", "40", "90", "scale", id="at scale"),
        pytest.param("90", "40", "89.9", "pivot", id="below scale"),
        pytest.param("90", "40", "41", "pivot", id="above kill"),
        pytest.param("90", "40", "40", "kill", id="at kill"),
        pytest.param("90", "40", "0", "kill", id="nothing"),
        pytest.param("5", "20", "4", "scale", id="lower is better, scale"),
        pytest.param("5", "20", "5", "scale", id="lower is better, at scale"),
        pytest.param("5", "20", "12", "pivot", id="lower is better, between"),
        pytest.param("5", "20", "20", "kill", id="lower is better, at kill"),
        pytest.param("-5", "-20", "-12", "pivot", id="negative"),
        pytest.param("30 %", "10 %", "34 %", "scale", id="with units"),
        pytest.param("1,200", "800", "1,100", "pivot", id="thousands"),
        pytest.param("3,5", "1,5", "2,5", "pivot", id="decimal commas"),
        pytest.param("3,5", "1,5", "4", "scale", id="a decimal comma and none"),
        pytest.param("90", "90", "90", "", id="equal thresholds"),
        pytest.param("90", "40", "", "", id="not yet observed"),
        pytest.param("many", "40", "50", "", id="no number"),
    ],
)
def test_the_outcome_of_an_experiment(scale: str, kill: str, observed: str, which: str) -> None:
    assert outcome([scale, kill, observed]) == which


@given(st.integers(), st.integers(), st.integers())
def test_negating_all_numbers_keeps_the_outcome(scale: int, kill: int, observed: int) -> None:
    assert outcome([str(scale), str(kill), str(observed)]) == outcome([str(-scale), str(-kill), str(-observed)])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("45", 45),
        ("45 %", 45),
        ("  3.5 days", 3.5),
        ("3,5 days", 3.5),
        ("12,75", 12.75),
        ("1,200", 1200),
        ("1,234,567.5", 1234567.5),
        ("1 200", 1200),
        ("1\u202f200 €", 1200),
        ("1\u00a0200", 1200),
        ("1’200", 1200),
        ("0,125", 0.125),
        ("45 90", 45),
        ("96 of 120", 96),
        ("-3", -3),
        ("− 3", -3),
        ("+7", 7),
        ("20,000 a month", 20000),
        ("7.", 7),
        ("about 5", None),
        ("", None),
        ("-", None),
        (".5", None),
    ],
)
def test_number_is_read_from_the_start_of_a_text(text: str, value: float | None) -> None:
    assert number(text) == value


@given(st.integers(-(10**12), 10**12))
def test_number_is_the_same_with_thousands_separators(value: int) -> None:
    assert number(str(value)) == number(f"{value:,}") == number(f"{value:_}".replace("_", "\u202f")) == value


@given(st.text())
def test_number_of_any_text_is_a_float_or_none(text: str) -> None:
    assert number(text) is None or isinstance(number(text), float)


@pytest.mark.parametrize(
    ("answers", "statement"),
    [
        pytest.param(
            ["parents", "wait for hours", "at night", "a nurse"],
            "Today parents have to wait for hours when at night. They need a nurse.",
            id="all four",
        ),
        pytest.param(
            ["parents", "wait", "", "a nurse"], "Today parents have to wait. They need a nurse.", id="no situation"
        ),
        pytest.param(
            ["parents.", " wait\nlong ", "", "help."],
            "Today parents have to wait long. They need help.",
            id="tidied",
        ),
        pytest.param(["", "wait", "at night", "a nurse"], "", id="no customer"),
        pytest.param(["parents", "", "", "a nurse"], "", id="no problem"),
        pytest.param(["parents", "wait", "", ""], "", id="no need"),
    ],
)
def test_the_today_statement(answers: list[str], statement: str) -> None:
    assert today_statement(answers) == statement


@pytest.mark.parametrize("name", DERIVATIONS)
def test_derivation_of_empty_answers_is_empty(name: str) -> None:
    assert DERIVATIONS[name]([""] * DERIVATION_SOURCES[name]) == ""
