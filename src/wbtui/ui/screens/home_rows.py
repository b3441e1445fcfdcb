"""Draws the two lines of a session on the home screen."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from wbtui.core.text import one_line, spelled_out
from wbtui.core.time.schedule import total_spent
from wbtui.ui.themes import ALARM
from wbtui.wording import located
from wbtui.wording.times import age, duration

if TYPE_CHECKING:
    from wbtui.core.listing import Listed

UNSAVED_LABEL = "not all saved"
CONFLICT_COPY_LABEL = "conflict copy"
CUT_OFF_LABEL = "may be incomplete"


def draw_session(listed: Listed, now: datetime, *, unsaved: bool) -> tuple[Content, Content]:
    """Return a line with the title and a line with facts, or else with the problem of the file."""
    head = listed.head
    if head is None or listed.problem:
        why = located(listed.problem) if listed.problem else ""
        return (
            Content.assemble(" ", ("!", ALARM), " ", one_line(listed.title, 200)),
            Content.assemble("   ", one_line(why, 200)),
        )
    spent = total_spent(head, head.updated)
    facts = [UNSAVED_LABEL if unsaved else "", CUT_OFF_LABEL if listed.doubt else ""]
    if listed.has_other_name:
        kind = f"{CONFLICT_COPY_LABEL}: " if listed.is_conflict_copy else ""
        facts.append(f"{kind}{one_line(listed.path.name, 60)}")
    facts += [spelled_out(head.slot), head.status, age(now.timestamp() - listed.changed)]
    facts += [duration(spent) if spent >= 60 else ""]
    return (
        Content.assemble("   ", (one_line(head.title, 200), "bold")),
        Content.assemble("   ", (" · ".join(fact for fact in facts if fact), "$text-muted")),
    )
