"""The progress of a session: counts of answers, derived answers, and answers that do not fit the workbook."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.errors import Problem
from wbtui.core.method import DERIVATIONS
from wbtui.core.session import OWN_PARTS, Entry

if TYPE_CHECKING:
    from wbtui.core.place import Place
    from wbtui.core.session import Answer, Session
    from wbtui.core.workbook.model import Field, Stage, Workbook


def derived(field: Field, place: Place, session: Session) -> str:
    """Return the value derived from the fields beside this one; empty if the field has no derivation."""
    if not field.derive:
        return ""
    return DERIVATIONS[field.derive]([session.text(place.beside(source)) for source in field.derive_from])


def effective(field: Field, place: Place, session: Session) -> str:
    """Return the answer as text, or the derived value if there is no answer."""
    return session.text(place) or derived(field, place, session)


class Progress(NamedTuple):
    """The number of answers given, out of the number asked for."""

    answered: int
    asked: int

    @property
    def done(self) -> bool:
        """True if all answers asked for are given."""
        return self.answered >= self.asked


def stage_progress(stage: Stage, session: Session) -> Progress:
    """Count the answers of a stage; optional, shared and read-only fields do not count.

    Each entry of a list counts as one answer, an empty list as one missing answer.
    """
    asked = [field for field in stage.fields if not (field.optional or field.shared or field.foreign)]
    found = [_progress(field, stage.place(field), session) for field in asked]
    return Progress(sum(p.answered for p in found), sum(p.asked for p in found))


def entry_is_answered(field: Field, place: Place, entry: Entry, session: Session) -> bool:
    """Return whether all required parts of kind `text` are answered; without such parts, the first part."""
    at = place.at(entry=entry.id)
    long = [part for part in field.fields if part.kind == "text" and not part.optional]
    wanted = long or field.fields[:1]
    return all(effective(part, at.at(part=part.id), session) for part in wanted)


def _progress(field: Field, place: Place, session: Session) -> Progress:
    if field.kind != "entries":
        return Progress(int(bool(effective(field, place, session))), 1)
    entries = session.entries(place)
    answered = sum(entry_is_answered(field, place, entry, session) for entry in entries)
    return Progress(answered, max(1, len(entries)))


def entry_progress(field: Field, place: Place, entry: Entry, session: Session) -> Progress:
    """Count the answered parts of one entry; votes and optional parts do not count."""
    asked = [part for part in field.fields if not part.optional and not part.vote]
    at = place.at(entry=entry.id)
    answered = sum(bool(effective(part, at.at(part=part.id), session)) for part in asked)
    return Progress(answered, len(asked))


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
        field = known.get((place.stage, place.field))
        part = "" if place.part in OWN_PARTS else place.part
        if field is None or (part and field.part(part) is None):
            found.append(place)
    return tuple(found)
