"""The rows of the timetable: planned and expected times, minutes, and a band across the day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from wbtui.core.text import one_line
from wbtui.core.time.formats import clock_time, minutes_of_drift, to_the_minute
from wbtui.core.time.schedule import MINUTE
from wbtui.ui.themes import WARNING
from wbtui.ui.widgets.agenda_lines import DONE, HERE, MINUTES_WELL_OVER

if TYPE_CHECKING:
    from wbtui.core.time.day import Span
    from wbtui.core.time.schedule import Row

TITLE_CELLS = 18
RULE_CELLS = 24
NUMBER_CELLS = 34
"""The cells of the columns between title and rule."""
EDGE_CELLS = 2
"""The cells that stay blank behind the band."""
MIN_BAND_CELLS = 24
"""The fewest cells in which a band says anything."""
USED, RUNNING, TO_COME = "█", "▓", "░"
UNKNOWN = "–"


class Day(NamedTuple):
    """The span of the day that the band shows."""

    start: datetime
    end: datetime

    def cell(self, at: datetime, cells: int) -> int:
        """Return the cell of a moment in a band of so many cells."""
        whole = max(1.0, (self.end - self.start).total_seconds())
        return max(0, min(cells, round((at - self.start).total_seconds() / whole * cells)))


def begun_at(rows: Sequence[Row]) -> dict[str, datetime]:
    """Return when each slot before the current one began, by its id, counted back from that one without pauses."""
    found: dict[str, datetime] = {}
    at = next((row.expected.start for row in rows if row.current and row.expected and row.plan), None)
    before = rows[: next((n for n, row in enumerate(rows) if row.current), 0)]
    for row in reversed(before):
        if at and row.passed:
            at -= timedelta(seconds=row.spent)
            found[row.slot.id] = at
    return found


def day_of(rows: Sequence[Row]) -> Day | None:
    """Return the span of all slots, planned and expected; None if no time of the day is known."""
    spans = [span for row in rows for span in (row.plan, row.expected) if span]
    return Day(min(span.start for span in spans), max(span.end for span in spans)) if spans else None


def header(width: int, day: Day | None) -> Content:
    """Return the names of the columns, and the hours above the band."""
    named = f"   {'slot':<{TITLE_CELLS}}{'plan':>6}{'now':>8}{'min':>6}{'used':>6}{'±':>5}   rule"
    cells = band_cells(width)
    if not day or not cells:
        return Content(named).truncate(width).stylize("$text-muted")
    marks = [" "] * (cells + 5)
    hour = day.start.replace(minute=0, second=0, microsecond=0)
    while hour <= day.end:
        if hour >= day.start:
            at = day.cell(hour, cells)
            if at + 5 <= cells and not "".join(marks[at : at + 6]).strip():
                marks[at : at + 5] = f"{hour:%H:%M}"
        hour += timedelta(hours=1)
    text = f"{named:<{width - cells - EDGE_CELLS}}{''.join(marks[:cells])}"
    return Content(text).truncate(width).stylize("$text-muted")


def band_cells(width: int) -> int:
    """Return the cells that are left for a band, 0 if they are too few."""
    left = width - EDGE_CELLS - 3 - TITLE_CELLS - NUMBER_CELLS - RULE_CELLS - 1
    return left if left >= MIN_BAND_CELLS else 0


def row_line(row: Row, begun: datetime | None, width: int, now: datetime, day: Day | None) -> Content:
    """Return the row of a slot; `begun` is when it really began, if it is over."""
    sign = HERE if row.current else DONE if row.passed else " "
    title = Content(one_line(row.slot.title)).truncate(TITLE_CELLS, ellipsis=True, pad=True)
    more = round((row.spent - row.planned) / MINUTE) if row.passed else 0
    difference = f"+{more}" if more > 0 else f"−{-more}" if more else "·" if row.passed else ""
    used = f"{round(row.spent / MINUTE)}" if row.spent >= 1 else ""
    minutes = f"{row.planned // MINUTE}" if row.planned else UNKNOWN
    parts: list[str | Content | tuple[str, str]] = [
        f" {sign} ",
        title.stylize("bold" if row.current else "$text-muted" if not row.planned else ""),
        (f"{_time(row.plan, row.plan, now):>6}", "$text-muted"),
        f"{clock_time(begun, now) if begun else _time(row.expected, row.plan, now):>8}",
        f"{minutes:>6}{used:>6}{' ' * (5 - len(difference))}",
        (difference, WARNING if more >= MINUTES_WELL_OVER else "$text-muted"),
        "   ",
    ]
    cells = band_cells(width)
    if day and cells:
        rule = rules(row).truncate(RULE_CELLS, ellipsis=True, pad=True)
        parts += [rule, f" {_band(row, begun, day, now, cells)[:cells]}"]
    else:
        parts.append(rules(row))
    return Content.assemble(*parts).truncate(width, ellipsis=True)


def rules(row: Row) -> Content:
    """Return what holds for a slot, and for how many minutes there is no room before its fixed time."""
    slot = row.slot
    told = [f"fixed {slot.at:%H:%M}"] if slot.at else []
    told += ["must"] if slot.must else []
    told += ["may go"] if slot.may_go else []
    told += [f"min {slot.least}"] if slot.least is not None and slot.least < slot.minutes else []
    told += [] if row.planned or row.passed or row.current else ["skipped"]
    too_many = minutes_of_drift(row.expected.too_many) if row.expected else 0
    text = Content(", ".join(told))
    return Content.assemble((f"{too_many} min too many", WARNING), "  ", text) if too_many else text


def _time(span: Span | None, plan: Span | None, now: datetime) -> str:
    return clock_time(to_the_minute(span.start, plan and plan.start), now) if span else UNKNOWN


def _band(row: Row, begun: datetime | None, day: Day, now: datetime, cells: int) -> str:
    """Return the part of the day that a slot takes: what was used, what runs, and what is to come."""
    if begun:
        start = day.cell(begun, cells)
        return " " * start + USED * max(1, day.cell(begun + timedelta(seconds=row.spent), cells) - start)
    if row.expected is None or not (row.planned or row.spent):
        return ""
    start, end = min(cells - 1, day.cell(row.expected.start, cells)), day.cell(row.expected.end, cells)
    used = max(0, min(day.cell(now, cells), end) - start) if row.current else 0
    return " " * start + RUNNING * used + TO_COME * max(not used, end - start - used)
