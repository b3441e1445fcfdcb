"""Keeps the position of the stage screen: a slot of the agenda and a section of its stage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.progress import effective, open_questions, stage_progress
from wbtui.core.text import spelled_out
from wbtui.core.time.agenda import slots_of
from wbtui.core.workbook.model import Slot
from wbtui.core.workbook.sections import sections, shown_fields
from wbtui.ui.widgets.coach import Advice
from wbtui.ui.widgets.items import SectionContent, stage_items

if TYPE_CHECKING:
    from wbtui.core.place import Place
    from wbtui.core.progress import Progress
    from wbtui.core.session import Entry
    from wbtui.core.time.schedule import Schedule
    from wbtui.core.view import View
    from wbtui.core.workbook.model import BankQuestion, Field, Stage, Step
    from wbtui.core.workbook.sections import Section
    from wbtui.ui.widgets.items import Item
    from wbtui.workshop import Workshop


MAX_NARROW_FIELDS = 10
"""The number of fields beyond which a group needs the width of the agenda."""
SHARED_LIST_NAMES = {"parking_lot": "Parked", "actions": "Actions"}
"""The names of the lists of the whole session in the agenda, by the id of their field."""


class Counted(NamedTuple):
    """The progress of a stage, with the answers for which it was computed."""

    progress: Progress
    open: int
    """The number of open questions."""
    answers: object
    """The answers that were counted."""
    changed: object
    """The answers as they were at the last look."""

    def at(self, answers: object) -> Counted:
        """Return the same count, looked at with these answers."""
        return Counted(self.progress, self.open, self.answers, answers)


class Carried(NamedTuple):
    """An answer of another stage that goes along."""

    label: str
    text: str


class Outlook:
    """Keeps the slot and the section that the user looks at, and finds others; it has no widgets."""

    def __init__(self, workshop: Workshop) -> None:
        self.workshop = workshop
        self.slots = self._agenda_slots()
        self.looking = workshop.session.slot
        """The id of the slot that is looked at."""
        self.section = 0
        """The number of the section that is looked at."""
        self.more = False
        """True if optional fields without an answer are shown."""
        self._counted: dict[str, Counted] = {}
        self._left: dict[str, View] = {}
        """The position in each slot that was looked at before."""

    def _agenda_slots(self) -> tuple[Slot, ...]:
        """The slots of the agenda, followed by the stages that it leaves out."""
        session = self.workshop.session
        # Without a workbook and answers there would be no slot at all.
        return slots_of(session, self.workshop.workbook) or (Slot(session.slot, spelled_out(session.slot), 0),)

    @property
    def slot(self) -> Slot:
        """The slot that is looked at."""
        return next((slot for slot in self.slots if slot.id == self.looking), self.slots[0])

    @property
    def stage(self) -> Stage | None:
        """The stage that is looked at; None for a slot without fields."""
        return self.workshop.workbook.stage(self.slot.stage)

    @property
    def script(self) -> tuple[Step, ...]:
        """The script of the slot."""
        return self.workshop.workbook.script(self.slot)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections of the stage."""
        return sections(self.stage) if self.stage else ()

    @property
    def current(self) -> Section | None:
        """The section that is looked at; None if the stage has lost it and the screen has not been updated yet."""
        return self.sections[self.section] if self.section < len(self.sections) else None

    @property
    def away(self) -> bool:
        """True if the room is in another slot."""
        return self.looking != self.workshop.session.slot

    @property
    def items(self) -> tuple[Item, ...]:
        """The visible fields of the section; none of a list."""
        stage, section = self.stage, self.current
        if stage is None or section is None:
            return ()
        return self._shown(stage, section, self.more)

    @property
    def content(self) -> SectionContent:
        """The list or the fields to show for the section."""
        stage, section = self.stage, self.current
        if stage is None or section is None:
            return SectionContent(self.slot)
        if section.list:
            return SectionContent(self.slot, list=section.list, place=stage.place(section.list), more=self.more)
        items = self.items
        hidden = len(self._shown(stage, section, True)) - len(items)
        return SectionContent(self.slot, items=items, hidden=hidden, fields=True)

    def _shown(self, stage: Stage, section: Section, more: bool) -> tuple[Item, ...]:
        workshop = self.workshop
        fields = shown_fields(section, stage, workshop.session, workshop.today, more=more)
        return tuple(stage_items(fields, stage.id))

    @property
    def carried(self) -> Carried | None:
        """The answer that goes along to this stage; None without one."""
        workshop, stage = self.workshop, self.stage
        named = workshop.workbook.named(stage.carried) if stage and stage.carried else None
        text = " ".join(effective(*named, workshop.session).split()) if named else ""
        return Carried(named[0].label, text) if named and text else None

    @property
    def carrying(self) -> set[str]:
        """The stages with an answer that goes along to others."""
        return {stage.carried.partition(".")[0] for stage in self.workshop.workbook.stages if stage.carried}

    @property
    def broad(self) -> bool:
        """True if the section needs width: a list with its entry, or a long group of fields."""
        section = self.current
        return section is not None and bool(
            section.list or (section.id and len(section.fields) > MAX_NARROW_FIELDS)
        )

    def look(self, slot_id: str, view: View | None, leaving: View | None) -> View | None:
        """Look at a slot at the position of `view`, or where it was left; return that position.

        `leaving` is the position in the slot that was looked at until now.
        """
        if leaving:
            self._left[self.looking] = leaving
        view = view or self._left.get(slot_id)
        self.looking = slot_id
        self.section = self._section_of(view)
        return view

    def look_at_section(self, number: int) -> bool:
        """Look at another section of the stage; return False if there is none with that number, or it is shown."""
        if not 0 <= number < len(self.sections) or number == self.section:
            return False
        self.section = number
        return True

    def was_at(self, slot_id: str) -> bool:
        """Return whether the user has been at a slot before, where the place is known that was left."""
        return slot_id in self._left

    def section_of(self, step: Step) -> int | None:
        """Return the number of the section in which a step of the slot takes place; None if it names none."""
        titles = [section.title for section in self.sections]
        named = step.section or step.title
        return titles.index(named) if named in titles else None

    def clamp_section(self) -> None:
        """Look at the last section if the stage has fewer by now."""
        self.section = min(self.section, max(0, len(self.sections) - 1))

    def renew(self, view: View) -> str:
        """Read the agenda again; return the slot to look at, which may have another id in another agenda."""
        stage = self.slot.stage
        self.slots = self._agenda_slots()
        if any(slot.id == self.looking for slot in self.slots):
            return self.looking
        same = next((slot.id for slot in self.slots if slot.stage == stage), "")
        return same or self.slot_of(view)

    def slot_of(self, view: View) -> str:
        """Return the slot of a view: that of its place if it has one, else its own, else that of the room."""
        session, place = self.workshop.session, view.place
        own = next((slot for slot in self.slots if slot.id == view.slot), None)
        if place and place.stage and not (own and own.stage == place.stage):
            candidates = [slot.id for slot in self.slots if slot.stage == place.stage]
            if candidates:
                return session.slot if session.slot in candidates else candidates[0]
        return own.id if own else session.slot

    def _section_of(self, view: View | None) -> int:
        """Return the number of the section that holds the place of a view or has its section id; else 0."""
        if view is None:
            return 0
        holding = [n for n, section in enumerate(self.sections) if view.place and self._holds(section, view.place)]
        named = [n for n, section in enumerate(self.sections) if section.id == view.section]
        return next(iter(set(holding) & set(named)), next(iter([*holding, *named]), 0))

    def _holds(self, section: Section, place: Place) -> bool:
        fields = (section.list,) if section.list else section.fields
        return self.stage is not None and any(self.stage.place(field) == place.list for field in fields)

    def beside(self, by: int) -> str:
        """Return the slot after (1) or before (-1) this one; empty if the agenda has none."""
        at = self.slots.index(self.slot) + by
        return self.slots[at].id if 0 <= at < len(self.slots) else ""

    def of_stage(self, number: int) -> str:
        """Return the first slot of the stage with this number, counted from 1; empty if there is none."""
        stages = self.workshop.workbook.stages
        wanted = stages[number - 1].id if 1 <= number <= len(stages) else None
        return next((slot.id for slot in self.slots if slot.stage == wanted), "")

    def title(self, slot_id: str) -> tuple[str, int]:
        """Return the title of a slot and the number of its stage, 0 without one."""
        slot = next((slot for slot in self.slots if slot.id == slot_id), None)
        stages = [stage.id for stage in self.workshop.workbook.stages]
        number = stages.index(slot.stage) + 1 if slot and slot.stage in stages else 0
        return slot.title if slot else spelled_out(slot_id), number

    @property
    def heading(self) -> str:
        """The title of the slot on the screen, and that of the room's slot if it is another."""
        title, number = self.title(self.looking)
        if self.away:
            here = f"{number} {title}" if number else title
            return f"LOOKING AT {here} · the room is in {self.title(self.workshop.session.slot)[0]}"
        return f"{number} of {len(self.workshop.workbook.stages)} · {title}" if number else title

    @property
    def brief_headings(self) -> tuple[str, ...]:
        """Shorter headings for where that does not fit, longest first: they keep the name of the room's slot."""
        if not self.away:
            return ()
        title, number = self.title(self.looking)
        room = f"room: {self.title(self.workshop.session.slot)[0]}"
        here = f"{number} {title}" if number else title
        return f"LOOKING AT {here} · {room}", f"AT {here} · {room}", f"AT {number or title} · {room}"

    def done(self) -> Mapping[str, Progress]:
        """Return the progress of each stage by its id.

        A stage whose answers have changed is counted again once they have stayed the same from one call to the
        next: with 1,000 entries that takes as long as ten keys.
        """
        session = self.workshop.session
        for stage in self.workshop.workbook.stages:
            answers = session.answers.get(stage.id)
            counted = self._counted.get(stage.id)
            if counted is None or (counted.answers is not answers and counted.changed is answers):
                self._counted[stage.id] = Counted(
                    stage_progress(stage, session), open_questions(stage, session), answers, answers
                )
            elif counted.changed is not answers:
                self._counted[stage.id] = counted.at(answers)
        return {id_: counted.progress for id_, counted in self._counted.items()}

    @property
    def shared_lists(self) -> dict[Place, str]:
        """The places of the lists of the whole session, each with its name in the agenda."""
        found = (place for field, place in self.workshop.workbook.lists if field.shared)
        return {place: SHARED_LIST_NAMES[place.field] for place in found if place.field in SHARED_LIST_NAMES}

    @property
    def lists(self) -> tuple[tuple[str, Place, int], ...]:
        """The lists that the agenda counts: those of the whole session, and open questions, counted by `done`."""
        count = self.workshop.session.entries
        shared = {name: (name, place, len(count(place))) for place, name in self.shared_lists.items()}
        first = next(iter(self._open_places()), None)
        still_open = sum(counted.open for counted in self._counted.values())
        questions = (("Open", first, still_open),) if first else ()
        return (*(shared[name] for name in SHARED_LIST_NAMES.values() if name in shared), *questions)

    def _open_places(self) -> list[Place]:
        """The lists of questions, those with open ones first."""
        found = [place for field, place in self.workshop.workbook.lists if field.role == "qa"]
        return sorted(found, key=lambda place: not (c := self._counted.get(place.stage)) or not c.open)

    def slot_of_list(self, place: Place) -> tuple[str, str]:
        """Return the slot and the section that show a list; empty if there is none."""
        for stage, field, at in self.workshop.workbook.places():
            if at == place:
                slot = next((slot.id for slot in self.slots if slot.stage == stage.id), "")
                return slot, field.id
        return "", ""

    def step(self, schedule: Schedule) -> int:
        """Return the position of the chosen step, or of the first one of a slot where the room is not."""
        return schedule.step.number if schedule.step and not self.away else 0

    def advice(self, schedule: Schedule, field: Field | None, entry: Entry | None) -> Advice:
        """Return the advice for a field; without a field, that for the list on the screen, if there is one."""
        stage, section = self.stage, self.current
        list_ = section.list if section else None
        question = self._bank_question(list_, entry.text("bank")) if list_ and entry else None
        purpose = section.purpose if section else ""
        return Advice(
            self.script,
            self.step(schedule),
            field or list_,
            question,
            purpose or (stage.purpose if stage else ""),
            stage.pitfalls if stage else (),
        )

    def _bank_question(self, list_: Field, wanted: str) -> BankQuestion | None:
        """Return the question of the bank of a list from which an entry was made; None if it was not."""
        bank = self.workshop.workbook.bank_for(list_)
        return next((question for question in bank.questions if question.id == wanted), None) if bank else None
