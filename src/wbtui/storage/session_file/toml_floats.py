"""Floats of TOML that keep their spelling, because `1.000` may have been meant as a thousand."""

from __future__ import annotations

import re


class SpelledFloat(float):
    """A float with the spelling that it has in its file."""

    __slots__ = ("spelling",)

    spelling: str

    def __new__(cls, spelling: str) -> SpelledFloat:
        made = super().__new__(cls, spelling)
        made.spelling = spelling
        return made

    def __str__(self) -> str:
        return self.spelling


def as_spelled(spelling: str) -> float:
    """Return a float of TOML; one that people may have written with another meaning keeps its spelling.

    Nobody means anything else by an underscore, an exponent, or the digits that the number has anyway.
    """
    number = float(spelling)
    is_plain = re.fullmatch(r"[-+]?\d+\.\d+", spelling) is None or str(number) == spelling
    return number if is_plain else SpelledFloat(spelling)
