"""The summary of the selected session on the home screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING

from textual.content import Content

from wbtui.core.errors import NewerFormatError, SessionError, WbtuiError
from wbtui.core.progress import derived, entry_is_complete, stage_progress
from wbtui.core.session import SHARED_LISTS
from wbtui.core.text import clean, clean_line, one_line
from wbtui.core.time.agenda import slots_of
from wbtui.core.time.formats import clock_time, minutes_and_seconds
from wbtui.core.time.schedule import schedule, stage_time
from wbtui.ui.screens.home_rows import progress_mark
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
TWO_COLUMNS_CELLS = 72
"""The width from which the facts stand beside the stages."""
STAGES_CELLS = 34
LABEL_CELLS = 15
MAX_FACT_LINES = 4
WAITING_TEXT = (
    "Some text could not be saved last time. It is safe on this computer. Open the session to recover it."
)


def summary(listed: Listed, load: Callable[[Path], ForReading], width: int, waiting: bool = False) -> Content:
    """Return progress, time and people of a session, or the problem of its file and the remedy.

    `load` reads the session, and raises WbtuiError if that fails. The lines take at most `width` cells. `waiting`
    tells whether the state folder has work of the session that could not be saved.
    """
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
    facts = list(_facts(found.session, found.workbook, listed))
    if width < TWO_COLUMNS_CELLS:
        stages = [*_stages(found.session, found.workbook, width), Content("")]
        lines = [*stages, *(line for label, text in facts for line in _fact(label, text, width, MAX_FACT_LINES))]
    else:
        right = [line for label, text in facts for line in _fact(label, text, width - STAGES_CELLS, 1)]
        left = list(_stages(found.session, found.workbook, STAGES_CELLS - 2))
        lines = [
            Content.assemble(one.truncate(STAGES_CELLS, pad=True), other)
            for one, other in zip_longest(left, right, fillvalue=Content(""))
        ]
    return Content("\n").join([*_heading(found.session, found.workbook, width), *notes, *lines])


def _trouble(name: str, error: WbtuiError, told: Iterable[str] = ()) -> Content:
    what = clean(statement(error.problem))
    parts = [Content(one_line(name, 200)).stylize("bold"), Content.assemble(("!", ALARM), f" {what}")]
    if isinstance(error, SessionError) and not isinstance(error, NewerFormatError):
        parts.append(Content(OFFER_TEXT))
    elif step := next_step(error.problem):
        parts.append(Content(clean(f"{step}.")))
    parts += [Content(f"! {text}").stylize("bold") for text in told]
    return Content("\n\n").join([*parts, Content(clean_line(error.problem.where.file)).stylize("$text-muted")])


def _heading(session: Session, workbook: Workbook, width: int) -> Iterator[Content]:
    """Yield the title with what Enter does, and below it how far the session has come."""
    title, does = Content(one_line(session.title, 200)).stylize("bold"), _next(session)
    room = max(1, width - len(does) - 2)
    yield Content.assemble(title.truncate(room, ellipsis=True, pad=True), "  ", does)
    yield Content(_state(session, workbook)).truncate(width, ellipsis=True).stylize("$text-muted")


def _next(session: Session) -> str:
    return "Enter goes on there" if session.clock.started else "Enter opens it"


def _state(session: Session, workbook: Workbook) -> str:
    agenda = workbook.agenda(session.agenda)
    facts = [session.status, agenda.title if agenda else session.agenda]
    plan = schedule(slots_of(session, workbook), session, session.updated)
    if not session.clock.started:
        facts.append(f"not started · {duration(sum(row.planned for row in plan.rows))}")
    elif row := plan.current:
        left = minutes_and_seconds(row.left) if row.left >= 0 else f"over {minutes_and_seconds(-row.left)}"
        at = clock_time(session.updated, session.updated)
        facts.append(f"{at} in {one_line(row.slot.title, 40)}, {left}{' left' if row.left >= 0 else ''}")
    return " · ".join(fact for fact in facts if fact)


def _fact(label: str, text: str, width: int, most: int) -> Iterator[Content]:
    """Yield the lines of a fact, at most `most`; the last one is cut."""
    cells = max(1, width - LABEL_CELLS - 1)
    for n, line in enumerate(_wrapped(text, cells, most)):
        name = Content("" if n else label).truncate(LABEL_CELLS, ellipsis=True, pad=True).stylize("$text-muted")
        yield Content.assemble(name, " ", Content(line).truncate(cells, ellipsis=True))


def _wrapped(text: str, cells: int, most: int) -> list[str]:
    """Return the text in lines of at most so many cells; what does not fit into `most` of them is on the last."""
    lines: list[str] = []
    rest = text
    while len(lines) + 1 < most and Content(rest).cell_length > cells:
        cut = next((at for at in range(min(cells, len(rest) - 1), 0, -1) if rest[at] == " "), 0)
        if not cut or Content(rest[:cut]).cell_length > cells:
            break
        lines.append(rest[:cut])
        rest = rest[cut + 1 :]
    return [*lines, rest]


def _facts(session: Session, workbook: Workbook, listed: Listed) -> Iterator[tuple[str, str]]:
    """Yield what one wants to know of a session before one opens it, each with its label."""
    if session.pivoted_from:
        # Title and id, as it is in the file.
        yield "Pivot of", one_line(session.pivoted_from.rpartition(" (")[0] or session.pivoted_from, 200)
    for _, field, place in workbook.places():
        text = session.text(place) or derived(field, place, session)
        if text and (field.role == "title" or field.derive == "today_statement") and field.kind != "choice":
            yield field.label, one_line(text, 200)
    for _, field, place in workbook.places():
        if field.shared and place.field in SHARED_LISTS and (entries := session.entries(place)):
            yield field.label, f"{len(entries)}"
    if questions := _open_questions(session, workbook):
        yield "Open", f"{questions} question{'' if questions == 1 else 's'}"
    if session.people:
        yield "People", ", ".join(_person(person.name, person.role) for person in session.people)
    yield "File", clean_line(listed.path.name)


def _person(name: str, role: str) -> str:
    return f"{one_line(name, 40)} ({one_line(role, 40)})" if role else one_line(name, 40)


def _open_questions(session: Session, workbook: Workbook) -> int:
    return sum(
        not entry_is_complete(field, place, entry, session)
        for _, field, place in workbook.places()
        if field.role == "qa"
        for entry in session.entries(place)
    )


def _stages(session: Session, workbook: Workbook, width: int) -> Iterator[Content]:
    """Yield one row for each stage; the titles are cut so that progress and time fit beside them."""
    rows = []
    for stage in workbook.stages:
        progress = stage_progress(stage, session)
        spent = stage_time(workbook, session, stage.id, session.updated)
        time = f"  {duration(spent.spent)}" if spent.spent >= 30 else ""
        here = "▶" if spent.current else " "
        count = f"{progress.answered}/{progress.asked}" if progress.asked else "optional"
        rows.append((f"{here}{progress_mark(progress)} ", stage.title, f"{count:<5}{time}"))
    marked = max((len(mark) + len(facts) for mark, _, facts in rows), default=0)
    title_cells = max(1, min(MAX_TITLE_CELLS, width - marked - 1))
    for mark, title, facts in rows:
        cut = Content(one_line(title)).truncate(title_cells, ellipsis=True, pad=True)
        yield Content.assemble(mark, cut, " ", (facts, "$text-muted"))
