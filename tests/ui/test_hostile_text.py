"""Walks through every screen with hostile text in every field, name and file."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import cycle
from pathlib import Path

import pytest
from tests.hostile import HOSTILE
from tests.ui.driver import LARGE, MORNING, SMALL, House, QuickWorkbookLibrary, Room, built_in
from textual.widgets import Static

from wbtui.core.session import Answer, Clock, Entry, Person, Session
from wbtui.core.text import clean, clean_line, one_line
from wbtui.core.workbook.model import (
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
from wbtui.ui.commands.keys import WORKSHOP
from wbtui.ui.screens.ask_line import AskLine
from wbtui.ui.screens.file_picker import FilePicker
from wbtui.ui.screens.help import HelpScreen
from wbtui.ui.screens.home import HomeScreen
from wbtui.ui.screens.menu import MenuScreen
from wbtui.ui.screens.new import NewScreen
from wbtui.ui.screens.restore import RestoreDialog
from wbtui.ui.themes import DARK, LIGHT
from wbtui.ui.widgets import past

FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Characters that must never appear on the screen."""
SHOWN = "[/oops] close [Q3]"
"""The harmless start of every hostile name."""

SHORT = [text for text in HOSTILE if len(text) < 1000]
_hostile: Iterator[str] = cycle(SHORT)


def nasty() -> str:
    return f"{SHOWN} {next(_hostile)}"


def text() -> str:
    return clean(nasty())


def line() -> str:
    return clean_line(nasty())


def hostile_field(field: Field) -> Field:
    options = tuple(Option(option.id, line(), text()) for option in field.options)
    parts = tuple(hostile_field(part) for part in field.fields)
    field = replace(field, label=line(), options=options, fields=parts)
    return replace(field, prompt=text(), good=text(), bad=text(), example=text(), unit=line())


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
    """Return the built-in workbook with all words replaced by hostile text."""
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
        document=tuple(part._replace(title=line()) for part in workbook.document),
    )


def hostile_answer(field: Field) -> Answer:
    if field.kind != "entries":
        return text()
    return tuple(Entry(f"e{n}", {"bank": text(), **{part.id: text() for part in field.fields}}) for n in range(3))


def hostile_session(title: str) -> Session:
    """Return a session with a hostile answer at every place."""
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
        slot="customer",
        status="draft",
        pivoted_from=line(),
        clock=Clock(spent={"customer": 100.0}),
        people=people,
        answers=answers,
    )


async def look(room: Room) -> None:
    """Assert that no control character is on the screen."""
    await room.settle()
    bad = [(room.screen, row) for row in room.shown() if FORBIDDEN.search(row)]
    assert not bad


@pytest.fixture
def hostile(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """Return a house whose only workbook is hostile; the same for each test."""
    global _hostile
    _hostile = cycle(SHORT)
    workbook = hostile_workbook()
    monkeypatch.setattr(QuickWorkbookLibrary, "load", lambda *_arguments: workbook)
    monkeypatch.setattr(QuickWorkbookLibrary, "paths", lambda _: (Path(f"/{line()}.toml"), Path("/other.toml")))
    # Show each row of a list for a moment instead of holding the arrow key.
    monkeypatch.setattr(past, "READ_DELAY_SECONDS", 0.01)
    return house


@asynccontextmanager
async def hostile_home(house: House) -> AsyncIterator[Room]:
    """Run home with a session for every hostile title, one of them full of answers, and an invalid file."""
    for hostile in HOSTILE:
        house.library.add(replace(hostile_session(clean_line(hostile)), answers={}))
    invalid = house.sessions / "[Q3] \x1b[2J.toml"
    invalid.write_text('title = "[/oops] \x1b[2J')
    os.utime(invalid, (1e9, 1e9))
    full = hostile_session(line())
    house.library.add(replace(full, updated=full.updated + timedelta(hours=1)))
    async with house.home() as room:
        yield room


@asynccontextmanager
async def hostile_room(house: House, size: tuple[int, int] = SMALL, theme: str = DARK.name) -> AsyncIterator[Room]:
    async with house.room(house.library.add(hostile_session(line())), size) as room:
        room.app.theme = theme
        yield room


async def test_hostile_sessions_are_listed_harmlessly_at_home(hostile: House) -> None:
    async with hostile_home(hostile) as room:
        for _ in range(len(HOSTILE) + 2):
            await look(room)
            await room.press("down")
        assert room.sees("[Q3]")
        await room.press("slash")
        await room.paste(HOSTILE[0])
        await look(room)
        assert len(room.row_texts) == 2
        await room.press("escape")
        damaged = next(n for n, row in enumerate(room.row_texts) if row[0].startswith("!"))
        await room.press("home", *["down"] * damaged, "enter")
        await room.until(lambda: isinstance(room.screen, RestoreDialog))
        await look(room)
        assert room.sees("[Q3]")


async def test_the_dialogs_at_home_show_hostile_text_harmlessly(hostile: House) -> None:
    async with hostile_home(hostile) as room:
        await room.press("n")
        assert isinstance(room.screen, FilePicker)
        await look(room)
        await room.press("enter")
        assert isinstance(room.screen, NewScreen)
        for _ in range(6):
            await room.paste(nasty())
            await look(room)
            await room.press("tab")
        await room.press("escape", "escape")
        for keys, screen in (
            (["e"], FilePicker),
            (["escape", "home", "x"], AskLine),
            (["escape", "p"], AskLine),
            (["escape", "delete"], HomeScreen),
            (["u", "d"], HomeScreen),
            (["f1"], HelpScreen),
            (["escape"], HomeScreen),
        ):
            await room.press(*keys)
            await look(room)
            assert isinstance(room.screen, screen), (keys, room.screen)


async def test_every_section_shows_hostile_text_harmlessly(hostile: House) -> None:
    async with hostile_room(hostile, LARGE, LIGHT.name) as room:
        await look(room)
        assert room.sees(SHOWN[:14])
        await room.press("f9")
        await look(room)
        await room.press("f9")
        await room.menu(".")
        for slot in room.stage.outlook.slots:
            await room.look_at(slot.id)
            for section in range(max(1, len(room.stage.outlook.sections))):
                await room.stage.look_at_section(section)
                await look(room)
                assert room.sees("[/oops] cl"), room.screenshot
                if room.stage.bench:
                    assert SHOWN in room.row_texts[1][0]
                    await room.press("home", "down", "enter", "shift+tab")
                    await look(room)


async def test_every_screen_over_the_stage_shows_hostile_text_harmlessly(hostile: House) -> None:
    opened = ("big_clock", "preview", "bank", "export", "details", "help")
    async with hostile_room(hostile) as room:
        await room.look_at("customer_faq")
        await room.press("ctrl+g")
        await look(room)
        await room.press("escape")
        for command in (c for c in WORKSHOP if c.id in opened):
            await room.press("ctrl+g", command.letter)
            assert room.screen is not room.stage
            assert not isinstance(room.screen, MenuScreen)
            await look(room)
            await room.press("right", "end")
            await look(room)
            while room.screen is not room.stage:
                await room.press("escape")
        await room.press("ctrl+g", "/")
        await room.type("[/oops] [@click=app.quit]")
        await look(room)
        assert room.sees("Find: [/oops] [@click=app.quit]")


async def test_notes_take_hostile_text_harmlessly(hostile: House) -> None:
    async with hostile_room(hostile) as room:
        for key, notes in (("ctrl+l", ".parking_lot"), ("ctrl+t", ".actions"), ("ctrl+o", "decision.decisions")):
            for hostile_note in HOSTILE[2:8:2]:
                await room.press(key)
                await room.paste(hostile_note)
                await look(room)
                await room.press("enter")
                noted = {str(value).strip() for entry in room.entries(notes) for value in entry.values.values()}
                assert clean_line(hostile_note).strip() in noted


async def test_an_export_to_a_hostile_path_is_harmless(hostile: House) -> None:
    async with hostile_room(hostile) as room:
        target = room.house.sessions / "[Q3] [@click=app.quit].md"
        for written in (
            lambda: any("Exported" in toast for toast in room.toasts),
            lambda: room.screen is not room.stage,
        ):
            await room.menu("x")
            await room.erase()
            await room.paste(str(target))
            await look(room)
            await room.press("enter")
            await room.until(written)
            await look(room)
        told = len(room.toasts)
        await room.press("y")
        await room.until(lambda: len(room.toasts) > told)
        await look(room)
        assert room.screen is room.stage
        exported = target.read_text(encoding="utf-8").replace("\n", "").replace("\t", "")
        assert not FORBIDDEN.search(exported)


async def test_hostile_input_is_cleaned(hostile: House) -> None:
    """Input is cleaned on the screen and in the file."""
    async with hostile_room(hostile) as room:
        await room.write("situation", HOSTILE[0])
        assert room.sees("[/oops] close")
        everything = "\n".join(hostile[:400] for hostile in HOSTILE)
        for name, typed in (("who", everything), ("buyer", "x" * 20_000)):
            await room.write(name, typed)
            await look(room)
            assert room.answer(f"customer.{name}") == clean(typed)
            saved = (await room.saved())["stages"]["customer"][name]
            assert saved.removesuffix("\n") == clean(typed).removesuffix("\n")


async def keep_versions(room: Room) -> None:
    """Save versions with every hostile name."""
    for hostile in HOSTILE[:8]:
        await room.menu("K")
        await room.paste(hostile[:60])
        await look(room)
        kept = f"Version saved: {one_line(hostile[:60])}"
        await room.press("enter")
        await room.until(partial(lambda text: text in room.toasts, kept))
        await room.write("who", hostile)
        await look(room)


async def test_versions_and_earlier_texts_show_hostile_text_harmlessly(hostile: House) -> None:
    async with hostile_room(hostile) as room:
        await keep_versions(room)
        await room.menu("V")
        await told(room)
        assert room.sees("[/oops] close")
        for keys in (
            ["down"],
            ["down"],
            ["a"],
            ["end"],
            ["a"],
            ["tab", "end"],
            ["home", "pagedown"],
            ["shift+tab", "up"],
        ):
            await room.press(*keys)
            await told(room)
        assert room.sees("[+")
        await room.press("enter")
        await look(room)
        await room.press("y")
        await room.until(lambda: room.screen is room.stage)
        await look(room)
        await room.into("who")
        await room.menu("E")
        await told(room)
        assert room.rows.count > len(HOSTILE[:8]) // 2
        for _ in range(room.rows.count - 1):
            await room.press("down")
            await told(room)
        await room.press("enter")
        await look(room)
        assert room.screen is room.stage


async def told(room: Room) -> None:
    """Check the screen at once, and again once the selected row has been read."""
    await look(room)
    await room.until(lambda: str(room.screen.query_one(".past--head", Static).content))
    await look(room)
