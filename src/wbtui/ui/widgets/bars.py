"""The top line, the alarm line, the key bar, and the bar of sections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from wbtui.core.text import clean_line
from wbtui.core.time.formats import minutes_and_seconds
from wbtui.core.time.schedule import LAST_PART, MINUTE
from wbtui.ui.commands.keys import MENU_KEY, key_label

if TYPE_CHECKING:
    from wbtui.core.time.schedule import Schedule
    from wbtui.ui.commands.command import AnyCommand
    from wbtui.ui.controllers.status import Status


class TopBar(Widget):
    """Shows the title, the position, the time of the slot where the room is, and the status of saving."""

    left = reactive("")
    middle = reactive("")
    time: reactive[SlotTime | None] = reactive(None)
    """The time to show; None on screens without a session."""
    right = reactive("")
    alarm = reactive(False, toggle_class="-alarm")
    """Whether the right part is bad news."""

    def show_status(self, status: Status) -> None:
        """Show a status on the right."""
        self.right, self.alarm = clean_line(status.text), status.alarm

    def show_time(self, schedule: Schedule) -> None:
        """Show the time of the slot where the room is."""
        self.time = slot_time(schedule)

    def render(self) -> RenderResult:
        """Draw time and status in full; on a narrow terminal shorten the left part first, then the middle."""
        width = self.size.width
        right = Content(self.right).stylize("bold $text-error" if self.alarm else "")
        time = self.time.content if self.time else Content("")
        end = Content("  ").join(part for part in (time, right) if part.cell_length)
        end = end.truncate(width, ellipsis=True)
        room = max(0, width - end.cell_length - 2)
        middle = Content(self.middle).truncate(room, ellipsis=True)
        left = Content(self.left).truncate(max(0, room - middle.cell_length - 2), ellipsis=True)
        last = width - end.cell_length - middle.cell_length - 2
        centre = min(max(left.cell_length + 2, (width - middle.cell_length) // 2), last)
        gap = width - centre - middle.cell_length - end.cell_length
        return Content.assemble(left.stylize("bold"), " " * (centre - left.cell_length), middle, " " * gap, end)


class SlotTime(NamedTuple):
    """The time of a slot as a word, a sign and a ground, so that it does not depend on colours."""

    text: str
    style: str = "bold"

    @property
    def content(self) -> Content:
        """The text in its style."""
        return Content(self.text).stylize(self.style)


def slot_time(schedule: Schedule) -> SlotTime | None:
    """Return the time of the slot where the room is; None if the agenda does not have that slot."""
    row = schedule.current
    if row is None:
        return None
    if row.left < 0:
        sign = "" if schedule.running else "❚❚ "
        return SlotTime(f" {sign}OVER {minutes_and_seconds(-row.left)} ", "bold $background on $error")
    left = minutes_and_seconds(row.left)
    if not schedule.started:
        return SlotTime(f"{left} · not started", "")
    if not schedule.running:
        return SlotTime(f" ❚❚ {left} paused ", "reverse")
    last = row.planned > 0 and row.left / row.planned <= LAST_PART
    text = f"▶ {left} left of {row.planned // MINUTE}"
    return SlotTime(f" {text} ", "bold $background on $warning") if last else SlotTime(text)


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
        return Content(self.text).stylize("bold $text-error")


class KeyBar(Widget):
    """Shows the most frequent keys; a click on one runs its command."""

    class Pressed(Message):
        """The user clicked on a command."""

        def __init__(self, command_id: str) -> None:
            super().__init__()
            self.command_id = command_id

    running = reactive(False)
    """Whether the clock runs, which decides the label of its key."""

    def __init__(self, commands: Sequence[AnyCommand]) -> None:
        super().__init__()
        shown = [command for command in commands if command.footer]
        self._all = [(command.key_label, command.footer, command.id) for command in shown]

    def with_menu(self) -> KeyBar:
        """Add the key of the command menu before the last key, and return the bar."""
        self._all.insert(len(self._all) - 1, (key_label(MENU_KEY), "menu", "menu"))
        return self

    @property
    def _keys(self) -> list[tuple[str, str, str]]:
        clock = "pause" if self.running else "start"
        return [(key, clock if id_ == "pause" else label, id_) for key, label, id_ in self._all]

    def render(self) -> RenderResult:
        gap, keys = self._fitting()
        parts = [Content.assemble((key, "bold $accent"), " ", label) for key, label, _ in keys]
        return Content(" " * gap).join(parts)

    def _fitting(self) -> tuple[int, list[tuple[str, str, str]]]:
        """Return the gap between the keys in cells, and the keys that fit; the last two always do."""
        keys = list(self._keys)
        while len(keys) > 3 and self._width(keys, 1) > self.size.width:
            del keys[-3]
        return (2 if self._width(keys, 2) <= self.size.width else 1), keys

    @staticmethod
    def _width(keys: list[tuple[str, str, str]], gap: int) -> int:
        return sum(Content(key).cell_length + 1 + len(label) + gap for key, label, _ in keys) - gap

    def on_click(self, event: events.Click) -> None:
        gap, keys = self._fitting()
        offset = event.get_content_offset(self)
        x = 0
        for key, label, command_id in keys:
            width = Content(key).cell_length + 1 + len(label)
            if offset is not None and x <= offset.x < x + width:
                self.post_message(self.Pressed(command_id))
            x += width + gap


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
        before = [(Content(f"‹ {first} more ").stylize("dim"), first - 1)] if first else []
        after = [(Content(f" {len(parts) - last} more ›").stylize("dim"), last)] if last < len(parts) else []
        return [*before, *parts[first:last], *after]

    def _label(self, number: int) -> Content:
        text = f" {self.titles[number]} "
        return Content(text).stylize("bold reverse" if number == self.current else "dim")

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
