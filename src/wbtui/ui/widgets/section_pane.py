"""The middle of the stage screen: the bar of sections, and the section that is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from wbtui.ui.commands.keys import keys_of
from wbtui.ui.terminal.workarounds import unfocus
from wbtui.ui.widgets.answer_area import AnswerArea
from wbtui.ui.widgets.bars import SectionBar
from wbtui.ui.widgets.below_line import BelowLine
from wbtui.ui.widgets.field_form import BESIDE_TEXT_CELLS, FieldForm, optional_hint
from wbtui.ui.widgets.slot_view import SlotView
from wbtui.ui.widgets.workbench import Workbench

if TYPE_CHECKING:
    from wbtui.core.place import Place
    from wbtui.ui.widgets.items import Item, SectionContent
    from wbtui.workshop import Workshop

SectionView = TypeVar("SectionView", SlotView, Workbench, FieldForm)

EMPTY_LIST_ROWS = 5
"""The rows of what an empty list says."""


class Spot(NamedTuple):
    """A position in a section: the selected entry, the field, its caret, and how far the form is scrolled."""

    entry: str = ""
    place: Place | None = None
    caret: tuple[int, int] = (0, 0)
    scroll: int = 0


class SectionPane(Vertical):
    """Shows one section at a time; its widgets are made once and then used for every other section."""

    def __init__(self, workshop: Workshop) -> None:
        super().__init__(id="middle")
        self.workshop = workshop
        self._shown: SlotView | Workbench | FieldForm | None = None
        self._measure = 0
        self._beside = False

    def compose(self) -> ComposeResult:
        yield SectionBar()
        yield BelowLine()

    @property
    def bench(self) -> Workbench | None:
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
        """True if a section is shown: not before the first one, nor while one is being replaced."""
        return self._shown is not None

    def lacks(self, items: tuple[Item, ...]) -> bool:
        """Return whether the form of a stage shows other fields than these."""
        return isinstance(form := self._shown, FieldForm) and items != form.items

    async def show(self, content: SectionContent, way_on: str) -> None:
        """Show another section; `way_on` tells how to leave a slot without fields."""
        with self.app.batch_update():
            # No view is shown between two sections; a tick of the clock may run in the middle of this.
            before, self._shown = self._shown, None
            shown = await self._view_of(content, way_on, before)
            if before and before is not shown:
                unfocus(self.screen, [before])
                before.display = False
                if not isinstance(before, SlotView):
                    before.rest()
            shown.display = True
            self._shown = shown
            self._show_below()

    def lay_out(self, measure: int, *, beside: bool, compact: bool) -> None:
        """Set the maximum letters of a line, the position of a list, and whether there are blank rows."""
        self._measure, self._beside = measure, beside
        self.set_class(compact, "-compact")
        self.query_one(BelowLine).styles.max_width = None if beside else measure + BESIDE_TEXT_CELLS
        for bench in self.query_children(Workbench):
            bench.lay_out(measure, beside=beside)
        for form in self.query_children(FieldForm):
            form.measure = measure

    def name_sections(self, titles: tuple[str, ...], current: int) -> None:
        """Show the titles of the sections of the stage, the current one marked."""
        bar = self.query_one(SectionBar)
        bar.titles, bar.current = titles, current

    async def _view_of(
        self, content: SectionContent, way_on: str, before: SlotView | Workbench | FieldForm | None
    ) -> SlotView | Workbench | FieldForm:
        """Return the widget for the section; rebinding an existing one takes a fifth of the time of mounting."""
        if content.list and content.place:
            bench = self._view(Workbench) or Workbench(content.list, content.place, self.workshop)
            bench.more = content.more
            if bench.is_attached:
                await bench.rebind(content.list, content.place, stay=bench is before)
                return bench
            return await self._mounted(bench)
        if content.fields:
            hint = optional_hint(content.hidden, keys_of(self).of("more"))
            if form := self._view(FieldForm):
                await form.rebind(content.items, hint, stay=form is before)
            return form or await self._mounted(
                FieldForm(content.items, self.workshop, hint=hint, take_in_key=keys_of(self).of("bank"))
            )
        if view := self._view(SlotView):
            view.rebind(content.slot, way_on)
        return view or await self._mounted(SlotView(content.slot, way_on))

    def _view(self, kind: type[SectionView]) -> SectionView | None:
        return next(iter(self.query_children(kind)), None)

    async def _mounted(self, view: SectionView) -> SectionView:
        if isinstance(view, Workbench):
            view.lay_out(self._measure, beside=self._beside)
        elif isinstance(view, FieldForm):
            view.measure = self._measure
        await self.mount(view, before=self.query_one(BelowLine))
        if not isinstance(view, SlotView):
            form = view.form if isinstance(view, Workbench) else view
            for changing in ("scroll_y", "virtual_size", "container_size"):
                self.watch(form, changing, self._show_below, init=False)
        return view

    def offer_start(self, offered: bool) -> None:
        """Show or hide the block that starts the clock, in a slot without fields."""
        for view in self.query_children(SlotView):
            view.offer_start(offered)

    @property
    def free_rows(self) -> int:
        """The rows that the form of a stage or an empty list leaves free, negative if a form lacks some.

        A list with entries has none to give.
        """
        form = self._shown
        if isinstance(form, Workbench) and not form.entries:
            return form.size.height - EMPTY_LIST_ROWS
        if not isinstance(form, FieldForm):
            return -self.size.height
        return form.size.height - form.used_rows

    def on_resize(self) -> None:
        self._show_below()

    def _show_below(self) -> None:
        """Show which fields are below the edge, once the form is laid out."""
        self.call_after_refresh(self._count_below)

    def _count_below(self) -> None:
        form, line = self.form, self.query_one(BelowLine)
        names, line.rows = form.below if form and form.display else ([], 0)
        line.names, line.key = tuple(names), keys_of(self).of("jump")

    @on(Workbench.ModeChanged)
    def _mode_changed(self) -> None:
        self._show_below()

    @on(BelowLine.Clicked)
    def _see_below(self, event: BelowLine.Clicked) -> None:
        event.stop()
        if self.form:
            self.form.scroll_page_down(animate=False)

    def focus_at(self, spot: Spot | None) -> Item | None:
        """Focus what is at a position, or the first field; return the focused field, None if it is not a field."""
        if spot and spot.entry and self.bench:
            self.bench.select(spot.entry)
        if self.form and spot and spot.place and (item := self.form.focus_place(spot.place, spot.caret)):
            self.form.scroll_to(y=spot.scroll, animate=False)
            return item
        if self.bench and not (spot and spot.place and self.bench.entries):
            self.bench.focus_list()
        elif self.form:
            return self.form.focus_place(None)
        elif self._shown:
            self._shown.focus()
        return None

    def scroll_back(self, spot: Spot, tries: int = 3) -> None:
        """Scroll the form as it was at a position, if the focus is still there.

        There may not be as much to scroll yet: the layout after a change of the rows around it takes some turns.
        """
        # The program may have removed the screen meanwhile.
        form = self.form if self.is_attached else None
        if form and form.is_attached and form.focused_item and form.focused_item.place == spot.place:
            form.scroll_to(y=spot.scroll, animate=False, immediate=True)
            if tries and form.scroll_offset.y < spot.scroll:
                self.call_after_refresh(self.scroll_back, spot, tries - 1)

    @property
    def spot(self) -> Spot:
        """The position of the user."""
        form, bench, focused = self.form, self.bench, self.screen.focused
        item = form.focused_item if form else None
        return Spot(
            entry=bench.selected if bench else "",
            place=item.place if item else None,
            caret=focused.caret if isinstance(focused, AnswerArea) else (0, 0),
            scroll=int(form.scroll_offset.y) if form else 0,
        )
