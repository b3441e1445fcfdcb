"""Every screen, with everything that people or files could put into it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import cycle
from pathlib import Path

import pytest

from tests.hostile import HOSTILE
from tests.ui.driver import LARGE, MORNING, SMALL, House, Room, built_in
from wbtui.core.session import Answer, Clock, Entry, Person, Session
from wbtui.core.text import clean, clean_line
from wbtui.core.workbook import (
    Agenda,
    Bank,
    BankQuestion,
    Field,
    Group,
    Option,
    Pitfall,
    Slot,
    Stage,
    Step,
    Workbook,
)
from wbtui.files.workbooks import Shelf
from wbtui.ui.commands import WORKSHOP
from wbtui.ui.screens.home import HomeScreen
from wbtui.ui.screens.menu import MenuScreen
from wbtui.ui.screens.new import NewScreen
from wbtui.ui.screens.pick import PickScreen
from wbtui.ui.themes import THEMES

FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""What no text on the screen may contain."""
SHOWN = "[/oops] close [Q3]"
"""Everything with a name is called this and something else."""

_hostile = cycle(text for text in HOSTILE if len(text) < 1000)


def nasty() -> str:
    return f"{SHOWN} {next(_hostile)}"


def text() -> str:
    return clean(nasty())


def line() -> str:
    return clean_line(nasty())


def hostile_field(field: Field) -> Field:
    options = tuple(Option(option.id, line(), text()) for option in field.options)
    parts = tuple(hostile_field(part) for part in field.fields)
    words = {"prompt": text(), "good": text(), "bad": text(), "example": text(), "unit": line()}
    return replace(field, label=line(), options=options, fields=parts, **words)


def hostile_stage(stage: Stage) -> Stage:
    return replace(
        stage,
        title=line(),
        question=text(),
        purpose=text(),
        fields=tuple(hostile_field(field) for field in stage.fields),
        script=(Step(text(), text(), 3),),
        pitfalls=(Pitfall(text(), text()),),
        groups=tuple(Group(group.id, line(), text()) for group in stage.groups),
    )


def hostile_workbook() -> Workbook:
    """The built-in one, all its words replaced."""
    workbook = built_in()
    slots = tuple(
        Slot(slot.id, line(), slot.minutes, slot.stage, (Step(text(), text()),))
        for slot in workbook.agendas[0].slots
    )
    banks = tuple(
        Bank(b.id, line(), tuple(BankQuestion(q.id, line(), text(), text(), q.preselected) for q in b.questions))
        for b in workbook.banks
    )
    return replace(
        workbook,
        title=line(),
        description=text(),
        stages=tuple(hostile_stage(stage) for stage in workbook.stages),
        agendas=(Agenda("60", line(), slots, text()),),
        banks=banks,
        roles=(line(), line()),
        document=tuple(replace(part, title=line()) for part in workbook.document),
    )


def hostile_answer(field: Field) -> Answer:
    if field.kind != "entries":
        return text()
    return tuple(
        Entry(f"e{n}", {"bank": text(), **{part.id: text() for part in field.fields}}) for n in range(3)
    )


def hostile_session(title: str) -> Session:
    """An answer at every place."""
    answers: dict[str, Mapping[str, Answer]] = {}
    for _stage, field, place in built_in().places():
        answers.setdefault(place.stage, {})
        answers[place.stage] = {**answers[place.stage], place.field: hostile_answer(field)}
    answers["gone"] = {"from the workbook": "x" * 20_000}
    people = tuple(Person(clean_line(hostile), line()) for hostile in HOSTILE)
    return Session(
        id="hostile",
        title=title,
        workbook="working-backwards",
        agenda="60",
        created=MORNING,
        updated=MORNING,
        stage="customer",
        status="draft",
        pivoted_from=line(),
        clock=Clock(spent={"customer": 100.0}),
        people=people,
        answers=answers,
    )


async def look(room: Room) -> None:
    """Nothing that drives a terminal is on the screen."""
    await room.settle()
    bad = [(room.screen, row) for row in room.shown() if FORBIDDEN.search(row)]
    assert not bad


@pytest.mark.parametrize(("size", "theme"), [(SMALL, THEMES[0]), (LARGE, THEMES[1])])
async def test_every_screen(
    house: House, size: tuple[int, int], theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook = hostile_workbook()
    monkeypatch.setattr(Shelf, "load", lambda *_arguments: workbook)
    monkeypatch.setattr(Shelf, "paths", lambda _shelf: (Path(f"/{line()}.toml"), Path("/other.toml")))
    for hostile in HOSTILE:
        house.library.add(replace(hostile_session(clean_line(hostile)), answers={}))
    (house.sessions / "[Q3] \x1b[2J.toml").write_text('title = "[/oops] \x1b[2J')
    path = house.library.add(hostile_session(line()))
    async with house.home(size) as room:
        room.app.theme = theme
        await home(room)
    async with house.room(path, size) as room:
        room.app.theme = theme
        await stages(room)
        await over_the_stage(room)
        await typed(room)


async def home(room: Room) -> None:
    for _ in range(len(HOSTILE) + 2):
        await look(room)
        await room.press("down")
    assert room.sees("[/oops] close") or room.sees("[a=b:c")
    for hostile in HOSTILE[:6]:
        await room.press("slash")
        await room.paste(hostile)
        await look(room)
        await room.press("escape")
    for key, screen in (("n", PickScreen), ("e", PickScreen)):
        await room.press(key)
        assert isinstance(room.screen, screen), (key, room.app.focused, room.toasts)
        for _ in range(4):
            await look(room)
            await room.press("down")
        if key == "n":
            await room.press("enter")
            assert isinstance(room.screen, NewScreen)
            for _ in range(6):
                await room.paste(nasty())
                await look(room)
                await room.press("tab")
        await room.press("escape")
    await room.press("home", "x")
    await look(room)
    await room.press("escape", "p")
    await look(room)
    await room.press("escape", "delete")
    await look(room)
    await room.press("u", "d", "f1")
    await look(room)
    await room.press("escape")
    assert isinstance(room.screen, HomeScreen)


async def stages(room: Room) -> None:
    await look(room)
    assert room.sees(SHOWN[:14])
    await room.press("f9")
    await look(room)
    await room.press("f9")
    for slot in room.stage.slots:
        await room.look_at(slot.id)
        await look(room)
        for section in range(len(room.stage.sections)):
            await room.stage.look_at_section(section)
            await look(room)
            assert room.sees("[/oops] cl"), room.screenshot
            await room.menu("m")
            await look(room)
            if room.stage.workbench:
                await room.press("home", "down", "enter")
                assert "[/oops] close [Q3]" in room.row_texts[1][0]
            for _ in range(3):
                await room.press("tab")
                await look(room)
            await room.menu("m")


async def over_the_stage(room: Room) -> None:
    await room.look_at("customer_faq")
    for command in WORKSHOP:
        if command.id in ("home", "look_next", "look_previous"):
            continue
        await room.press("ctrl+g")
        await look(room)
        await room.press(command.letter if command.letter.isalnum() else command.letter)
        assert not isinstance(room.screen, MenuScreen)
        for key in ("down", "right", "n", "end"):
            await look(room)
            if room.screen is room.stage:
                break
            await room.press(key)
        while room.screen is not room.stage:
            await room.press("escape")
    await room.press("ctrl+g", "slash")
    for hostile in HOSTILE:
        await room.paste(hostile)
        await room.type("[/o]")
        await look(room)
    await room.press("escape")
    for key in ("ctrl+l", "ctrl+t", "ctrl+o"):
        for hostile in HOSTILE[:13]:
            await room.press(key)
            await room.paste(hostile)
            await look(room)
            await room.press("enter")
    target = room.house.sessions / "[Q3] [@click=app.quit].md"
    for _ in range(2):
        await room.menu("x")
        await room.erase()
        await room.paste(str(target))
        await look(room)
        await room.press("enter")
        await look(room)
    await room.press("y")
    await look(room)
    assert room.screen is room.stage
    exported = target.read_text(encoding="utf-8").replace("\n", "")
    assert not FORBIDDEN.search(exported.replace("\t", ""))


async def typed(room: Room) -> None:
    """Into a field of every kind of editor: what goes in comes out, in the file too."""
    await room.look_at("customer")
    for hostile in HOSTILE:
        await room.write("who", hostile)
        await look(room)
        assert room.answer("customer.who") == clean(hostile)
    await room.write("who", "\n".join(hostile[:400] for hostile in HOSTILE))
    wanted = clean("\n".join(hostile[:400] for hostile in HOSTILE))
    assert room.answer("customer.who") == wanted
    saved = (await room.saved())["stages"]["customer"]["who"]
    assert saved in (wanted, wanted + "\n")
