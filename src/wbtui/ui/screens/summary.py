"""The summary of the selected session on the home screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from textual.content import Content

from wbtui.core.errors import NewerFormatError, SessionError, WbtuiError
from wbtui.core.progress import stage_progress
from wbtui.core.text import clean, clean_line, one_line
from wbtui.core.time.schedule import stage_time, total_spent
from wbtui.ui.themes import ALARM
from wbtui.wording import located, next_step, statement
from wbtui.wording.times import duration

if TYPE_CHECKING:
    from pathlib import Path

    from wbtui.core.listing import ForReading, Listed
    from wbtui.core.session import Session
    from wbtui.core.workbook.model import Workbook

OFFER_TEXT = "Enter finds the last readable version. Nothing changes until you agree."
MAX_TITLE_CELLS = 15
WAITING_TEXT = (
    "Some text could not be saved last time. It is safe on this computer. Open the session to recover it."
)


def summary(listed: Listed, load: Callable[[Path], ForReading], width: int, waiting: bool = False) -> Content:
    """Return progress, time and people of a session, or the problem of its file and the remedy.

    `load` reads the session, and raises WbtuiError if that fails. A row about a stage takes at most `width` cells.
    `waiting` tells whether the state folder has work of the session that could not be saved.
    """
    where = str(listed.path)
    try:
        found = load(listed.path)
    except WbtuiError as error:
        return _trouble(listed.path.name, error)
    told = [f"Read-only: {located(found.newer)}."] if found.newer else []
    told += [statement(found.suspect)] if found.suspect else []
    told += [WAITING_TEXT] if waiting else []
    if found.missing:
        return _trouble(found.session.title, found.missing, told)
    notes = [line for text in told for line in (Content(f"! {text}").stylize("bold"), Content(""))]
    path = Content(clean_line(where)).stylize("$text-muted")
    lines = [*_lines(found.session, found.workbook, width), *notes, path]
    return Content("\n").join(lines)


def _trouble(name: str, error: WbtuiError, told: Iterable[str] = ()) -> Content:
    what = clean(statement(error.problem))
    parts = [Content(one_line(name, 200)).stylize("bold"), Content.assemble(("!", ALARM), f" {what}")]
    if isinstance(error, SessionError) and not isinstance(error, NewerFormatError):
        parts.append(Content(OFFER_TEXT))
    elif step := next_step(error.problem):
        parts.append(Content(clean(f"{step}.")))
    parts += [Content(f"! {text}").stylize("bold") for text in told]
    return Content("\n\n").join([*parts, Content(clean_line(error.problem.where.file)).stylize("$text-muted")])


def _lines(session: Session, workbook: Workbook, width: int) -> Iterator[Content]:
    agenda = workbook.agenda(session.agenda)
    yield Content(one_line(session.title, 200)).stylize("bold")
    yield Content.assemble((f"{session.status} · {agenda.title if agenda else session.agenda}", "$text-muted"))
    if session.pivoted_from:
        # Title and id, as it is in the file.
        yield Content.assemble(
            ("pivot of ", "$text-muted"), session.pivoted_from.rpartition(" (")[0] or session.pivoted_from
        )
    yield Content("")
    yield from _stages(session, workbook, width)
    yield Content("")
    yield Content(f"{duration(total_spent(session, session.updated))} spent so far")
    if session.people:
        yield Content(", ".join(one_line(person.name, 40) for person in session.people))
    yield Content("")


def _stages(session: Session, workbook: Workbook, width: int) -> Iterator[Content]:
    """Yield one row for each stage; the titles are cut so that progress and time fit beside them."""
    rows = []
    for stage in workbook.stages:
        progress = stage_progress(stage, session)
        mark = "·" if not progress.asked else "✓" if progress.done else "◐" if progress.answered else "○"
        spent = stage_time(workbook, session, stage.id, session.updated)
        time = f"  {duration(spent.spent)}" if spent.spent >= 30 else ""
        here = "▶" if spent.current else " "
        count = f"{progress.answered} of {progress.asked}" if progress.asked else "optional"
        rows.append((f"{here}{mark} ", stage.title, f"{count}{time}"))
    marked = max((len(mark) + len(facts) for mark, _, facts in rows), default=0)
    title_cells = max(1, min(MAX_TITLE_CELLS, width - marked - 1))
    for mark, title, facts in rows:
        cut = Content(one_line(title)).truncate(title_cells, ellipsis=True, pad=True)
        yield Content.assemble(mark, cut, " ", (facts, "$text-muted"))
