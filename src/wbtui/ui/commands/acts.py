"""Protocols of the screens and lists that commands act on, and the contexts passed to commands."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from wbtui.core.place import Place
    from wbtui.core.workbook.model import Field
    from wbtui.ui.controllers.clock import Clock
    from wbtui.ui.controllers.command_ids import CommandId
    from wbtui.ui.controllers.desk import Desk
    from wbtui.ui.controllers.history import History
    from wbtui.ui.controllers.library import LibraryCommands
    from wbtui.ui.controllers.notes import Notes
    from wbtui.ui.controllers.recovery import Recovery


class Bench(Protocol):
    """The list of entries on the screen, as commands see it."""

    @property
    def field(self) -> Field:
        """The field of kind `entries` that the list answers."""

    @property
    def place(self) -> Place:
        """The place of the whole list in the session."""

    @property
    def selected(self) -> str:
        """The id of the selected entry; empty in an empty list."""

    @property
    def vote_field(self) -> Field | None:
        """The part of an entry that counts votes; None if entries have no such part."""

    @property
    def voting(self) -> bool:
        """True while a vote is going on."""

    def add_entry(self) -> None:
        """Go to the line in which entries are written, for the next one."""

    def delete_entry(self) -> None:
        """Delete the marked entries, or else the selected one."""

    def move_entry(self, by: int) -> None:
        """Move the marked entries, or else the selected one, down by `by` positions, or up if it is negative."""

    def mark(self) -> None:
        """Add the selected entry to those that are moved and deleted together, or take it out."""

    def sort(self) -> None:
        """Sort the list by votes; at once a second time, put it back."""

    def draw_line(self) -> None:
        """Draw today's line below the selected entry, or remove it there."""

    def start_vote(self) -> None:
        """Start a vote on the entries of the list."""

    def vote(self, by: int) -> None:
        """Add `by` votes to the selected entry."""


class Stage(Protocol):
    """The screen that shows one slot with its fields, as commands see it."""

    @property
    def looking(self) -> str:
        """The id of the slot on the screen, which need not be the slot of the room."""

    @property
    def bench(self) -> Bench | None:
        """The list on the screen; None if the section is not a list."""

    @property
    def focused_field(self) -> tuple[Field, Place] | None:
        """The field that has the focus, with its place; None if no field has it."""

    @property
    def section_count(self) -> int:
        """The number of sections of the stage on the screen."""

    @property
    def coach_shown(self) -> bool:
        """True if the coach is visible."""

    def can_look_beside(self, by: int) -> bool:
        """Return whether the agenda has a slot after (1) or before (-1) the one on the screen."""

    async def look_beside(self, by: int) -> None:
        """Show the slot after (1) or before (-1) the one on the screen."""

    async def look_at_room(self) -> None:
        """Show the slot where the room is, at the place where it was left."""

    async def turn(self, by: int) -> None:
        """Show the next (1) or the previous (-1) section; the first follows the last."""

    async def show_more(self) -> None:
        """Show or hide the optional fields."""

    @property
    def carries(self) -> bool:
        """True if an answer of another stage goes along to this one."""

    @property
    def offered(self) -> str:
        """The text that the focused field can take in, made of other answers; empty without one."""

    def take_in(self) -> None:
        """Write the offered text into the focused field, as one act."""

    def select_all(self) -> None:
        """Select the whole text of the field that has the focus."""

    def show_coach(self) -> None:
        """Show or hide the coach."""

    def scroll_coach(self, by: int) -> None:
        """Scroll the coach by `by` pages."""


class Program(Protocol):
    """The commands of the program itself, as opposed to those of a session."""

    def start(self, work: Coroutine[Any, Any, object]) -> None:
        """Run a coroutine in the background; it may open dialogs."""

    async def show_menu(self) -> None:
        """Open the command menu."""

    async def show_help(self) -> None:
        """Open the table of keys."""

    async def show_jump(self) -> None:
        """Open the letters that lead to fields, sections, steps and stages."""

    async def restore_version(self) -> None:
        """Show the versions, and restore the one that the user chooses."""

    def next_theme(self) -> None:
        """Switch to the next theme."""

    async def show_big_clock(self) -> None:
        """Open the clock for the room, or close it."""

    async def show_timetable(self) -> None:
        """Open the timetable, or close it."""

    async def show_carried(self) -> None:
        """Show the answer that goes along to the stage whole."""

    async def show_preview(self) -> None:
        """Open the preview of the document, or close it."""

    def export(self) -> None:
        """Ask for a path and write the document there."""

    def edit_elsewhere(self, place: Place) -> None:
        """Open an answer in the user's editor (`$VISUAL` or `$EDITOR`)."""

    async def leave_session(self) -> None:
        """Close the session, after a question if something is not saved or not decided."""

    def quit(self) -> None:
        """Leave the program."""


class InWorkshop(NamedTuple):
    """The context of a workshop command at the moment when it is called."""

    program: Program
    desk: Desk
    shown: Stage | None
    """The screen of the fields; None while another screen lies over it."""
    key: Callable[[CommandId], str]
    """Returns the keys of a command as people write them, given its id."""

    @property
    def stage(self) -> Stage:
        """The screen of the fields, for commands that are enabled only there."""
        assert self.shown is not None
        return self.shown

    @property
    def list(self) -> Bench | None:
        """The list on the screen; None if the section is not a list."""
        return self.shown.bench if self.shown else None

    @property
    def bench(self) -> Bench:
        """The list on the screen, for commands that are enabled only there."""
        assert self.list is not None
        return self.list

    @property
    def field(self) -> tuple[Field, Place] | None:
        """The field that has the focus, with its place; None if no field has it."""
        return self.shown.focused_field if self.shown else None

    @property
    def clock(self) -> Clock:
        """The controller of the clock and of the slot of the room."""
        return self.desk.clock

    @property
    def notes(self) -> Notes:
        """The controller of quick notes."""
        return self.desk.notes

    @property
    def history(self) -> History:
        """The controller of versions and earlier texts."""
        return self.desk.history

    def start(self, work: Coroutine[Any, Any, object]) -> None:
        """Run a coroutine in the background; it may open dialogs."""
        self.program.start(work)


class Home(Protocol):
    """The screen that lists the sessions, as commands see it."""

    @property
    def has_examples(self) -> bool:
        """True if there is a worked example to open."""

    @property
    def is_empty(self) -> bool:
        """True if the folder can be read and has no session."""

    @property
    def has_selection(self) -> bool:
        """True if a session is selected."""

    def show_filter(self) -> None:
        """Show the filter line and focus it."""

    def scroll_summary(self, by: int) -> None:
        """Scroll the summary of the selected session by `by` pages."""


class AtHome(NamedTuple):
    """The context of a home command."""

    program: Program
    library: LibraryCommands
    recovery: Recovery
    home: Home

    def start(self, work: Coroutine[Any, Any, object]) -> None:
        """Run a coroutine in the background; it may open dialogs."""
        self.program.start(work)
