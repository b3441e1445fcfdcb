"""Rich text: the blocks that an answer means. Writers render them and never parse."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

_SPACES = re.compile(r"[ \t]+")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")


@dataclass(frozen=True, slots=True)
class Link:
    """The target of a link, or the source of a picture."""

    target: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that look the same, on one line."""

    text: str
    strong: bool = False
    emphasis: bool = False
    struck: bool = False
    code: bool = False
    link: Link | None = None
    picture: Link | None = None
    """The source of a picture; the text is then its description."""


Line = tuple[Run, ...]
Inline = str | Line
"""Text on one line: literal, or typed, with its emphasis, code and links."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of text, each ending where it was typed to end."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list."""

    mark: str
    """The number or sign in front of it, as it was typed: `1998.`, `3)`, `+`."""
    blocks: Blocks


@dataclass(frozen=True, slots=True)
class List:
    """A list with bullets or numbers."""

    items: tuple[Item, ...]
    tight: bool = field(default=True, compare=False)
    """False if blank lines separate its parts; two lists are equal without regard to it."""

    @property
    def sign(self) -> str:
        """The sign that all its items share: a bullet, or what follows a number."""
        return self.items[0].mark[-1]


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation."""

    blocks: Blocks


@dataclass(frozen=True, slots=True)
class Code:
    """Code or a drawing, in which every space counts."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; every row has as many cells as the header."""

    alignments: tuple[str, ...]
    """`left`, `center`, `right` or nothing, for each column."""
    header: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]


Block = Paragraph | List | Quote | Code | Table
Blocks = tuple[Block, ...]
Parse = Callable[[str], Blocks]


def line(runs: Iterable[Run]) -> Line:
    """Return a line of runs: neighbours that look the same are one, and spaces count once and not at the edges."""
    joined: list[Run] = []
    for run in runs:
        if joined and not run.picture and _look(joined[-1]) == _look(run):
            joined[-1] = _saying(run, joined[-1].text + run.text)
        elif run.text or run.picture:
            joined.append(run)
    joined = [run if _is_exact(run) else _saying(run, _SPACES.sub(" ", run.text)) for run in joined]
    for edge, strip in ((0, str.lstrip), (-1, str.rstrip)):
        while joined and not _is_exact(joined[edge]):
            joined[edge] = _saying(joined[edge], strip(joined[edge].text))
            if joined[edge].text:
                break
            del joined[edge]
    return tuple(joined)


def _look(run: Run) -> tuple[object, ...]:
    return run.strong, run.emphasis, run.struck, run.code, run.link, run.picture


def _saying(run: Run, text: str) -> Run:
    return run if text == run.text else replace(run, text=text)


def _is_exact(run: Run) -> bool:
    """Return whether every space of a run counts."""
    return run.code or run.picture is not None


def runs_of(text: Inline) -> Line:
    """Return the runs of a text on one line."""
    return line([Run(text)]) if isinstance(text, str) else text


def unstyled(text: Inline) -> str:
    """Return the plain characters of a text on one line."""
    return text if isinstance(text, str) else "".join(run.text for run in text)


def inline(text: str, parse: Parse) -> Inline:
    """Return a text on one line with its emphasis, code and links; a block, such as a table, is literal."""
    runs = _only_line(text, parse(text))
    return text if runs in (None, runs_of(text)) else runs or text


def _only_line(text: str, blocks: Blocks) -> Line | None:
    match blocks:
        case (Paragraph((only,)),):
            return only
        case (List((Item(mark, inside),)),) if text.startswith(mark):
            rest = text.removeprefix(mark).lstrip()
            within = _only_line(rest, inside)
            return within and line([Run(f"{mark} "), *within])
    return None


def plain(text: str) -> Blocks:
    """Return a text as paragraphs; only its line ends have a meaning."""
    paragraphs = filter(None, (typed.strip() for typed in _BLANK_LINES.split(text)))
    return tuple(Paragraph(tuple(line([Run(row)]) for row in typed.split("\n"))) for typed in paragraphs)


def opened(opening: Iterable[Run], between: str, blocks: Blocks) -> Blocks:
    """Return blocks with other runs, such as a label, in front of them.

    The runs begin the first paragraph; before a list, code or the like, they are a paragraph of their own.
    """
    match blocks:
        case (Paragraph((first, *lines)), *rest):
            return (Paragraph((line([*opening, Run(between), *first]), *lines)), *rest)
    return (Paragraph((line(opening),)), *blocks)


def with_runs(blocks: Blocks, change: Callable[[Run], Run]) -> Blocks:
    """Return blocks in which every run is changed."""
    return tuple(_with_runs(block, change) for block in blocks)


def _with_runs(block: Block, change: Callable[[Run], Run]) -> Block:
    def changed(runs: Line) -> Line:
        return line(map(change, runs))

    match block:
        case Paragraph(lines):
            return Paragraph(tuple(map(changed, lines)))
        case List(items):
            return replace(block, items=tuple(replace(it, blocks=with_runs(it.blocks, change)) for it in items))
        case Quote(blocks):
            return Quote(with_runs(blocks, change))
        case Table(header=header, rows=rows):
            cells = tuple(tuple(map(changed, row)) for row in rows)
            return replace(block, header=tuple(map(changed, header)), rows=cells)
    return block


@dataclass(frozen=True, slots=True)
class RichText:
    """A text as it was typed, with the blocks that it means."""

    source: str = ""
    blocks: Blocks = field(default=(), compare=False)
    """The parsed source; two texts are equal if their sources are."""

    @classmethod
    def of(cls, source: str, parse: Parse = plain) -> RichText:
        """Return a text with the blocks that a parser finds in it."""
        return cls(source, parse(source))

    def __bool__(self) -> bool:
        return bool(self.source)


EMPTY_TEXT = RichText()
