"""Makes the document blocks of fields, each by its role."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wbtui.core.document.answers import SHORT_KINDS
from wbtui.core.document.blocks import (
    Dateline,
    Fact,
    Facts,
    Heading,
    Labelled,
    Prose,
    Quote,
    Subtitle,
)
from wbtui.core.document.rich_text import inline, unstyled

if TYPE_CHECKING:
    from wbtui.core.document.answers import Answers
    from wbtui.core.document.blocks import (
        Block,
    )
    from wbtui.core.document.rich_text import Inline
    from wbtui.core.place import Place
    from wbtui.core.workbook.model import Field


_DASHES = re.compile(r"^(?:[-‐-―−~]+\s*)+")


def flow(answers: Answers, fields: Iterable[Field], level: int) -> list[Block]:
    """Return the answers to these fields as blocks; a title among them becomes a heading of this level.

    Successive short answers make one list. The speaker of a quote is named with the quote and nowhere else, and
    what stands in a sentence made of the answers is not repeated.
    """
    fields = tuple(fields)
    names = {beside.by for beside in answers.fields if beside.role == "quote"}
    told = {source for field in fields for source in answers.told_in(field)}
    made = _Flow(answers, level)
    for shown in fields:
        if answers.may_read(shown) and shown.id not in names | told and answers.text(shown):
            made.add(shown)
    made.end_dateline()
    made.end_facts()
    return made.blocks


@dataclass(slots=True)
class _Flow:
    """The blocks made so far, and the facts and parts of a dateline that wait for what follows them."""

    answers: Answers
    level: int
    blocks: list[Block] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    dateline: list[str] = field(default_factory=list)
    dateline_place: Place | None = None

    def add(self, shown: Field) -> None:
        place = self.answers.place(shown)
        if shown.role == "dateline":
            self._add_dateline(shown, unstyled(self.answers.inline(shown)), place)
            return
        if shown.role == "paragraph" and self.dateline:
            self.end_facts()
            answer = self.answers.rich_text(shown)
            self.blocks.append(Dateline(self._take_dateline(), answer, self.dateline_place, place))
            return
        self.end_dateline()
        block = self._block(shown, place)
        if isinstance(block, Fact):
            self.facts.append(block)
        else:
            self.end_facts()
            self.blocks.append(block)

    def _block(self, shown: Field, place: Place) -> Block | Fact:
        match shown.role:
            case "title":
                return Heading(self.level, self.answers.inline(shown), place)
            case "subtitle":
                return Subtitle(self.answers.inline(shown), place)
            case "paragraph" | "verbatim":
                return Prose(self.answers.rich_text(shown), place)
            case "quote":
                return Quote(self.answers.rich_text(shown), self._speaker(shown), place)
        if shown.kind in SHORT_KINDS:
            return Fact(shown.label, self.answers.inline(shown), place)
        return Labelled(shown.label, self.answers.rich_text(shown), place)

    def _speaker(self, quote: Field) -> Inline:
        """Return the speaker of a quote without the dash before the name, which the writers add."""
        by = next((beside for beside in self.answers.fields if beside.id == quote.by), None)
        if not by or not self.answers.may_read(by):
            return ""
        return inline(_DASHES.sub("", self.answers.text(by)), self.answers.parse)

    def _add_dateline(self, shown: Field, text: str, place: Place) -> None:
        if not self.dateline:
            self.dateline_place = place
        first_name = shown.kind == "line" and not self.dateline
        self.dateline.append(text.upper() if first_name else text)

    def _take_dateline(self) -> str:
        text = ", ".join(self.dateline)
        self.dateline.clear()
        return text

    def end_dateline(self) -> None:
        """Add a dateline that no paragraph follows as a block of its own."""
        if self.dateline:
            self.end_facts()
            self.blocks.append(Dateline(self._take_dateline(), place=self.dateline_place))

    def end_facts(self) -> None:
        if self.facts:
            self.blocks.append(Facts(tuple(self.facts)))
            self.facts.clear()
