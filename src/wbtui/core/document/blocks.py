"""The blocks of documents. Every writer renders these and nothing else.

Three kinds of text occur. A `str` is literal: one line, shown as it is. What somebody typed into a field of one
line is `Inline`: it may have emphasis, code and links. An `answer` is rich text that ends with itself: whatever it
leaves open does not reach the next block.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wbtui.core.document.rich_text import EMPTY_TEXT, Run, line, runs_of, unstyled

if TYPE_CHECKING:
    from wbtui.core.document.rich_text import Inline, RichText
    from wbtui.core.place import Place


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 2 or more; level 1 is the title of the document."""

    level: int
    text: Inline
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Subtitle:
    """The line under a headline."""

    text: Inline
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Prose:
    """An answer without a label."""

    answer: RichText
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Dateline:
    """A place and a date, and the paragraph that they open."""

    text: str
    answer: RichText = EMPTY_TEXT
    """The paragraph; empty if none follows."""
    place: Place | None = None
    """The place of the first part of the dateline."""
    answer_place: Place | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation and its speaker, who may be empty."""

    answer: RichText
    attribution: Inline = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answer; numbered through the whole document, starting at 1."""

    level: int
    number: int
    question: Inline
    answer: RichText = EMPTY_TEXT
    kind: str = ""
    """The kind of answer, in the words of the workbook."""
    open: str = ""
    """The line that says who answers by when; empty for a question that is answered."""
    place: Place | None = None
    answer_place: Place | None = None

    @property
    def heading(self) -> Inline:
        """The question with its number, as a heading."""
        number = f"Q{self.number}. "
        if isinstance(self.question, str):
            return (number + self.question).rstrip()
        return line([Run(number), *runs_of(self.question)])


@dataclass(frozen=True, slots=True)
class Labelled:
    """A long answer with its label."""

    label: str
    answer: RichText
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A short answer; the label is empty for an item of a plain list."""

    label: str
    text: Inline
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Short answers, one to a line."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; every row has as many cells as the header."""

    header: tuple[str, ...]
    rows: tuple[tuple[Inline, ...], ...]
    places: tuple[Place, ...] = ()
    """The entry that each row comes from."""


Block = Heading | Subtitle | Prose | Dateline | Quote | Question | Labelled | Facts | Table


@dataclass(frozen=True, slots=True)
class Document:
    """A document, which writers render."""

    title: str
    blocks: tuple[Block, ...]
    metadata: tuple[str, ...] = ()
    """Status, date, people: short literal texts for one discreet line."""
    language: str = "en"


def outline(document: Document) -> tuple[tuple[int, str], ...]:
    """Return the level and text of each heading, the title first."""
    found = [(1, document.title)]
    for block in document.blocks:
        if isinstance(block, Heading):
            found.append((block.level, unstyled(block.text)))
        elif isinstance(block, Question):
            found.append((block.level, unstyled(block.heading)))
    return tuple(found)
