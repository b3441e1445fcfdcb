"""Random acts of a room on its session, for which the laws of undo must hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

from tests.fake_workshop import Desk
from tests.session_edits import with_answer, with_minutes
from tests.small_workbook import NOON, filled_session, small_workbook

from wbtui.core.change import (
    Change,
    InsertEntry,
    MoveEntry,
    RemoveEntry,
    SetAnswer,
    SetFact,
    SetMinutes,
    SetTodayLine,
    apply,
)
from wbtui.core.place import Caret, Place
from wbtui.core.session import Clock, Entry, Person, Scalar, Session
from wbtui.core.time import schedule
from wbtui.core.time.agenda import set_minutes
from wbtui.core.time.gaps import ClockGap, shifts
from wbtui.storage.session_file.codec import render

MAX_STEPS = 200
WORKBOOK = small_workbook()
FILLED = filled_session()

WORD, VOICE, WHO = (Place("stimmung", field) for field in ("wort", "stimme", "wer"))
GUESTS, WEATHER = Place("stimmung", "zahlen.gaeste"), Place("stimmung", "zahlen.wetter")
THINGS, AIMS, PARKED = Place("fundstuecke", "dinge"), Place("ausblick", "vorsaetze"), Place("", "parking_lot")
ANOTHER = Place("fundstuecke", "nebenbei")
"""A field that the workbook does not know."""
SLOTS = ("ankommen", "stimmung", "ausblick", "fundstuecke")
PEOPLE = (Person("Ilse"), Person("Otto", "Protokoll"), Person("Ada", "Moderation"))
LETTERS = 'aäb \n"[\\'

BEGUN: tuple[dict[str, Scalar], ...] = ({}, {"ding": "Hut"}, {"punkte": 2, "ding": "Schal"})
"""The possible first values of an entry."""

# The slot and the fact that only somebody else changes.
THEIR_SLOT = "ankommen"
THEIR_FACT = "pivoted_from"
MACHINE = 6
"""The kind of an act of somebody else by which the machine sleeps, or its system time is set."""

STARTS = (
    FILLED,
    replace(FILLED, answers={}),
    # In another order than the workbook's, with a clock that runs, and with what nobody knows.
    replace(
        FILLED,
        answers={
            stage: dict(reversed(list(fields.items())))
            for stage, fields in reversed(list(with_answer(FILLED, ANOTHER, "?").answers.items()))
        },
        clock=Clock(
            started=NOON, running_since=NOON, planned={"ausblick": 15, "stimmung": 9}, spent={"ankommen": 2.5}
        ),
        people=PEOPLE[:1],
    ),
)


def file(session: Session) -> str:
    """Return the text of the session's file without the time of the last change."""
    return render(replace(session, updated=NOON)).text


class Play:
    """A workshop on which random acts are carried out."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.first = chance.choice(STARTS)
        self.desk = Desk(self.first, WORKBOOK)
        self.workshop = self.desk.workshop
        self.states = [self.first]
        """The session after each act, and before the first."""
        self.theirs: list[Change] = []
        """The changes by somebody else."""
        self.later: dict[str, float] = {}
        """The seconds by which the machine has shifted each moment of the clock, by its name."""
        self.numbered = 0
        self.field = VOICE
        """The place where the user types."""

    @property
    def session(self) -> Session:
        return self.workshop.session

    def acts(self, amount: int, others: float = 0.0) -> None:
        """Make a number of edits, each followed by an edit of somebody else with the probability `others`."""
        for _ in range(amount):
            self.desk.wait(self.chance.choice((0.1, 0.2, 0.5, 1.9, 2.0, 30.0)))
            if self.chance.random() < 0.1:
                self.workshop.end_burst()
            if self.chance.random() < 0.5:
                self.types()
            else:
                self.workshop.edit(*self.act())
            self.states.append(self.session)
            if self.chance.random() < others:
                self.somebody_else(self.chance.randrange(7))

    def types(self) -> None:
        """Type one key in a field, mostly in the same field as before."""
        if self.chance.random() < 0.15 or (self.field.entry and not self.session.entry(self.field)):
            self.field = self.chance.choice(self.texts())
        text = self.session.text(self.field)
        at = self.chance.randint(0, len(text))
        kind = self.chance.random()
        if kind < 0.6:
            text = text[:at] + self.chance.choice(LETTERS) + text[at:]
        elif kind < 0.85:
            text = text[: max(0, at - 1)] + text[at:]
        else:
            text = self.chance.choice(("", "Neu", self.first.text(self.field)))
        self.workshop.edit(SetAnswer(self.field, text), origin="editor", caret=Caret(self.field, 0, at))

    def texts(self) -> list[Place]:
        places = [WORD, VOICE, WHO]
        places += [THINGS.at(entry=entry.id, part="ding") for entry in self.session.entries(THINGS)]
        return places + [PARKED.at(entry=entry.id, part="text") for entry in self.session.entries(PARKED)]

    def act(self) -> tuple[Change, ...]:
        """Return the changes of one random act that is not typing."""
        chance = self.chance
        acts = (
            self.choice,
            self.choice,
            self.entries,
            self.entries,
            self.entries,
            self.clock,
            self.clock,
            self.fact,
        )
        if chance.random() < 0.05:
            return (SetTodayLine(chance.choice((THINGS, PARKED)), chance.choice((None, 1, 2, 8))),)
        if chance.random() < 0.9:
            return chance.choice(acts)()
        # Such as a restore.
        changes = self.word()
        for _ in range(chance.randint(1, 5)):
            changes += chance.choice((self.word, self.choice, self.entries, self.fact))()
        return changes

    def word(self) -> tuple[Change, ...]:
        return (SetAnswer(self.chance.choice(self.texts()), self.chance.choice(("Neu", "Alt", ""))),)

    def choice(self) -> tuple[Change, ...]:
        if self.chance.random() < 0.3:
            return (SetAnswer(GUESTS, self.chance.choice((None, 7, 8.5))),)
        things = self.session.entries(THINGS)
        if not things or self.chance.random() < 0.4:
            return (SetAnswer(WEATHER, self.chance.choice((None, "sonne", "regen"))),)
        entry = self.chance.choice(things)
        votes = entry.values.get("punkte", 0)
        more = votes + self.chance.choice((1, 1, -1)) if isinstance(votes, int) else 1
        return (SetAnswer(THINGS.at(entry=entry.id, part="punkte"), more or None),)

    def entries(self) -> tuple[Change, ...]:
        place = self.chance.choice((THINGS, THINGS, PARKED))
        ids = [entry.id for entry in self.session.entries(place)]
        after = self.chance.choice(["", *ids])
        kind = self.chance.random()
        if not ids or kind < 0.35:
            self.numbered += 1
            id_ = f"n{self.numbered}"
            values = self.chance.choice(BEGUN)
            return (InsertEntry(place.at(entry=id_), Entry(id_, values), after),)
        chosen = place.at(entry=self.chance.choice(ids))
        return (RemoveEntry(chosen),) if kind < 0.6 else (MoveEntry(chosen, after),)

    def clock(self) -> tuple[Change, ...]:
        session, now = self.session, self.desk.time
        kind = self.chance.random()
        if kind < 0.1:
            return (schedule.choose_step(self.chance.randint(0, 3), session, now),)
        if kind < 0.35:
            return schedule.go(session, self.chance.choice(SLOTS), now)
        if kind < 0.65:
            return schedule.pause(session, now) if session.clock.running_since else schedule.start(session, now)
        slot = self.chance.choice([slot for slot in SLOTS if slot != THEIR_SLOT])
        if kind < 0.75:
            return (SetMinutes(slot, session.clock.planned.get(slot), None),)
        by = self.chance.choice((1, -1, 5))
        if kind < 0.85 and THEIR_SLOT not in session.clock.planned:
            # The first one gives all slots back the minutes that were promised.
            return set_minutes(session, WORKBOOK, slot, 10 + by)
        return (with_minutes(session, slot, by, 10),)

    def fact(self) -> tuple[Change, ...]:
        kind = self.chance.choice(("title", "status", "people"))
        if kind == "people":
            return (SetFact("people", tuple(self.chance.sample(PEOPLE, self.chance.randint(0, 3)))),)
        return (SetFact(kind, self.chance.choice(("draft", "killed") if kind == "status" else ("A", "B"))),)

    # Somebody else

    def somebody_else(self, kind: int) -> None:
        """Make a change as somebody else, at a place that the user leaves alone; the kind MACHINE is a sleep."""
        if kind == MACHINE:
            self.machine()
            return
        before = self.session
        self.workshop.adopt(self.their_change(kind))
        self.theirs += self.desk.journal[-1] if self.session is not before else ()

    def machine(self) -> None:
        """Simulate sleep or a changed system time, which the program finds when it reads the clocks next."""
        slept, set_by = self.chance.choice(((600.0, 0.0), (0.0, 3600.0), (0.0, -3600.0), (90.5, 7.3)))
        until = self.desk.time + timedelta(seconds=slept + set_by)
        if ClockGap(0.0, slept, set_by, until).another_day:
            # It would stop the clock, and who had started it could rightly not take that back.
            return
        for name, seconds in shifts(self.desk.happens(slept, set_by)).items():
            self.later[name] = round(self.later.get(name, 0.0) + seconds, 1)

    def without_ours(self) -> Session:
        """Return the first session with the changes by somebody else and by the machine."""
        session = apply(self.first, self.theirs)
        for name, seconds in self.later.items():
            if moment := getattr(session.clock, name):
                session = session.with_clock(**{name: moment + timedelta(seconds=seconds)})
        return session

    def their_change(self, kind: int) -> Change:
        if kind == 0:
            return SetFact(THEIR_FACT, self.chance.choice(("", "x", "y")))
        if kind == 1:
            there = self.session.clock.planned.get(THEIR_SLOT)
            return SetMinutes(THEIR_SLOT, there, self.chance.choice((None, 1, 2)))
        if kind == 2:
            return schedule.count(self.session, self.chance.choice(SLOTS), self.chance.choice((3.0, 7.5)))
        if kind == 5:
            return SetAnswer(THINGS.at(entry="d1", part="gewicht"), self.chance.choice((None, 1, 2.5)))
        if kind == 3:
            return SetAnswer(Place("ausblick", "anderswo"), self.chance.choice((None, "x", "y")))
        ids = [entry.id for entry in self.session.entries(AIMS)]
        self.numbered += 1
        id_ = f"t{self.numbered}"
        if not ids or self.chance.random() < 0.5:
            return InsertEntry(AIMS.at(entry=id_), Entry(id_, {"satz": id_}), ids[-1] if ids else "")
        chosen = AIMS.at(entry=self.chance.choice(ids))
        part = chosen.at(part="satz")
        return RemoveEntry(chosen) if self.chance.random() < 0.5 else SetAnswer(part, id_)


# The laws. Each raises AssertionError where it does not hold.


def undone_and_redone(chance: Random, amount: int) -> None:
    """Check that undoing everything gives the first session and redoing everything the last one, byte for byte."""
    play = Play(chance)
    play.acts(amount)
    workshop, last = play.workshop, file(play.session)
    at, undone = len(play.states) - 1, 0
    while (back := workshop.undo()) is not None:
        undone += 1
        assert back.session == replace(play.session, updated=back.session.updated)
        # Each undo leads to what was there before.
        at -= 1
        while at >= 0 and not same(play.states[at], play.session):
            at -= 1
        assert at >= 0, f"undo {undone} leads to a session that never was"
    assert file(play.session) == file(play.first)
    for _ in range(undone):
        assert workshop.redo() is not None
    assert workshop.redo() is None
    assert file(play.session) == last
    replayed(play)


def undone_now_and_then(chance: Random, amount: int) -> None:
    """Check that undo and redo in between, also in one field alone, keep both ends as they were."""
    play = Play(chance)
    for _ in range(amount // 4):
        play.acts(4)
        for _ in range(chance.randint(0, 3)):
            turn = chance.choice((play.workshop.undo, play.workshop.undo, play.workshop.redo))
            turn(chance.choice((None, None, play.field, *play.texts())))
    last, undone = play.session, 0
    while play.workshop.undo() is not None:
        undone += 1
    assert same(play.session, play.first)
    for _ in range(undone):
        assert play.workshop.redo() is not None
    assert same(play.session, last)
    replayed(play)


def others_survive(chance: Random, amount: int) -> None:
    """Check that undo touches only what the act changed, so that changes by somebody else stay."""
    play = Play(chance)
    play.acts(amount, others=0.3)
    undone = 0
    while play.workshop.undo() is not None:
        undone += 1
        if chance.random() < 0.2:
            # Not in an entry that was here before: to remove that again would rightly be refused.
            play.somebody_else(chance.choice((0, 1, 2, 3, 4, MACHINE)))
    assert same(play.session, play.without_ours())
    for _ in range(undone):
        assert play.workshop.redo() is not None
        if chance.random() < 0.2:
            play.somebody_else(chance.choice((0, 1, 2, 3, 4, MACHINE)))
    while play.workshop.undo() is not None:
        pass
    assert same(play.session, play.without_ours())
    replayed(play)


def same(one: Session, two: Session) -> bool:
    """Return whether two sessions have the same content, whatever their times of change."""
    return replace(one, updated=NOON) == replace(two, updated=NOON)


def replayed(play: Play) -> None:
    """Check that the journal, applied to the first session, gives the present one byte for byte."""
    session = play.first
    for changes in play.desk.journal:
        assert changes
        session = apply(session, changes)
    assert file(session) == file(play.session)
    assert play.desk.saved[-1:] == play.desk.journalled[-1:]


LAWS = (undone_and_redone, undone_now_and_then, others_survive)
