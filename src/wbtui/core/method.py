"""The computed values of the method: the door, the outcome of an experiment, the today statement."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

MIN_YES_TWO_WAY = 5
MIN_YES_COSTLY = 3

# A separator followed by exactly three digits groups thousands; any other comma or point is decimal.
_NUMBER = re.compile(r"\s*([-+−]?)\s*([1-9]\d{0,2}(?:[,\u00a0\u202f '’]\d{3})+(?!\d)|\d+)(?:[.,](\d+))?")


def door(answers: Sequence[str]) -> str:
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


def outcome(answers: Sequence[str]) -> str:
    """Return the outcome of an experiment from its scale threshold, kill threshold and observed value.

    It is `scale` at the scale threshold or beyond it, `kill` at the kill threshold or beyond it, `pivot` between
    them; empty if one of the three is not a number or the thresholds are equal. Lower values are better if the
    scale threshold is below the kill threshold.
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
    """Return the today statement from customer, problem, situation and need; only the situation may be empty."""
    customer, problem, situation, need = (" ".join(answer.split()).rstrip(".") for answer in answers[:4])
    if not (customer and problem and need):
        return ""
    when = f" when {situation}" if situation else ""
    return f"Today {customer} have to {problem}{when}. They need {need}."


def number(text: str) -> float | None:
    """Return the number that a text starts with (`45 %`, `1,200`, `3.5 days`, `3,5`), or None."""
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
"""The functions that `Field.derive` can name. Each takes the texts of the fields in `derive_from`, in order."""
DERIVATION_SOURCES: Mapping[str, int] = MappingProxyType({"door": 6, "outcome": 3, "today_statement": 4})
"""The number of fields that each derivation takes."""
