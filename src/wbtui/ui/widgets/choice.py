"""A widget that shows all options of a field and chooses one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from wbtui.core.change import SetAnswer
from wbtui.core.errors import ReadOnlyError
from wbtui.ui.widgets.form_lines import GAP_CELLS
from wbtui.ui.widgets.messages import StatusMessage

if TYPE_CHECKING:
    from wbtui.core.workbook.model import Field
    from wbtui.ui.widgets.answer_area import Answer


TEXT_SECONDS = 1.0
"""The seconds after a letter in which a blank belongs to a text that somebody types on, and chooses nothing."""
OVERRIDE = "  (pick one to override)"


class Choice(Widget, can_focus=True):
    """Shows the options of a field side by side; arrows choose one, Backspace clears the choice.

    A choice for an answer is in the session at once; in a dialog it is only posted as a message.
    """

    BINDINGS = [
        Binding("left", "choose(-1)", show=False),
        Binding("right,space", "choose(1)", show=False),
        Binding("backspace,delete", "clear", show=False),
        Binding("up", "leave(-1)", show=False),
        Binding("down", "leave(1)", show=False),
        Binding("enter", "submit", show=False),
    ]

    value = reactive("", layout=True)
    """The id of the chosen option; a value without an option is shown as it is."""
    computed = reactive("")
    """The id of the option that is derived from other answers while there is no value."""

    class Left(Message):
        """The user goes to the field before (-1) or after (1)."""

        def __init__(self, choice: Choice, by: int) -> None:
            super().__init__()
            self.choice = choice
            self.by = by

    class Submitted(Message):
        """The user pressed Enter."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

    class Edited(Message):
        """The user changed the choice; an answer is in the session already."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

    def __init__(self, field: Field, value: str = "", *, answer: Answer | None = None) -> None:
        super().__init__()
        self.field = field
        self.answer = answer
        self.set_reactive(Choice.value, answer.text if answer else value)
        self._typed_at = -math.inf
        """The time of the last letter that was typed here, which chooses nothing."""

    def rebind(self, answer: Answer) -> None:
        """Edit another answer."""
        if answer.field is not self.field:
            self.field = answer.field
            self.refresh(layout=True)
        self.answer = answer

    def show(self, value: str) -> None:
        """Show the id of an option that was chosen elsewhere."""
        self.value = value

    def render(self) -> Content:
        width = self.size.width
        lines = [Content("  ").join([self._option(n) for n in line]) for line in self._lines(width)]
        if self.value and not self.field.option(self.value):
            lines.append(Content.assemble("● ", self.value, " (not an option any more)"))
        elif self._made and lines[-1].cell_length + len(OVERRIDE) <= width:
            lines[-1] = Content.assemble(lines[-1], (OVERRIDE, "$text-muted"))
        return Content("\n").join(lines)

    def _option(self, number: int) -> Content:
        option = self.field.options[number]
        chosen = option.id == self.value
        sign = "● " if chosen else "= " if option.id == self._made else "○ "
        return Content.assemble(sign, (option.label, "" if sign == "○ " else "bold"))

    @property
    def _made(self) -> str:
        """The id of the option that stands for the answer while none is chosen."""
        return "" if self.value else self.computed

    def _lines(self, width: int) -> list[list[int]]:
        """Return the numbers of the options, row by row."""
        lines: list[list[int]] = [[]]
        used = 0
        for number, option in enumerate(self.field.options):
            needed = Content(option.label).cell_length + 2
            if lines[-1] and used + needed > width:
                lines.append([])
                used = 0
            lines[-1].append(number)
            used += needed + GAP_CELLS
        return lines

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        unknown = bool(self.value) and not self.field.option(self.value)
        return len(self._lines(width)) + unknown

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        lines = self._lines(self.size.width)
        if offset is None or offset.y >= len(lines):
            return
        x = 0
        for number in lines[offset.y]:
            option = self.field.options[number]
            width = Content(option.label).cell_length + 2
            if x <= offset.x < x + width:
                self._set("" if option.id == self.value else option.id)
            x += width + GAP_CELLS

    def on_key(self, event: events.Key) -> None:
        """Choose the option whose label is the digit that was pressed, such as 4 of 1 to 5; refuse a text."""
        if not event.is_printable:
            return
        in_text = event.time - self._typed_at < TEXT_SECONDS
        if event.character != " ":
            self._typed_at = event.time
        elif not in_text:
            return
        event.stop()
        event.prevent_default()
        digit = next((option for option in self.field.options if option.label == event.character), None)
        if digit and event.character and event.character.isdigit() and not in_text:
            self._set(digit.id)
        else:
            self.post_message(StatusMessage("Here ← and → choose an option. Tab: next field.", "choice"))

    def action_choose(self, by: int) -> None:
        ids = [option.id for option in self.field.options]
        at = ids.index(self.value) + by if self.value in ids else (0 if by > 0 else len(ids) - 1)
        self._set(ids[at % len(ids)])

    def action_clear(self) -> None:
        self._set("")

    def action_submit(self) -> None:
        self.post_message(self.Submitted(self))

    def action_leave(self, by: int) -> None:
        self.post_message(self.Left(self, by))

    def _set(self, value: str) -> None:
        self.value = value
        if answer := self.answer:
            try:
                answer.workshop.edit(SetAnswer(answer.place, value or None), origin=answer.origin)
            except ReadOnlyError:
                self.value = answer.text
        self.post_message(self.Edited(self))
