"""Builds the document of a session from the parts that its workbook lists.

The workbook sets parts, roles, labels and order. Empty answers are left out, and headings without anything below.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wbtui.core.document import entries
from wbtui.core.document.answers import EVERYONE, Answers
from wbtui.core.document.blocks import Document, Heading
from wbtui.core.document.flow import flow
from wbtui.core.text import clean
from wbtui.core.workbook.model import Part

if TYPE_CHECKING:
    from wbtui.core.document.blocks import Block
    from wbtui.core.document.rich_text import Parse
    from wbtui.core.document.words import Words
    from wbtui.core.session import Session
    from wbtui.core.workbook.model import Field, Stage, Workbook


def document(
    session: Session,
    workbook: Workbook,
    parse: Parse,
    words_in: Callable[[str], Words],
    audience: str = EVERYONE,
) -> Document:
    """Build the document of a session.

    `parse` returns the blocks of an answer, `words_in` the words of a language. `audience` is EVERYONE or an
    audience of fields. With the latter, the document has only the answers whose fields (and, in a list, the parts
    of the entries) are marked for it, and neither the people nor the status.
    """
    language = session.language or workbook.language
    words = words_in(language)
    builder = _Builder(session, workbook, parse, words, audience, itertools.count(1))
    return Document(
        title=" ".join(clean(session.title).split()) or workbook.title,
        blocks=tuple(builder.parts()),
        metadata=_metadata(session, words) if audience == EVERYONE else (),
        language=language,
    )


def _metadata(session: Session, words: Words) -> tuple[str, ...]:
    people = (f"{p.name} ({p.role})" if p.role else p.name for p in session.people if p.name.strip())
    said = (session.status.capitalize(), words.date(session.updated.date()), ", ".join(people))
    return tuple(line for text in said if (line := " ".join(clean(text).split())))


@dataclass(frozen=True, slots=True)
class _Included:
    """The fields that one name in an `include` stands for."""

    title: str
    """The heading above the fields if the part includes other names, too."""
    stage: Stage
    fields: tuple[Field, ...]
    whole_stage: bool = False


@dataclass(frozen=True, slots=True)
class _Run:
    """Fields under one heading, or without one if the title is empty."""

    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class _Builder:
    session: Session
    workbook: Workbook
    parse: Parse
    words: Words
    audience: str
    numbers: Iterator[int]
    """The numbers of the next questions, counted through the whole document."""

    def parts(self) -> Iterator[Block]:
        """Yield the parts in order, and those of the appendix last, under a heading of its own."""
        stages = self.workbook.stages
        parts = self.workbook.document or tuple(Part(stage.title, (stage.id,)) for stage in stages)
        for part in parts:
            if not part.appendix:
                yield from self._part(part, 2)
        appendix = [block for part in parts if part.appendix for block in self._part(part, 3)]
        yield from _headed(2, self.words.appendix, appendix)

    def _part(self, part: Part, level: int) -> Iterator[Block]:
        blocks: list[Block] = []
        for included in filter(None, map(self._included, part.include)):
            title = "" if len(part.include) == 1 or _same(included.title, part.title) else included.title
            inner = self._runs(included, title or part.title, level + bool(title))
            blocks += _headed(level + 1, title, inner)
        return iter(_headed(level, self.words.unknown if part.foreign else part.title, blocks))

    def _included(self, name: str) -> _Included | None:
        for stage in self.workbook.stages:
            if stage.id == name:
                rest = (f for f in stage.fields if not self._named(stage, f, f"{stage.id}.{f.group}"))
                return _Included(stage.title, stage, tuple(rest), whole_stage=True)
            for group in stage.groups:
                if f"{stage.id}.{group.id}" == name:
                    rest = (f for f in stage.fields if f.group == group.id and not self._named(stage, f))
                    return _Included(group.title, stage, tuple(rest))
            for field in stage.fields:
                if str(stage.place(field)) == name:
                    return _Included(field.label if field.kind == "entries" else "", stage, (field,))
        return None

    def _named(self, stage: Stage, field: Field, group: str = "") -> bool:
        """Return whether a part names the field or its group; that of the whole stage then leaves it out."""
        names = (str(stage.place(field)), group)
        return any(name in names for part in self.workbook.document for name in part.include)

    def _runs(self, included: _Included, above: str, level: int) -> list[Block]:
        blocks: list[Block] = []
        for run in _runs(included):
            title = "" if _same(run.title, above) else run.title
            blocks += _headed(level + 1, title, self._run(included.stage, run.fields, level + bool(title)))
        return blocks

    def _run(self, stage: Stage, fields: tuple[Field, ...], level: int) -> list[Block]:
        """Return the blocks of fields; `level` is that of the heading above them."""
        # A derived answer may be made of a list of the stage, too.
        beside = tuple(f for f in stage.fields if f.group == fields[0].group or f.kind == "entries")
        answers = Answers(self.session, beside, stage.place, self.parse, self.words, self.audience)
        if fields[0].kind != "entries":
            return flow(answers, fields, level + 1)
        shown = (field for field in fields if answers.may_read(field))
        return [b for field in shown for b in entries.blocks(answers, field, level + 1, self.numbers)]


def _runs(included: _Included) -> list[_Run]:
    """Return the runs. The one without a heading comes first: later, it would seem to be under the one before."""
    fields = included.fields
    plain = tuple(field for field in fields if field.kind != "entries" and not field.group)
    runs = [_Run("", plain)] if plain else []
    for group in dict.fromkeys(field.group or field.id for field in fields if field not in plain):
        within = tuple(field for field in fields if group in (field.group or field.id,))
        runs.append(_Run(_title(included, within[0]), within))
    return runs


def _title(included: _Included, field: Field) -> str:
    if field.kind == "entries":
        return field.label if len(included.fields) > 1 else ""
    groups = included.stage.groups if included.whole_stage else ()
    return next((group.title for group in groups if group.id == field.group), "")


def _headed(level: int, title: str, blocks: list[Block]) -> list[Block]:
    """Return the blocks under a heading; without blocks, or with an empty title, there is no heading."""
    return [Heading(level, title), *blocks] if blocks and title else blocks


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
