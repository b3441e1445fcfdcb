"""Tests of the order of sessions in a list, and of the columns of home."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbtui.core.listing import Listed, in_families
from wbtui.ui.screens.home_rows import columns, draw_heading

ids = st.sampled_from(["", "a", "b", "c", "d"])
files = st.lists(st.tuples(ids, ids), max_size=7).map(
    lambda drawn: [Listed(Path(f"{n}.toml"), -n, id=id_, origin=origin) for n, (id_, origin) in enumerate(drawn)]
)


def listed(*found: tuple[str, str]) -> list[Listed]:
    return [Listed(Path(f"{id_}.toml"), 0, id=id_, origin=origin) for id_, origin in found]


def shape(found: list[Listed]) -> list[tuple[str, int]]:
    return [(each.id, each.level) for each in in_families(found)]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([("b", "a"), ("x", ""), ("a", "")], [("a", 0), ("b", 1), ("x", 0)]),
        (
            [("x", ""), ("c", "b"), ("a", ""), ("b", "a"), ("d", "a")],
            [("x", 0), ("a", 0), ("b", 1), ("c", 2), ("d", 1)],
        ),
        ([("b", "gone"), ("x", "")], [("b", 0), ("x", 0)]),
        ([("a", "b"), ("b", "a"), ("c", "b")], [("a", 0), ("b", 0), ("c", 0)]),
        ([("a", "a")], [("a", 0)]),
    ],
    ids=["newest first", "two lines", "origin not here", "a circle", "its own pivot"],
)
def test_pivot_stands_under_its_origin(found: list[tuple[str, str]], expected: list[tuple[str, int]]) -> None:
    assert shape(listed(*found)) == expected


@given(files)
def test_every_file_is_listed_once_and_stands_below_its_origin(found: list[Listed]) -> None:
    made = in_families(found)
    assert sorted(each.path for each in made) == sorted(each.path for each in found)
    line: list[Listed] = []
    for each in made:
        line = line[: each.level]
        assert len(line) == each.level
        assert not line or each.origin == line[-1].id
        line.append(each)


@given(st.integers(1, 300), st.integers(0, 12))
def test_columns_fill_the_width_and_no_more(width: int, stages: int) -> None:
    shape = columns(width, stages)
    if width >= 40:
        assert len(draw_heading(shape)) <= width
        assert shape.title >= 10
