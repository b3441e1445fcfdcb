"""A fake host without an interface, and a machine with clocks that are set by hand."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from tests.session_edits import with_answer

from wbtui.core.change import SetAnswer
from wbtui.core.new_session import new_session
from wbtui.core.place import Caret, Place
from wbtui.core.session import Session
from wbtui.core.time.gaps import ClockSample
from wbtui.storage.library import Library
from wbtui.storage.session.autosave import SaveTiming
from wbtui.storage.session.handle import SessionHandle
from wbtui.storage.session.opening import open_session
from wbtui.storage.session_file import codec
from wbtui.storage.workbooks import DEFAULT_WORKBOOK, WorkbookLibrary
from wbtui.ui.commands.home import HOME
from wbtui.ui.commands.workshop import WORKSHOP
from wbtui.ui.controllers.desk import Desk
from wbtui.ui.controllers.recovery import Recovery
from wbtui.ui.controllers.steady_clock import SteadyClock

if TYPE_CHECKING:
    from wbtui.ui.controllers.host import Severity
    from wbtui.ui.controllers.questions import Question

T = TypeVar("T")
P = ParamSpec("P")

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NEVER = SaveTiming(idle=1e6, limit=1e6, first_retry=1e6, last_retry=1e6)
"""Save timing under which nothing is saved automatically."""
WHO = Place("customer", "who")
NEED = Place("problem", "today")
LIST = Place("customer_faq", "questions")
PARKED = Place("", "parking_lot")
COMMANDS = {command.id for commands in (WORKSHOP, HOME) for command in commands}


class FakeHost:
    """Answers questions from a list, and records all notifications."""

    def __init__(self) -> None:
        self.answers: list[Any] = []
        """Answers to the coming questions, oldest first; a function is called with the question, None closes it.
        """
        self.asked: list[Any] = []
        self.told: list[str] = []
        self.severities: list[str] = []
        self.shown: list[Path] = []
        self.loop = asyncio.get_running_loop()
        self.tasks: list[asyncio.Task[None]] = []

    async def ask(self, question: Question[T]) -> T | None:
        self.asked.append(question)
        answer: Any = self.answers.pop(0) if self.answers else None
        if callable(answer):
            answer = answer(question)
        given: T | None = await answer if asyncio.iscoroutine(answer) else answer
        return given

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: Severity = "information",
        timeout: float | None = None,
        about: str = "",
        command: str = "",
    ) -> None:
        assert not command or command in COMMANDS
        self.told.append(f"{title}: {message}" if title else message)
        self.severities.append(severity)

    def show(self, path: Path) -> None:
        self.shown.append(path)

    def start(self, work: Coroutine[Any, Any, None], *, group: str = "") -> None:
        self.tasks.append(self.loop.create_task(work))

    async def in_thread(self, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.to_thread(call, *args, **kwargs)

    def in_loop(self, call: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs) -> None:
        with contextlib.suppress(RuntimeError):  # The test has ended.
            self.loop.call_soon_threadsafe(lambda: call(*args, **kwargs))

    def key(self, command_id: str) -> str:
        assert command_id in COMMANDS, f"there is no command {command_id!r}"
        return f"<{command_id}>"

    async def settle(self) -> None:
        """Wait until all background work has ended."""
        while self.tasks:
            await self.tasks.pop(0)

    @property
    def last(self) -> str:
        """The last notification."""
        return self.told[-1]

    @property
    def question(self) -> Any:
        """The last question."""
        return self.asked[-1]


class Machine:
    """A folder of sessions, a state folder, clocks, and the open sessions."""

    def __init__(self, folder: Path) -> None:
        self.state = folder / "state"
        self.library = Library(folder / "sessions")
        self.workbooks = WorkbookLibrary(folder / "workbooks")
        self.workbook = self.workbooks.load(DEFAULT_WORKBOOK)
        self.reading = ClockSample(NOON, 1000.0, 1000.0, "boot")
        self.host = FakeHost()
        self.steady = SteadyClock(lambda: self.reading, lambda: self.reading.monotonic)
        self.recovery = Recovery(self.host, self.library, self.state, self.steady.now)
        self.failures: list[Exception] = []
        self.changed = 0
        self.opened: list[Desk] = []

    def add(self, title: str = "Pocket Clinic") -> Path:
        """Write a new session file and return its path."""
        agenda = self.workbook.usual_agenda
        session = new_session(self.workbook, DEFAULT_WORKBOOK, title, agenda, NOON)
        return self.library.add(replace(session, slot="customer"))

    async def open(self, path: Path | None = None) -> Desk:
        """Open the session at `path`, or a new one."""

        def changed() -> None:
            self.changed += 1

        desk = await Desk.open(
            path or self.add(),
            self.host,
            self.steady,
            self.recovery,
            self.workbooks,
            state_dir=self.state,
            clocks=lambda: self.reading,
            log=self.failures.append,
            changed=changed,
            timing=NEVER,
        )
        self.opened.append(desk)
        return desk

    def other_program(self, path: Path) -> SessionHandle:
        """Open a session as another program would."""
        return open_session(
            path, state_dir=self.state, now=lambda: self.reading.wall, on_status=lambda _status: None, timing=NEVER
        )

    def later(self, *, minutes: float = 0, seconds: float = 0) -> None:
        """Advance all clocks."""
        passed = minutes * 60 + seconds
        self._move(wall=passed, monotonic=passed, boot=passed)

    def sleeps(self, *, minutes: float) -> None:
        """Advance the clocks as if the machine slept."""
        self._move(wall=minutes * 60, boot=minutes * 60)

    def set_time(self, *, hours: float) -> None:
        """Move only the system time."""
        self._move(wall=hours * 3600)

    def _move(self, wall: float = 0, monotonic: float = 0, boot: float = 0) -> None:
        now = self.reading
        self.reading = now._replace(
            wall=now.wall + timedelta(seconds=wall),
            monotonic=now.monotonic + monotonic,
            boot=(now.boot or 0) + boot,
        )

    def on_disk(self, path: Path) -> Session:
        """Return the session that a file contains."""
        return codec.read(path.read_bytes()).session

    def write_outside(self, path: Path, place: Place, text: str) -> None:
        """Write an answer into a file as another program would."""
        loaded = codec.read(path.read_bytes())
        path.write_text(codec.render(with_answer(loaded.session, place, text), loaded.toml).text)

    async def look(self, desk: Desk) -> None:
        """Run one tick of the session, and wait for its work."""
        desk.tick()
        await self.host.settle()

    async def close(self) -> None:
        """Close all open sessions."""
        for desk in self.opened:
            await desk.close()
        assert self.failures == []


def write(desk: Desk, text: str, place: Place = WHO) -> None:
    """Type a text in one burst."""
    desk.workshop.edit(SetAnswer(place, text), caret=Caret(place, 0, len(text)))
