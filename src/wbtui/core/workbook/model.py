"""The classes of a workbook: stages, fields, scripts, question banks, agendas. They hold data and no code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.days import NO_WORDS
from wbtui.core.errors import Problem
from wbtui.core.numbers import Number, as_written, is_other_unit, read_number
from wbtui.core.place import Place
from wbtui.core.session import SHARED_LISTS, as_text
from wbtui.core.text import clean, clean_line

if TYPE_CHECKING:
    from wbtui.core.days import DayWords
    from wbtui.core.session import Scalar, Session

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

KINDS = ("line", "text", "choice", "number", "date", "entries")
ROLES = ("title", "subtitle", "dateline", "paragraph", "quote", "qa", "table", "section", "verbatim", "none")
AUDIENCES = ("internal", "customers")
MAX_STEP_TITLE_CHARS = 16
"""The most characters of a step's title: with it, four or five steps fit beside each other."""


class Option(NamedTuple):
    """One possible answer of a `choice` field."""

    id: str
    label: str
    help: str = ""
    open: bool = False
    """True if this answer says that the real one is still owed."""
    key: str = ""
    """The letter, digit or sign that chooses it for the selected entry of a list; empty if none does."""


@dataclass(frozen=True, slots=True)
class Field:
    """One input on a stage, or one part of an entry."""

    id: str
    label: str
    kind: str
    prompt: str = ""
    """The placeholder of an empty answer."""
    good: str = ""
    """A description of a good answer."""
    bad: str = ""
    """A description of a bad answer."""
    example: str = ""
    max_words: int = 0
    """The word budget; 0 for no limit."""
    options: tuple[Option, ...] = ()
    unit: str = ""
    fields: tuple[Field, ...] = ()
    """The parts of one entry; a list shows the first of them."""
    banks: tuple[str, ...] = ()
    """The ids of the banks that offer questions for entries."""
    group: str = ""
    audience: str = "internal"
    role: str = "none"
    """The way the field is rendered in the document; one of `ROLES`."""
    by: str = ""
    """The id of the field beside a quote that names its speaker; empty for other fields."""
    derive: str = ""
    derive_from: tuple[str, ...] = ()
    """The ids of the fields beside it whose texts the derivation takes."""
    optional: bool = False
    """True if the field does not count as missing, and is shown only if answered or on request."""
    asked_if: tuple[str, str] = ("", "")
    """The ids of a choice beside it and of the option with which the field is asked; empty if it always is."""
    asked_from: str = ""
    """The id of the date beside an optional field from which on it is shown without a request."""
    retired: bool = False
    """True if others have taken its place: it is optional, and shown only while it has an answer."""
    row: str = ""
    """The id that the fields of one row have in common; empty for a row of its own."""
    offer: tuple[str, ...] = ()
    """The other answers (`stage.field`) that an empty text can take in with one key."""
    owner: str = ""
    """In a list, the id of the part for the person whom the first part may name, as in `@Ben`."""
    due: str = ""
    """In a list, the id of the part for the day that the first part may name, as in `by Friday`."""
    vote: bool = False
    """True for the number that a vote increments."""
    foreign: bool = False
    """True if the field was added, read-only, for an answer that the workbook has no field for."""
    language: str = "en"
    """The language of the workbook."""

    @property
    def key(self) -> str:
        """The unique name of the field within its stage, as in `Place.field`."""
        return f"{self.group}.{self.id}" if self.group else self.id

    @property
    def shared(self) -> bool:
        """True if the field is a list of the whole session."""
        return self.kind == "entries" and self.id in SHARED_LISTS

    @property
    def one_line(self) -> bool:
        """True if an answer is a single line."""
        return self.kind != "text"

    @property
    def is_sentence(self) -> bool:
        """True if the field is a text made of other answers, which a form shows at its foot."""
        return self.kind == "text" and bool(self.derive)

    def admit(self, text: str) -> str:
        """Return a text from anywhere as an answer to the field: cleaned, and on one line if that is required."""
        return clean_line(text) if self.one_line else clean(text)

    def value(self, typed: str) -> Scalar:
        """Parse typed text as a number or date if the kind and the spelling match; else return the text."""
        if self.kind == "number":
            number = as_written(typed)
            return typed if number is None else number
        if self.kind == "date" and _DATE.fullmatch(typed):
            try:
                return date.fromisoformat(typed)
            except ValueError:
                return typed
        return typed

    def number(self, answer: Scalar | None, session: Session) -> Number:
        """Return an answer as it was understood, in the language of the session or else of the workbook.

        A number in another unit than that of the field has no value.
        """
        number = read_number(answer, session.language or self.language)
        return Number(unit=number.unit) if is_other_unit(number, self.unit) else number

    def understood(self, answer: Scalar | None, session: Session) -> str:
        """Return the number that an answer is, if it is written in another way; else an empty text."""
        written = self.number(answer, session).written
        return "" if written in as_text(answer) else written

    def problem(self, answer: Scalar | None, session: Session) -> Problem | None:
        """Return a problem if an answer is not the required number or date; None if it is, or is empty."""
        if answer in (None, "") or self.kind not in ("number", "date"):
            return None
        if self.kind == "date":
            return Problem("typed.date") if isinstance(answer, str) else None
        number = self.number(answer, session)
        if is_other_unit(number, self.unit):
            return Problem.of("typed.other_unit", unit=self.unit)
        if number.either:
            return Problem.of("typed.two_numbers", one=number.either[0], other=number.either[1])
        return Problem("typed.number") if number.value is None else None

    def part(self, id_: str) -> Field | None:
        """Return the part of an entry with this id, or None."""
        return next((part for part in self.fields if part.id == id_), None)

    def option(self, id_: str) -> Option | None:
        """Return the option with this id, or None."""
        return next((option for option in self.options if option.id == id_), None)


class Group(NamedTuple):
    """A group of fields: a heading inside a stage, and a sub-table in the session file."""

    id: str
    title: str
    purpose: str = ""


class Step(NamedTuple):
    """One step of a facilitator's script."""

    say: str = ""
    do: str = ""
    minutes: int = 0
    title: str = ""
    """The name of the step in the bar of steps; empty if it has only a number."""
    section: str = ""
    """The title of the section in which it takes place, if that is not the title of the step."""


class Pitfall(NamedTuple):
    """A problem that occurs in live workshops, with its remedy."""

    sign: str
    remedy: str


@dataclass(frozen=True)
class Stage:
    """One timed screen of the workshop, with its fields."""

    id: str
    title: str
    question: str
    """The question that the room answers on this stage, shown under the big clock."""
    purpose: str
    fields: tuple[Field, ...]
    short: str = ""
    """A shorter title for narrow screens; the reader sets it to `title` if there is none."""
    script: tuple[Step, ...] = ()
    pitfalls: tuple[Pitfall, ...] = ()
    groups: tuple[Group, ...] = ()
    carried: str = ""
    """The answer (`stage.field`) of another stage that goes along to this one; empty for none."""

    @cached_property
    def by_key(self) -> dict[str, Field]:
        """The fields by key."""
        return {field.key: field for field in self.fields}

    def place(self, field: Field) -> Place:
        """Return the place of the answer to one of the stage's fields."""
        return Place("" if field.shared else self.id, field.key)


class BankQuestion(NamedTuple):
    """A ready question, with the points that its answer must cover (`carries`)."""

    id: str
    category: str
    question: str
    carries: str = ""
    preselected: bool = False
    short: bool = False
    """True if the question belongs to the short version, for when time runs out."""


class Bank(NamedTuple):
    """A bank of ready questions that a facilitator can add to a list."""

    id: str
    title: str
    questions: tuple[BankQuestion, ...]

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories of the questions, in order of first appearance."""
        return tuple(dict.fromkeys(question.category for question in self.questions))


class Slot(NamedTuple):
    """One item of an agenda: a stage, or something without fields (welcome, break, silent reading)."""

    id: str
    title: str
    minutes: int
    stage: str = ""
    script: tuple[Step, ...] = ()
    least: int | None = None
    """The fewest minutes in which it can be done; None if it keeps its minutes."""
    at: time | None = None
    """The time of day at which it begins, whatever was before it; None if it begins after the slot before it."""
    must: bool = False
    """True if it has to be finished, however late it is."""
    may_go: bool = False
    """True if it can be left out when time runs short."""

    @property
    def shrinks(self) -> bool:
        """True for a break that is shortened without a question when it begins late."""
        return not self.stage and self.least is not None and self.least < self.minutes


class Agenda(NamedTuple):
    """A sequence of slots with their minutes."""

    id: str
    title: str
    slots: tuple[Slot, ...]
    description: str = ""

    @property
    def minutes(self) -> int:
        """The planned minutes in total."""
        return sum(slot.minutes for slot in self.slots)


class Part(NamedTuple):
    """One part of the document."""

    title: str
    include: tuple[str, ...]
    """The names of stages, fields (`stage.field`), groups (`stage.group`) or shared lists, in order."""
    appendix: bool = False
    foreign: bool = False
    """True for the part of the answers that the workbook has no field for; its title is empty."""


@dataclass(frozen=True)
class Workbook:
    """The definition of a whole workshop."""

    id: str
    title: str
    stages: tuple[Stage, ...]
    agendas: tuple[Agenda, ...]
    banks: tuple[Bank, ...] = ()
    document: tuple[Part, ...] = ()
    description: str = ""
    language: str = "en"
    roles: tuple[str, ...] = ()
    """The roles that people in the room can have; the first is the facilitator's."""
    default_agenda: str = ""
    """The id of the agenda of new sessions; empty for the first agenda."""
    capture_decision: str = ""
    """The list (`stage.field`) to which a quick note of a decision is added."""
    remote_pictures: bool = False
    """True if documents show pictures from the web. Their servers learn who opens the document, and when."""
    days: DayWords = NO_WORDS
    """The words for days in the language of the workbook; without them only dates in digits are understood."""

    def stage(self, id_: str) -> Stage | None:
        """Return the stage with this id, or None."""
        return next((stage for stage in self.stages if stage.id == id_), None)

    def agenda(self, id_: str) -> Agenda | None:
        """Return the agenda with this id, or None."""
        return next((agenda for agenda in self.agendas if agenda.id == id_), None)

    @property
    def usual_agenda(self) -> Agenda:
        """The default agenda of new sessions."""
        return self.agenda(self.default_agenda) or self.agendas[0]

    def bank(self, id_: str) -> Bank | None:
        """Return the bank with this id, or None."""
        return next((bank for bank in self.banks if bank.id == id_), None)

    def places(self) -> Iterator[tuple[Stage, Field, Place]]:
        """Yield every field with its stage and the place of its answer."""
        for stage in self.stages:
            for field in stage.fields:
                yield stage, field, stage.place(field)

    @cached_property
    def lists(self) -> tuple[tuple[Field, Place], ...]:
        """Every list, with its place; the clock asks for them each second."""
        return tuple((field, place) for _, field, place in self.places() if field.kind == "entries")

    def named(self, name: str) -> tuple[Field, Place] | None:
        """Return the field with a name such as `stage.field`, and its place; None if there is none."""
        return self._named.get(name)

    @cached_property
    def _named(self) -> dict[str, tuple[Field, Place]]:
        """The fields with their places, by name."""
        return {str(place): (field, place) for _, field, place in self.places()}

    def find(self, place: Place) -> tuple[Stage, Field] | None:
        """Return the stage and the field (or part of an entry) of a place; None if there is no such field."""
        for stage, field, at in self.places():
            if (at.stage, at.field) == (place.stage, place.field):
                part = field.part(place.part) if place.part else field
                return (stage, part) if part else None
        return None

    def bank_for(self, field: Field) -> Bank | None:
        """Return the questions of all banks of a field as one bank; None if it has no banks."""
        banks = [bank for id_ in field.banks if (bank := self.bank(id_))]
        if not banks:
            return None
        questions = tuple(question for bank in banks for question in bank.questions)
        return Bank(banks[0].id, " · ".join(bank.title for bank in banks), questions)

    def script(self, slot: Slot) -> tuple[Step, ...]:
        """Return the script of a slot, or else that of its stage."""
        stage = self.stage(slot.stage)
        return slot.script or (stage.script if stage else ())

    def slots(self, agenda_id: str) -> tuple[Slot, ...]:
        """Return the agenda's slots, plus a slot of 0 minutes for each stage that the agenda leaves out.

        The added slots are placed in stage order. For an unknown agenda, return a slot for each stage.
        """
        agenda = self.agenda(agenda_id)
        return self.with_every_stage(agenda.slots if agenda else ())

    def with_every_stage(self, slots: Iterable[Slot]) -> tuple[Slot, ...]:
        """Return slots in order, plus a slot of 0 minutes for each stage that has none."""
        slots = list(slots)
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
