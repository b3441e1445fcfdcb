"""The frame of a vote: how many votes there are, how many are cast, and for what hands go up now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from wbtui.ui.themes import WARNING

if TYPE_CHECKING:
    from wbtui.ui.widgets.vote_round import VoteRound

BAR_CELLS = 40
MIN_BAR_CELLS = 8


class VoteFrame(Widget):
    """Shows a vote; hidden without one. The list it belongs to carries out its keys."""

    cast = reactive(0)
    about = reactive("", layout=True)
    """The question that is voted on."""

    def __init__(self) -> None:
        super().__init__()
        self.round: VoteRound | None = None
        self._asked = ""
        self.display = False

    @property
    def asked(self) -> str:
        """The number that the frame asks for; empty if it asks for none."""
        return self._asked

    def show(self, vote: VoteRound | None) -> None:
        """Show a vote, or the present state of the one that is shown; hide the frame without one."""
        self.round = vote
        self.display = vote is not None
        self._asked = vote.asked if vote else ""
        if vote:
            self.border_title = Content.assemble("VOTE · ", self._terms(vote))
            self.refresh(layout=True)

    @staticmethod
    def _terms(vote: VoteRound) -> str:
        people = f"{vote.people} {'person' if vote.people == 1 else 'people'} · {vote.available} votes"
        return f"{vote.each} each · {people}" if vote.people else f"{vote.each} each"

    def render(self) -> Content:
        vote = self.round
        if vote is None:
            return Content("")
        if vote.asked:
            what = "How many people vote?" if vote.asked == "people" else "How many votes has each person?"
            return Content.assemble(what, " ", (f" {vote.typed} ", "reverse"))
        return Content("\n").join([self._tally(vote), Content.assemble("Hands up for: ", (self.about, "bold"))])

    def _tally(self, vote: VoteRound) -> Content:
        left = vote.available - self.cast
        told = f"cast {self.cast} of {vote.available} "
        rest = f" {left} left" if left >= 0 else f" {-left} too many "
        cells = max(MIN_BAR_CELLS, min(BAR_CELLS, self.content_size.width - len(told) - len(rest)))
        full = min(cells, round(cells * self.cast / max(1, vote.available)))
        end = Content(rest) if left >= 0 else Content.assemble(" ", Content(rest).stylize(WARNING))
        return Content.assemble(told, "█" * full, ("░" * (cells - full), "$edge"), end)
