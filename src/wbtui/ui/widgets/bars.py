"""The top line, the alarm line, the key bar with the status line, and the bar of sections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.screen import ModalScreen
from textual.widget import Widget

from wbtui.core.text import clean_line
from wbtui.core.time.formats import minutes_and_seconds
from wbtui.core.time.schedule import MINUTE, WARNING_SHARE
from wbtui.ui.commands.footer import Footer, StatusLine
from wbtui.ui.themes import ALARM, SELECTED, WARNING
from wbtui.ui.widgets.hints import DIVIDER, Placed, drawn, fitted, hint_cells
from wbtui.ui.widgets.messages import Named, Pressed

if TYPE_CHECKING:
    from wbtui.core.time.schedule import Schedule
    from wbtui.ui.commands.footer import Hint
    from wbtui.ui.controllers.status import Status

EDGE = 1
"""The cells that stay blank at both ends of the key bar."""
GAP = "  "
MIN_TITLE_CELLS = 10
"""The fewest cells in which a part of the title is shown."""
GROUNDS = {"warning": WARNING, "alarm": ALARM}


class TopBar(Widget):
    """Shows the title, the position, the time of the slot where the room is, and the status of saving."""

    left = reactive("")
    middle = reactive("")
    shorter: reactive[tuple[str, ...]] = reactive(())
    """Shorter texts for the middle, longest first."""
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
        strong = self._strong
        end = self._end.truncate(width, ellipsis=True)
        room = max(0, width - end.cell_length - 2)
        texts = [Content(text) for text in (self.middle, *self.shorter)]
        middle = next((text for text in texts if text.cell_length <= room), texts[-1])
        middle = middle.truncate(room, ellipsis=True)
        space = room - middle.cell_length - 2
        # A few letters of the title would tell nobody anything.
        known = space >= min(MIN_TITLE_CELLS, Content(self.left).cell_length)
        left = Content(self.left if known else "").truncate(max(0, space), ellipsis=True)
        last = width - end.cell_length - middle.cell_length - 2
        centre = min(max(left.cell_length + (2 if left else 1), (width - middle.cell_length) // 2), last)
        gap = width - centre - middle.cell_length - end.cell_length
        return Content.assemble(left.stylize(strong), " " * (centre - left.cell_length), middle, " " * gap, end)

    @property
    def _strong(self) -> str:
        # On terminals that reverse this bar bold text may turn grey.
        return "" if self.has_class("-away") else "bold"

    @property
    def _end(self) -> Content:
        """The time and the status."""
        right = Content(self.right).stylize(ALARM if self.alarm else "")
        time = self.time.drawn(self._strong) if self.time else Content("")
        return Content(GAP).join(part for part in (time, right) if part.cell_length)

    def on_click(self, event: events.Click) -> None:
        """Start or pause the clock by a click on the time; run the command of an alarm by a click on it."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        at = offset.x - max(0, self.size.width - self._end.cell_length)
        time = self.time.drawn("").cell_length if self.time else 0
        if 0 <= at < time:
            self.post_message(Pressed("pause"))
        elif at > time:
            self.post_message(Named(self.right, at - time - len(GAP)))


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
        over = f"OVER {minutes_and_seconds(-row.left)}"
        return SlotTime(f" {over} " if schedule.running else f" ❚❚ {over} paused ", ALARM)
    left = minutes_and_seconds(row.left)
    if not schedule.started:
        return SlotTime(f"{left} · not started", "")
    if not schedule.running:
        return SlotTime(f" ❚❚ {left} paused ", "reverse")
    last = row.left <= WARNING_SHARE * row.planned
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

    def on_click(self) -> None:
        """Run the command that the alarm names."""
        self.post_message(Named(self.text, 0))


@runtime_checkable
class HasStatusLine(Protocol):
    """An app with a status line."""

    @property
    def status_line(self) -> StatusLine:
        """The contents of the status line."""


class KeyBar(Widget):
    """Shows the status line, and below it what works where the focus is, then the keys that work everywhere.

    A click on a key does the same. Both lines are one widget: so every screen that has keys says the news, too.
    """

    footer: reactive[Footer] = reactive(Footer)
    said: reactive[StatusLine] = reactive(StatusLine)

    def __init__(self, footer: Footer | None = None, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.set_reactive(KeyBar.footer, footer or Footer())

    def on_mount(self) -> None:
        self.say()

    def say(self) -> None:
        """Show the present status line."""
        if isinstance(self.app, HasStatusLine):
            self.said = self.app.status_line

    def render(self) -> RenderResult:
        width = self.size.width
        status, _ = self._status(width - 2 * EDGE)
        keys = Content.assemble(" " * EDGE, self._keys(width - 2 * EDGE)).truncate(width, pad=True)
        return Content("\n").join([Content.assemble(" " * EDGE, status), keys.stylize("on $panel")])

    # The status line

    def _status(self, width: int) -> tuple[Content, list[Placed]]:
        """Return the status line, cut with an ellipsis if need be, and the keys behind its text."""
        said, ground, hints = self.said
        if isinstance(self.screen, ModalScreen):
            # A dialog takes no commands.
            hints = tuple(hint for hint in hints if not hint.command)
        room = max(0, width - sum(len(GAP) + hint_cells(hint, hint.text) for hint in hints))
        text = Content(f" {said} ").stylize(GROUNDS[ground]) if ground else Content(said)
        text = text.truncate(room, ellipsis=True)
        placed: list[Placed] = []
        at = text.cell_length
        for hint in hints:
            placed.append(Placed(hint, hint.text, at + (len(GAP) if at else 0)))
            at = placed[-1].end
        return self._joined(text, placed), placed

    @staticmethod
    def _joined(text: Content, placed: Sequence[Placed]) -> Content:
        parts, at = [text], text.cell_length
        for each in placed:
            parts += [Content(" " * (each.start - at)), drawn(each)]
            at = each.end
        return Content("").join(parts)

    # The keys

    def _keys(self, width: int) -> Content:
        parts: list[Content] = []
        at, halves = 0, fitted(self.footer, width)
        for number, half in enumerate(halves):
            for placed in half:
                divides = number and placed is half[0] and halves[0]
                gap = Content(DIVIDER).stylize("$text-muted") if divides else Content(" " * (placed.start - at))
                parts += [gap, drawn(placed)]
                at = placed.end
        return Content("").join(parts)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        offset, width = event.get_content_offset(self), self.size.width - 2 * EDGE
        if offset is None:
            return
        left, right = fitted(self.footer, width)
        for placed in [*left, *right] if offset.y else self._status(width)[1]:
            if placed.start <= offset.x - EDGE < placed.end:
                self._do(placed.hint)

    def _do(self, hint: Hint) -> None:
        if hint.command:
            self.post_message(Pressed(hint.command))
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
