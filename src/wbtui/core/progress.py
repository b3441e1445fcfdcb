"""The progress of a session: counts of answers, derived answers, and answers that do not fit the workbook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.errors import Problem
from wbtui.core.method import DERIVATIONS
from wbtui.core.place import Place
from wbtui.core.session import OWN_LISTS, OWN_PARTS, Entry, as_text

if TYPE_CHECKING:
    from wbtui.core.session import Answer, Session
    from wbtui.core.workbook.model import Field, Option, Stage, Workbook


def derived(field: Field, place: Place, session: Session) -> str:
    """Return the value derived from the fields beside this one; empty if the field has no derivation."""
    if not field.derive:
        return ""
    sources = [_source(place, source, session) for source in field.derive_from]
    return DERIVATIONS[field.derive](sources, session.language or field.language)


def _source(place: Place, id_: str, session: Session) -> Answer | None:
    """Return the answer to a field beside `place`, or else the entries of the list of the stage with this id."""
    answer = session.answer(place.beside(id_))
    return session.entries(Place(place.stage, id_)) or None if answer is None and not place.entry else answer


def effective(field: Field, place: Place, session: Session) -> str:
    """Return the answer as text, or the derived value if there is no answer."""
    return session.text(place) or derived(field, place, session)


def offered(field: Field, place: Place, session: Session, workbook: Workbook) -> str:
    """Return the text that an empty field can take in; empty if there is none, or if the field is not empty.

    It is made of the answers that the field offers; for a sentence it is the sentence itself, to be worded anew.
    """
    if not (field.offer or field.is_sentence) or session.text(place).strip():
        return ""
    named = [found for name in field.offer if (found := workbook.named(name))]
    texts = [effective(*found, session).strip() for found in named] or [derived(field, place, session)]
    return "\n\n".join(filter(None, texts))


def is_answered(field: Field, place: Place, session: Session) -> bool:
    """Return whether a field (not a list) has a valid answer or a derived value."""
    answer = session.answer(place)
    if not as_text(answer).strip():
        return bool(derived(field, place, session))
    return field.problem(answer, session) is None


def meets_condition(field: Field, place: Place, session: Session) -> bool:
    """Return whether the choice beside a field has the option with which the field is asked."""
    choice, option = field.asked_if
    return not choice or session.text(place.beside(choice)) == option


def is_asked(field: Field, place: Place, session: Session) -> bool:
    """Return whether an answer to a field (not a list) counts: it is required, or there is one."""
    required = not field.optional and meets_condition(field, place, session)
    return required or bool(session.text(place).strip())


def is_shown(field: Field, place: Place, session: Session, today: date, *, more: bool = False) -> bool:
    """Return whether a form shows a field: it has a value, is asked, or is optional and due or wanted (`more`)."""
    if effective(field, place, session).strip():
        return True
    if field.retired or not meets_condition(field, place, session):
        return False
    return more or not field.optional or _is_due(field, place, session, today)


def _is_due(field: Field, place: Place, session: Session, today: date) -> bool:
    due = session.answer(place.beside(field.asked_from)) if field.asked_from else None
    return isinstance(due, date) and due <= today


class Progress(NamedTuple):
    """The number of answers given, out of the number asked for."""

    answered: int
    asked: int

    @property
    def done(self) -> bool:
        """True if all answers asked for are given."""
        return self.answered >= self.asked


def stage_progress(stage: Stage, session: Session) -> Progress:
    """Count the answers of a stage: shared and read-only fields never, optional ones once they have an answer.

    Each entry of a list counts as one answer, given if the entry is complete; an empty list as one missing answer.
    """
    fields = (field for field in stage.fields if not (field.shared or field.foreign))
    found = [_progress(field, stage.place(field), session) for field in fields]
    return Progress(sum(p.answered for p in found), sum(p.asked for p in found))


def _progress(field: Field, place: Place, session: Session) -> Progress:
    if field.kind != "entries":
        answered = is_answered(field, place, session)
        asked = is_asked(field, place, session)
        return Progress(int(answered and asked), int(asked))
    entries = session.entries(place)
    done = sum(entry_is_complete(field, place, entry, session) for entry in entries)
    return Progress(done, len(entries) or int(not field.optional))


def entry_progress(field: Field, place: Place, entry: Entry, session: Session) -> Progress:
    """Count the answered parts of one entry; votes do not count, and optional parts once they have an answer."""
    at = place.at(entry=entry.id)
    parts = ((part, at.at(part=part.id)) for part in field.fields if not part.vote)
    found = [_progress(part, place, session) for part, place in parts]
    return Progress(sum(p.answered for p in found), sum(p.asked for p in found))


def entry_is_complete(field: Field, place: Place, entry: Entry, session: Session) -> bool:
    """Return whether all required parts of an entry are answered; an open question is not complete."""
    if field.role == "qa" and _is_open(entry, question_parts(field.fields)):
        return False
    return entry_progress(field, place, entry, session).done


def open_questions(stage: Stage, session: Session) -> int:
    """Count the questions in the lists of a stage that have no answer, or one that is still owed."""
    lists = (
        (field, stage.place(field)) for field in stage.fields if field.kind == "entries" and field.role == "qa"
    )
    return sum(
        _is_open(entry, question_parts(field.fields)) for field, place in lists for entry in session.entries(place)
    )


class QuestionParts(NamedTuple):
    """The parts of a question, apart from the question itself; None for those that it lacks."""

    answer: Field | None
    kind: Field | None
    owner: Field | None
    due: Field | None


def question_parts(parts: Iterable[Field]) -> QuestionParts:
    """Return the parts of a question, recognised by their kinds.

    The first long text is the answer, the first choice the kind of answer, the first line after the question the
    owner, and the first date the day on which the answer will be known.
    """
    first = {part.kind: part for part in reversed([*parts][1:])}
    return QuestionParts(*(first.get(kind) for kind in ("text", "choice", "line", "date")))


def is_open(answered: bool, kind: Option | None, due: bool) -> bool:
    """Return whether a question is open: it has no answer, its kind says so, or, without a kind, its due date."""
    return not answered or (kind.open if kind else due)


def _is_open(entry: Entry, parts: QuestionParts) -> bool:
    if parts.answer is None:
        return False
    kind = parts.kind.option(entry.text(parts.kind.id)) if parts.kind else None
    due = bool(parts.due and entry.text(parts.due.id).strip())
    return is_open(bool(entry.text(parts.answer.id).strip()), kind, due)


def arranged(session: Session, workbook: Workbook) -> Session:
    """Return the session with its answers in the workbook's order; answers unknown to the workbook come last."""
    answers: dict[str, dict[str, Answer]] = {}
    for _, field, place in workbook.places():
        answer = session.answers.get(place.stage, {}).get(place.field)
        if answer is not None:
            answers.setdefault(place.stage, {})[place.field] = _arranged(answer, field)
    for stage, fields in session.answers.items():
        for name, answer in fields.items():
            answers.setdefault(stage, {}).setdefault(name, answer)
    return replace(session, answers=answers)


def _arranged(answer: Answer, field: Field) -> Answer:
    if not isinstance(answer, tuple):
        return answer
    order = {part.id: n for n, part in enumerate(field.fields)}
    return tuple(_in_order(entry, order) for entry in answer)


def _in_order(entry: Entry, order: dict[str, int]) -> Entry:
    # The parts are nearly always in order; returning the same entry then takes a quarter of the time.
    ranks = [order.get(part, len(order)) for part in entry.values]
    if ranks == sorted(ranks):
        return entry
    return Entry(entry.id, dict(sorted(entry.values.items(), key=lambda item: order.get(item[0], len(order)))))


def mismatches(session: Session, workbook: Workbook) -> tuple[Problem, ...]:
    """Describe the answers of the wrong shape: a list where the workbook asks for one answer, or the reverse."""
    found = []
    for _, field, place in workbook.places():
        answer = session.answers.get(place.stage, {}).get(place.field)
        if answer is None or isinstance(answer, tuple) == (field.kind == "entries"):
            continue
        key = f"stages.{place}" if place.stage else str(place)
        found.append(Problem.of("key.tables" if field.kind == "entries" else "key.one_answer", key=key))
    return tuple(found)


def unknown_answers(session: Session, workbook: Workbook) -> tuple[Place, ...]:
    """Return the places of the answers that the workbook has no field for; they must be shown, never dropped."""
    known = {(place.stage, place.field): field for _, field, place in workbook.places()}
    found = []
    for place, _ in session.places():
        if not place.stage and place.field in OWN_LISTS:
            continue
        field = known.get((place.stage, place.field))
        part = "" if place.part in OWN_PARTS else place.part
        if field is None or (part and field.part(part) is None):
            found.append(place)
    return tuple(found)
