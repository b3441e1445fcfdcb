"""What commands act on: the parts of the interface that they need, and where the person is."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from wbtui.core.place import Place
    from wbtui.core.workbook.model import Field
    from wbtui.ui.controllers.clock import Clock
    from wbtui.ui.controllers.desk import Desk
    from wbtui.ui.controllers.history import History
    from wbtui.ui.controllers.library import LibraryCommands
    from wbtui.ui.controllers.notes import Notes
    from wbtui.ui.controllers.recovery import Recovery


class Bench(Protocol):
    """The list that is being worked on."""

    @property
    def field(self) -> Field:
        """The field that the list is the answer to."""

    @property
    def place(self) -> Place:
        """The place of the list."""

    @property
    def selected(self) -> str:
        """The id of the selected entry, empty in an empty list."""

    @property
    def vote_field(self) -> Field | None:
        """The part of an entry that counts votes."""

    @property
    def restorable(self) -> bool:
        """Whether a deleted entry can be brought back."""

    def add_entry(self) -> None:
        """Insert an entry."""

    def delete_entry(self) -> None:
        """Delete the selected entry."""

    def restore_entry(self) -> None:
        """Bring back the entry that was deleted last."""

    def move_entry(self, by: int) -> None:
        """Move the selected entry by so many positions."""

    def vote(self, by: int) -> None:
        """Add votes to the selected entry."""


class Stage(Protocol):
    """The screen of the fields."""

    @property
    def looking(self) -> str:
        """The id of the slot being looked at."""

    @property
    def bench(self) -> Bench | None:
        """The list being shown, if it is one."""

    @property
    def focused_field(self) -> tuple[Field, Place] | None:
        """The field that the person is in."""

    @property
    def section_count(self) -> int:
        """The number of sections of the stage being looked at."""

    @property
    def coach_shown(self) -> bool:
        """Whether the coach is on the screen."""

    def can_look_beside(self, by: int) -> bool:
        """Return whether there is a slot after (1) or before (-1) the one being looked at."""

    async def look_beside(self, by: int) -> None:
        """Look at the slot after (1) or before (-1) this one."""

    async def turn(self, by: int) -> None:
        """Look at the section after (1) or before (-1) this one; after the last comes the first."""

    async def show_more(self) -> None:
        """Show the optional fields, or hide them."""

    def show_coach(self) -> None:
        """Hide the coach, or show it."""

    def scroll_coach(self, by: int) -> None:
        """Scroll the coach by so many pages."""


class Program(Protocol):
    """What the program itself can do."""

    def start(self, work: Coroutine[Any, Any, object]) -> None:
        """Run what may ask the person, in the background."""

    async def show_menu(self) -> None:
        """Open the command menu."""

    async def show_help(self) -> None:
        """Show the keys."""

    async def restore_version(self) -> None:
        """Show the versions, and restore the one that is chosen."""

    def next_theme(self) -> None:
        """Change the colours."""

    async def show_big_clock(self) -> None:
        """Show the clock for the room, or go back from it."""

    async def show_preview(self) -> None:
        """Show the document, or go back from it."""

    def export(self) -> None:
        """Ask for a path and write the document there."""

    def edit_elsewhere(self, field: Field, place: Place) -> None:
        """Open an answer in the person's own editor."""

    async def leave_session(self) -> None:
        """Close the session, once nothing keeps the person from it."""

    def quit(self) -> None:
        """Leave the program."""


@dataclass(frozen=True, slots=True)
class InWorkshop:
    """What the commands of a workshop act on, at the moment when one is asked for."""

    program: Program
    desk: Desk
    shown: Stage | None
    """The screen of the fields; None where another screen lies over it."""

    @property
    def stage(self) -> Stage:
        """The screen of the fields, for a command that is enabled there alone."""
        assert self.shown is not None
        return self.shown

    @property
    def list(self) -> Bench | None:
        """The list being shown, if it is one."""
        return self.shown.bench if self.shown else None

    @property
    def bench(self) -> Bench:
        """The list being shown, for a command that is enabled there alone."""
        assert self.list is not None
        return self.list

    @property
    def field(self) -> tuple[Field, Place] | None:
        """The field that the person is in."""
        return self.shown.focused_field if self.shown else None

    @property
    def clock(self) -> Clock:
        """The clock, and the place of the room."""
        return self.desk.clock

    @property
    def notes(self) -> Notes:
        """Notes in passing."""
        return self.desk.notes

    @property
    def history(self) -> History:
        """Versions and earlier texts."""
        return self.desk.history

    def start(self, work: Coroutine[Any, Any, object]) -> None:
        """Run what may ask the person, in the background."""
        self.program.start(work)


class Home(Protocol):
    """The screen of the sessions."""

    @property
    def has_examples(self) -> bool:
        """Whether there are worked examples."""

    @property
    def has_selection(self) -> bool:
        """Whether a session is selected."""

    def show_filter(self) -> None:
        """Begin to filter the list."""

    def scroll_summary(self, by: int) -> None:
        """Scroll what is said of the selected session by so many pages."""


@dataclass(frozen=True, slots=True)
class AtHome:
    """What the commands of home act on."""

    program: Program
    library: LibraryCommands
    recovery: Recovery
    home: Home

    def start(self, work: Coroutine[Any, Any, object]) -> None:
        """Run what may ask the person, in the background."""
        self.program.start(work)
