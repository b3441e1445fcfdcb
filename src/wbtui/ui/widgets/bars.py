"""The top line, the alarm line, the key bar, and the bar of sections."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from wbtui.core.text import clean_line
from wbtui.core.time.formats import minutes_and_seconds
from wbtui.core.time.schedule import MINUTE, WARNING_SHARE
from wbtui.ui.commands.footer import Footer
from wbtui.ui.themes import ALARM, SELECTED, WARNING

if TYPE_CHECKING:
    from wbtui.core.time.schedule import Schedule
    from wbtui.ui.commands.footer import Hint
    from wbtui.ui.controllers.status import Status


class TopBar(Widget):
    """Shows the title, the position, the time of the slot where the room is, and the status of saving."""

    left = reactive("")
    middle = reactive("")
    time: reactive[SlotTime | None] = reactive(None)
    """The time to show; None on screens without a session."""
    right = reactive("")
    alarm = reactive(False, toggle_class="-alarm")
    """True if the right part is bad news."""

    def show_status(self, status: Status) -> None:
        """Show a status on the right."""
        self.right, self.alarm = clean_line(status.text), status.alarm

    def show_time(self, schedule: Schedule) -> None:
        """Show the time of the slot where the room is."""
        self.time = slot_time(schedule)

    def render(self) -> RenderResult:
        """Draw time and status in full; on a narrow terminal shorten the left part first, then the middle."""
        width = self.size.width
        # On terminals that reverse this bar bold text may turn grey.
        strong = "" if self.has_class("-away") else "bold"
        right = Content(self.right).stylize(ALARM if self.alarm else "")
        time = self.time.drawn(strong) if self.time else Content("")
        end = Content("  ").join(part for part in (time, right) if part.cell_length)
        end = end.truncate(width, ellipsis=True)
        room = max(0, width - end.cell_length - 2)
        middle = Content(self.middle).truncate(room, ellipsis=True)
        left = Content(self.left).truncate(max(0, room - middle.cell_length - 2), ellipsis=True)
        last = width - end.cell_length - middle.cell_length - 2
        centre = min(max(left.cell_length + 2, (width - middle.cell_length) // 2), last)
        gap = width - centre - middle.cell_length - end.cell_length
        return Content.assemble(left.stylize(strong), " " * (centre - left.cell_length), middle, " " * gap, end)


class SlotTime(NamedTuple):
    """The time of a slot as a word, a sign and a ground, so that it does not depend on colours."""

    text: str
    style: str = "bold"

    def drawn(self, strong: str) -> Content:
        """Return the text in its style; `strong` is that of bold text."""
        return Content(self.text).stylize(strong if self.style == "bold" else self.style)


def slot_time(schedule: Schedule) -> SlotTime | None:
    """Return the time of the slot where the room is; None if the agenda does not have that slot."""
    row = schedule.current
    if row is None:
        return None
    if row.left < 0:
        sign = "" if schedule.running else "❚❚ "
        return SlotTime(f" {sign}OVER {minutes_and_seconds(-row.left)} ", ALARM)
    left = minutes_and_seconds(row.left)
    if not schedule.started:
        return SlotTime(f"{left} · not started", "")
    if not schedule.running:
        return SlotTime(f" ❚❚ {left} paused ", "reverse")
    last = row.planned > 0 and row.left / row.planned <= WARNING_SHARE
    text = f"▶ {left} left of {row.planned // MINUTE}"
    return SlotTime(f" {text} ", WARNING) if last else SlotTime(text)


class AlarmLine(Widget):
    """Shows a status that is an alarm, on screens without a top line; hidden otherwise."""

    text = reactive("")

    def on_mount(self) -> None:
        self.watch_text()

    def watch_text(self) -> None:
        self.display = bool(self.text)

    def show_status(self, status: Status) -> None:
        """Show a status if it is an alarm."""
        self.text = clean_line(status.text) if status.alarm else ""

    def render(self) -> RenderResult:
        return Content(f" {self.text} ").stylize(ALARM)


class Placed(NamedTuple):
    """A hint of the key bar with its text and the cell where it begins."""

    hint: Hint
    text: str
    start: int

    @property
    def end(self) -> int:
        """The cell behind it."""
        return self.start + _hint_cells(self.hint, self.text)


def _hint_cells(hint: Hint, text: str) -> int:
    key = Content(hint.key).cell_length
    return key + bool(key) + Content(text).cell_length + 2 * hint.loud


class KeyBar(Widget):
    """Shows what works where the focus is, then the keys that work everywhere; a click on one does the same."""

    DIVIDER = " │ "

    class Pressed(Message):
        """The user clicked on a command."""

        def __init__(self, command_id: str) -> None:
            super().__init__()
            self.command_id = command_id

    footer: reactive[Footer] = reactive(Footer)

    def __init__(self, footer: Footer | None = None, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.set_reactive(KeyBar.footer, footer or Footer())

    def render(self) -> RenderResult:
        parts: list[Content] = []
        at, halves = 0, self._placed(self.size.width)
        for number, half in enumerate(halves):
            for placed in half:
                divides = number and placed is half[0] and halves[0]
                gap = (
                    Content(self.DIVIDER).stylize("$text-muted") if divides else Content(" " * (placed.start - at))
                )
                parts += [gap, self._drawn(placed)]
                at = placed.end
        return Content("").join(parts)

    @staticmethod
    def _drawn(placed: Placed) -> Content:
        if placed.hint.loud:
            return Content(f" {placed.hint.key} {placed.text} ").stylize("reverse")
        key = f"{placed.hint.key} " if placed.hint.key else ""
        return Content.assemble((key, "bold $accent"), placed.text)

    def _placed(self, width: int) -> tuple[list[Placed], list[Placed]]:
        """Return the hints of both halves that fit, in full or brief; the left half loses first."""
        (left, right, kept) = self.footer
        for gap, brief in ((2, False), (1, True)):
            halves = self._in_order(left, right, gap, brief)
            if self._end(halves) <= width:
                return halves
        while self._end(halves) > width and (left or len(right) > kept):
            left, right = (left[:-1], right) if left else (left, right[: -kept - 1] + right[-kept:])
            halves = self._in_order(left, right, 1, brief=True)
        return halves

    def _in_order(
        self, left: tuple[Hint, ...], right: tuple[Hint, ...], gap: int, brief: bool
    ) -> tuple[list[Placed], list[Placed]]:
        """Return the hints one after the other."""
        halves: tuple[list[Placed], list[Placed]] = ([], [])
        at = 0
        for half, hints in zip(halves, (left, right), strict=True):
            for hint in hints:
                text = hint.brief or hint.text if brief else hint.text
                if at:
                    at += gap if half else len(self.DIVIDER)
                half.append(Placed(hint, text, at))
                at = half[-1].end
        return halves

    @staticmethod
    def _end(halves: tuple[list[Placed], list[Placed]]) -> int:
        return max((placed.end for half in halves for placed in half), default=0)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        offset = event.get_content_offset(self)
        for placed in [*self._placed(self.size.width)[0], *self._placed(self.size.width)[1]]:
            if offset is not None and placed.start <= offset.x < placed.end:
                self._do(placed.hint)

    def _do(self, hint: Hint) -> None:
        if hint.command:
            self.post_message(self.Pressed(hint.command))
        elif hint.press:
            key = hint.press
            self.app.post_message(events.Key(key, key if len(key) == 1 else None))


class SectionBar(Widget):
    """Shows the titles of the sections of a stage; hidden if there is only one."""

    titles: reactive[tuple[str, ...]] = reactive((), layout=True)
    current = reactive(0)

    class Clicked(Message):
        """The user clicked on a section."""

        def __init__(self, section: int) -> None:
            super().__init__()
            self.section = section

    def on_mount(self) -> None:
        self.watch_titles()

    def watch_titles(self) -> None:
        self.display = len(self.titles) > 1

    def render(self) -> RenderResult:
        return Content("").join(part for part, _ in self._parts())

    def _parts(self) -> list[tuple[Content, int]]:
        """Return what is shown, each with the section that a click on it shows: titles, and counts of the rest."""
        parts = [(self._label(number), number) for number in range(len(self.titles))]
        first, last = 0, len(parts)
        while _cells(shown := self._with_counts(parts, first, last)) > self.size.width and last - first > 1:
            # The first titles stay where they are for as long as the current one fits behind them.
            if last - 1 > self.current:
                last -= 1
            else:
                first += 1
        return shown

    @staticmethod
    def _with_counts(parts: list[tuple[Content, int]], first: int, last: int) -> list[tuple[Content, int]]:
        """Return the parts from `first` to before `last`, with the number of those left out on either side."""
        muted, left = "$text-muted", len(parts) - last
        before = [(Content(f"‹ {first} more ").stylize(muted), first - 1)] if first else []
        after = [(Content(f" {left} more ›").stylize(muted), last)] if left else []
        return [*before, *parts[first:last], *after]

    def _label(self, number: int) -> Content:
        text = f" {self.titles[number]} "
        return Content(text).stylize(SELECTED if number == self.current else "$text-muted")

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        left = 0
        for part, number in self._parts():
            right = left + part.cell_length
            if offset is not None and left <= offset.x < right:
                self.post_message(self.Clicked(number))
            left = right


def _cells(parts: list[tuple[Content, int]]) -> int:
    return sum(part.cell_length for part, _ in parts)
