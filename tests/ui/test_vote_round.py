"""Tests of the keys of a vote, without a screen."""

from __future__ import annotations

import pytest

from wbtui.ui.widgets.vote_round import VoteRound


class List:
    """A list of three entries that records what a vote does to it."""

    def __init__(self) -> None:
        self.counts = [0, 0, 0]
        self.at = 0
        self.did: list[str] = []

    @property
    def is_last(self) -> bool:
        return self.at == 2

    def set_votes(self, count: int) -> None:
        self.counts[self.at] = count

    def vote(self, by: int) -> None:
        self.counts[self.at] += by

    def go(self, key: str) -> None:
        self.at = max(0, min(2, self.at + {"down": 1, "up": -1}[key]))

    def clear_votes(self) -> None:
        self.counts = [0, 0, 0]

    def sort(self) -> None:
        self.did.append("sort")

    def draw_line(self) -> None:
        self.did.append("line")

    def end_vote(self) -> None:
        self.did.append("end")


@pytest.mark.parametrize(
    ("keys", "counts", "did"),
    [
        ("5 down 3 down 0", [5, 3, 0], []),
        ("1 2 down 9 9 down 1 2 3", [12, 99, 3], []),
        ("0 5", [5, 0, 0], []),
        ("1 up 2", [2, 0, 0], []),
        ("4 enter 2 enter 1 enter", [4, 2, 1], ["end"]),
        ("down enter", [0, 0, 0], ["end"]),
        ("plus plus minus", [1, 0, 0], []),
        ("7 s l escape", [7, 0, 0], ["sort", "line", "end"]),
        ("7 down 7 r", [0, 0, 0], []),
    ],
)
def test_digits_count_and_other_keys_go_on(keys: str, counts: list[int], did: list[str]) -> None:
    voted = List()
    vote = VoteRound(voted, 9)
    assert all(vote.press(key) for key in keys.split())
    assert (voted.counts, voted.did) == (counts, did)


def test_unknown_people_are_asked_for_and_both_numbers_can_be_changed() -> None:
    voted = List()
    vote = VoteRound(voted, 0)
    for keys, asked, available in (
        ("enter", "people", 0),
        ("1 0 x enter", "", 30),
        ("e 2 enter", "", 20),
        ("p 9 backspace 8", "people", 20),
        ("enter", "", 16),
        ("e 5 escape", "", 16),
    ):
        for key in keys.split():
            vote.press(key)
        assert (vote.asked, vote.available) == (asked, available), keys
    vote.press("4")
    assert voted.counts == [4, 0, 0]


def test_escape_gives_up_a_vote_of_nobody() -> None:
    voted = List()
    VoteRound(voted, 0).press("escape")
    assert voted.did == ["end"]


@pytest.mark.parametrize("key", ["y", "space", "delete", "tab", "x", "question_mark"])
def test_other_keys_are_none_of_a_vote(key: str) -> None:
    voted = List()
    assert not VoteRound(voted, 9).press(key)
    assert (voted.counts, voted.did) == ([0, 0, 0], [])
