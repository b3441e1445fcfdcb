"""Tests that everything a room does can be undone and redone; `python -m torture.undo` tries it 10,000 times."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st
from tests.random_acts import MAX_STEPS, others_survive, undone_and_redone, undone_now_and_then

seeds, amounts = st.integers(0, 2**32), st.integers(0, MAX_STEPS)


@given(seeds, amounts)
def test_undoing_all_and_redoing_all_restores_both_ends(seed: int, amount: int) -> None:
    undone_and_redone(Random(seed), amount)


@given(seeds, amounts)
def test_undo_now_and_then_and_in_one_field_keeps_the_laws(seed: int, amount: int) -> None:
    undone_now_and_then(Random(seed), amount)


@given(seeds, amounts)
def test_undo_never_touches_changes_of_somebody_else(seed: int, amount: int) -> None:
    others_survive(Random(seed), amount)
