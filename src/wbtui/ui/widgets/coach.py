"""The text of the coach: the facilitator's script, and help for the fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.content import Content

from wbtui.core.text import quoted

if TYPE_CHECKING:
    from wbtui.core.workbook.model import BankQuestion, Field, Stage, Step


def advice(
    script: tuple[Step, ...],
    stage: Stage | None,
    field: Field | None,
    step: int,
    purpose: str = "",
    question: BankQuestion | None = None,
) -> Content:
    """Return the chosen step of the script, the help for a field, and the whole script."""
    blocks = [*_steps("Say now", script[step : step + 1]), *_question(question), *_field(field)]
    if len(script) > 1:
        blocks += _steps("Full script", script)
    if stage:
        blocks += [*_titled("Why", purpose or stage.purpose), *_pitfalls(stage)]
    return Content("\n\n").join(blocks)


def _titled(title: str, text: str) -> Iterator[Content]:
    if text:
        yield Content.assemble((title, "bold $heading"), "\n", text)


def _question(question: BankQuestion | None) -> Iterator[Content]:
    if question:
        yield from _titled(f"{question.id} · a good answer contains", question.carries)


def _field(field: Field | None) -> Iterator[Content]:
    if field is None:
        return
    yield from _titled("Ask", field.prompt)
    yield from _titled("Good", field.good)
    yield from _titled("Weak", field.bad)
    yield from _titled("Example", field.example)


def _steps(title: str, steps: tuple[Step, ...]) -> Iterator[Content]:
    if not steps:
        return
    lines = []
    for step in steps:
        minutes = f"{step.minutes} min  " if step.minutes else ""
        if step.do:
            lines.append(Content.assemble((minutes, "$text-muted"), step.do))
        if step.say:
            lines.append(Content.assemble((quoted(step.say), "italic")))
    yield Content.assemble((title, "bold $heading"), "\n", Content("\n").join(lines))


def _pitfalls(stage: Stage) -> Iterator[Content]:
    if stage.pitfalls:
        lines = [Content.assemble("! ", (trap.sign, "bold"), " ", trap.remedy) for trap in stage.pitfalls]
        yield Content.assemble(("Watch for", "bold $heading"), "\n", Content("\n").join(lines))
