"""The workshop itself: agenda and clock, the fields of a stage, the coach."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.reactive import var
from textual.widget import Widget

from wbtui.core.schedule import due_step, step
from wbtui.core.sections import sections, shown_fields
from wbtui.core.text import one_line
from wbtui.core.workbook import Slot
from wbtui.files.state import View
from wbtui.ui.commands import WORKSHOP
from wbtui.ui.messages import CoachHidden, MoveRoom, WantsEditor
from wbtui.ui.screens.session_screen import SessionScreen
from wbtui.ui.widgets.agenda_panel import AgendaPanel, AgendaRows
from wbtui.ui.widgets.answer_area import AnswerArea
from wbtui.ui.widgets.bars import KeyBar, SectionBar, TopBar
from wbtui.ui.widgets.coach import Coach, script_of
from wbtui.ui.widgets.field_form import FieldForm, stage_items
from wbtui.ui.widgets.slot_page import SlotPage
from wbtui.ui.widgets.workbench import Workbench

if TYPE_CHECKING:
    from wbtui.core.schedule import Schedule
    from wbtui.core.sections import Section
    from wbtui.core.session import Entry, Place, Session
    from wbtui.core.workbook import BankQuestion, Stage, Workbook
    from wbtui.ui.widgets.field_form import Item

Page = TypeVar("Page", SlotPage, Workbench, FieldForm)

NARROW = 100
"""Columns below which the coach lies over the fields instead of beside them."""


class StageScreen(SessionScreen):
    """Looks at one slot of the agenda; which one, and where in it, is its only state."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW, "-wide")]

    BINDINGS = [Binding("escape", "uncover", show=False)]

    coach_hidden: var[bool] = var(False, toggle_class="-coach-hidden")
    """Whether the coach beside the fields is hidden."""
    coach_over: var[bool] = var(False, toggle_class="-coach-over")
    """Whether the coach lies over the fields, on a narrow terminal."""

    def __init__(
        self,
        workbook: Workbook,
        session: Session,
        view: View,
        schedule: Schedule,
        *,
        coach_hidden: bool,
        read_only: bool,
    ) -> None:
        super().__init__()
        self.workbook = workbook
        # Without a workbook and without answers there is not a single one.
        self.slots = workbook.slots(session.agenda) or (Slot(session.slot, session.slot, 0),)
        self.set_reactive(StageScreen.session, session)
        self.set_reactive(StageScreen.coach_hidden, coach_hidden)
        self.read_only = read_only
        self.looking = session.slot
        self.section = 0
        self.more = False
        self._deleted: dict[Place, list[tuple[Entry, int]]] = {}
        self._start = view
        self._schedule = schedule
        self._step = 0
        self._shown: SlotPage | Workbench | FieldForm | None = None
        self._changing = asyncio.Lock()

    def compose(self) -> ComposeResult:
        # Each container that could be left out would cost every start its share of styles, layout and empty lines.
        yield TopBar()
        yield AgendaPanel()
        with Vertical(id="middle"):
            yield SectionBar()
        yield Coach()
        yield KeyBar(WORKSHOP).with_menu()

    async def on_mount(self) -> None:
        self.set_class(self.coach_hidden, "-coach-hidden")
        view = self._start
        known = any(slot.id == view.slot for slot in self.slots)
        await self.look_at(view.slot if known else self._session.slot, view)

    @property
    def _session(self) -> Session:
        assert self.session is not None
        return self.session

    @property
    def slot(self) -> Slot:
        """The slot being looked at."""
        return next((slot for slot in self.slots if slot.id == self.looking), self.slots[0])

    @property
    def stage(self) -> Stage | None:
        """The stage being looked at; None for a slot without fields."""
        return self.workbook.stage(self.slot.stage)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections of the stage being looked at."""
        return sections(self.stage) if self.stage else ()

    # Looking

    async def look_at(self, slot_id: str, view: View | None = None) -> None:
        """Show a slot, where the view says or at its beginning."""
        self.looking = slot_id
        ids = [section.id for section in self.sections]
        self.section = ids.index(view.section) if view and view.section in ids else 0
        self.query_one(SectionBar).titles = tuple(section.title for section in self.sections)
        await self._show_section(view)

    async def room_moved(self) -> None:
        """The room is elsewhere now; follow it."""
        await self.look_at(self._session.slot)

    async def allow_writing(self, allowed: bool) -> None:
        if self.read_only == allowed:
            self.read_only = not allowed
            await self._show_section(self.view)

    async def look_at_section(self, number: int, *, last_field: bool = False) -> None:
        """Show another section of the stage."""
        if 0 <= number < len(self.sections) and number != self.section:
            self.section = number
            await self._show_section(None)
            if last_field and self.form:
                self.form.focus_last()

    async def _show_section(self, view: View | None) -> None:
        # A click and the app (a hand-over, say) may want it at once; neither would remove what the other mounts.
        async with self._changing:
            await self._change_section()
            self.query_one(SectionBar).current = self.section
            self._show_title()
            self.show_time(self._schedule)
            self._show_coach(self._focus(view))

    async def _change_section(self) -> None:
        with self.app.batch_update():
            # Between two sections there is none: a tick of the clock may look in the middle of this.
            before, self._shown = self._shown, None
            session = self._session
            shown = await self._section_page()
            if before and before is not shown:
                if before.has_focus_within:
                    # The next section may have nothing to type into.
                    self.set_focus(None)
                before.display = False
            shown.display = True
            self._shown = shown
        if session is not self._session:
            self.watch_session()

    async def _used(self, wanted: Page) -> Page:
        """The page that shows this: one of its kind that is there becomes it, which takes a fifth of the time."""
        middle = self.query_one("#middle")
        for page in middle.query_children(type(wanted)):
            await page.become(wanted)
            return page
        await middle.mount(wanted)
        return wanted

    async def _section_page(self) -> SlotPage | Workbench | FieldForm:
        stage = self.stage
        if stage is None:
            return await self._used(SlotPage(self.slot, self._way_on))
        section, session, read_only = self.sections[self.section], self._session, self.read_only
        if section.list:
            place = stage.place(section.list)
            deleted = self._deleted.setdefault(place, [])
            return await self._used(Workbench(section.list, place, session, read_only=read_only, deleted=deleted))
        fields = shown_fields(section, stage, session, self.more)
        items = tuple(stage_items(fields, stage.id))
        hidden = len(section.fields) - len(fields)
        return await self._used(FieldForm(items, session, read_only=read_only, hidden=hidden))

    @property
    def _way_on(self) -> str:
        """Which key goes on from a slot without fields."""
        coming = step(self.slots, self._session, 1)
        if self.looking != self._session.slot or self.read_only or coming is None:
            return "^PgDn and ^PgUp look at the other stages."
        return f"F3 goes on to {one_line(coming.title, 40)}."

    def _focus(self, view: View | None) -> Item | None:
        """Put the person where the view says; the field that is, if it is one."""
        if view and view.entry and self.workbench:
            self.workbench.select(view.entry)
        caret = (view.row, view.column) if view else None
        if self.form and view and view.place and (item := self.form.focus_place(view.place, caret)):
            self.form.scroll_to(y=view.scroll, animate=False)
            return item
        if self.workbench and not (view and view.place and self.workbench.entries):
            self.workbench.rows.focus()
        elif self.form:
            return self.form.focus_place(None)
        else:
            self.query_one(SlotPage).focus()
        return None

    @property
    def command_targets(self) -> tuple[Widget, ...]:
        return (self.workbench, self) if self.workbench else (self,)

    @property
    def workbench(self) -> Workbench | None:
        """The list being shown, if it is one."""
        return self._shown if isinstance(self._shown, Workbench) else None

    @property
    def form(self) -> FieldForm | None:
        """The form being shown: of the stage, or of an entry."""
        if isinstance(self._shown, Workbench):
            return self._shown.form
        return self._shown if isinstance(self._shown, FieldForm) else None

    async def show_anew(self) -> None:
        await self.look_at(self.looking, self.view)

    @property
    def view(self) -> View:
        form = self.form
        item = form.focused_item if form else None
        focused = self.focused
        row, column = focused.caret if isinstance(focused, AnswerArea) else (0, 0)
        return View(
            slot=self.looking,
            section=self.sections[self.section].id if self.sections else "",
            place=item.place if item else None,
            row=row,
            column=column,
            scroll=int(form.scroll_offset.y) if form else 0,
            entry=self.workbench.selected if self.workbench else "",
        )

    # Showing

    def watch_session(self) -> None:
        if not self.is_mounted or not self.app.is_running:
            return
        if self.workbench:
            self.workbench.show(self._session)
        elif self.form:
            self.form.show(self._session)
        self._show_title()

    def show_time(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self.query_one(AgendaPanel).show(schedule, self.looking)
        self.query_one(KeyBar).running = schedule.running
        self._show_step(schedule)

    def _show_title(self) -> None:
        bar = self.query_one(TopBar)
        bar.left = one_line(self._session.title)
        room = self._session.slot
        away = self.looking != room
        here = self._slot_name(self.looking)
        bar.middle = f"Looking at {here} (room: {self._slot_name(room, number=False)})" if away else here
        bar.set_class(away, "-away")

    def _slot_name(self, slot_id: str, *, number: bool = True) -> str:
        stages = [stage.id for stage in self.workbook.stages]
        slot = next((slot for slot in self.slots if slot.id == slot_id), None)
        if number and slot and slot.stage in stages:
            return f"{stages.index(slot.stage) + 1} of {len(stages)} · {slot.title}"
        return slot.title if slot else slot_id

    def _show_coach(self, item: Item | None) -> None:
        section = self.sections[self.section] if self.sections else None
        field = item.field if item else section.list if section else None
        purpose = section.purpose if section else ""
        self._step = self._due_step()
        self.query_one(Coach).advise(self.slot, self.stage, field, self._step, purpose, self._bank_question())

    def _due_step(self) -> int:
        """Which step of the script is due, by the time spent on the slot."""
        spent = next((row.spent for row in self._schedule.rows if row.slot.id == self.looking), 0.0)
        return due_step(script_of(self.slot, self.stage), spent)

    def _show_step(self, schedule: Schedule) -> None:
        if self._due_step() != self._step:
            self._show_coach(self.form.focused_item if self.form else None)

    def _bank_question(self) -> BankQuestion | None:
        bench = self.workbench
        bank = self.workbook.bank_for(bench.field) if bench else None
        wanted = bench.entry.text("bank") if bench and bench.entry else ""
        return next((question for question in bank.questions if question.id == wanted), None) if bank else None

    @on(FieldForm.Entered)
    def _entered(self, event: FieldForm.Entered) -> None:
        event.stop()
        self._show_coach(event.item)

    @on(Workbench.Selected)
    def _selected(self, event: Workbench.Selected) -> None:
        event.stop()
        self._show_coach(self.form.focused_item if self.form else None)

    @on(FieldForm.Left)
    async def _left_form(self, event: FieldForm.Left) -> None:
        event.stop()
        await self.look_at_section(self.section + event.by, last_field=event.by < 0)

    @on(SectionBar.Clicked)
    async def _section_clicked(self, event: SectionBar.Clicked) -> None:
        await self.look_at_section(event.section)

    @on(AgendaRows.Clicked)
    async def _slot_clicked(self, event: AgendaRows.Clicked) -> None:
        await self.look_at(event.slot_id)

    # Commands

    async def command_section_next(self) -> None:
        await self.look_at_section((self.section + 1) % max(1, len(self.sections)))

    async def command_section_previous(self) -> None:
        await self.look_at_section((self.section - 1) % max(1, len(self.sections)))

    async def command_more(self) -> None:
        self.more = not self.more
        await self._show_section(self.view)

    async def command_look_next(self) -> None:
        await self._look_beside(1)

    async def command_look_previous(self) -> None:
        await self._look_beside(-1)

    async def _look_beside(self, by: int) -> None:
        at = self.slots.index(self.slot) + by
        if 0 <= at < len(self.slots):
            await self.look_at(self.slots[at].id)

    async def look_at_stage(self, number: int) -> None:
        if 1 <= number <= len(self.workbook.stages):
            wanted = self.workbook.stages[number - 1].id
            await self.look_at(next(slot.id for slot in self.slots if slot.stage == wanted))

    def command_here(self) -> None:
        self.post_message(MoveRoom(self.looking))

    def action_uncover(self) -> None:
        """Take the coach off the fields again."""
        self.coach_over = False

    def command_coach(self) -> None:
        if self.has_class("-narrow"):
            self.coach_over = not self.coach_over
        else:
            self.coach_hidden = not self.coach_hidden
            self.post_message(CoachHidden(self.coach_hidden))

    def command_coach_down(self) -> None:
        self._scroll_coach(1)

    def command_coach_up(self) -> None:
        self._scroll_coach(-1)

    def _scroll_coach(self, by: int) -> None:
        coach = self.query_one(Coach)
        if coach.display:
            coach.scroll_pages(by)
        else:
            # It is hidden for a reason: the projector may show it too.
            self.notify("F9 shows the coach.", markup=False)

    def command_editor(self) -> None:
        item = self.form.focused_item if self.form else None
        if item and item.field.kind in ("line", "text") and not self.read_only:
            self.post_message(WantsEditor(item.place, item.field))
