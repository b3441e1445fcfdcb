"""Tests of the sentences on the cost of failure: made of the answers, with a sign for each gap."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from wbtui.core.method import MISSING, failure
from wbtui.core.numbers import beside_unit
from wbtui.core.session import Answer, Entry, Scalar

NAMES = (
    *("money_from", "money_to", "money_in", "time_from", "time_to", "time_in", "let_down"),
    *("sign", "sign_day", "days", "out", "six", "twelve", "rules"),
)
DAY, LATER = date(2027, 3, 14), date(2027, 4, 30)
LINEN = Entry("a", {"limit": "50 or more", "measure": "minutes on linen", "due": DAY, "owner": "Farah"})
PAID = Entry("b", {"limit": "fewer than 4", "measure": "homes that paid", "due": DAY, "owner": "Farah"})
WHOLE: dict[str, Answer] = {
    "money_from": "38,000",
    "money_to": "46,000",
    "money_in": "£",
    "time_from": 6,
    "time_to": 8,
    "time_in": "team-months",
    "let_down": "192 residents.",
    "sign": "the red box is opened",
    "sign_day": date(2027, 2, 7),
    "days": 28,
    "out": "9,500",
    "six": "12,800",
    "twelve": 34700,
    "rules": (LINEN,),
}


def said(**answers: Answer | None) -> str:
    return failure([answers.get(name) for name in NAMES], "en")


def test_the_whole_sentence() -> None:
    assert said(**WHOLE) == (
        "If this fails, we have lost £38,000 to £46,000 and 6 to 8 team-months, and let down 192 residents. "
        "First sign by 7 February 2027: the red box is opened. "
        "On 14 March 2027 we stop at 50 or more minutes on linen; Farah decides. "
        "Getting out takes 28 days and £9,500. "
        "Doing nothing costs £12,800 in six months and £34 700 in a year."
    )


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("money_in", "time_in", "rules")])
def test_a_gap_is_marked_where_an_answer_is_missing(name: str) -> None:
    answers = {other: answer for other, answer in WHOLE.items() if other != name}
    assert said(**answers).count(MISSING) == 1


@pytest.mark.parametrize("number", ["1.000", "about 40", "4/5", "soon"])
def test_a_number_that_is_not_understood_is_a_gap_and_no_guess(number: str) -> None:
    made = said(**WHOLE | {"money_to": number})
    assert f"£38,000 to {MISSING} and" in made
    assert number not in made


def test_without_money_time_and_people_there_is_no_sentence() -> None:
    assert said(sign="a sign", days=28, rules=(LINEN,), six=10) == ""
    assert said(let_down="  ") == ""
    assert said(let_down="Ada").startswith(
        f"If this fails, we have lost {MISSING} and {MISSING}, and let down Ada."
    )


def test_the_first_sign_is_told_once_there_is_something_to_tell() -> None:
    assert "First sign" not in said(let_down="Ada")
    assert f"First sign by {MISSING}: a bell." in said(let_down="Ada", sign="a bell")


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        pytest.param((), f"On {MISSING} we stop at {MISSING}; {MISSING} decides.", id="none"),
        pytest.param(
            (LINEN, PAID),
            "On 14 March 2027 we stop at 50 or more minutes on linen, or at fewer than 4 homes that paid;"
            " Farah decides.",
            id="one day and one name",
        ),
        pytest.param(
            (LINEN, replace(PAID, values={**PAID.values, "due": LATER, "owner": "Ben"})),
            "We stop at 50 or more minutes on linen on 14 March 2027, or at fewer than 4 homes that paid on"
            " 30 April 2027; Farah and Ben decide.",
            id="two days and two names",
        ),
        pytest.param(
            (Entry("c", {"measure": "crates", "due": "soon"}),),
            f"On {MISSING} we stop at {MISSING} crates; {MISSING} decides.",
            id="begun",
        ),
    ],
)
def test_the_stop_rules_are_one_sentence(rules: tuple[Entry, ...], sentence: str) -> None:
    assert f" {sentence} " in said(let_down="Ada", rules=rules)


@pytest.mark.parametrize(
    ("answer", "unit", "written"),
    [
        ("38,000", "£", "£38,000"),
        ("£38,000", "£", "£38,000"),
        ("€12", "£", "€12"),
        (38000, "CHF", "38 000 CHF"),
        (8, "weeks", "8 weeks"),
        (1, "days", "1 day"),
        ("28 days", "days", ""),
        ("5", "", "5"),
        ("", "£", ""),
        (None, "£", ""),
    ],
)
def test_a_number_stands_beside_its_unit_unless_it_names_one(
    answer: Scalar | None, unit: str, written: str
) -> None:
    assert beside_unit(answer, unit, "en") == written


def test_a_range_of_one_number_is_that_number() -> None:
    assert "lost £5 and" in said(money_from="5", money_to="5", money_in="£")
