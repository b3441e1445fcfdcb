"""The top line, the alarm line, the key bar, and the bar of sections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from wbtui.core.text import clean_line
from wbtui.ui.commands.keys import MENU_KEY, key_label
from wbtui.ui.themes import ALARM, SELECTED

if TYPE_CHECKING:
    from wbtui.ui.commands.command import AnyCommand
    from wbtui.ui.controllers.status import Status


class TopBar(Widget):
    """Shows the title, the position, and the status of saving."""

    left = reactive("")
    middle = reactive("")
    right = reactive("")
    alarm = reactive(False, toggle_class="-alarm")
    """Whether the right part is bad news."""

    def show_status(self, status: Status) -> None:
        """Show a status on the right."""
        self.right, self.alarm = clean_line(status.text), status.alarm

    def render(self) -> RenderResult:
        """Draw the right part in full; on a narrow terminal shorten the left part first, then the middle."""
        width = self.size.width
        right = Content(self.right).truncate(width, ellipsis=True)
        room = max(0, width - right.cell_length - 2)
        middle = Content(self.middle).truncate(room, ellipsis=True)
        left = Content(self.left).truncate(max(0, room - middle.cell_length - 2), ellipsis=True)
        last = width - right.cell_length - middle.cell_length - 2
        centre = min(max(left.cell_length + 2, (width - middle.cell_length) // 2), last)
        gap = width - centre - middle.cell_length - right.cell_length
        return Content.assemble(
            # On terminals that reverse this bar bold text may turn grey.
            left.stylize("" if self.has_class("-away") else "bold"),
            " " * (centre - left.cell_length),
            middle,
            " " * gap,
            right.stylize(ALARM if self.alarm else ""),
        )


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
        return Content("").join(self._label(n) for n in self._visible())

    def _label(self, number: int) -> Content:
        text = f" {self.titles[number]} "
        return Content(text).stylize(SELECTED if number == self.current else "$text-muted")

    def _visible(self) -> range:
        """Return the numbers of the sections that fit, around the current one."""
        first = last = min(self.current, len(self.titles) - 1)
        widths = [Content(title).cell_length + 2 for title in self.titles]
        used = widths[first] if widths else 0
        while True:
            if last + 1 < len(widths) and used + widths[last + 1] <= self.size.width:
                last += 1
                used += widths[last]
            elif first > 0 and used + widths[first - 1] <= self.size.width:
                first -= 1
                used += widths[first]
            else:
                return range(first, last + 1)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        x = 0
        for number in self._visible():
            width = Content(self.titles[number]).cell_length + 2
            if offset is not None and x <= offset.x < x + width:
                self.post_message(self.Clicked(number))
            x += width
