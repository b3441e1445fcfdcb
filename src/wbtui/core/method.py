"""The computed values of the method: door, outcome of an experiment, today statement, cost of failure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from wbtui.core.numbers import beside_unit, comparable, read_number
from wbtui.core.session import as_text

if TYPE_CHECKING:
    from wbtui.core.session import Answer, Entry, Scalar

MIN_YES_TWO_WAY = 5
MIN_YES_COSTLY = 3


MISSING = "[…]"
"""The mark in a sentence for an answer that is not there, or not understood."""

Answers: TypeAlias = Sequence["Answer | None"]
Derivation: TypeAlias = Callable[[Answers, str], str]
"""Returns a text computed from answers, which were written in a language such as `en` or `de-CH`."""


def door(answers: Answers, _language: str) -> str:
    """Classify a decision from six answers of `yes` or `no` to "could we undo it …?".

    Return `two_way` for five or six times yes, `costly` (to reverse) for three or four, `one_way` for fewer; empty
    while an unanswered question could still change the result. One-way and two-way doors are from Amazon's 2015
    letter to shareholders; the middle category and the six questions come from practice.
    """
    yes = sum(answer == "yes" for answer in answers)
    open_ = sum(answer not in ("yes", "no") for answer in answers)
    lowest, highest = _door_for(yes), _door_for(yes + open_)
    return lowest if lowest == highest else ""


def _door_for(yes: int) -> str:
    if yes >= MIN_YES_TWO_WAY:
        return "two_way"
    return "costly" if yes >= MIN_YES_COSTLY else "one_way"


def outcome(answers: Answers, language: str) -> str:
    """Return the outcome of an experiment from its scale threshold, kill threshold and observed value.

    It is `scale` at the scale threshold or beyond it, `kill` at the kill threshold or beyond it, `pivot` between
    them; empty if one of the three is not read as a number with certainty, if they may be of different kinds, or
    if the thresholds are equal. Lower values are better if the scale threshold is below the kill threshold.
    """
    numbers = comparable(*(read_number(_single(answer), language) for answer in answers[:3]))
    if len(numbers) < 3 or numbers[0] == numbers[1]:
        return ""
    scale, kill, observed = numbers
    up = 1 if scale > kill else -1
    if observed * up >= scale * up:
        return "scale"
    return "kill" if observed * up <= kill * up else "pivot"


def today_statement(answers: Answers, _language: str) -> str:
    """Return the today statement from customer, problem, situation and need; only the situation may be empty."""
    customer, problem, situation, need = (_words(answer) for answer in answers[:4])
    if not (customer and problem and need):
        return ""
    when = f" when {situation}" if situation else ""
    return f"Today {customer} have to {problem}{when}. They need {need}."


def failure(answers: Answers, language: str) -> str:
    """Return the cost of failure in a few sentences, with `MISSING` for each answer that is still to come.

    The answers are: money from, to and its unit; time from, to and its unit; who is let down; the first sign and
    its day; days and money to get out; the cost of doing nothing in six and in twelve months; the stop rules,
    with their parts `measure`, `limit`, `due` and `owner`. Without money, time and people it is empty.
    """
    money_from, money_to, unit, time_from, time_to, time_unit, let_down = answers[:7]
    sign, sign_day, days, out, half_year, year, rules = answers[7:14]
    if not any(as_text(_single(a)).strip() for a in (money_from, money_to, time_from, time_to, let_down)):
        return ""
    currency = _words(unit)

    def amount(answer: Answer | None, of: str = currency) -> str:
        return beside_unit(_single(answer), of, language) or MISSING

    money = _range(amount(money_from), amount(money_to))
    time = _range(amount(time_from, ""), amount(time_to, _words(time_unit)))
    return " ".join(
        (
            f"If this fails, we have lost {money} and {time}, and let down {_words(let_down) or MISSING}.",
            *([f"First sign by {_day(sign_day)}: {_words(sign) or MISSING}."] if sign or sign_day else []),
            _stop_rules(rules if isinstance(rules, tuple) else ()),
            f"Getting out takes {amount(days, 'days')} and {amount(out)}.",
            f"Doing nothing costs {amount(half_year)} in six months and {amount(year)} in a year.",
        )
    )


def _range(lowest: str, highest: str) -> str:
    """Return a range, or one amount if both are the same."""
    return highest if lowest == highest else f"{lowest} to {highest}"


def _stop_rules(rules: Sequence[Entry]) -> str:
    """Return the sentence on when we stop; a day that all rules have in common stands in it once."""
    days = [_day(rule.values.get("due")) for rule in rules] or [MISSING]
    shared = days[0] if len({*days}) == 1 else ""
    limits = [
        f"at {_words(rule.values.get('limit')) or MISSING} {_words(rule.values.get('measure')) or MISSING}"
        + ("" if shared else f" on {day}")
        for rule, day in zip(rules, days, strict=False)
    ] or [f"at {MISSING}"]
    who = [*dict.fromkeys(_words(rule.values.get("owner")) or MISSING for rule in rules)] or [MISSING]
    when = f"On {shared} we stop" if shared else "We stop"
    return f"{when} {', or '.join(limits)}; {' and '.join(who)} decide{'' if len(who) > 1 else 's'}."


def _single(answer: Answer | None) -> Scalar | None:
    return None if isinstance(answer, tuple) else answer


def _words(answer: Answer | None) -> str:
    """Return a text on one line, as a part of a sentence."""
    return " ".join(as_text(_single(answer)).split()).rstrip(".")


def _day(answer: Answer | None) -> str:
    if isinstance(answer, date):
        return f"{answer.day} {answer:%B} {answer.year}"
    return MISSING


DERIVATIONS: Mapping[str, Derivation] = MappingProxyType(
    {"door": door, "outcome": outcome, "today_statement": today_statement, "failure": failure}
)
"""The functions that `Field.derive` can name. Each takes the answers to the fields in `derive_from`, in order."""
DERIVATION_SOURCES: Mapping[str, int] = MappingProxyType(
    {"door": 6, "outcome": 3, "today_statement": 4, "failure": 14}
)
"""The number of fields that each derivation takes."""
