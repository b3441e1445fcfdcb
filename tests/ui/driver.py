"""A workshop as a person has it: what they press, what they see, and what is in the file."""

from __future__ import annotations

import asyncio
import shutil
import time
import tomllib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

from rich.cells import cell_len
from rich.color import Color
from tests.storage.desk import Seat
from textual.events import Key, MouseDown, MouseUp, Paste
from textual.keys import _character_to_key
from textual.message import Message
from textual.message_pump import MessagePump
from textual.notifications import Notify
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Digits, Static

from wbtui.core.change import SetAnswer
from wbtui.core.new_session import new_session
from wbtui.core.place import Place
from wbtui.core.session import Entry, Session
from wbtui.core.time.gaps import Reading
from wbtui.core.workbook.model import Workbook
from wbtui.storage.library import Library
from wbtui.storage.session.autosave import Pace
from wbtui.storage.session.handle import SessionHandle
from wbtui.storage.workbooks import DEFAULT, Shelf
from wbtui.ui.app import WorkbookApp
from wbtui.ui.controllers.desk import Desk
from wbtui.ui.screens.menu import MenuScreen, MenuStrip
from wbtui.ui.screens.shown import ShowsTime
from wbtui.ui.screens.stage import StageScreen
from wbtui.ui.surroundings import Surroundings
from wbtui.ui.widgets.answer_area import AnswerArea
from wbtui.ui.widgets.bars import TopBar
from wbtui.ui.widgets.choice import Choice
from wbtui.ui.widgets.long_text import LongText, Paragraphs
from wbtui.ui.widgets.row_list import RowList
from wbtui.ui.widgets.workbench import Workbench
from wbtui.workshop import Workshop

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=timezone(timedelta(hours=1)))
WHO = Place("customer", "who")
EXAMPLES = Path(__file__).parents[2] / "sessions"
SMALL, LARGE = (80, 24), (120, 40)
BOTH = (SMALL, LARGE)
LOOK = 30.0
"""Seconds between two looks at the clocks when time is moved by hand; the program itself looks more often."""
PATIENCE = 10.0
"""Seconds after which something that was to happen has not."""


@cache
def built_in() -> Workbook:
    """The workbook that comes with the program."""
    return Shelf(Path()).load(DEFAULT)


class QuickShelf(Shelf):
    """Reads the built-in workbook only once; that takes a tenth of a second."""

    def load(self, name: str, beside: Path | None = None) -> Workbook:
        return built_in() if name == DEFAULT else super().load(name, beside)


@dataclass
class House:
    """The folders of one person, and the clocks of their machine."""

    root: Path
    now: datetime = MORNING
    monotonic: float = 1000.0
    boot: float | None = 5000.0
    boot_id: str = "first"
    running: WorkbookApp | None = None
    """The program, while it runs."""
    edit: Callable[[str], str] = lambda text: text
    examples: Path | None = EXAMPLES

    @property
    def sessions(self) -> Path:
        return self.root / "sessions"

    @property
    def state(self) -> Path:
        return self.root / "state"

    @property
    def workbooks(self) -> Path:
        return self.root / "workbooks"

    @property
    def library(self) -> Library:
        return Library(self.sessions, self.examples)

    @property
    def clocks(self) -> Reading:
        return Reading(self.now, self.monotonic, self.boot, self.boot_id)

    def later(self, *, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Time passes, and a program that runs looks at the clocks all along."""
        left = hours * 3600 + minutes * 60 + seconds
        while self.running and self.running.is_running and left > 0:
            self.passes(min(left, LOOK))
            look_at_clocks(self.running)
            left -= LOOK
        self.passes(max(0.0, left))

    def passes(self, seconds: float) -> None:
        """Time passes while the program stands still, or does not run."""
        self.now += timedelta(seconds=seconds)
        self.monotonic += seconds
        self.boot = None if self.boot is None else self.boot + seconds

    def sleeps(self, *, hours: float = 0, minutes: float = 0) -> None:
        """The lid is closed and opened again."""
        slept = timedelta(hours=hours, minutes=minutes)
        self.now += slept
        self.boot = None if self.boot is None else self.boot + slept.total_seconds()

    def set_time(self, *, hours: float = 0, minutes: float = 0) -> None:
        """The system time is changed."""
        self.now += timedelta(hours=hours, minutes=minutes)

    def reboot(self, *, minutes: float) -> None:
        """The machine is started anew."""
        self.now += timedelta(minutes=minutes)
        self.monotonic, self.boot, self.boot_id = 1.0, 1.0, "second"

    def add(self, title: str, *, agenda: str = "90", at: str = "customer") -> Path:
        """A session that has come to a stage, without answers; its file."""
        workbook = built_in()
        chosen = workbook.agenda(agenda)
        assert chosen
        session = new_session(workbook, DEFAULT, title, chosen, self.now)
        return self.library.add(replace(session, slot=at))

    def write(self, path: Path, text: str) -> Path:
        """Answer the first question of a session and close it, as the program does but without its screens."""
        program = other_program(self, path)
        program.workshop.edit(SetAnswer(WHO, text))
        program.handle.close()
        return path

    def app(self, start: Path | None) -> WorkbookApp:
        shelf = QuickShelf(self.workbooks)
        around = Surroundings(
            self.library,
            shelf,
            self.state,
            lambda: self.clocks,
            lambda: self.monotonic,
            lambda text: self.edit(text),
        )
        return WorkbookApp(around, start)

    @asynccontextmanager
    async def home(self, size: tuple[int, int] = SMALL) -> AsyncIterator[Room]:
        """The program as it opens without a session."""
        async with self._run(None, size) as room:
            yield room

    @asynccontextmanager
    async def room(
        self,
        path: Path | None = None,
        size: tuple[int, int] = SMALL,
        *,
        agenda: str = "90",
        at: str = "customer",
    ) -> AsyncIterator[Room]:
        """A session that is open; a new one, unless the file of another is given."""
        async with self._run(path or self.add("Pocket Clinic", agenda=agenda, at=at), size) as room:
            yield room

    @asynccontextmanager
    async def _run(self, start: Path | None, size: tuple[int, int]) -> AsyncIterator[Room]:
        app = self.running = self.app(start)
        said: list[Message] = []
        async with app.run_test(size=size, notifications=True, message_hook=said.append) as pilot:
            room = Room(self, app, pilot, said)
            await room.settle()
            yield room
        await asyncio.to_thread(app.sessions.flush, PATIENCE)


@dataclass
class Room:
    """One run of the program."""

    house: House
    app: WorkbookApp
    pilot: Pilot[int]
    _said: list[Message] = field(default_factory=list)

    # Doing

    def wait(self, *keys: str | Paste) -> None:
        """Put keys and pastes into the queue of the program, without waiting for anything."""
        for key in keys:
            self.app.post_message(_event(key) if isinstance(key, str) else key)

    def block(self, seconds: float) -> None:
        """Keep the program from doing anything."""
        self.app.call_later(lambda: time.sleep(seconds))

    async def press(self, *keys: str) -> None:
        """Press keys and wait until all they set off has happened."""
        self.wait(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        """Type a text, sign by sign."""
        await self.press(*("enter" if sign == "\n" else sign for sign in text))

    async def paste(self, text: str) -> None:
        self.wait(Paste(text))
        await self.settle()

    async def settle(self) -> None:
        """Wait until the program has nothing to do and has drawn what there is.

        Pilot's own `pause` takes a process that gets no processor for one that is idle.
        """
        deadline = time.monotonic() + PATIENCE
        while self.app.is_running:
            while self.app.is_running and self._busy:
                assert time.monotonic() < deadline, "the program does not come to rest"
                await asyncio.sleep(0.002)
            drawn = self.app.is_running and await self._reached(self.screen, self.screen.call_after_refresh)
            # Last, because the app may be in the middle of a command although nothing waits.
            idle = await self._reached(self.app, self.app.call_later)
            if drawn and idle and not self._busy:
                return

    async def _reached(self, node: MessagePump, call: Callable[[Callable[[], None]], bool]) -> bool:
        """Until what is called has been; False if the screen, or the whole app, has gone away meanwhile."""
        reached, deadline = asyncio.Event(), time.monotonic() + PATIENCE
        if call(reached.set):
            while not reached.is_set() and self.app.is_running and node in (self.app, self.screen):
                assert time.monotonic() < deadline, "the program does not come to rest"
                await asyncio.sleep(0.001)
        return reached.is_set()

    @property
    def _busy(self) -> bool:
        if self.app._typeahead or self.app._turn or not self.screen.is_mounted:
            return True
        if any(worker.group == "summary" and not worker.is_finished for worker in self.app.workers):
            return True
        nodes = (self.app, *self.app.screen_stack, *self.screen.walk_children())
        return any(node.message_queue_size for node in nodes)

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for what another thread does."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, "this never happened"
            assert self.app.is_running, "the program has ended"
            await asyncio.sleep(0.005)

    async def menu(self, letter: str) -> None:
        """A command by its letter in the menu, from wherever the cursor is."""
        await self.press("ctrl+g", letter)

    async def refused(self, letter: str) -> str:
        """Ask for a command that is grey in the menu; returns what the menu says, and closes it."""
        await self.menu(letter)
        assert isinstance(self.screen, MenuScreen)
        said = self.screen.query_one(MenuStrip).refused
        await self.press("escape")
        return said

    async def next(self) -> None:
        await self.press("f3")

    async def write(self, name: str, text: str) -> None:
        """Put the cursor into a field that is shown, and replace what is there."""
        await self.into(name)
        await self.erase()
        await self.paste(text)

    async def erase(self) -> None:
        """Take away the text around the cursor."""
        area = self.app.focused
        assert isinstance(area, AnswerArea)
        while area.text:
            assert self.app.is_running, "the program has ended"
            await self.press("ctrl+end", "ctrl+u", "backspace")

    async def into(self, name: str) -> None:
        """Put the cursor into a field that is shown."""
        self.field(name).focus()
        await self.settle()

    async def section(self, title: str) -> None:
        """Go to a section of the stage by its title."""
        sections = [section.title for section in self.stage.sections]
        for _ in sections:
            if sections[self.stage.section] != title:
                await self.press("f7")
        assert sections[self.stage.section] == title, self.toasts

    async def look_at(self, slot: str) -> None:
        await self.stage.look_at(slot)
        await self.settle()

    async def later(self, *, minutes: float = 0, seconds: float = 0) -> None:
        """Time passes, and the program notices."""
        self.house.later(minutes=minutes, seconds=seconds)
        await self.look()

    def beat(self) -> None:
        """The program gives a sign of life, as it does every ten seconds while the clock runs."""
        self.desk.handle.heartbeat(self.session.clock.running_since)

    async def look(self) -> None:
        """The program looks at the clocks, as it does every second."""
        look_at_clocks(self.app)
        if isinstance(self.screen, ShowsTime):
            self.screen.show_time()
        await self.settle()

    async def click(self, text: str, *, times: int = 1) -> None:
        """Click on a text as soon as it is on the screen; a thread may have to end before."""
        deadline = time.monotonic() + PATIENCE
        while not self.sees(text):
            assert time.monotonic() < deadline, f"{text!r} is not in\n{self.screenshot}"
            await asyncio.sleep(0.005)
        await self.settle()
        y, line = next((y, line) for y, line in enumerate(self.shown()) if text in line)
        await self.click_at(cell_len(line[: line.index(text)]), y, times=times)

    async def click_at(self, x: int, y: int, *, times: int = 1) -> None:
        """Click on a cell of the screen, as a terminal says it; Pilot's clicks go past the app."""
        for _ in range(times):
            for kind in (MouseDown, MouseUp):
                self.app.post_message(kind(None, x, y, 0, 0, 1, False, False, False, x, y))
        await self.settle()

    # Seeing

    @property
    def screen(self) -> Screen[Any]:
        return self.app.screen

    @property
    def stage(self) -> StageScreen:
        """The stage screen, also while something lies over it."""
        return next(screen for screen in self.app.screen_stack if isinstance(screen, StageScreen))

    def shown(self) -> list[str]:
        """The rows of the terminal as text. The one private use of Textual's compositor."""
        strips = self.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip) for strip in strips]

    def colours(self, text: str) -> tuple[Color | None, Color | None]:
        """Those that a text on the screen has, which is drawn in one go: its own and the one behind it."""
        for strip in self.screen._compositor.render_strips():
            for segment in strip:
                if text in segment.text and segment.style:
                    return segment.style.color, segment.style.bgcolor
        raise AssertionError(f"{text!r} is not in\n{self.screenshot}")

    @property
    def screenshot(self) -> str:
        return "\n".join(line.rstrip() for line in self.shown())

    def sees(self, text: str) -> bool:
        return any(text in line for line in self.shown())

    @property
    def header(self) -> TopBar:
        return self.screen.query_one(TopBar)

    @property
    def summary(self) -> str:
        """What home says about the selected session."""
        return str(self.screen.query_one("#summary Static", Static).content)

    @property
    def clock(self) -> str:
        return self.stage.query_one(Digits).value

    @property
    def clock_note(self) -> list[str]:
        return str(self.stage.query_one("#clock-note", Static).content).split("\n")

    @property
    def coach(self) -> str:
        return text_of(self.stage.coach)

    @property
    def coach_is_shown(self) -> bool:
        return bool(self.stage.coach.display)

    @property
    def toasts(self) -> list[str]:
        """What was said in passing, oldest first: `title: message`."""
        notifications = [message.notification for message in self._said if isinstance(message, Notify)]
        return [f"{n.title}: {n.message}" if n.title else n.message for n in notifications]

    def field(self, name: str) -> Any:
        """The editor of a field that is shown, by its name or the part of an entry."""
        for editor in self.fields:
            if name in (name_of(editor), name_of(editor).rpartition(".")[2]):
                return editor
        raise AssertionError(f"{name} is not shown")

    @property
    def line(self) -> AnswerArea:
        """The one line that a dialog asks for."""
        return self.screen.query_one(AnswerArea)

    @property
    def fields(self) -> list[AnswerArea | Choice]:
        return [
            widget
            for widget in self.screen.query("AnswerArea, Choice")
            if isinstance(widget, AnswerArea | Choice) and all(node.display for node in widget.ancestors)
        ]

    @property
    def focused(self) -> str:
        """The name of the field with the cursor, or the class of whatever else has the focus."""
        widget: Widget | None = self.app.focused
        if isinstance(widget, AnswerArea | Choice):
            return name_of(widget)
        return type(widget).__name__

    @property
    def rows(self) -> RowList:
        return self.screen.query_one(RowList)

    @property
    def row_texts(self) -> list[tuple[str, ...]]:
        """What the list on the screen says, row by row, without marks."""
        rows = self.rows
        assert rows._draw or not rows.count
        return [tuple(line.plain.strip() for line in rows._draw(n, 200)) for n in range(rows.count) if rows._draw]

    @property
    def bench(self) -> Workbench:
        assert self.stage.workbench
        return self.stage.workbench

    # Knowing

    @property
    def session(self) -> Session:
        return self.workshop.session

    @property
    def desk(self) -> Desk:
        assert self.app.desk is not None
        return self.app.desk

    @property
    def workshop(self) -> Workshop:
        return self.desk.workshop

    @property
    def looking(self) -> str:
        return self.stage.looking

    def answer(self, place: str) -> str:
        """An answer of the session, by `stage.field`."""
        stage, _, name = place.partition(".")
        return self.session.text(Place(stage, name))

    def entries(self, place: str) -> tuple[Entry, ...]:
        stage, _, name = place.rpartition(".")
        return self.session.entries(Place(stage, name))

    @property
    def path(self) -> Path:
        assert self.app.sessions.saved_in
        return self.app.sessions.saved_in

    async def saved(self) -> dict[str, Any]:
        """The file, once everything is in it."""
        assert await asyncio.to_thread(self.app.sessions.flush, PATIENCE)
        return tomllib.loads(self.path.read_text(encoding="utf-8"))

    @asynccontextmanager
    async def crash(self) -> AsyncIterator[None]:
        """What the disk has now is all that is left once this run is over."""
        aside = self.house.root.with_name("aside")
        shutil.copytree(self.house.root, aside)
        yield
        shutil.rmtree(self.house.root)
        aside.rename(self.house.root)


def name_of(editor: AnswerArea | Choice) -> str:
    """The field of an answer, or the part of an entry; of a draft, what the dialog calls it."""
    if editor.answer:
        return editor.answer.place.part or editor.answer.place.field
    return editor.field.id if isinstance(editor, Choice) else editor.id or type(editor).__name__


def text_of(shown: LongText) -> str:
    """The paragraphs that are shown."""
    assert isinstance(shown.pieces, Paragraphs)
    return shown.pieces.text


def look_at_clocks(app: WorkbookApp) -> None:
    """Have the program look at the clocks, as it does every second."""
    if app.desk:
        app.desk.clock.look()
    else:
        app.steady.look()


def other_program(house: House, path: Path, pace: Pace | None = None) -> Seat:
    """A session, opened by what counts as another program."""
    handle = SessionHandle.open(
        path, state_dir=house.state, now=lambda: house.now, on_status=lambda _: None, pace=pace
    )
    return Seat(handle, lambda: house.now)


def _event(key: str) -> Key:
    if len(key) == 1:
        return Key(key if key.isalnum() else _character_to_key(key), key)
    return Key(key, None)
