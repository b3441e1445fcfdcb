"""Draws the rows of the home screen: one line for each session, in columns."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from wbtui.core.text import one_line, spelled_out
from wbtui.core.time.schedule import total_spent
from wbtui.ui.themes import ALARM
from wbtui.wording import located
from wbtui.wording.times import age, duration

if TYPE_CHECKING:
    from wbtui.core.listing import Listed
    from wbtui.core.progress import Progress

UNSAVED_LABEL = "not all saved"
CONFLICT_COPY_LABEL = "conflict copy"
CUT_OFF_LABEL = "may be incomplete"
INDENT = 2
"""Cells by which a pivot stands further in than the session it came from."""
MAX_LEVEL = 4
"""The level from which pivots stand no further in."""
MARGIN = 3
"""Cells before the title, which hold the sign of a file that cannot be read."""
MIN_STAGES = 8
"""Cells of the signs of the stages, so that the columns stay where they are while files are read."""
MIN_TITLE = 20
"""Cells that stay for a title beside a long reason."""
GAP = "  "


class Columns(NamedTuple):
    """The widths of the columns in cells; 0 for one that is not shown."""

    title: int
    status: int
    stage: int
    done: int
    time: int
    last: int


def columns(width: int, stages: int) -> Columns:
    """Return the columns for a width in cells; `stages` is the number of stages of the longest workbook."""
    done = max(MIN_STAGES, stages)
    if width >= 96:
        rest = {"status": 8, "stage": 18, "done": done, "time": 10, "last": 10}
    elif width >= 60:
        rest = {"status": 0, "stage": 16, "done": done, "time": 0, "last": 10}
    else:
        rest = {"status": 0, "stage": 0, "done": done, "time": 0, "last": 10}
    taken = sum(cells + len(GAP) for cells in rest.values() if cells)
    return Columns(title=max(1, width - MARGIN - taken - 1), **rest)


def draw_heading(shape: Columns) -> Content:
    """Return the names of the columns."""
    names = ("title", "status", "stage", "done", "time", "last")
    cells = [Content(name).truncate(width, pad=True) for name, width in zip(names, shape, strict=True) if width]
    return Content.assemble(" " * MARGIN, Content(GAP).join(cells)).stylize("$text-muted")


def draw_session(listed: Listed, now: datetime, shape: Columns, *, unsaved: bool, same_title: bool) -> Content:
    """Return the row of a session, or of a file that cannot be read with the reason.

    `same_title` tells whether another session has the title, so that only the file name tells them apart.
    """
    inset = min(listed.level, MAX_LEVEL) * INDENT
    wrong = listed.head is None or listed.problem
    sign = Content.assemble(" ", ("!", ALARM), " ") if wrong else Content(" " * MARGIN)
    title = Content(f"{' ' * (inset - INDENT)}↳ " if inset else "").append(one_line(listed.title, 200))
    last = Content(age(now.timestamp() - listed.changed) if listed.changed else "").truncate(shape.last, pad=True)
    if told := _told(listed, unsaved=unsaved, same_title=same_title):
        room = sum(cells + len(GAP) for cells in shape[:5] if cells) - len(GAP)
        cells = min(shape.title, max(MIN_TITLE, room - len(told) - len(GAP)))
        middle = [Content(told).truncate(max(0, room - cells - len(GAP)), ellipsis=True, pad=True)]
    else:
        cells, middle = shape.title, _facts(listed, shape)
    title = title.truncate(cells, ellipsis=True, pad=True).stylize("bold")
    return Content.assemble(sign, Content(GAP).join([title, *middle, last.stylize("$text-muted")]))


def _told(listed: Listed, *, unsaved: bool, same_title: bool) -> str:
    """Return what is more important than the facts of a session; empty for an ordinary one."""
    if listed.head is None or listed.problem:
        return one_line(located(listed.problem), 200) if listed.problem else ""
    told = [UNSAVED_LABEL if unsaved else "", CUT_OFF_LABEL if listed.doubt else ""]
    if listed.is_conflict_copy:
        told.append(f"{CONFLICT_COPY_LABEL}: {one_line(listed.path.name, 60)}")
    elif same_title:
        told.append(one_line(listed.path.name, 60))
    return " · ".join(text for text in told if text)


def _facts(listed: Listed, shape: Columns) -> list[Content]:
    head = listed.head
    if head is None:
        return []
    spent = total_spent(head, head.updated)
    texts = (
        head.status,
        spelled_out(head.slot),
        "".join(progress_mark(stage) for stage in listed.progress),
        duration(spent) if spent >= 60 else "",
    )
    return [
        Content(text).truncate(cells, ellipsis=True, pad=True).stylize("$text-muted")
        for text, cells in zip(texts, shape[1:5], strict=True)
        if cells
    ]


def progress_mark(progress: Progress) -> str:
    """Return the sign of a stage: done, begun, empty, or one that asks for nothing."""
    if not progress.asked:
        return "·"
    return "✓" if progress.done else "◐" if progress.answered else "○"
