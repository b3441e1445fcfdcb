"""The main screen of a workshop: agenda and clock, the fields of a stage, the coach."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.reactive import var
from textual.screen import Screen

from wbtui.core.change import CLOCK
from wbtui.core.place import Place
from wbtui.core.text import one_line, spelled_out
from wbtui.core.time.schedule import step
from wbtui.core.workbook.model import Slot
from wbtui.core.workbook.sections import sections, shown_fields
from wbtui.storage.state import View
from wbtui.ui.commands.footer import Focus, stage_footer
from wbtui.ui.commands.keys import keys_of, workshop_bindings
from wbtui.ui.screens.shown import SLOT
from wbtui.ui.terminal.own_bindings import change_bindings
from wbtui.ui.terminal.workarounds import ScreenWorkarounds
from wbtui.ui.widgets.agenda_panel import AgendaPanel, AgendaRows
from wbtui.ui.widgets.answer_area import AnswerArea
from wbtui.ui.widgets.bars import KeyBar, SectionBar, TopBar
from wbtui.ui.widgets.coach import advice
from wbtui.ui.widgets.field_form import FieldForm, stage_items
from wbtui.ui.widgets.focus_kind import kind_of
from wbtui.ui.widgets.long_text import LongText, Paragraphs
from wbtui.ui.widgets.slot_view import SlotView
from wbtui.ui.widgets.stage_head import StageHead
from wbtui.ui.widgets.subscriptions import Subscriptions
from wbtui.ui.widgets.workbench import Workbench
from wbtui.workshop import READ_ONLY, WORKBOOK

if TYPE_CHECKING:
    from textual.widget import Widget

    from wbtui.core.time.schedule import Schedule
    from wbtui.core.workbook.model import BankQuestion, Field, Stage
    from wbtui.core.workbook.sections import Section
    from wbtui.ui.controllers.status import Status
    from wbtui.ui.widgets.field_form import Item
    from wbtui.workshop import Batch, Workshop

SectionView = TypeVar("SectionView", SlotView, Workbench, FieldForm)

MIN_WIDE_CELLS = 100
"""Width in columns below which the coach covers the fields instead of standing beside them."""

SECOND_ESCAPE_SECONDS = 0.5
"""The time within which a second Escape opens the menu."""


class StageScreen(ScreenWorkarounds, Screen[None]):
    """Shows one slot of the agenda; its only state is the slot and the position in it."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (MIN_WIDE_CELLS, "-wide")]

    BINDINGS = [*workshop_bindings(), Binding("escape", "escape", show=False)]

    coach_hidden: var[bool] = var(False, toggle_class="-coach-hidden")
    """Whether the coach beside the fields is hidden."""
    coach_over: var[bool] = var(False, toggle_class="-coach-over")
    """Whether the coach covers the fields, on a narrow terminal."""

    def __init__(
        self,
        workshop: Workshop,
        view: View,
        schedule: Callable[[], Schedule],
        status: Callable[[], Status],
    ) -> None:
        """`schedule` and `status` return the present state; `view` is the position to start at."""
        super().__init__()
        self.workshop = workshop
        self.schedule = schedule
        self.status = status
        self._subscriptions = Subscriptions(workshop, self)
        self.set_reactive(StageScreen.coach_hidden, view.coach_hidden)
        self.slots = self._agenda_slots()
        self.looking = workshop.session.slot
        self.section = 0
        self.more = False
        self._room = workshop.session.slot
        """The slot of the room as of the last `_room_moved`."""
        self._start = view
        self._left: dict[str, View] = {}
        """The position in each slot that was looked at before."""
        self._escaped = (-math.inf, "")
        """When Escape was last pressed, in seconds, and the slot that it went back from."""
        self._step = 0
        self._advice = ""
        self._keys_for: Focus | None = None
        """What the footer shows the keys of."""
        self._shown: SlotView | Workbench | FieldForm | None = None
        self._changing = asyncio.Lock()

    def compose(self) -> ComposeResult:
        # Avoid further containers: each costs every start time for styles, layout and blank lines.
        yield TopBar()
        yield StageHead()
        yield AgendaPanel()
        with Vertical(id="middle"):
            yield SectionBar()
        yield LongText(id="coach", can_focus=False)
        yield KeyBar()

    async def on_mount(self) -> None:
        if (keys := keys_of(self)).changed:
            change_bindings(self, workshop_bindings(), workshop_bindings(keys))
        self.set_class(self.coach_hidden, "-coach-hidden")
        self.show_status()
        subscribe = self._subscriptions.add
        subscribe(self._title_changed, Place("", "title"))
        subscribe(self._room_moved, SLOT)
        subscribe(self._time_changed, CLOCK, SLOT)
        subscribe(self._may_write, READ_ONLY)
        subscribe(self._fields_or_slots_changed, WORKBOOK, Place("", "agenda"))
        await self.look_at(self._slot_of(self._start), self._start)

    def on_unmount(self) -> None:
        self._subscriptions.end()

    def _agenda_slots(self) -> tuple[Slot, ...]:
        """The slots of the agenda, followed by the stages that it leaves out."""
        session = self.workshop.session
        # Without a workbook and answers there would be no slot at all.
        return self.workshop.workbook.slots(session.agenda) or (Slot(session.slot, spelled_out(session.slot), 0),)

    def _slot_of(self, view: View) -> str:
        """Return the slot of a view: that of its place if it has one, else its own, else that of the room."""
        session, place = self.workshop.session, view.place
        own = next((slot for slot in self.slots if slot.id == view.slot), None)
        if place and place.stage and not (own and own.stage == place.stage):
            candidates = [slot.id for slot in self.slots if slot.stage == place.stage]
            if candidates:
                return session.slot if session.slot in candidates else candidates[0]
        return own.id if own else session.slot

    def _section_of(self, view: View | None) -> int:
        """Return the number of the section that holds the place of a view or has its section id; else 0."""
        if view is None:
            return 0
        holding = [n for n, section in enumerate(self.sections) if view.place and self._holds(section, view.place)]
        named = [n for n, section in enumerate(self.sections) if section.id == view.section]
        return next(iter(set(holding) & set(named)), next(iter([*holding, *named]), 0))

    def _holds(self, section: Section, place: Place) -> bool:
        fields = (section.list,) if section.list else section.fields
        return self.stage is not None and any(self.stage.place(field) == place.list for field in fields)

    @property
    def slot(self) -> Slot:
        """The slot on the screen."""
        return next((slot for slot in self.slots if slot.id == self.looking), self.slots[0])

    @property
    def stage(self) -> Stage | None:
        """The stage on the screen; None for a slot without fields."""
        return self.workshop.workbook.stage(self.slot.stage)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections of the stage on the screen."""
        return sections(self.stage) if self.stage else ()

    @property
    def _current_section(self) -> Section | None:
        """The section being looked at; None where the stage has it no more, until the screen follows."""
        return self.sections[self.section] if self.section < len(self.sections) else None

    # Navigation

    async def look_at(self, slot_id: str, view: View | None = None) -> None:
        """Show a slot at the position of `view`, or where it was left, or from its beginning."""
        if self._shown:
            self._left[self.looking] = self.view
        view = view or self._left.get(slot_id)
        self.looking = slot_id
        self.section = self._section_of(view)
        await self._show_section(view)

    # Subscriptions. A callback must not wait, so screen changes are scheduled.

    def _time_changed(self, _batch: Batch) -> None:
        self.show_time()

    def _title_changed(self, _batch: Batch) -> None:
        self._show_title()

    def _room_moved(self, batch: Batch) -> None:
        """Follow the room if it was moved here, or if this program only watches and shows the room's slot."""
        before, self._room = self._room, self.workshop.session.slot
        if batch.ours or (self.workshop.read_only and self.looking == before):
            self.call_next(self.look_at, self._room)
        else:
            self._show_title()

    def _may_write(self, _batch: Batch) -> None:
        self.call_next(self.show_anew)

    def _fields_or_slots_changed(self, _batch: Batch) -> None:
        self.call_next(self._follow)

    async def _follow(self) -> None:
        """Show the same under another agenda, or with fields that answers from elsewhere have got."""
        view, stage = self.view, self.slot.stage
        self.slots = self._agenda_slots()
        if any(slot.id == self.looking for slot in self.slots):
            await self.show_anew()
        else:
            same = next((slot.id for slot in self.slots if slot.stage == stage), "")
            await self.look_at(same or self._slot_of(view), view)

    @on(FieldForm.ChangedElsewhere)
    async def _fields_changed(self) -> None:
        """Show the fields again: an empty optional field may have got an answer from elsewhere."""
        if self._lacks_fields:
            await self.show_anew()

    @property
    def _lacks_fields(self) -> bool:
        """Whether the form shows other fields than the section has by now."""
        return isinstance(form := self._shown, FieldForm) and self._items() != form.items

    async def show_anew(self) -> None:
        """Rebuild the section at the same position, because other fields may be visible now."""
        await self._show_section(self.view, again=True)

    async def look_at_section(self, number: int, *, last_field: bool = False) -> None:
        """Show another section of the stage, if there is one with that number."""
        if 0 <= number < len(self.sections) and number != self.section:
            self.section = number
            await self._show_section(None)
            if last_field and self.form:
                self.form.focus_last()

    async def _show_section(self, view: View | None, *, again: bool = False) -> None:
        # A click and the app (a hand-over, say) may want it at once; neither would remove what the other mounts.
        async with self._changing:
            self.section = min(self.section, max(0, len(self.sections) - 1))
            await self._change_section()
            while self._lacks_fields:
                # A field got an answer from elsewhere meanwhile.
                await self._change_section()
            bar = self.query_one(SectionBar)
            bar.titles, bar.current = tuple(section.title for section in self.sections), self.section
            head = self.query_one(StageHead)
            head.steps = self.workshop.workbook.script(self.slot)
            head.question = self.stage.question if self.stage else self.slot.title
            self._show_title()
            self.show_time()
            item = self.form.focused_item if again and self.form else None
            if item is None or view is None or item.place != view.place:
                # Else the caret has moved on since the view was noted.
                item = self._focus(view)
            self._show_coach(item)

    async def _change_section(self) -> None:
        with self.app.batch_update():
            # No view is shown between two sections; a tick of the clock may run in the middle of this.
            before, self._shown = self._shown, None
            shown = await self._section_view(before)
            if before and before is not shown:
                # Not `has_focus_within`: a menu command runs while the menu still has the focus.
                if self.focused and before in self.focused.ancestors_with_self:
                    # Otherwise Textual focuses another field and scrolls to it.
                    self.set_focus(None)
                before.display = False
                if not isinstance(before, SlotView):
                    before.rest()
            shown.display = True
            self._shown = shown

    async def _section_view(self, before: Widget | None) -> SlotView | Workbench | FieldForm:
        """Return the widget for the section; rebinding an existing one takes a fifth of the time of mounting."""
        stage = self.stage
        if stage is None:
            if view := self._view(SlotView):
                view.rebind(self.slot, self._way_on)
            return view or await self._mounted_view(SlotView(self.slot, self._way_on))
        if list_ := self.sections[self.section].list:
            place = stage.place(list_)
            if bench := self._view(Workbench):
                await bench.rebind(list_, place, stay=bench is before)
            return bench or await self._mounted_view(Workbench(list_, place, self.workshop))
        items = self._items()
        hidden = len(self.sections[self.section].fields) - len(items)
        if form := self._view(FieldForm):
            await form.rebind(items, hidden, stay=form is before)
        return form or await self._mounted_view(FieldForm(items, self.workshop, hidden=hidden))

    def _view(self, kind: type[SectionView]) -> SectionView | None:
        return next(iter(self.query_one("#middle").query_children(kind)), None)

    async def _mounted_view(self, view: SectionView) -> SectionView:
        await self.query_one("#middle").mount(view)
        return view

    def _items(self) -> tuple[Item, ...]:
        """Return the visible fields of the section."""
        stage, section = self.stage, self._current_section
        if stage is None or section is None:
            return ()
        fields = shown_fields(section, stage, self.workshop.session, self.more)
        return tuple(stage_items(fields, stage.id))

    @property
    def _way_on(self) -> str:
        """A hint at the keys that leave a slot without fields."""
        session, keys = self.workshop.session, keys_of(self)
        coming = step(self.slots, session, 1)
        if self.looking != session.slot or self.workshop.read_only or coming is None:
            return f"{keys.of('look_next')} Look ahead · {keys.of('look_previous')} Look back"
        return f"{keys.of('next')} Next: {one_line(coming.title, 40)}"

    def _focus(self, view: View | None) -> Item | None:
        """Focus the widget at the position of `view`; return the focused field, or None if it is not a field."""
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
            self.query_one(SlotView).focus()
        return None

    @property
    def coach(self) -> LongText:
        """The widget with the coach's text."""
        return self.query_one("#coach", LongText)

    @property
    def workbench(self) -> Workbench | None:
        """The list on the screen; None if the section is not a list."""
        return self._shown if isinstance(self._shown, Workbench) else None

    @property
    def form(self) -> FieldForm | None:
        """The form on the screen, of the stage or of an entry; None for a slot without fields."""
        if isinstance(self._shown, Workbench):
            return self._shown.form
        return self._shown if isinstance(self._shown, FieldForm) else None

    @property
    def shows_section(self) -> bool:
        """Whether `view` can be told; not before the first section is shown, and between two of them."""
        return self._shown is not None

    @property
    def view(self) -> View:
        """The position of the user, to be restored later."""
        form, section = self.form, self._current_section
        item = form.focused_item if form else None
        focused = self.focused
        row, column = focused.caret if isinstance(focused, AnswerArea) else (0, 0)
        return View(
            slot=self.looking,
            section=section.id if section else "",
            place=item.place if item else None,
            row=row,
            column=column,
            scroll=int(form.scroll_offset.y) if form else 0,
            entry=self.workbench.selected if self.workbench else "",
            coach_hidden=self.coach_hidden,
        )

    # Display

    def show_status(self) -> None:
        """Show the present status."""
        self.query_one(TopBar).show_status(self.status())

    def show_time(self) -> None:
        """Show the present time."""
        schedule = self.schedule()
        self.query_one(TopBar).show_time(schedule)
        here = self.looking == self.workshop.session.slot
        self.query_one(StageHead).chosen = schedule.step if here else None
        self.query_one(AgendaPanel).show(schedule, self.looking)
        self._show_keys(schedule)
        if self._step_shown(schedule) != self._step:
            self._show_coach(self.form.focused_item if self.form else None)

    def on_descendant_focus(self) -> None:
        self._show_keys(self.schedule())

    def _show_keys(self, schedule: Schedule) -> None:
        """Show the keys of what has the focus; most calls change nothing."""
        if (focus := self.focus_now(schedule)) != self._keys_for:
            self._keys_for = focus
            self.query_one(KeyBar).footer = stage_footer(keys_of(self), focus)

    def focus_now(self, schedule: Schedule) -> Focus:
        """Return what the keys depend on."""
        session, read_only, bench = self.workshop.session, self.workshop.read_only, self.workbench
        return Focus(
            kind_of(self.focused),
            "" if self.looking == session.slot else one_line(self._slot_title(session.slot)[0], 24),
            read_only=read_only is not None,
            askable=read_only is not None and read_only.code.partition(".")[0] == "held",
            started=schedule.started,
            running=schedule.running,
            bank=bench is not None and bool(bench.field.banks),
            votes=bench is not None and bench.vote_field is not None,
        )

    def _show_title(self) -> None:
        bar = self.query_one(TopBar)
        bar.left = one_line(self.workshop.session.title)
        room = self.workshop.session.slot
        away = self.looking != room
        title, number = self._slot_title(self.looking)
        if away:
            here = f"{number} {title}" if number else title
            bar.middle = f"LOOKING AT {here} · the room is in {self._slot_title(room)[0]}"
        else:
            bar.middle = f"{number} of {len(self.workshop.workbook.stages)} · {title}" if number else title
        bar.set_class(away, "-away")

    def _slot_title(self, slot_id: str) -> tuple[str, int]:
        """Return the title of a slot and the number of its stage, 0 without one."""
        slot = next((slot for slot in self.slots if slot.id == slot_id), None)
        stages = [stage.id for stage in self.workshop.workbook.stages]
        number = stages.index(slot.stage) + 1 if slot and slot.stage in stages else 0
        return slot.title if slot else spelled_out(slot_id), number

    def _show_coach(self, item: Item | None) -> None:
        section = self._current_section
        field = item.field if item else section.list if section else None
        purpose = section.purpose if section else ""
        self._step = self._step_shown(self.schedule())
        script = self.workshop.workbook.script(self.slot)
        text = advice(script, self.stage, field, self._step, purpose, self._bank_question())
        if text.plain != self._advice:
            self._advice = text.plain
            self.coach.show(Paragraphs([text]))

    def _step_shown(self, schedule: Schedule) -> int:
        """Return the position of the chosen step, or of the first one of a slot where the room is not."""
        here = self.looking == self.workshop.session.slot
        return schedule.step.number if schedule.step and here else 0

    def _bank_question(self) -> BankQuestion | None:
        bench = self.workbench
        bank = self.workshop.workbook.bank_for(bench.field) if bench else None
        wanted = bench.entry.text("bank") if bench and bench.entry else ""
        return next((question for question in bank.questions if question.id == wanted), None) if bank else None

    @on(FieldForm.Entered)
    def _entered(self, event: FieldForm.Entered) -> None:
        event.stop()
        # Ignore a stale message: the form or its focus has changed since it was posted.
        if self.form and event.item == self.form.focused_item:
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

    @property
    def bench(self) -> Workbench | None:
        """The list on the screen; None if the section is not a list."""
        return self.workbench

    @property
    def focused_field(self) -> tuple[Field, Place] | None:
        """The field that has the focus, with its place; None if no field has it."""
        return self.form.focused_item if self.form else None

    @property
    def section_count(self) -> int:
        """The number of sections of the stage on the screen."""
        return len(self.sections)

    @property
    def fields_to_reach(self) -> list[tuple[str, Callable[[], object]]]:
        """The labels of the fields and lists of the section, each with what moves the focus there."""
        if bench := self.workbench:
            return [(one_line(bench.field.label), bench.rows.focus)]
        form = self.form
        return (
            [(one_line(item.field.label), partial(form.focus_place, item.place)) for item in form.items]
            if form
            else []
        )

    @property
    def sections_to_reach(self) -> list[tuple[str, Callable[[], object]]]:
        """The titles of the other sections, each with what shows it; empty if there is only one section."""
        return [
            (section.title, partial(self.look_at_section, number))
            for number, section in enumerate(self.sections)
            if number != self.section
        ]

    @property
    def coach_shown(self) -> bool:
        """Whether the coach is visible."""
        return bool(self.coach.display)

    async def turn(self, by: int) -> None:
        """Show the next (1) or the previous (-1) section; the first follows the last."""
        await self.look_at_section((self.section + by) % max(1, len(self.sections)))

    async def show_more(self) -> None:
        """Show or hide the optional fields."""
        self.more = not self.more
        await self.show_anew()

    def can_look_beside(self, by: int) -> bool:
        """Return whether the agenda has a slot after (1) or before (-1) the one on the screen."""
        return 0 <= self.slots.index(self.slot) + by < len(self.slots)

    async def look_beside(self, by: int) -> None:
        """Show the slot after (1) or before (-1) the one on the screen."""
        await self.look_at(self.slots[self.slots.index(self.slot) + by].id)

    async def look_at_stage(self, number: int) -> None:
        """Show the stage with this number, counted from 1."""
        if 1 <= number <= len(self.workshop.workbook.stages):
            wanted = self.workshop.workbook.stages[number - 1].id
            await self.look_at(next(slot.id for slot in self.slots if slot.stage == wanted))

    async def look_at_room(self) -> None:
        """Show the slot where the room is, at the place where it was left."""
        await self.look_at(self.workshop.session.slot)

    async def action_escape(self) -> None:
        """Close the coach over the fields, or go back to the room; a second Escape opens the menu.

        A second Escape after going back shows the slot looked at again, below the menu.
        """
        (before, slot), now = self._escaped, time.monotonic()
        self._escaped = (now, "")
        if self.coach_over:
            self.coach_over = False
        elif now - before <= SECOND_ESCAPE_SECONDS:
            self._escaped = (-math.inf, "")
            if slot:
                await self.look_at(slot)
            await self.app.run_action("command('menu')")
        elif self.looking != self.workshop.session.slot:
            self._escaped = (now, self.looking)
            await self.look_at_room()

    def select_all(self) -> None:
        """Select the whole text of the field that has the focus."""
        if isinstance(self.focused, AnswerArea):
            self.focused.select_all()

    def show_coach(self) -> None:
        """Show or hide the coach."""
        if self.has_class("-narrow"):
            self.coach_over = not self.coach_over
        else:
            self.coach_hidden = not self.coach_hidden

    def scroll_coach(self, by: int) -> None:
        """Scroll the coach by `by` pages."""
        self.coach.scroll_pages(by)
