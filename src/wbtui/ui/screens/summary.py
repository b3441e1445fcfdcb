"""What home says about the selected session."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from wbtui.core.clock_face import duration
from wbtui.core.errors import WbtuiError
from wbtui.core.progress import stage_progress
from wbtui.core.schedule import spent, total_spent
from wbtui.core.session import Session
from wbtui.core.text import clean, clean_line, one_line
from wbtui.core.workbook import Workbook
from wbtui.files import codec, store
from wbtui.files.library import Listed
from wbtui.files.workbooks import Shelf


def summary(listed: Listed, shelf: Shelf) -> Content:
    """Progress, time and people; or what is wrong with the file."""
    try:
        session = codec.read(store.read_bytes(listed.path)).session
        workbook = shelf.load(session.workbook, listed.path.parent)
    except WbtuiError as error:
        return Content.assemble((one_line(listed.path.name), "bold"), "\n\n", (clean(str(error)), "$text-error"))
    return Content("\n").join(_lines(session, workbook, listed))


def _lines(session: Session, workbook: Workbook, listed: Listed) -> Iterator[Content]:
    agenda = workbook.agenda(session.agenda)
    yield Content(one_line(session.title, 200)).stylize("bold")
    yield Content.assemble((f"{session.status} · {agenda.title if agenda else session.agenda}", "dim"))
    if session.pivoted_from:
        yield Content.assemble(("pivot of ", "dim"), session.pivoted_from)
    yield Content("")
    for stage in workbook.stages:
        progress = stage_progress(stage, session)
        mark = "·" if not progress.asked else "✓" if progress.done else "◐" if progress.answered else "○"
        seconds = spent(session, stage.id, session.updated)
        time = f"  {duration(seconds)}" if seconds >= 30 else ""
        here = "▶" if stage.id == session.stage else " "
        count = f"{progress.answered} of {progress.asked}" if progress.asked else "–"
        facts = f"{count}{time}"
        yield Content.assemble(f"{here}{mark} {stage.title:<16}", (facts, "dim"))
    yield Content("")
    yield Content(f"{duration(total_spent(session, session.updated))} spent so far")
    if session.people:
        yield Content(", ".join(one_line(person.name, 40) for person in session.people))
    yield Content("")
    yield Content(clean_line(str(listed.path))).stylize("dim")
