"""Finds the bounds of grapheme clusters, which readers see as one character, such as an emoji family or a flag.

`wcwidth` knows them for every script by the rules of Unicode (UAX 29). It is imported at the first text that needs
it, because that takes longer than a key may.
"""

from __future__ import annotations

FIRST_COMBINING = "\u0300"
"""The first character that combines with another; each one before it is a cluster of its own."""


def cluster_before(line: str, column: int) -> int:
    """Return the column where the cluster that ends at `column`, or goes on beyond it, begins."""
    if column <= 1 or max(line[column - 2 : column]) < FIRST_COMBINING:
        return max(0, column - 1)
    from wcwidth import grapheme_boundary_before

    return grapheme_boundary_before(line, column)


def cluster_around(line: str, column: int) -> int:
    """Return the last column up to `column` where a cluster begins; at the end of the line, that end."""
    return column if column >= len(line) else cluster_before(line, column + 1)


def cluster_after(line: str, column: int) -> int:
    """Return the column where the cluster around `column` ends."""
    if column + 1 >= len(line) or max(line[column : column + 2]) < FIRST_COMBINING:
        return min(len(line), column + 1)
    from wcwidth import iter_graphemes

    start = cluster_around(line, column)
    return start + len(next(iter_graphemes(line, start)))
