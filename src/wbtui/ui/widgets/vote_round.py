"""A vote in a room: so many votes for each person, counted question by question."""

from __future__ import annotations

from typing import Literal, Protocol

from wbtui.core.votes import VOTES_EACH

MAX_COUNT = 99
"""The highest number that digits can set."""
MAX_DIGITS = 2


class Voted(Protocol):
    """The list that is voted on, with one selected entry."""

    @property
    def is_last(self) -> bool:
        """True if the last entry is selected."""

    def set_votes(self, count: int) -> None:
        """Set the votes of the selected entry."""

    def vote(self, by: int) -> None:
        """Add `by` votes to the selected entry."""

    def go(self, key: str) -> None:
        """Select another entry by a key that moves."""

    def clear_votes(self) -> None:
        """Set the votes of all entries to none."""

    def sort(self) -> None:
        """Sort the list by votes."""

    def draw_line(self) -> None:
        """Draw today's line below the selected entry."""

    def end_vote(self) -> None:
        """End the vote."""


class VoteRound:
    """Carries out the keys of a vote, and knows how many votes there are."""

    MOVES = frozenset({"up", "down", "pageup", "pagedown", "home", "end"})

    def __init__(self, voted: Voted, people: int, each: int = VOTES_EACH) -> None:
        """`people` is 0 if it has to be asked."""
        self._voted = voted
        self.people = people
        self.each = each
        self.asked: Literal["", "people", "each"] = "" if people else "people"
        """The number that digits are now for; empty if they count votes."""
        self.typed = ""
        """The digits of the number that is being typed."""

    @property
    def available(self) -> int:
        """The number of votes that there are."""
        return self.people * self.each

    def press(self, key: str) -> bool:
        """Carry out a key; return False if it is none of a vote."""
        if self.asked:
            return self._answer(key)
        if key.isascii() and key.isdigit():
            self._count(key)
            return True
        typed, self.typed = self.typed, ""
        if key in self.MOVES:
            self._voted.go(key)
        elif key == "enter" and typed and not self._voted.is_last:
            self._voted.go("down")
        elif key in ("escape", "enter", "v"):
            self._voted.end_vote()
        else:
            return self._act(key)
        return True

    def _act(self, key: str) -> bool:
        match key:
            case "plus":
                self._voted.vote(1)
            case "minus":
                self._voted.vote(-1)
            case "s":
                self._voted.sort()
            case "l":
                self._voted.draw_line()
            case "r":
                self._voted.clear_votes()
            case "e":
                self.asked = "each"
            case "p":
                self.asked = "people"
            case _:
                return False
        return True

    def _count(self, digit: str) -> None:
        self.typed = digit if len(self.typed) >= MAX_DIGITS or self.typed == "0" else self.typed + digit
        self._voted.set_votes(int(self.typed))

    def _answer(self, key: str) -> bool:
        if key.isascii() and key.isdigit():
            self.typed = (self.typed + key)[-MAX_DIGITS:]
        elif key == "backspace":
            self.typed = self.typed[:-1]
        elif key == "enter":
            self._answered(int(self.typed or 0))
        elif key == "escape" and not self.people:
            self._voted.end_vote()
        elif key == "escape":
            self.asked = self.typed = ""
        else:
            return False
        return True

    def _answered(self, number: int) -> None:
        if self.asked == "people":
            self.people = number or self.people
        else:
            self.each = number or self.each
        self.typed = ""
        self.asked = "" if self.people else "people"
