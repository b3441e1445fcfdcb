"""What the commands of a workshop do to the session that is open."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import SuspendNotSupported
from textual.notifications import Notify, SeverityLevel
from textual.reactive import var
from textual.screen import Screen

from wbtui.core import schedule
from wbtui.core.errors import WbtuiError
from wbtui.core.progress import arranged
from wbtui.core.session import Entry, Place, fresh_id
from wbtui.core.text import clean, slug
from wbtui.files.store import TakenError, write_export
from wbtui.ui import screens
from wbtui.ui.messages import MoveRoom, Revised, TakesAnswers, WantsBank, WantsEditor
from wbtui.ui.said import Said
from wbtui.ui.screens.dialog import Confirm
from wbtui.ui.screens.session_screen import Saving, SessionScreen
from wbtui.ui.terminal import TerminalApp
from wbtui.ui.widgets.answer_area import AnswerArea

if TYPE_CHECKING:
    from wbtui.core.schedule import Move, Schedule
    from wbtui.core.session import Session
    from wbtui.core.workbook import BankQuestion, Field, Workbook

READ = 2.0
"""Seconds in which what was said is read, or at least seen."""


class SessionCommands(TerminalApp, TakesAnswers):
    """Holds the session that is open; every change of it passes through here."""

    session: var[Session | None] = var(None, init=False)
    saving: var[Saving] = var(Saving(), init=False)
    workbook: Workbook | None = None
    edit: Callable[[str], str]
    """Opens a text in the person's editor and gives it back."""
    export_folder = Path()
    """Where documents go unless the person says otherwise."""

    def __init__(self, *, crash_log: Path | None, last_words: str) -> None:
        super().__init__(crash_log=crash_log, last_words=last_words)
        self._moves: list[Move] = []
        self._exporting = asyncio.Lock()
        self._said_at = 0.0
        """When something was said last, in seconds since the epoch; 0 if it is not in the way any more."""

    @property
    def opened(self) -> tuple[Session, Workbook]:
        """The session and its workbook, while one is open."""
        assert self.session is not None
        assert self.workbook is not None
        return self.session, self.workbook

    @property
    def editable(self) -> bool:
        """Whether the session may be changed."""
        return self.session is not None

    def now(self) -> datetime:
        """The time of the workshop."""
        raise NotImplementedError

    def schedule(self) -> Schedule:
        """How the workshop stands at this moment."""
        session, workbook = self.opened
        return schedule.schedule(workbook.slots(session.agenda), session, self.now())

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Say something in passing. It may name files, and a name may have anything in it."""
        self._said_at = self.now().timestamp()
        said = Said(clean(message), title, severity, timeout or self.NOTIFICATION_TIMEOUT, markup=False)
        self.post_message(Notify(said))

    # Answers

    def take_answer(self, place: Place, text: str) -> None:
        if self._said_at and self.now().timestamp() - self._said_at > READ:
            # It lies over the fields, and somebody is typing.
            self.clear_notifications()
            self._said_at = 0.0
        session, workbook = self.opened
        found = workbook.find(place)
        if self.editable:
            self.session = session.with_answer(place, found[1].value(text) if found else text)

    @on(Revised)
    def _revised(self, event: Revised) -> None:
        event.stop()
        if self.editable:
            self.session = event.change(self.opened[0])

    @on(AnswerArea.Cleaned)
    def _cleaned(self, event: AnswerArea.Cleaned) -> None:
        event.stop()
        self.notify("Control characters and escape sequences were left out of what was inserted.", markup=False)

    @on(AnswerArea.TooLong)
    def _too_long(self, event: AnswerArea.TooLong) -> None:
        event.stop()
        text = f"An answer holds {event.limit} characters; nothing was inserted."
        self.notify(text, title="Too long", severity="warning", markup=False)

    # The room and its clock

    async def command_next(self) -> None:
        await self._step(1)

    async def command_back(self) -> None:
        await self._step(-1)

    async def _step(self, by: int) -> None:
        session, workbook = self.opened
        slot = schedule.step(workbook.slots(session.agenda), session, by)
        if slot:
            await self._go(slot.id)
        else:
            self.notify("This is the last stage." if by > 0 else "This is the first stage.", markup=False)

    async def _go(self, slot_id: str) -> None:
        if self.editable and slot_id != self.opened[0].slot:
            session = arranged(*self.opened)
            self.session, move = schedule.go(session, slot_id, self.now())
            self._moves.append(move)
            await self._follow()

    async def command_take_back(self) -> None:
        if not self._moves:
            self.notify("There is no move to take back.", markup=False)
        elif self.editable:
            self.session = schedule.take_back(self.opened[0], self._moves.pop(), self.now())
            await self._follow()

    async def _follow(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, SessionScreen):
                await screen.room_moved()
        self.show_time()

    @on(MoveRoom)
    async def _move_room(self, event: MoveRoom) -> None:
        await self._go(event.slot_id)

    def command_pause(self) -> None:
        if self.editable:
            session = self.opened[0]
            turn = schedule.pause if session.clock.running_since else schedule.start
            self.session = turn(session, self.now())
            self.show_time()

    def command_plus_one(self) -> None:
        self._extend(1)

    def command_minus_one(self) -> None:
        self._extend(-1)

    def command_plus_five(self) -> None:
        self._extend(5)

    def _extend(self, minutes: int) -> None:
        row = self.schedule().current
        if row and self.editable:
            self.session = schedule.extend(self.opened[0], row.slot.id, minutes, row.slot.minutes)
            self.show_time()

    def show_time(self) -> None:
        """Repaint the clock."""
        if self.session is not None and isinstance(self.screen, SessionScreen):
            self.screen.show_time(self.schedule())

    # Other screens

    async def command_big_clock(self) -> None:
        if isinstance(self.screen, screens.big_clock.BigClockScreen):
            self.pop_screen()
        else:
            await self.push_screen(self._bound(screens.big_clock.BigClockScreen(self.opened[1], self.schedule())))

    async def command_preview(self) -> None:
        from wbtui.core.document.build import document

        if isinstance(self.screen, screens.preview.PreviewScreen):
            self.pop_screen()
        else:
            await self.push_screen(self._bound(screens.preview.PreviewScreen(partial(document, *self.opened))))

    def _bound(self, screen: SessionScreen) -> SessionScreen:
        return screen.data_bind(SessionCommands.session, SessionCommands.saving)

    # Notes in passing

    def command_parking_lot(self) -> None:
        self._capture("Parking lot", Place("", "parking_lot"), "What comes back later?")

    def command_action(self) -> None:
        self._capture("Action", Place("", "actions"), "Who does what, by when?")

    def command_decision(self) -> None:
        stage, _, name = self.opened[1].capture_decision.partition(".")
        if name:
            self._capture("Decision", Place(stage, name), "What was decided?")

    def _capture(self, title: str, place: Place, prompt: str) -> None:
        session, workbook = self.opened
        found = workbook.find(place)
        if found is None or not self.editable:
            return
        entry = Entry(fresh_id({entry.id for entry in session.entries(place)}))
        at = replace(place, entry=entry.id)
        self.session = session.with_entry(place, entry)
        screen = screens.capture.Capture(title, replace(at, part=found[1].fields[0].id), prompt)
        self.push_screen(
            screen, lambda keep: self.notify(f"Kept: {title}.", markup=False) if keep else self._forget(at)
        )

    def _forget(self, at: Place) -> None:
        self.session = self.opened[0].without_entry(at)

    # Lists

    @on(WantsBank)
    def _wants_bank(self, event: WantsBank) -> None:
        event.stop()
        bank = self.opened[1].bank_for(event.field)
        if bank:
            taken = frozenset(entry.text("bank") for entry in self.opened[0].entries(event.place))
            screen = screens.bank.BankScreen(bank, taken - {""})
            self.push_screen(screen, lambda chosen: self._pull(event.place, event.field, chosen or ()))

    def _pull(self, place: Place, field: Field, chosen: tuple[BankQuestion, ...]) -> None:
        session = self.opened[0]
        for question in chosen:
            id_ = fresh_id({entry.id for entry in session.entries(place)})
            entry = Entry(id_, {field.fields[0].id: question.question, "bank": question.id})
            session = session.with_entry(place, entry)
        self.session = session

    def command_details(self) -> None:
        if self.editable:
            screen = screens.details.DetailsScreen(*self.opened)
            self.push_screen(screen, lambda details: self._put_details(details) if details else None)

    def _put_details(self, details: screens.details.Details) -> None:
        self.session = details.put_into(self.opened[0])

    # Out of the program

    @on(WantsEditor)
    def _wants_editor(self, event: WantsEditor) -> None:
        try:
            with self.suspend():
                edited = self._edited(self.opened[0].text(event.place))
        except SuspendNotSupported:
            self.notify("Not possible in this terminal.", severity="warning", markup=False)
            return
        if isinstance(edited, WbtuiError):
            self.notify(str(edited), title="Editor", severity="warning", markup=False)
        else:
            self.session = self.opened[0].with_answer(event.place, event.field.value(edited))
        self.refresh()

    def _edited(self, text: str) -> str | WbtuiError:
        """Nothing may be raised while the app is suspended: Textual (8.2.8) would not take the terminal back."""
        try:
            return self.edit(text)
        except WbtuiError as error:
            return error

    def command_export(self) -> None:
        """Ask for a path and write the document there."""
        if self.session is not None:
            session, workbook = self.opened
            self.export(session.title, self.export_folder, lambda: rendered(session, workbook))

    def export(self, title: str, folder: Path, make: Callable[[], bytes]) -> None:
        """Write a document where the person says; `folder` is what is suggested, `make` is called in a thread."""
        asked_on = self.screen
        question = screens.ask_line.AskLine(
            "Export as Markdown to", str(folder / f"{slug(title)}.md"), "Enter writes it · Esc back"
        )

        def answered(path: str | None) -> None:
            if path:
                # Not Path.expanduser, which raises for the home of nobody.
                self._export_to(Path(os.path.expanduser(path)), make, asked_on)

        self.push_screen(question, answered)

    @work
    async def _export_to(self, target: Path, make: Callable[[], bytes], asked_on: Screen[object]) -> None:
        try:
            async with self._exporting:
                data = await asyncio.to_thread(make)
                taken = not await asyncio.to_thread(_written, target, data)
            if taken and self.screen is not asked_on:
                # A question now would come in the middle of something else.
                raise TakenError("there is already a file of that name", where=str(target))
            if taken:
                question = Confirm("Replace it?", f"{target} exists already.", "Replace", "Keep")
                if not await self.push_screen_wait(question):
                    return
                async with self._exporting:
                    await asyncio.to_thread(write_export, target, data, overwrite=True)
        except WbtuiError as error:
            self.notify(str(error), title="Not exported", severity="error", timeout=10, markup=False)
        else:
            self.notify(str(target.absolute()), title="Exported to", timeout=10, markup=False)


def _written(target: Path, data: bytes) -> bool:
    """Write a document where nothing else is; whether that was so. Raises SaveError."""
    try:
        write_export(target, data)
    except TakenError:
        return False
    return True


def rendered(session: Session, workbook: Workbook) -> bytes:
    """The document of a session."""
    from wbtui.core.document.build import document
    from wbtui.writers.markdown import render

    return render(document(session, workbook)).encode()
