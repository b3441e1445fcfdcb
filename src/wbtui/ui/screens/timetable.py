"""The timetable of the day: planned, expected and used times, to be changed by hand, and ways to catch up."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Coroutine, Iterator
from typing import TYPE_CHECKING, Any, Protocol

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from wbtui.core.change import CLOCK
from wbtui.core.text import one_line
from wbtui.core.time.agenda import SLOTS
from wbtui.core.time.formats import clock_time, end_time
from wbtui.ui.commands.footer import timetable_footer
from wbtui.ui.commands.keys import keys_of, workshop_bindings
from wbtui.ui.screens.shown import SLOT
from wbtui.ui.terminal.own_bindings import change_bindings
from wbtui.ui.terminal.workarounds import ScreenWorkarounds
from wbtui.ui.widgets.bars import KeyBar, TopBar
from wbtui.ui.widgets.row_list import RowList
from wbtui.ui.widgets.subscriptions import Subscriptions
from wbtui.ui.widgets.timetable_rows import begun_at, day_of, header, row_line
from wbtui.wording.times import ON_TIME, minutes_behind

if TYPE_CHECKING:
    from wbtui.core.time.catch_up import CatchUp, Way
    from wbtui.core.time.schedule import Row, Schedule
    from wbtui.ui.controllers.status import Status
    from wbtui.workshop import Batch, Workshop

MAX_TITLE_CHARS = 40
WAY_CELLS = 25
"""The width of the column with the names of the ways."""
MAX_TEXT_CELLS = 120


class Timetable(Protocol):
    """The slots of the session and what can be done with them, as the screen sees it."""

    @property
    def rows(self) -> tuple[Row, ...]:
        """The slots of the agenda."""

    @property
    def catch_up(self) -> CatchUp | None:
        """The ways to win back time; None if the plan fits."""

    def schedule(self) -> Schedule:
        """Return the present schedule."""

    def take(self, number: int) -> None:
        """Carry out a way to win back time, by its 0-based position."""

    def add_minutes(self, row: Row, minutes: int) -> None:
        """Add minutes to a slot."""

    def skip(self, row: Row) -> None:
        """Leave a slot out, or take it back in."""

    def move(self, row: Row, by: int) -> None:
        """Move a slot one place down (1) or up (-1)."""

    def add_break(self, row: Row) -> None:
        """Insert a break behind a slot."""

    def remove(self, row: Row) -> None:
        """Remove a slot without fields."""

    def fix(self, row: Row) -> Coroutine[Any, Any, None]:
        """Ask for the time of day at which a slot begins."""


class TimetableScreen(ScreenWorkarounds, Screen[None]):
    """Shows the slots with their times; a change of one moves what comes after it."""

    BINDINGS = [
        # Before the keys that are letters of a text elsewhere: here they never are.
        Binding("u,z,ctrl+z", "app.command('undo')", show=False),
        *workshop_bindings(),
        Binding("escape,q", "app.command('timetable')", show=False),
        Binding("plus,equals_sign", "minutes(1)", show=False),
        Binding("minus", "minutes(-1)", show=False),
        Binding("shift+up", "move(-1)", show=False),
        Binding("shift+down", "move(1)", show=False),
        Binding("b", "edit('add_break')", show=False),
        Binding("k", "edit('skip')", show=False),
        Binding("delete", "edit('remove')", show=False),
        Binding("l", "fix", show=False),
        *(Binding(str(number), f"take({number - 1})", show=False) for number in (1, 2, 3)),
        Binding("ctrl+y", "app.command('redo')", show=False),
    ]

    def __init__(
        self,
        workshop: Workshop,
        timetable: Timetable,
        status: Callable[[], Status],
        start: Callable[..., object],
    ) -> None:
        """`status` returns the present status; `start` runs a coroutine that may open dialogs."""
        super().__init__()
        self.workshop = workshop
        self.timetable = timetable
        self.status = status
        self._start = start
        self._subscriptions = Subscriptions(workshop, self)
        self._rows: tuple[Row, ...] = ()

    def compose(self) -> ComposeResult:
        yield TopBar()
        yield Static(id="columns", markup=False)
        yield RowList(1)
        yield Static(id="ways", markup=False)
        yield KeyBar(timetable_footer(keys_of(self)))

    def on_mount(self) -> None:
        if (keys := keys_of(self)).changed:
            change_bindings(self, workshop_bindings(), workshop_bindings(keys))
        bar, rows = self.query_one(TopBar), self.query_one(RowList)
        bar.left, bar.middle = one_line(self.workshop.session.title), "Timetable"
        rows.focus()
        self.show_time()
        self.show_status()
        rows.highlighted = next((n for n, row in enumerate(self._rows) if row.current), 0)
        self._subscriptions.add(self._changed, CLOCK, SLOT, SLOTS)

    def on_unmount(self) -> None:
        self._subscriptions.end()

    def on_resize(self) -> None:
        self.show_time()

    def _changed(self, _batch: Batch) -> None:
        self.show_time()

    def show_status(self) -> None:
        """Show the present status."""
        self.query_one(TopBar).show_status(self.status())

    def show_time(self) -> None:
        """Show the present times."""
        schedule = self.timetable.schedule()
        self.query_one(TopBar).show_time(schedule)
        rows, now, width = self.query_one(RowList), self.workshop.now, self.size.width
        self._rows = self.timetable.rows
        day = day_of(self._rows)
        self.query_one("#columns", Static).update(header(width, day))
        shown, begun = self._rows, begun_at(self._rows)

        def draw(number: int, cells: int) -> tuple[Content, ...]:
            row = shown[number]
            return (row_line(row, begun.get(row.slot.id), cells, now, day),)

        rows.show(len(shown), draw, rows.highlighted)
        self.query_one("#ways", Static).update(Content("\n").join(self._below(schedule)))

    def _below(self, schedule: Schedule) -> Iterator[Content]:
        plan, drift = schedule.planned_end, minutes_behind(schedule.behind)
        planned = f", planned {clock_time(plan, self.workshop.now)}" if plan else ""
        yield Content.assemble((f"Ends {end_time(schedule)}{planned}", "bold"), f" · {drift}")
        if found := self.timetable.catch_up:
            yield Content("")
            yield from self._ways(found, schedule)
        elif drift != ON_TIME and schedule.behind < 0:
            yield Content("There is time to spare.").stylize("$text-muted")

    def _ways(self, found: CatchUp, schedule: Schedule) -> Iterator[Content]:
        minutes = f"{found.minutes} minute{'' if found.minutes == 1 else 's'}"
        where = f" before {one_line(found.before.slot.title, MAX_TITLE_CHARS)}" if found.before else ""
        yield Content(f"{minutes} too many{where}. Nothing changes until you choose.").stylize("bold")
        room = max(20, min(MAX_TEXT_CELLS, self.size.width) - WAY_CELLS - 8)
        for number, way in enumerate(found.ways, 1):
            title, consequence = self._told(way)
            first, *rest = textwrap.wrap(consequence, room, break_on_hyphens=False)
            name = Content.assemble(" ", (f"{number}", "bold $accent"), f"  {title:<{WAY_CELLS}} ")
            yield Content.assemble(name, (first, "$text-muted"))
            yield from (Content(f"{'':<{name.cell_length}}{line}").stylize("$text-muted") for line in rest)
        if found.to_drop:
            names = ", ".join(one_line(row.slot.title, MAX_TITLE_CHARS) for row in found.to_drop)
            yield Content(f"Shortening is not enough. Leave out: {names} (k skips a slot).")

    def _told(self, way: Way) -> tuple[str, str]:
        """Return a way in words, and its consequence."""
        rows = {row.slot.id: row for row in self._rows}
        changes = [
            f"{one_line(rows[slot].slot.title, MAX_TITLE_CHARS)} {rows[slot].planned // 60} → {minutes}"
            for slot, minutes in way.minutes.items()
            if minutes and slot in rows
        ]
        ends = f"ends {clock_time(way.end, self.workshop.now)}"
        dropped = [one_line(rows[slot].slot.title, 20) for slot, minutes in way.minutes.items() if not minutes]
        match way.kind:
            case "shorten":
                title = "Shorten all that is left"
            case "drop":
                title = f"Leave out {', '.join(dropped)}"
            case "take":
                title = "Take it all from one"
            case "move_end":
                title, changes = "Move the end", ["ask the room first"]
        return title, " · ".join([*changes, ends])

    @property
    def _row(self) -> Row | None:
        at = self.query_one(RowList).highlighted
        return self._rows[at] if at < len(self._rows) else None

    def action_minutes(self, by: int) -> None:
        if row := self._row:
            self.timetable.add_minutes(row, by)

    def action_move(self, by: int) -> None:
        """Move the selected slot, which stays selected."""
        rows = self.query_one(RowList)
        if row := self._row:
            self.timetable.move(row, by)
            rows.highlighted = next((n for n, each in enumerate(self._rows) if each.slot.id == row.slot.id), 0)

    def action_edit(self, name: str) -> None:
        edits = {
            "add_break": self.timetable.add_break,
            "skip": self.timetable.skip,
            "remove": self.timetable.remove,
        }
        if row := self._row:
            edits[name](row)

    def action_fix(self) -> None:
        if row := self._row:
            self._start(self.timetable.fix(row))

    def action_take(self, number: int) -> None:
        self.timetable.take(number)
