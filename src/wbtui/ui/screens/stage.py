"""The main screen of a workshop: agenda and clock, the fields of a stage, the coach."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen

from wbtui.core.change import CLOCK
from wbtui.core.place import Place
from wbtui.core.progress import offered
from wbtui.core.text import one_line
from wbtui.core.time.agenda import SLOTS
from wbtui.core.time.schedule import step
from wbtui.core.view import View
from wbtui.ui.commands.footer import Focus, stage_footer
from wbtui.ui.commands.keys import keys_of, workshop_bindings
from wbtui.ui.screens.coach_stand import CoachStand
from wbtui.ui.screens.layout import MIN_COLUMNS_OF_COACH, layout
from wbtui.ui.screens.outlook import Outlook
from wbtui.ui.screens.page_stand import PageStand
from wbtui.ui.screens.shown import SLOT
from wbtui.ui.screens.twice import Twice
from wbtui.ui.terminal.own_bindings import change_bindings
from wbtui.ui.terminal.workarounds import ScreenWorkarounds
from wbtui.ui.widgets.agenda_lines import agenda_lines
from wbtui.ui.widgets.agenda_panel import AgendaPanel, AgendaRows, Counts
from wbtui.ui.widgets.answer_area import AnswerArea
from wbtui.ui.widgets.bars import KeyBar, SectionBar, TopBar
from wbtui.ui.widgets.coach import Coach
from wbtui.ui.widgets.field_form import FieldForm
from wbtui.ui.widgets.focus_kind import kind_of
from wbtui.ui.widgets.section_pane import SectionPane, Spot
from wbtui.ui.widgets.stage_head import StageHead
from wbtui.ui.widgets.subscriptions import Subscriptions
from wbtui.ui.widgets.workbench import Workbench
from wbtui.workshop import READ_ONLY, WORKBOOK

if TYPE_CHECKING:
    from wbtui.core.document import Document
    from wbtui.core.session import Session
    from wbtui.core.time.schedule import Schedule
    from wbtui.core.workbook.model import Field, Workbook
    from wbtui.ui.controllers.status import Status
    from wbtui.ui.screens.layout import Layout
    from wbtui.workshop import Batch, Workshop


STEP = CLOCK.at(part="step")
"""The place of the chosen step of the script."""


class StageScreen(ScreenWorkarounds, Screen[None]):
    """Shows one slot of the agenda; its only state is the slot and the position in it."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (MIN_COLUMNS_OF_COACH, "-wide")]

    BINDINGS = [*workshop_bindings(), Binding("escape", "escape", show=False)]

    def __init__(
        self,
        workshop: Workshop,
        view: View,
        schedule: Callable[[], Schedule],
        status: Callable[[], Status],
        document: Callable[[Session, Workbook], Document],
    ) -> None:
        """`schedule` and `status` return the present state; `view` is the position to start at.

        `document` returns the document of a session; it is called in a thread.
        """
        super().__init__()
        self.workshop = workshop
        self.schedule = schedule
        self.status = status
        self._subscriptions = Subscriptions(workshop, self)
        self.stand = CoachStand(view.coach_hidden)
        self.outlook = Outlook(workshop)
        self.page = PageStand(self.outlook, document)
        self._room = workshop.session.slot
        """The slot of the room as of the last `_room_moved`."""
        self._start = view
        self._escape = Twice()
        self._came_from = ""
        """The slot that the last Escape went back from."""
        self._layout: Layout | None = None
        self._keys_for: Focus | None = None
        """The state for which the footer was last computed."""
        self._changing = asyncio.Lock()

    def compose(self) -> ComposeResult:
        # Avoid further containers: each costs every start time for styles, layout and blank lines.
        yield TopBar()
        yield StageHead()
        yield AgendaPanel()
        yield SectionPane(self.workshop)
        yield self.stand.coach
        yield self.stand.script
        yield KeyBar()

    async def on_mount(self) -> None:
        if (keys := keys_of(self)).changed:
            change_bindings(self, workshop_bindings(), workshop_bindings(keys))
        self.show_status()
        subscribe = self._subscriptions.add
        subscribe(self._title_changed, Place("", "title"))
        subscribe(self._room_moved, SLOT)
        subscribe(self._time_changed, CLOCK, SLOT, SLOTS)
        subscribe(self._may_write, READ_ONLY)
        subscribe(self._fields_or_slots_changed, WORKBOOK, Place("", "agenda"))
        subscribe(self._lists_changed, *self.outlook.shared_lists)
        subscribe(self._carried_changed, *(Place(stage, "") for stage in self.outlook.carrying))
        await self.look_at(self.outlook.slot_of(self._start), self._start)

    def on_unmount(self) -> None:
        self._subscriptions.end()
        self.page.end()

    # Navigation

    @property
    def looking(self) -> str:
        """The id of the slot on the screen."""
        return self.outlook.looking

    @property
    def pane(self) -> SectionPane:
        """The widget with the section that is looked at."""
        return self.query_one(SectionPane)

    async def look_at(self, slot_id: str, view: View | None = None) -> None:
        """Show a slot at the position of `view`, or where it was left, or from its beginning."""
        leaving = self.view if self.pane.shows_section else None
        await self._show_section(self.outlook.look(slot_id, view, leaving))

    # Subscriptions. A callback must not wait, so screen changes are scheduled.

    def _time_changed(self, batch: Batch) -> None:
        self.show_time()
        if batch.ours and any(change.place == STEP for change in batch.changes):
            self.call_next(self._show_step)

    async def _show_step(self) -> None:
        """Show the section of the step that the user has chosen, so that script and screen speak of the same."""
        outlook, number = self.outlook, self.workshop.session.clock.step
        if not outlook.away and number < len(outlook.script):
            section = outlook.section_of(outlook.script[number])
            if section is not None:
                await self.look_at_section(section)

    def _title_changed(self, _batch: Batch) -> None:
        self._show_title()

    def _room_moved(self, batch: Batch) -> None:
        """Follow the room if it was moved here, or if this program only watches and shows the room's slot."""
        before, self._room = self._room, self.workshop.session.slot
        if batch.ours or (self.workshop.read_only and self.looking == before):
            known = self.outlook.was_at(self._room)
            self.call_next(self.look_at, self._room)
            if batch.ours and not known:
                self.call_next(self._show_step)
        else:
            self._show_title()

    def _may_write(self, _batch: Batch) -> None:
        self.call_next(self.show_anew)

    def _fields_or_slots_changed(self, _batch: Batch) -> None:
        self.call_next(self._follow)

    async def _follow(self) -> None:
        """Show the same slot under another agenda, or with new fields for answers from elsewhere."""
        view = self.view
        if (slot := self.outlook.renew(view)) == self.looking:
            await self.show_anew()
        else:
            await self.look_at(slot, view)

    @on(FieldForm.ChangedElsewhere)
    async def _fields_changed(self) -> None:
        """Show the fields again: an empty optional field may have got an answer from elsewhere."""
        if self.pane.lacks(self.outlook.items):
            await self.show_anew()

    async def show_anew(self) -> None:
        """Rebuild the section at the same position, because other fields may be visible now."""
        await self._show_section(self.view, again=True)

    async def look_at_section(self, number: int, *, last_field: bool = False) -> None:
        """Show another section of the stage, if there is one with that number."""
        if self.outlook.look_at_section(number):
            await self._show_section(None)
            if last_field and self.form:
                self.form.focus_last()

    async def _show_section(self, view: View | None, *, again: bool = False) -> None:
        # A click and the app (a hand-over, say) may want it at once; neither would remove what the other mounts.
        async with self._changing:
            outlook, pane = self.outlook, self.pane
            outlook.clamp_section()
            self._lay_out()
            await pane.show(outlook.content, self._way_on)
            while pane.lacks(outlook.items):
                # A field got an answer from elsewhere meanwhile.
                await pane.show(outlook.content, self._way_on)
            pane.name_sections(tuple(section.title for section in outlook.sections), outlook.section)
            head = self.query_one(StageHead)
            head.steps = outlook.script
            head.question = outlook.stage.question if outlook.stage else outlook.slot.title
            self._show_carried()
            self._show_title()
            self.show_time()
            item = pane.form.focused_item if again and pane.form else None
            if item is None or view is None or item.place != view.place:
                # Else the caret has moved on since the view was noted.
                pane.focus_at(_spot(view))
            self._show_advice(self.schedule())
            self.call_after_refresh(self._fit_foot, _spot(view))

    def _fit_foot(self, spot: Spot | None = None) -> None:
        """Let the coach at the foot have the rows that the form leaves free; not while the user types."""
        # The query finds nothing if the program has removed the screen meanwhile.
        for pane in self.query(SectionPane):
            self.stand.take_rows(pane.free_rows)
            if spot:
                # The rows have moved the end of the form.
                self.call_after_refresh(pane.scroll_back, spot)

    @property
    def _way_on(self) -> str:
        """The text that names the keys that leave a slot without fields."""
        session, keys = self.workshop.session, keys_of(self)
        coming = step(self.outlook.slots, session, 1)
        if self.outlook.away or self.workshop.read_only or coming is None:
            return f"{keys.of('look_next')} Look ahead · {keys.of('look_previous')} Look back"
        return f"{keys.of('next')} Next: {one_line(coming.title, 40)}"

    @property
    def bench(self) -> Workbench | None:
        """The list on the screen; None if the section is not a list."""
        return self.pane.bench

    @property
    def form(self) -> FieldForm | None:
        """The form on the screen, of the stage or of an entry; None for a slot without fields."""
        return self.pane.form

    @property
    def shows_section(self) -> bool:
        """True if `view` is known: not before the first section is shown, nor while it is being replaced."""
        return self.pane.shows_section

    @property
    def view(self) -> View:
        """The position of the user, to be restored later."""
        spot, section = self.pane.spot, self.outlook.current
        row, column = spot.caret
        return View(
            slot=self.looking,
            section=section.id if section else "",
            place=spot.place,
            row=row,
            column=column,
            scroll=spot.scroll,
            entry=spot.entry,
            coach_hidden=self.stand.hidden,
        )

    # Display

    def show_status(self) -> None:
        """Show the present status."""
        self.query_one(TopBar).show_status(self.status())

    def show_time(self) -> None:
        """Show the present time."""
        schedule, head, outlook = self.schedule(), self.query_one(StageHead), self.outlook
        self.query_one(TopBar).show_time(schedule)
        head.chosen = None if outlook.away else schedule.step
        head.show_end(schedule)
        column = self._layout is None or bool(self._layout.agenda)
        lines = agenda_lines(schedule, self.workshop.workbook, self.looking, outlook.done())
        head.agenda = () if column else lines
        if column:
            self.query_one(AgendaPanel).show(lines)
            self._show_lists()
        self.pane.offer_start(not (schedule.started or outlook.away or self.workshop.read_only))
        self._show_keys(schedule)
        self._show_advice(schedule)

    def _carried_changed(self, _batch: Batch) -> None:
        self._show_carried()

    def _show_carried(self) -> None:
        head, carried = self.query_one(StageHead), self.outlook.carried
        head.carried, head.key = carried.text if carried else "", keys_of(self).of("carried")

    def _lists_changed(self, _batch: Batch) -> None:
        self._show_lists()

    def _show_lists(self) -> None:
        self.query_one(Counts).lists = self.outlook.lists

    def on_resize(self) -> None:
        self._lay_out()
        self.call_after_refresh(self._fit_foot)

    def _lay_out(self) -> None:
        """Set the size of each part by the size of the terminal and the section."""
        found = layout(*self.size, broad=self.outlook.broad, paged=self.outlook.stage is not None)
        self.page.lay_out(found.page, self, self.pane)
        if found == self._layout:
            return
        self._layout = found
        agenda = self.query_one(AgendaPanel)
        agenda.display = bool(found.agenda)
        agenda.styles.width = found.agenda
        self.stand.lay_out(found.coach, found.foot, always=found.script)
        self.pane.lay_out(found.measure, beside=found.beside, compact=found.compact)
        if self.shows_section:
            self.show_time()

    def on_descendant_focus(self) -> None:
        schedule = self.schedule()
        self._show_keys(schedule)
        self._show_advice(schedule)

    def _show_keys(self, schedule: Schedule) -> None:
        """Show the keys of the focused widget; most calls change nothing."""
        if (focus := self.focus_now(schedule)) != self._keys_for:
            self._keys_for = focus
            self.query_one(KeyBar).footer = stage_footer(keys_of(self), focus)

    def focus_now(self, schedule: Schedule) -> Focus:
        """Return the state that decides which keys the footer shows."""
        outlook, read_only, bench = self.outlook, self.workshop.read_only, self.bench
        kind = kind_of(self.focused)
        if bench and bench.voting and kind == "list":
            kind = "number" if bench.asking else "vote"
        return Focus(
            kind,
            one_line(outlook.title(self.workshop.session.slot)[0], 24) if outlook.away else "",
            read_only=read_only is not None,
            askable=read_only is not None and read_only.code.partition(".")[0] == "held",
            started=schedule.started,
            running=schedule.running,
            last=schedule.at_end,
            bank=bench is not None and bool(bench.field.banks),
            votes=bench is not None and bench.vote_field is not None,
            marked=len(bench.marked) if bench else 0,
            options=bench.option_keys if bench else "",
        )

    def _show_title(self) -> None:
        bar = self.query_one(TopBar)
        bar.left = one_line(self.workshop.session.title)
        bar.middle, bar.shorter = self.outlook.heading, self.outlook.brief_headings
        bar.set_class(self.outlook.away, "-away")

    def _show_advice(self, schedule: Schedule) -> None:
        """Show the advice for the focused field or list; most calls change nothing."""
        bench = self.bench
        field = self.form.focused_item.field if self.form and self.form.focused_item else None
        self.stand.advise(self.outlook.advice(schedule, field, bench.entry if bench else None))

    @on(FieldForm.Entered)
    @on(Workbench.Selected)
    def _entered(self, event: FieldForm.Entered | Workbench.Selected) -> None:
        event.stop()
        # For the present focus: it may have changed since the message was posted.
        self._show_advice(self.schedule())
        if isinstance(event, Workbench.Selected):
            # The first entry needs the rows that an empty list has left to the coach.
            self.call_after_refresh(self._fit_foot)

    @on(Workbench.ModeChanged)
    def _mode_changed(self, event: Workbench.ModeChanged) -> None:
        event.stop()
        self._show_keys(self.schedule())

    @on(FieldForm.Left)
    async def _left_form(self, event: FieldForm.Left) -> None:
        event.stop()
        await self.look_at_section(self.outlook.section + event.by, last_field=event.by < 0)

    @on(SectionBar.Clicked)
    async def _section_clicked(self, event: SectionBar.Clicked) -> None:
        await self.look_at_section(event.section)

    @on(Counts.Clicked)
    async def _list_clicked(self, event: Counts.Clicked) -> None:
        slot, section = self.outlook.slot_of_list(event.place)
        if slot:
            await self.look_at(slot, View(slot=slot, section=section))

    @on(Coach.Clicked)
    def _coach_clicked(self) -> None:
        self.stand.open()

    @on(AgendaRows.Clicked)
    async def _slot_clicked(self, event: AgendaRows.Clicked) -> None:
        await self.look_at(event.slot_id)

    # Commands

    @property
    def focused_field(self) -> tuple[Field, Place] | None:
        """The field that has the focus, with its place; None if no field has it."""
        return self.form.focused_item if self.form else None

    @property
    def section_count(self) -> int:
        """The number of sections of the stage on the screen."""
        return len(self.outlook.sections)

    @property
    def fields_to_reach(self) -> list[tuple[str, Callable[[], object]]]:
        """The labels of the fields and lists of the section, each with a function that moves the focus there."""
        form, bench = self.form, self.bench
        items = form.shown_items if form and (bench is None or bench.entry) else ()
        fields = [(one_line(item.field.label), partial(form.focus_place, item.place)) for item in items if form]
        return [(one_line(bench.field.label), bench.rows.focus), *fields] if bench else [*fields]

    @property
    def sections_to_reach(self) -> list[tuple[str, Callable[[], object]]]:
        """The titles of the other sections, each with a function that shows it; empty without others."""
        return [
            (section.title, partial(self.look_at_section, number))
            for number, section in enumerate(self.outlook.sections)
            if number != self.outlook.section
        ]

    @property
    def coach_shown(self) -> bool:
        """True if more of the coach is visible than its rows at the foot."""
        return self.stand.shown

    async def turn(self, by: int) -> None:
        """Show the next (1) or the previous (-1) section; the first follows the last."""
        await self.look_at_section((self.outlook.section + by) % max(1, len(self.outlook.sections)))

    async def show_more(self) -> None:
        """Show or hide the optional fields."""
        self.outlook.more = not self.outlook.more
        await self.show_anew()

    def can_look_beside(self, by: int) -> bool:
        """Return whether the agenda has a slot after (1) or before (-1) the one on the screen."""
        return bool(self.outlook.beside(by))

    async def look_beside(self, by: int) -> None:
        """Show the slot after (1) or before (-1) the one on the screen."""
        await self.look_at(self.outlook.beside(by))

    async def look_at_stage(self, number: int) -> None:
        """Show the stage with this number, counted from 1."""
        if slot := self.outlook.of_stage(number):
            await self.look_at(slot)

    async def look_at_room(self) -> None:
        """Show the slot where the room is, at the place where it was left."""
        await self.look_at(self.workshop.session.slot)

    async def action_escape(self) -> None:
        """Close the coach over the fields, or go back to the room; a second Escape opens the menu.

        A second Escape after going back shows the slot looked at again, below the menu.
        """
        second, came_from, self._came_from = self._escape.pressed(), self._came_from, ""
        if self.stand.uncover():
            return
        if second:
            if came_from:
                await self.look_at(came_from)
            if self.bench:
                self.bench.mark_again()
            await self.app.run_action("command('menu')")
        elif self.bench and self.bench.unmark():
            return
        elif self.outlook.away:
            self._came_from = self.looking
            await self.look_at_room()

    @property
    def escaped_twice(self) -> bool:
        """True right after a second Escape, which opens the menu."""
        return self._escape.just_completed

    @property
    def carries(self) -> bool:
        """True if an answer of another stage goes along to this one."""
        return self.outlook.carried is not None

    @property
    def offered(self) -> str:
        """The text that the focused field can take in, made of other answers; empty without one."""
        focused, workshop = self.focused_field, self.workshop
        return offered(*focused, workshop.session, workshop.workbook) if focused else ""

    def take_in(self) -> None:
        """Write the offered text into the focused field, as one act."""
        if isinstance(self.focused, AnswerArea):
            self.focused.insert_text(self.offered)

    def select_all(self) -> None:
        """Select the whole text of the field that has the focus."""
        if isinstance(self.focused, AnswerArea):
            self.focused.select_all()

    def show_coach(self) -> None:
        """Show or hide the coach; at once a second time, show the whole script."""
        self.stand.press()

    def scroll_coach(self, by: int) -> None:
        """Scroll the whole script by `by` pages, or show it first."""
        self.stand.scroll(by)


def _spot(view: View | None) -> Spot | None:
    return Spot(view.entry, view.place, (view.row, view.column), view.scroll) if view else None
