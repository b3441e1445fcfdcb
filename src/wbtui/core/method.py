"""The few rules of the method that compute: the door, the outcome of an experiment, the today statement."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

TWO_WAY_FROM = 5
COSTLY_FROM = 3

# A sign that groups thousands has three digits behind it; any other comma is a decimal one.
_NUMBER = re.compile(r"\s*([-+−]?)\s*([1-9]\d{0,2}(?:[,\u00a0\u202f '’]\d{3})+(?!\d)|\d+)(?:[.,](\d+))?")


def door(answers: Sequence[str]) -> str:
    """Which door a decision is, from six answers of `yes` or `no` to "could we undo it …?".

    Five or six times yes is a two-way door, three or four costly to reverse, fewer a one-way door; empty while
    an open answer could still change the result. The distinction is that of Amazon's letter to shareholders
    on 2015; the middle category and the six questions come from practice.
    """
    yes = sum(answer == "yes" for answer in answers)
    open_ = sum(answer not in ("yes", "no") for answer in answers)
    lowest, highest = _door_for(yes), _door_for(yes + open_)
    return lowest if lowest == highest else ""


def _door_for(yes: int) -> str:
    if yes >= TWO_WAY_FROM:
        return "two_way"
    return "costly" if yes >= COSTLY_FROM else "one_way"


def outcome(answers: Sequence[str]) -> str:
    """What an experiment says, from its scale threshold, kill threshold and observed value.

    `scale` at the scale threshold or beyond it, `kill` at the kill threshold or beyond, `pivot` between them;
    empty while one of the three is not a number. Lower is better where the scale threshold is the lower one.
    """
    numbers = [number(answer) for answer in answers[:3]]
    if len(numbers) < 3 or any(n is None for n in numbers):
        return ""
    scale, kill, observed = (n for n in numbers if n is not None)
    if scale == kill:
        return ""
    up = 1 if scale > kill else -1
    if observed * up >= scale * up:
        return "scale"
    return "kill" if observed * up <= kill * up else "pivot"


def today_statement(answers: Sequence[str]) -> str:
    """The bridge from the questions to the press release, from customer, problem, situation and need."""
    customer, problem, situation, need = (" ".join(answer.split()).rstrip(".") for answer in answers[:4])
    if not (customer and problem and need):
        return ""
    when = f" when {situation}" if situation else ""
    return f"Today {customer} have to {problem}{when}. They need {need}."


def number(text: str) -> float | None:
    """The number a text starts with (`45 %`, `1,200`, `3.5 days`, `3,5`), None where there is none."""
    match = _NUMBER.match(text)
    if not match:
        return None
    sign, whole, fraction = match.groups()
    digits = re.sub(r"\D", "", whole)
    value = float(f"{digits}.{fraction or 0}")
    return -value if sign in ("-", "−") else value


DERIVATIONS: Mapping[str, Callable[[Sequence[str]], str]] = MappingProxyType(
    {"door": door, "outcome": outcome, "today_statement": today_statement}
)
"""What a field's `derive` can name. Each takes the texts of the fields in `derive_from`, in order."""
DERIVATION_SOURCES: Mapping[str, int] = MappingProxyType({"door": 6, "outcome": 3, "today_statement": 4})
"""How many sources each derivation takes."""
