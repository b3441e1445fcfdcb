"""The agenda as lines, one for each slot: for the column at the left, and for the row of signs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from wbtui.core.time.schedule import MINUTE
from wbtui.ui.themes import SELECTED, WARNING

if TYPE_CHECKING:
    from wbtui.core.progress import Progress
    from wbtui.core.time.schedule import Row, Schedule
    from wbtui.core.workbook.model import Slot, Workbook

MINUTES_WELL_OVER = 3
"""Minutes over the plan of a slot from which they are a warning; fewer are normal, and only have a sign."""
SIGN_CELLS, MINUTES_CELLS, DIFFERENCE_CELLS, EDGE_CELLS = 3, 4, 3, 1
QUARTER_SIGNS = ("", "¼", "½", "¾", "¾")
"""The signs for the used quarters of a slot; a full slot has none, because its time is shown as over."""
HERE, DONE, BEGUN, TO_COME, LEFT_OUT = "▶", "✓", "◐", "·", "–"
"""The signs of a slot: the room is there, was there and answered all or a part, comes there, or leaves it out."""


class AgendaLine(NamedTuple):
    """The line of the agenda about one slot."""

    slot: str
    sign: str
    titles: tuple[str, ...]
    """The title, and shorter ones for where it does not fit."""
    done: str
    """The progress of the stage, such as `3/5`, at the first slot of a stage; else empty."""
    minutes: str
    difference: str
    late: bool
    looked_at: bool

    @property
    def here(self) -> bool:
        """True if the room is in this slot."""
        return self.sign == HERE

    def drawn(self, width: int) -> Content:
        """Return the line in `width` cells; title and progress share the room that the numbers leave."""
        cells = max(0, width - SIGN_CELLS - MINUTES_CELLS - DIFFERENCE_CELLS - EDGE_CELLS)
        done = f" {self.done}" if self.done else ""
        if all(Content(title).cell_length + len(done) > cells for title in self.titles[:2]):
            done = ""
        room = cells - len(done)
        title = next((each for each in self.titles if Content(each).cell_length <= room), self.titles[0])
        style = "bold" if self.here else "$text-muted" if self.sign == LEFT_OUT else ""
        difference = self.difference.rjust(DIFFERENCE_CELLS)
        gap = len(difference) - len(self.difference)
        line = Content.assemble(
            f" {self._column_sign} ".ljust(SIGN_CELLS),
            Content(title).truncate(max(0, room), ellipsis=True, pad=True).stylize(style),
            (done, "$text-muted"),
            (self.minutes.rjust(MINUTES_CELLS), "$text-muted"),
            " " * gap,
            (self.difference, WARNING if self.late else "$text-muted"),
            " " * EDGE_CELLS,
        )
        return Content(line.plain).stylize(SELECTED) if self.looked_at else line

    @property
    def _column_sign(self) -> str:
        return " " if self.sign in (TO_COME, LEFT_OUT) else self.sign


def agenda_lines(
    schedule: Schedule, workbook: Workbook, looking: str, done: Mapping[str, Progress]
) -> tuple[AgendaLine, ...]:
    """Return a line for each slot; `done` is the progress of each stage, `looking` the slot on the screen."""
    lines = []
    here = next((at for at, row in enumerate(schedule.rows) if row.current), 0)
    told: set[str] = set()
    for at, row in enumerate(schedule.rows):
        progress = done.get(row.slot.stage)
        told_here = progress and progress.asked and row.slot.stage not in told
        told.add(row.slot.stage)
        difference, late = _difference(row)
        lines.append(
            AgendaLine(
                row.slot.id,
                _sign(row, before=at < here, progress=progress),
                tuple(_titles(row.slot, workbook)),
                f"{progress.answered}/{progress.asked}" if progress and told_here else "",
                f"{row.planned // MINUTE}" if row.planned else "–",
                difference,
                late,
                row.slot.id == looking,
            )
        )
    return tuple(lines)


def columns_named(width: int) -> str:
    """Return the names of the columns."""
    return f"{'done':>{max(0, width - MINUTES_CELLS - DIFFERENCE_CELLS - EDGE_CELLS)}}{'min':>4}{'±':>3} "


def _sign(row: Row, *, before: bool, progress: Progress | None) -> str:
    if row.current:
        return HERE
    if row.passed and (progress is None or progress.done):
        return DONE
    if row.passed and progress and (progress.answered or row.spent >= MINUTE):
        return BEGUN
    return TO_COME if row.planned and not before else LEFT_OUT


def _titles(slot: Slot, workbook: Workbook) -> list[str]:
    """Return the title, with a sign for its "and", and with the short title of its stage."""
    brief = slot.title.replace(" and ", " & ")
    stage = workbook.stage(slot.stage)
    briefer = brief.replace(stage.title, stage.short) if stage and stage.short else brief
    return list(dict.fromkeys((slot.title, brief, briefer)))


def _difference(row: Row) -> tuple[str, bool]:
    """Return how far a slot is from its plan, and whether it is well over it."""
    if row.spent < 1:
        return "", False
    if row.current and row.planned and row.left >= 0:
        return QUARTER_SIGNS[round(4 * row.spent / row.planned)], False
    minutes = round((row.spent - row.planned) / MINUTE)
    if row.current:
        minutes = max(1, minutes)
    said = f"+{minutes}" if minutes > 0 else f"−{-minutes}" if minutes else "·"
    return said, bool(row.planned) and minutes >= MINUTES_WELL_OVER
