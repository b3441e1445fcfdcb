"""Drives the app in tests: presses keys, reads the screen, and reads the file."""

from __future__ import annotations

import asyncio
import re
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
from textual._context import visible_screen_stack
from textual.events import Key, MouseDown, MouseUp, Paste
from textual.keys import _character_to_key
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from wbtui.core.change import SetAnswer
from wbtui.core.new_session import new_session
from wbtui.core.place import Place
from wbtui.core.session import Entry, Session
from wbtui.core.time.agenda import minutes_of, slots_of
from wbtui.core.time.gaps import ClockSample
from wbtui.core.view import View
from wbtui.core.workbook.model import Workbook
from wbtui.storage.library import Library
from wbtui.storage.session.autosave import SaveTiming
from wbtui.storage.session.opening import open_session
from wbtui.storage.settings import read_settings
from wbtui.storage.workbooks import DEFAULT_WORKBOOK, WorkbookLibrary
from wbtui.ui.app import WorkbookApp
from wbtui.ui.context import AppContext
from wbtui.ui.controllers.desk import Desk
from wbtui.ui.controllers.news import Notice
from wbtui.ui.screens.menu import MenuScreen
from wbtui.ui.screens.shown import ShowsTime
from wbtui.ui.screens.stage import StageScreen
from wbtui.ui.shell.chosen import choices_in
from wbtui.ui.widgets.answer_area import AnswerArea
from wbtui.ui.widgets.bars import TopBar
from wbtui.ui.widgets.choice import Choice
from wbtui.ui.widgets.coach import whole
from wbtui.ui.widgets.long_text import LongText, Paragraphs
from wbtui.ui.widgets.menu_strip import MenuStrip
from wbtui.ui.widgets.row_list import RowList
from wbtui.ui.widgets.stage_head import StageHead
from wbtui.ui.widgets.workbench import NEW_ENTRY, Workbench
from wbtui.workshop import Workshop

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=timezone(timedelta(hours=1)))
WHO = Place("customer", "who")
EXAMPLES = Path(__file__).parents[2] / "sessions"
SMALL, LARGE = (80, 24), (120, 40)
BOTH = (SMALL, LARGE)
LOOK_SECONDS = 30.0
"""Seconds between two ticks when time is moved by hand; the program itself ticks more often."""
PATIENCE_SECONDS = 30.0
"""Seconds to wait for an event before the test fails."""


@cache
def built_in() -> Workbook:
    """Return the built-in workbook."""
    return WorkbookLibrary(Path()).load(DEFAULT_WORKBOOK)


class QuickWorkbookLibrary(WorkbookLibrary):
    """Reads the built-in workbook only once, which saves 0.1 s."""

    def load(self, name: str, beside: Path | None = None) -> Workbook:
        return built_in() if name == DEFAULT_WORKBOOK else super().load(name, beside)


@dataclass
class House:
    """The folders of one user, and the clocks of their machine."""

    root: Path
    now: datetime = MORNING
    monotonic: float = 1000.0
    boot: float | None = 5000.0
    boot_id: str = "first"
    running: WorkbookApp | None = None
    """The running program; None between two runs."""
    edit: Callable[[Path], object] = lambda path: path
    examples: Path | None = EXAMPLES

    @property
    def sessions(self) -> Path:
        return self.root / "sessions"

    @property
    def state(self) -> Path:
        return self.root / "state"

    @property
    def settings(self) -> Path:
        return self.root / "settings.toml"

    def set(self, text: str) -> None:
        """Write the user's settings."""
        self.root.mkdir(parents=True, exist_ok=True)
        self.settings.write_text(text, encoding="utf-8")

    @property
    def workbooks(self) -> Path:
        return self.root / "workbooks"

    @property
    def library(self) -> Library:
        return Library(self.sessions, self.examples)

    @property
    def clocks(self) -> ClockSample:
        return ClockSample(self.now, self.monotonic, self.boot, self.boot_id)

    def later(self, *, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Advance the clocks, with a tick of the running program every `LOOK_SECONDS` seconds."""
        left = hours * 3600 + minutes * 60 + seconds
        while self.running and self.running.is_running and left > 0:
            self.passes(min(left, LOOK_SECONDS))
            look_at_clocks(self.running)
            left -= LOOK_SECONDS
        self.passes(max(0.0, left))

    def passes(self, seconds: float) -> None:
        """Advance the clocks while the program is suspended or not running."""
        self.now += timedelta(seconds=seconds)
        self.monotonic += seconds
        self.boot = None if self.boot is None else self.boot + seconds

    def sleeps(self, *, hours: float = 0, minutes: float = 0) -> None:
        """Advance the clocks as if the machine slept."""
        slept = timedelta(hours=hours, minutes=minutes)
        self.now += slept
        self.boot = None if self.boot is None else self.boot + slept.total_seconds()

    def set_time(self, *, hours: float = 0, minutes: float = 0) -> None:
        """Move only the system time."""
        self.now += timedelta(hours=hours, minutes=minutes)

    def reboot(self, *, minutes: float) -> None:
        """Reset the clocks as a reboot does."""
        self.now += timedelta(minutes=minutes)
        self.monotonic, self.boot, self.boot_id = 1.0, 1.0, "second"

    def add(self, title: str, *, agenda: str = "90", at: str = "customer") -> Path:
        """Write a session at a stage, without answers, and return its file."""
        workbook = built_in()
        chosen = workbook.agenda(agenda)
        assert chosen
        session = new_session(workbook, DEFAULT_WORKBOOK, title, chosen, self.now)
        return self.library.add(replace(session, slot=at))

    def write(self, path: Path, text: str) -> Path:
        """Answer the first question of a session and close it, without the interface."""
        program = other_program(self, path)
        program.workshop.edit(SetAnswer(WHO, text))
        program.handle.close()
        return path

    def app(self, start: Path | None) -> WorkbookApp:
        workbooks = QuickWorkbookLibrary(self.workbooks)
        keys, theme, problems = choices_in(read_settings(self.settings))
        context = AppContext(
            self.library,
            workbooks,
            self.state,
            lambda: self.clocks,
            lambda: self.monotonic,
            lambda path: self.edit(path),
            keys=keys,
            theme=theme,
            settings=self.settings,
            problems=problems,
        )
        return WorkbookApp(context, start)

    @asynccontextmanager
    async def home(self, size: tuple[int, int] = SMALL) -> AsyncIterator[Room]:
        """Run the program without a session."""
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
        """Run the program with the session at `path`, or with a new one."""
        async with self._run(path or self.add("Pocket Clinic", agenda=agenda, at=at), size) as room:
            yield room

    @asynccontextmanager
    async def _run(self, start: Path | None, size: tuple[int, int]) -> AsyncIterator[Room]:
        app = self.running = self.app(start)
        said: list[Notice] = []
        say = app.host.news.say

        def recorded(notice: Notice) -> None:
            if not notice.next_time:
                said.append(notice)
            say(notice)

        vars(app.host.news)["say"] = recorded
        async with app.run_test(size=size, notifications=True) as pilot:
            room = Room(self, app, pilot, said)
            await room.settle()
            room._path = start
            yield room
        await asyncio.to_thread(app.sessions.flush, PATIENCE_SECONDS)
        if app.desk:
            # The end of a process ends this thread; here it would keep the whole app in memory.
            await asyncio.to_thread(app.desk.handle._autosave.close, PATIENCE_SECONDS)


@dataclass
class Room:
    """One run of the program."""

    house: House
    app: WorkbookApp
    pilot: Pilot[int]
    _said: list[Notice] = field(default_factory=list)
    _path: Path | None = None

    # Actions

    def wait(self, *keys: str | Paste) -> None:
        """Queue keys and pastes without waiting for any effect."""
        for key in keys:
            self.app.post_message(_event(key) if isinstance(key, str) else key)

    def block(self, seconds: float) -> None:
        """Block the event loop of the program."""
        self.app.call_later(lambda: time.sleep(seconds))

    async def press(self, *keys: str) -> None:
        """Press keys, and wait until all their effects have happened."""
        self.wait(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        """Type a text character by character."""
        await self.press(*("enter" if sign == "\n" else sign for sign in text))

    async def paste(self, text: str) -> None:
        self.wait(Paste(text))
        await self.settle()

    async def settle(self) -> None:
        """Wait until the program is idle and has drawn everything.

        Pilot's own `pause` takes a process that gets no CPU time for an idle one.
        """
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.app.is_running:
            while self.app.is_running and self._busy:
                assert time.monotonic() < deadline, "the program does not come to rest"
                await asyncio.sleep(0.002)
            drawn = self.app.is_running and await self._reached(self.screen, self.screen.call_after_refresh)
            # Last, because the app may be running a command although its queue is empty.
            idle = await self._reached(self.app, self.app.call_later)
            if drawn and idle and not self._busy:
                return

    async def _reached(self, node: MessagePump, call: Callable[[Callable[[], None]], bool]) -> bool:
        """Wait for a callback; return False if the screen or the app is closed meanwhile."""
        reached, deadline = asyncio.Event(), time.monotonic() + PATIENCE_SECONDS
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
        """Wait until a condition holds that another thread brings about."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < deadline, "this never happened"
            assert self.app.is_running, "the program has ended"
            await asyncio.sleep(0.005)

    async def menu(self, letter: str) -> None:
        """Run a command by its letter in the menu."""
        await self.press("ctrl+g", letter)

    async def refused(self, letter: str) -> str:
        """Ask for a disabled command in the menu; return the reason shown, and close the menu."""
        await self.menu(letter)
        assert isinstance(self.screen, MenuScreen)
        said = self.screen.query_one(MenuStrip).refused
        await self.press("escape")
        return said

    async def next(self) -> None:
        await self.press("f3")

    async def write(self, name: str, text: str) -> None:
        """Replace the text of a visible field."""
        await self.into(name)
        await self.erase()
        await self.paste(text)

    async def erase(self) -> None:
        """Delete the text of the focused field."""
        area = self.app.focused
        assert isinstance(area, AnswerArea)
        while area.text:
            assert self.app.is_running, "the program has ended"
            await self.press("ctrl+end", "ctrl+u", "backspace")

    async def into(self, name: str) -> None:
        """Focus a visible field."""
        self.field(name).focus()
        await self.settle()

    async def section(self, title: str) -> None:
        """Go to a section of the stage by its title."""
        sections = [section.title for section in self.stage.outlook.sections]
        for _ in sections:
            if sections[self.stage.outlook.section] != title:
                await self.menu("N")
        assert sections[self.stage.outlook.section] == title, self.toasts

    async def look_at(self, slot: str) -> None:
        """Show a slot from its beginning."""
        await self.stage.look_at(slot, View(slot=slot))
        await self.settle()

    async def later(self, *, minutes: float = 0, seconds: float = 0) -> None:
        """Advance the clocks, and let the program tick."""
        self.house.later(minutes=minutes, seconds=seconds)
        await self.look()

    def beat(self) -> None:
        """Let the program write a heartbeat, as it does every ten seconds while the clock runs."""
        self.desk.handle.heartbeat(self.session.clock.running_since)

    async def look(self) -> None:
        """Let the program tick, as it does every second."""
        look_at_clocks(self.app)
        if isinstance(self.screen, ShowsTime):
            self.screen.show_time()
        await self.settle()

    async def click(self, text: str, *, times: int = 1) -> None:
        """Click on a text as soon as it is on the screen, which may take a thread some time."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self.sees(text):
            assert time.monotonic() < deadline, f"{text!r} is not in\n{self.screenshot}"
            await asyncio.sleep(0.005)
        await self.settle()
        y, line = next((y, line) for y, line in enumerate(self.shown()) if text in line)
        await self.click_at(cell_len(line[: line.index(text)]), y, times=times)

    async def click_at(self, x: int, y: int, *, times: int = 1) -> None:
        """Click on a cell as a terminal reports it; Pilot's clicks bypass the app."""
        for _ in range(times):
            self.post_click(x, y)
        await self.settle()

    def post_click(self, x: int, y: int) -> None:
        """Click on a cell without waiting for any effect."""
        for kind in (MouseDown, MouseUp):
            self.app.post_message(kind(None, x, y, 0, 0, 1, False, False, False, x, y))

    # Screen

    @property
    def screen(self) -> Screen[Any]:
        return self.app.screen

    @property
    def stage(self) -> StageScreen:
        """The stage screen, even if another screen lies over it."""
        return next(screen for screen in self.app.screen_stack if isinstance(screen, StageScreen))

    @property
    def frame(self) -> list[Strip]:
        """The rows of the terminal with their styles; the one private use of Textual's compositor."""
        # Otherwise nothing would lie below a dialog, unless it was drawn before and not since.
        visible_screen_stack.set(self.app._background_screens)
        return self.screen._compositor.render_strips()

    def shown(self) -> list[str]:
        """Return the rows of the terminal as text."""
        return ["".join(segment.text for segment in strip) for strip in self.frame]

    def colours(self, text: str) -> tuple[Color | None, Color | None]:
        """Return the foreground and background colours of a text that is drawn in one segment."""
        for strip in self.frame:
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
        """The summary of the selected session at home."""
        return str(self.screen.query_one("#summary Static", Static).content)

    @property
    def clock(self) -> str:
        """The time of the slot as the top bar of the stage tells it, as `mm:ss`, with a plus when it is over."""
        minutes, _, seconds = next(word for word in self._time.split() if ":" in word).partition(":")
        return f"{'+' if 'OVER' in self._time else ''}{minutes:0>2}:{seconds}"

    @property
    def clock_note(self) -> list[str]:
        """The state of the clock, and the texts of the stage about the end of the workshop."""
        state = "paused" if "❚❚" in self._time else "over" if "OVER" in self._time else "left"
        state = "not started" if "not started" in self._time else state
        return [state, *self.stage.query_one(StageHead).end]

    @property
    def _time(self) -> str:
        time = self.stage.query_one(TopBar).time
        assert time
        return time.text

    @property
    def coach(self) -> str:
        """All texts of the coach about the current step and field, including those that do not fit."""
        return whole(self.stage.stand.coach.advice).plain

    @property
    def coach_is_shown(self) -> bool:
        """True if the coach has more than two rows at the foot."""
        return self.stage.coach_shown

    @property
    def toasts(self) -> list[str]:
        """All notifications so far, oldest first, as `title: message`."""
        return [notice.text for notice in self._said]

    def field(self, name: str) -> Any:
        """Return the editor of a visible field, by the name of the field or of the part of an entry."""
        for editor in self.fields:
            if name in (name_of(editor), name_of(editor).rpartition(".")[2]):
                return editor
        raise AssertionError(f"{name} is not shown")

    @property
    def line(self) -> AnswerArea:
        """The single-line editor of the open dialog."""
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
        """The name of the focused field, or the class of any other focused widget."""
        widget: Widget | None = self.app.focused
        if isinstance(widget, AnswerArea | Choice):
            return name_of(widget)
        return type(widget).__name__

    @property
    def rows(self) -> RowList:
        return self.screen.query_one(RowList)

    @property
    def row_texts(self) -> list[tuple[str, ...]]:
        """The rows of the list on the screen as text, without styles."""
        rows = self.rows
        assert rows._draw or not rows.count
        return [tuple(line.plain.strip() for line in rows._draw(n, 200)) for n in range(rows.count) if rows._draw]

    @property
    def home_rows(self) -> list[list[str]]:
        """The columns of each session at home; the first is the title."""
        return [re.split(r"\s{2,}", row[0].removeprefix("!").strip()) for row in self.row_texts]

    @property
    def titles(self) -> list[str]:
        """The titles of the sessions at home, as they stand there."""
        return [row[0] for row in self.home_rows]

    @property
    def bench(self) -> Workbench:
        assert self.stage.bench
        return self.stage.bench

    # Session and file

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

    def minutes(self, slot_id: str) -> int:
        """Return the minutes that a slot has now."""
        slots = slots_of(self.session, self.workshop.workbook)
        return next(minutes_of(self.session, slot) for slot in slots if slot.id == slot_id)

    def answer(self, place: str) -> str:
        """Return an answer of the session, by `stage.field`."""
        stage, _, name = place.partition(".")
        return self.session.text(Place(stage, name))

    def entries(self, place: str) -> tuple[Entry, ...]:
        stage, _, name = place.rpartition(".")
        return self.session.entries(Place(stage, name))

    @property
    def path(self) -> Path:
        """The file of the session that is open, or was when this was last asked."""
        if self.app.desk:
            self._path = self.app.desk.handle.path
        assert self._path
        return self._path

    async def saved(self) -> dict[str, Any]:
        """Return the parsed file, once everything is saved."""
        assert await asyncio.to_thread(self.app.sessions.flush, PATIENCE_SECONDS)
        return tomllib.loads(self.path.read_text(encoding="utf-8"))

    @asynccontextmanager
    async def crash(self) -> AsyncIterator[None]:
        """Discard everything after this run that is not on the disk now."""
        aside = self.house.root.with_name("aside")
        shutil.copytree(self.house.root, aside)
        yield
        shutil.rmtree(self.house.root)
        aside.rename(self.house.root)


def name_of(editor: AnswerArea | Choice) -> str:
    """Return the name of the field or part that an editor edits; for others, the id of its widget."""
    if editor.answer and editor.id != NEW_ENTRY:
        return editor.answer.place.part or editor.answer.place.field
    return editor.field.id if isinstance(editor, Choice) else editor.id or type(editor).__name__


def text_of(shown: LongText) -> str:
    """Return the visible paragraphs as text."""
    assert isinstance(shown.pieces, Paragraphs)
    return shown.pieces.text


def look_at_clocks(app: WorkbookApp) -> None:
    """Let the program tick, as it does every second."""
    if app.desk:
        app.desk.clock.look()
    else:
        app.steady.look()


def other_program(house: House, path: Path, timing: SaveTiming | None = None) -> Seat:
    """Open a session as another program would."""
    handle = open_session(
        path, state_dir=house.state, now=lambda: house.now, on_status=lambda _: None, timing=timing
    )
    return Seat(handle, lambda: house.now)


def _event(key: str) -> Key:
    if len(key) == 1:
        return Key(key if key.isalnum() else _character_to_key(key), key)
    return Key(key, None)


class Counted:
    """Presses keys and counts them; typed text is not counted."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.keys = 0

    async def press(self, *keys: str) -> None:
        self.keys += len(keys)
        await self.room.press(*keys)

    async def line(self, text: str) -> None:
        """Type a text and end it with Enter, which counts."""
        await self.room.press(*text)
        await self.press("enter")
