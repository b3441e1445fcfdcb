"""The definition of a workshop: stages, fields, scripts, question banks, agendas. Data, never code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.place import Place
from wbtui.core.session import SHARED

if TYPE_CHECKING:
    from wbtui.core.session import Scalar

_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,15})?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

KINDS = ("line", "text", "choice", "number", "date", "entries")
ROLES = ("title", "subtitle", "dateline", "paragraph", "quote", "qa", "table", "section", "verbatim", "none")
AUDIENCES = ("internal", "customers")


class Option(NamedTuple):
    """One of the answers of a `choice`."""

    id: str
    label: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One input on a stage, or one part of an entry."""

    id: str
    label: str
    kind: str
    prompt: str = ""
    """Shown where the answer will be, while there is none."""
    good: str = ""
    """What a good answer looks like."""
    bad: str = ""
    """What goes wrong here."""
    example: str = ""
    max_words: int = 0
    """The word budget; 0 for none."""
    options: tuple[Option, ...] = ()
    unit: str = ""
    fields: tuple[Field, ...] = ()
    """The parts of one entry; the first is what a list shows."""
    banks: tuple[str, ...] = ()
    """The banks that entries can be pulled from."""
    group: str = ""
    audience: str = "internal"
    role: str = "none"
    """How it appears in the document."""
    by: str = ""
    """For a quote: the field beside it that names who says it."""
    derive: str = ""
    derive_from: tuple[str, ...] = ()
    """Ids of the fields beside it that the derivation reads."""
    optional: bool = False
    """Not counted as missing, and shown on a stage only when asked for or answered."""
    vote: bool = False
    """For a number: the part that a vote adds one to."""
    foreign: bool = False
    """Not of the workbook: made for an answer that the workbook has no field for; shown, not edited."""

    @property
    def key(self) -> str:
        """Its name within its stage, as a place has it."""
        return f"{self.group}.{self.id}" if self.group else self.id

    @property
    def shared(self) -> bool:
        """Whether its entries belong to the whole session."""
        return self.kind == "entries" and self.id in SHARED

    def value(self, typed: str) -> Scalar:
        """What was typed as the value it means: a number or a date where it reads as exactly that, else text."""
        if self.kind == "number" and _NUMBER.fullmatch(typed):
            number = float(typed) if "." in typed else int(typed)
            return number if str(number) == typed else typed
        if self.kind == "date" and _DATE.fullmatch(typed):
            try:
                return date.fromisoformat(typed)
            except ValueError:
                return typed
        return typed

    def problem(self, typed: str) -> str:
        """Why a text is not the number or the date that the field asks for; empty if it is, or is missing."""
        if not typed or self.kind not in ("number", "date") or not isinstance(self.value(typed), str):
            return ""
        return "a number, please" if self.kind == "number" else "a date as 2027-03-31, please"

    def part(self, id_: str) -> Field | None:
        """The part of an entry with this id."""
        return next((part for part in self.fields if part.id == id_), None)

    def option(self, id_: str) -> Option | None:
        """The option with this id."""
        return next((option for option in self.options if option.id == id_), None)


class Group(NamedTuple):
    """A heading inside a stage and a sub-table in the file."""

    id: str
    title: str
    purpose: str = ""


class Step(NamedTuple):
    """One step of a facilitator's script."""

    say: str = ""
    do: str = ""
    minutes: int = 0


class Pitfall(NamedTuple):
    """Something that goes wrong in live rooms, and what to do then."""

    sign: str
    remedy: str


@dataclass(frozen=True)
class Stage:
    """One timed screen."""

    id: str
    title: str
    question: str
    """The one question the room is answering; shown under the big clock."""
    purpose: str
    fields: tuple[Field, ...]
    short: str = ""
    """A title for narrow places; the title where there is none."""
    script: tuple[Step, ...] = ()
    pitfalls: tuple[Pitfall, ...] = ()
    groups: tuple[Group, ...] = ()

    @cached_property
    def by_key(self) -> dict[str, Field]:
        """Its fields by their key."""
        return {field.key: field for field in self.fields}

    def place(self, field: Field) -> Place:
        """Where the answer to one of its fields is kept."""
        return Place("" if field.shared else self.id, field.key)


class BankQuestion(NamedTuple):
    """A ready question, with what its answer has to carry."""

    id: str
    category: str
    question: str
    carries: str = ""
    preselected: bool = False
    short: bool = False
    """Belongs to the short version, asked when time runs out."""


class Bank(NamedTuple):
    """Ready questions that a facilitator can pull into a list."""

    id: str
    title: str
    questions: tuple[BankQuestion, ...]

    @property
    def categories(self) -> tuple[str, ...]:
        """In the order in which they first appear."""
        return tuple(dict.fromkeys(question.category for question in self.questions))


class Slot(NamedTuple):
    """One item of an agenda: a stage, or something without fields (welcome, break, silent reading)."""

    id: str
    title: str
    minutes: int
    stage: str = ""
    script: tuple[Step, ...] = ()


class Agenda(NamedTuple):
    """Slots in order with their minutes."""

    id: str
    title: str
    slots: tuple[Slot, ...]
    description: str = ""

    @property
    def minutes(self) -> int:
        """How long it is planned to take."""
        return sum(slot.minutes for slot in self.slots)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the document."""

    title: str
    include: tuple[str, ...]
    """Stages, fields (`stage.field`), groups (`stage.group`) or shared lists, in order."""
    appendix: bool = False


@dataclass(frozen=True)
class Workbook:
    """A whole workshop."""

    id: str
    title: str
    stages: tuple[Stage, ...]
    agendas: tuple[Agenda, ...]
    banks: tuple[Bank, ...] = ()
    document: tuple[Part, ...] = ()
    description: str = ""
    language: str = "en"
    roles: tuple[str, ...] = ()
    """Roles that people in the room can have; the first is the facilitator's."""
    default_agenda: str = ""
    """The agenda of a session unless another is chosen; the first where it is empty."""
    capture_decision: str = ""
    """The list (`stage.field`) that a decision noted in passing goes to."""

    def stage(self, id_: str) -> Stage | None:
        """The stage with this id."""
        return next((stage for stage in self.stages if stage.id == id_), None)

    def agenda(self, id_: str) -> Agenda | None:
        """The agenda with this id."""
        return next((agenda for agenda in self.agendas if agenda.id == id_), None)

    @property
    def usual_agenda(self) -> Agenda:
        """The agenda of a session unless another is chosen."""
        return self.agenda(self.default_agenda) or self.agendas[0]

    def bank(self, id_: str) -> Bank | None:
        """The bank with this id."""
        return next((bank for bank in self.banks if bank.id == id_), None)

    def places(self) -> Iterator[tuple[Stage, Field, Place]]:
        """Every field with the place its answer is kept at."""
        for stage in self.stages:
            for field in stage.fields:
                yield stage, field, stage.place(field)

    def find(self, place: Place) -> tuple[Stage, Field] | None:
        """The stage and the field (or the part) that a place belongs to; None where the workbook has none."""
        for stage, field, at in self.places():
            if (at.stage, at.field) == (place.stage, place.field):
                part = field.part(place.part) if place.part else field
                return (stage, part) if part else None
        return None

    def bank_for(self, field: Field) -> Bank | None:
        """All that entries of a list can be pulled from, as one bank; None where there is nothing."""
        banks = [bank for id_ in field.banks if (bank := self.bank(id_))]
        if not banks:
            return None
        questions = tuple(question for bank in banks for question in bank.questions)
        return Bank(banks[0].id, " · ".join(bank.title for bank in banks), questions)

    def slots(self, agenda_id: str) -> tuple[Slot, ...]:
        """The walk: the agenda's slots, and each stage it leaves out as a slot of no minutes, in stage order.

        An unknown agenda gives the stages alone.
        """
        agenda = self.agenda(agenda_id)
        slots = list(agenda.slots) if agenda else []
        order = [stage.id for stage in self.stages]
        for at, stage in enumerate(self.stages):
            if all(slot.stage != stage.id for slot in slots):
                before = [n for n, slot in enumerate(slots) if slot.stage in order[:at]]
                slots.insert(
                    before[-1] + 1 if before else _first_stage(slots),
                    Slot(stage.id, stage.title, 0, stage.id),
                )
        return tuple(slots)


def _first_stage(slots: list[Slot]) -> int:
    return next((n for n, slot in enumerate(slots) if slot.stage), len(slots))
