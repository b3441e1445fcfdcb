"""Tests of the derived values: door, outcome, today statement."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbtui.core.method import DERIVATION_SOURCES, DERIVATIONS, door, outcome, today_statement


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
    assert door([{"y": "yes", "n": "no", "?": ""}[letter] for letter in answers], "en") == which


@given(st.lists(st.sampled_from(["yes", "no", "", "perhaps"]), min_size=6, max_size=6))
def test_door_known_early_does_not_change_with_later_answers(answers: list[str]) -> None:
    early = door(answers, "en")
    if early:
        for last in ("yes", "no"):
            assert door([a if a in ("yes", "no") else last for a in answers], "en") == early


@pytest.mark.fault("R3")
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
        pytest.param("1.000", "200", "500", "", id="thousands or thousandths"),
        pytest.param("1,000", "200", "500", "pivot", id="a comma between thousands"),
        pytest.param("1 000", "200", "500", "pivot", id="a space between thousands"),
        pytest.param("1.000.000", "200", "500", "pivot", id="points between thousands"),
        pytest.param("1,00", "200", "500", "kill", id="a decimal comma in English"),
        pytest.param("90", "40", "50 or 100", "", id="two numbers"),
        pytest.param("90", "40", "5k", "", id="a number shortened"),
        pytest.param("90 %", "40 %", "96", "scale", id="a percent sign left out"),
        pytest.param("90 %", "40 %", "0.96", "", id="a share beside percents"),
        pytest.param("€90", "40 EUR", "96", "scale", id="one currency"),
        pytest.param("€90", "$40", "€96", "", id="two currencies"),
        pytest.param("90 %", "€40", "96", "", id="percent and currency"),
        pytest.param("9" * 20, "40", "50", "", id="more digits than can be compared"),
    ],
)
def test_outcome_follows_from_thresholds_and_observed_value(
    scale: str, kill: str, observed: str, which: str
) -> None:
    assert outcome([scale, kill, observed], "en") == which


@pytest.mark.fault("R3")
@pytest.mark.parametrize(
    ("language", "scale", "which"),
    [
        ("de", "1.000", "pivot"),
        ("de-AT", "1.000", "pivot"),
        ("nl", "1.000", "pivot"),
        ("en-GB", "1,000", "pivot"),
        ("en", "1.000", ""),
        ("de", "1,000", ""),
        ("fr", "1.000", ""),
        ("fr", "1 000", "pivot"),
        ("de-CH", "1’000", "pivot"),
        ("de-CH", "1.000", ""),
        ("xx", "1,000", ""),
    ],
)
def test_thousands_are_read_in_the_language_of_the_workbook(language: str, scale: str, which: str) -> None:
    assert outcome([scale, "200", "500"], language) == which


@given(st.integers(-(10**14), 10**14), st.integers(-(10**14), 10**14), st.integers(-(10**14), 10**14))
def test_negating_all_numbers_keeps_the_outcome(scale: int, kill: int, observed: int) -> None:
    there = outcome([str(scale), str(kill), str(observed)], "en")
    assert there == outcome([str(-scale), str(-kill), str(-observed)], "en")


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
def test_today_statement_needs_customer_problem_and_need(answers: list[str], statement: str) -> None:
    assert today_statement(answers, "en") == statement


@pytest.mark.parametrize("name", DERIVATIONS)
def test_derivation_of_empty_answers_is_empty(name: str) -> None:
    assert DERIVATIONS[name]([""] * DERIVATION_SOURCES[name], "en") == ""
