"""Reads the answers to the fields of a stage, a group or an entry, as far as an audience may see them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from wbtui.core.document.drawing import drawing
from wbtui.core.document.rich_text import Paragraph, RichText, inline, runs_of
from wbtui.core.numbers import names_unit
from wbtui.core.progress import derived
from wbtui.core.text import clean

if TYPE_CHECKING:
    from wbtui.core.document.rich_text import Inline, Parse
    from wbtui.core.document.words import Words
    from wbtui.core.place import Place
    from wbtui.core.session import Session
    from wbtui.core.workbook.model import Field

EVERYONE = "everyone"
CUSTOMERS = "customers"

SHORT_KINDS = ("line", "choice", "number", "date")
"""Kinds whose answers fit on one line."""

_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Answers:
    """The fields of a stage, a group or an entry, with the places of their answers."""

    session: Session
    fields: tuple[Field, ...]
    place: Callable[[Field], Place]
    parse: Parse
    words: Words
    audience: str = EVERYONE

    def shown(self) -> Iterator[Field]:
        """Return the fields that the audience may read, in order."""
        return (field for field in self.fields if self.may_read(field))

    def may_read(self, field: Field) -> bool:
        """Return whether the audience may read a field: EVERYONE all of them, others what is marked for them.

        A derived value says something about its sources, so these must be marked, too.
        """
        if self.audience == EVERYONE:
            return True
        sources = [other for other in self.fields if other.id in field.derive_from]
        parts = [part for source in sources for part in source.fields]
        return all(f.audience == self.audience for f in (field, *sources, *parts))

    def raw(self, field: Field) -> str:
        """Return the answer as it is stored, or the derived value if nothing is stored."""
        kept = clean(self.session.text(self.place(field)))
        if kept.strip() or not field.derive:
            return kept
        beside = {other.id: other for other in self.fields}
        if not beside.keys() >= {*field.derive_from}:
            return ""
        return derived(field, self.place(field), self.session)

    def told_in(self, sentence: Field) -> set[str]:
        """Return the ids of the fields whose answers stand in a sentence, if it is the one made of them."""
        if (
            not sentence.is_sentence
            or not self.may_read(sentence)
            or self.session.text(self.place(sentence)).strip()
        ):
            return set()
        whole = "".join(self.raw(sentence).split())
        sources = (other for other in self.fields if other.id in sentence.derive_from and not other.fields)
        return {source.id for source in sources if "".join(self.text(source).split()) in whole}

    def text(self, field: Field) -> str:
        """Return the answer as text; a short one on one line, with its unit, label or date written out."""
        raw = self.raw(field)
        return trimmed(raw) if field.kind not in SHORT_KINDS else self._line(field, " ".join(raw.split()))

    def inline(self, field: Field) -> Inline:
        """Return the answer on one line, with the emphasis, code and links of free text."""
        text = " ".join(self.text(field).split())
        return text if field.kind in SHORT_KINDS and field.kind != "line" else inline(text, self.parse)

    def rich_text(self, field: Field) -> RichText:
        """Return the answer with the blocks that it means; that of a `verbatim` field may be a drawing."""
        if field.role == "verbatim":
            return RichText.of(self.text(field), partial(drawing, parse=self.parse))
        if field.kind in SHORT_KINDS:
            return RichText(self.text(field), (Paragraph((runs_of(self.inline(field)),)),))
        return RichText.of(self.text(field), self.parse)

    def _line(self, field: Field, raw: str) -> str:
        if field.kind == "choice":
            option = field.option(raw)
            return option.label if option else raw
        if field.kind == "date":
            return readable_date(raw, self.words.date)
        if field.kind == "number" and raw and field.unit and not names_unit(raw, field.unit):
            return f"{raw}{'' if field.unit.startswith('%') else ' '}{field.unit}"
        return raw


def trimmed(text: str) -> str:
    """Return a text without the blank lines around it; its first line keeps its indent, which may mean code."""
    lines = text.rstrip().split("\n")
    first = next((n for n, line in enumerate(lines) if line.strip()), len(lines))
    return "\n".join(lines[first:])


def readable_date(raw: str, written: Callable[[date], str]) -> str:
    """Return a stored date written out, without its time; any other text as it is, also one that begins so."""
    try:
        return written(datetime.fromisoformat(raw).date()) if _DATE.fullmatch(raw) else raw
    except ValueError:
        return raw
