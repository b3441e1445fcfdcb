"""The computed values of the method: the door, the outcome of an experiment, the today statement."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from wbtui.core.numbers import comparable, read_number
from wbtui.core.session import as_text

if TYPE_CHECKING:
    from wbtui.core.session import Scalar

MIN_YES_TWO_WAY = 5
MIN_YES_COSTLY = 3


Answers: TypeAlias = Sequence["Scalar | None"]
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
    numbers = comparable(*(read_number(answer, language) for answer in answers[:3]))
    if len(numbers) < 3 or numbers[0] == numbers[1]:
        return ""
    scale, kill, observed = numbers
    up = 1 if scale > kill else -1
    if observed * up >= scale * up:
        return "scale"
    return "kill" if observed * up <= kill * up else "pivot"


def today_statement(answers: Answers, _language: str) -> str:
    """Return the today statement from customer, problem, situation and need; only the situation may be empty."""
    customer, problem, situation, need = (" ".join(as_text(answer).split()).rstrip(".") for answer in answers[:4])
    if not (customer and problem and need):
        return ""
    when = f" when {situation}" if situation else ""
    return f"Today {customer} have to {problem}{when}. They need {need}."


DERIVATIONS: Mapping[str, Derivation] = MappingProxyType(
    {"door": door, "outcome": outcome, "today_statement": today_statement}
)
"""The functions that `Field.derive` can name. Each takes the answers to the fields in `derive_from`, in order."""
DERIVATION_SOURCES: Mapping[str, int] = MappingProxyType({"door": 6, "outcome": 3, "today_statement": 4})
"""The number of fields that each derivation takes."""
