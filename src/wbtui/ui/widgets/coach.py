"""The coach: advice on what to say now and what a good answer is, at a glance or with the whole script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from wbtui.core.text import quoted
from wbtui.ui.commands.keys import keys_of
from wbtui.ui.widgets.form_lines import is_brief

if TYPE_CHECKING:
    from wbtui.core.workbook.model import BankQuestion, Field, Pitfall, Step

HEADING = "bold $heading"
LEAST_FOOT_ROWS, MOST_FOOT_ROWS = 2, 5
LABEL_CELLS = 6
"""Cells of a heading in the rows at the foot."""


class Advice(NamedTuple):
    """The current step and field, with all that the coach may show about them."""

    script: tuple[Step, ...] = ()
    number: int = 0
    """The position of the chosen step in the script."""
    field: Field | None = None
    question: BankQuestion | None = None
    """The ready-made question that the entry was made from."""
    purpose: str = ""
    pitfalls: tuple[Pitfall, ...] = ()

    @property
    def step(self) -> Step | None:
        """The chosen step; None without a script."""
        return self.script[self.number] if self.number < len(self.script) else None


class Block(NamedTuple):
    """A heading with its text."""

    title: str
    text: Content

    @property
    def content(self) -> Content:
        """The heading, and the text below it."""
        return Content.assemble((self.title, HEADING), "\n", self.text)


def whole(advice: Advice) -> Content:
    """Return everything: the chosen step, the help for the field, the whole script, and what may go wrong."""
    blocks = [*_now(advice.step), *_question(advice.question), *_field(advice.field)]
    if len(advice.script) > 1:
        blocks.append(Block("Full script", Content("\n").join(_lines(advice.script))))
    blocks += [*_titled("Why", advice.purpose), *_pitfalls(advice.pitfalls)]
    return Content("\n\n").join(block.content for block in blocks)


def at_a_glance(advice: Advice) -> list[Block]:
    """Return what a facilitator needs in this minute, the most urgent first."""
    field, step = advice.field, advice.step
    return [
        *(_titled("SAY", quoted(step.say)) if step and step.say else ()),
        *(_titled("DO", step.do) if step else ()),
        *_titled("A GOOD ANSWER CONTAINS", advice.question.carries if advice.question else ""),
        *(_titled("ASK", field.prompt) if field and not _has_prompt(field) else ()),
        *_titled("GOOD", field.good if field else ""),
        *(Block("WATCH FOR", block.text) for block in _pitfalls(advice.pitfalls)),
    ]


def _has_prompt(field: Field) -> bool:
    """Return whether the field itself has the whole prompt while it is empty; on the row of a label it is cut."""
    return field.kind in ("text", "entries") or (field.kind == "line" and not is_brief(field))


def coming(advice: Advice, width: int) -> list[Content]:
    """Return the step after the chosen one, its name and its minutes in one line; nothing after the last one."""
    number = advice.number + 1
    if number >= len(advice.script):
        return []
    step, heading = advice.script[number], Content("NEXT STEP").stylize(HEADING)
    minutes = Content(f" {step.minutes} min" if step.minutes else "").stylize("$text-muted")
    title = Content(step.title or f"{number + 1}")
    if len("NEXT STEP  ") + title.cell_length + minutes.cell_length <= width:
        return [Content.assemble(heading, "  ", title, minutes)]
    return [heading, title.truncate(max(1, width - minutes.cell_length), ellipsis=True) + minutes]


def fitted(blocks: Sequence[Block], last: Sequence[Content], width: int, rows: int, key: str) -> list[Content]:
    """Return the blocks and the last lines in so many rows; the row above those counts what is left out.

    `key` shows all of it.
    """
    lines: list[Content] = []
    for block in blocks:
        lines += [Content(""), *block.content.wrap(width)] if lines else block.content.wrap(width)
    end = [Content(""), *last] if last else []
    if len(lines) + len(end) <= rows:
        return [*lines, *end]
    end = end[1:]
    shown = _without_loose_end(lines[: max(0, rows - len(end) - 1)], blocks)
    hidden = sum(bool(line.plain) for line in lines[len(shown) :])
    sign = Content(f"… {hidden} more row{'' if hidden == 1 else 's'} · {key}").stylize("$text-muted")
    return [*shown, sign.truncate(width, ellipsis=True), *end][:rows]


def _without_loose_end(lines: list[Content], blocks: Sequence[Block]) -> list[Content]:
    """Return the lines without a blank or a heading at the end that nothing follows."""
    titles = {block.title for block in blocks}
    while lines and (not lines[-1].plain or lines[-1].plain in titles):
        lines = lines[:-1]
    return lines


def foot(advice: Advice, width: int, key: str, rows: int = LEAST_FOOT_ROWS) -> list[Content]:
    """Return what to say and what a good answer is, in so many rows that end with the key for the rest.

    With more than two rows, what to say is whole first, then there is what to do, then more of the answer.
    """
    blocks = {block.title: block for block in at_a_glance(advice)}
    spoken = [blocks[title] for title in ("SAY", "DO") if title in blocks]
    good = next((block for title, block in blocks.items() if title not in ("SAY", "DO", "ASK")), None)
    if good:
        good = Block("WATCH" if good.title == "WATCH FOR" else "GOOD", good.text)
    sign = Content(f" {key} coach")
    room = max(1, width - LABEL_CELLS)
    lines: list[Content] = []
    for block in spoken:
        if left := rows - len(lines) - (good is not None):
            lines += _foot_lines(block, room, left, 0 if good else sign.cell_length)
    if good:
        lines += _foot_lines(good, room, rows - len(lines), sign.cell_length)
    lines = [*lines, *[Content("")] * rows][:rows]
    gap = " " * max(0, width - lines[-1].cell_length - sign.cell_length)
    lines[-1] = Content.assemble(lines[-1], gap, (f" {key}", "bold $accent"), " coach")
    return lines


def _foot_lines(block: Block, room: int, rows: int, taken: int) -> list[Content]:
    """Return a block in at most so many rows, with `taken` cells left free in the last of them."""
    wrapped = block.text.wrap(room)
    first, rest = wrapped[: rows - 1], wrapped[rows - 1 :]
    lines = [_foot_line("" if at else block.title, line, room) for at, line in enumerate(first)]
    if rest:
        lines.append(_foot_line("" if lines else block.title, Content(" ").join(rest), room - taken))
    return lines


def _foot_line(title: str, text: Content, room: int) -> Content:
    label = title.ljust(LABEL_CELLS)[:LABEL_CELLS]
    line = Content(" ").join(text.split("\n")).truncate(max(1, room), ellipsis=True)
    return Content.assemble((label, HEADING), line)


def _titled(title: str, text: str) -> Iterator[Block]:
    if text:
        yield Block(title, Content(text))


def _question(question: BankQuestion | None) -> Iterator[Block]:
    if question:
        yield from _titled(f"{question.id} · a good answer contains", question.carries)


def _field(field: Field | None) -> Iterator[Block]:
    if field is None:
        return
    yield from _titled("Ask", field.prompt)
    yield from _titled("Good", field.good)
    yield from _titled("Weak", field.bad)
    yield from _titled("Example", field.example)


def _now(step: Step | None) -> Iterator[Block]:
    if step and (lines := _lines([step])):
        yield Block("Say now", Content("\n").join(lines))


def _lines(steps: Sequence[Step]) -> list[Content]:
    lines = []
    for step in steps:
        minutes = f"{step.minutes} min  " if step.minutes else ""
        if step.do:
            lines.append(Content.assemble((minutes, "$text-muted"), step.do))
        if step.say:
            lines.append(Content.assemble((quoted(step.say), "italic")))
    return lines


def _pitfalls(pitfalls: Sequence[Pitfall]) -> Iterator[Block]:
    if pitfalls:
        lines = [Content.assemble("! ", (trap.sign, "bold"), " ", trap.remedy) for trap in pitfalls]
        yield Block("Watch for", Content("\n").join(lines))


class Coach(Widget):
    """Shows the advice at a glance, cut to its height; a click shows all of it."""

    advice: reactive[Advice] = reactive(Advice())
    at_foot = reactive(False, toggle_class="-foot")
    """True if the coach has a few rows below the fields instead of a column beside them."""

    class Clicked(Message):
        """The user wants to see all of it."""

    def render(self) -> Content:
        width, rows = self.content_size
        key = keys_of(self).of("coach")
        if self.at_foot:
            lines = foot(self.advice, width, key, max(LEAST_FOOT_ROWS, rows))
        else:
            lines = fitted(at_a_glance(self.advice), coming(self.advice, width), width, rows, f"{key} {key}")
        return Content("\n").join(lines)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(self.Clicked())
