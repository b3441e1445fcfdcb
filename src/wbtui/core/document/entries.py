"""Makes the document blocks of a list of entries: questions, a table, or sections."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wbtui.core.document.answers import SHORT_KINDS
from wbtui.core.document.blocks import Fact, Facts, Heading, Labelled, Question, Table
from wbtui.core.document.flow import flow
from wbtui.core.document.rich_text import EMPTY_TEXT, unstyled
from wbtui.core.progress import is_open, question_parts

if TYPE_CHECKING:
    from wbtui.core.document.answers import Answers
    from wbtui.core.document.blocks import Block
    from wbtui.core.document.rich_text import Inline
    from wbtui.core.place import Place
    from wbtui.core.workbook.model import Field


@dataclass(frozen=True, slots=True)
class Row:
    """An entry of a list, with the parts that its audience may read. Votes are in no document."""

    place: Place
    answers: Answers

    @property
    def parts(self) -> tuple[Field, ...]:
        """The parts that the audience may read, in order."""
        return tuple(part for part in self.answers.shown() if not part.vote)

    @property
    def title(self) -> str:
        """The first part on one line; empty if the audience may not read it."""
        first = self.answers.fields[0]
        return " ".join(self.answers.text(first).split()) if self.answers.may_read(first) else ""

    @property
    def heading(self) -> Inline:
        """The first part with its emphasis, code and links; empty if the audience may not read it."""
        first = self.answers.fields[0]
        return self.answers.inline(first) if self.answers.may_read(first) else ""

    @property
    def empty(self) -> bool:
        """True if all parts that the audience may read are empty."""
        return not any(self.answers.text(part) for part in self.parts)


def listed(answers: Answers, field: Field) -> tuple[Row, ...]:
    """Return the entries of a list that are not empty."""
    place = answers.place(field)
    rows = (_row(answers, field, place.at(entry=entry.id)) for entry in answers.session.entries(place))
    return tuple(row for row in rows if field.fields and not row.empty)


def _row(answers: Answers, field: Field, place: Place) -> Row:
    return Row(place, replace(answers, fields=field.fields, place=lambda part: place.at(part=part.id)))


def blocks(answers: Answers, field: Field, level: int, numbers: Iterator[int]) -> list[Block]:
    """Return the blocks of a list in the form that its role asks for.

    A list without a role is a table if all its parts are short, and sections otherwise.
    """
    rows = listed(answers, field)
    if field.role == "qa":
        return [block for row in rows for block in _question(row, level, next(numbers))]
    short = all(part.kind in SHORT_KINDS and part.role == "none" for part in field.fields)
    if field.role == "table" or (field.role == "none" and short):
        return list(_table(rows, field))
    return [block for n, row in enumerate(rows, 1) for block in _section(row, level, f"{field.label} {n}")]


def _question(row: Row, level: int, number: int) -> Iterator[Block]:
    """Yield a question with its answer, owner and date, and then the other parts of the entry."""
    first, *rest = row.answers.fields
    seen = [part for part in rest if part in row.parts]
    parts = question_parts((first, *seen))
    answer = row.answers.rich_text(parts.answer) if parts.answer else EMPTY_TEXT
    kind = parts.kind.option(row.answers.raw(parts.kind)) if parts.kind else None
    owed = is_open(bool(answer), kind, bool(_text(row, parts.due)))
    yield Question(
        level=level,
        number=number,
        question=row.heading,
        answer=answer,
        kind=_text(row, parts.kind),
        open=row.answers.words.open(_text(row, parts.owner), _text(row, parts.due)) if owed else "",
        place=row.answers.place(first),
        answer_place=row.answers.place(parts.answer) if parts.answer else None,
    )
    told = parts if owed else parts._replace(due=None)
    yield from flow(row.answers, (part for part in seen if part not in told), level + 1)


def _text(row: Row, part: Field | None) -> str:
    return unstyled(row.answers.inline(part)) if part else ""


def _section(row: Row, level: int, fallback: str) -> Iterator[Block]:
    """Yield the first part as a heading, or `fallback` if it is empty, and then the other parts."""
    first, *rest = row.answers.fields
    place = row.answers.place(first) if row.title else row.place
    yield Heading(level, row.heading or fallback, place)
    yield from flow(row.answers, (part for part in rest if part in row.parts), level + 1)


def _table(rows: tuple[Row, ...], field: Field) -> Iterator[Block]:
    """Yield a table with a row for each entry and a column for each part in use, or a plain list for one column.

    An answer of several lines cannot be a cell: it follows the table under the name of its row.
    """
    columns = [part for part in field.fields if any(part in row.parts and _cell(row, part) for row in rows)]
    if len(columns) > 1:
        yield Table(
            tuple(part.label for part in columns),
            tuple(tuple(_cell(row, part) for part in columns) for row in rows),
            tuple(row.place for row in rows),
        )
    elif columns:
        facts = (Fact("", _cell(row, columns[0]), row.answers.place(columns[0])) for row in rows)
        yield Facts(tuple(fact for fact in facts if fact.text))
    for row in rows:
        yield from _long_parts(row)


def _cell(row: Row, part: Field) -> Inline:
    text = row.answers.text(part) if part in row.parts else ""
    return "" if "\n" in text else row.answers.inline(part)


def _long_parts(row: Row) -> Iterator[Block]:
    for part in row.parts:
        text = row.answers.text(part)
        if "\n" in text:
            title = unstyled(row.heading) if part is not row.answers.fields[0] else ""
            label = f"{title}: {part.label}" if title else part.label
            yield Labelled(label, row.answers.rich_text(part), row.answers.place(part))
