"""Arranges groups of things in columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def arranged(groups: Sequence[Sequence[T]], count: int, blank: T) -> list[list[T]]:
    """Return the groups in at most `count` columns of minimum height, with a blank between two of a column.

    No group is split or reordered.
    """
    height = max((len(group) for group in groups), default=0)
    while len(columns := _filled(groups, height, blank)) > count:
        height += 1
    return columns


def _filled(groups: Sequence[Sequence[T]], height: int, blank: T) -> list[list[T]]:
    columns: list[list[T]] = []
    for group in groups:
        if columns and len(columns[-1]) + 1 + len(group) <= height:
            columns[-1] += [blank, *group]
        else:
            columns.append([*group])
    return columns
