"""What the facilitator says and does, and what good looks like."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from wbtui.core.workbook import BankQuestion, Field, Slot, Stage, Step


class Coach(VerticalScroll, can_focus=False):
    """Script, help and pitfalls for where the person is."""

    def compose(self) -> ComposeResult:
        yield Static(markup=False)

    def show(
        self,
        slot: Slot,
        stage: Stage | None,
        field: Field | None,
        purpose: str = "",
        question: BankQuestion | None = None,
    ) -> None:
        """Show the help for a field of a stage, then the script of the slot."""
        blocks = [*_question(question), *_field(field)]
        blocks += _script(slot.script or (stage.script if stage else ()))
        if stage:
            blocks += [*_titled("Why", purpose or stage.purpose), *_pitfalls(stage)]
        self.query_one(Static).update(Content("\n\n").join(blocks))
        self.scroll_home(animate=False)


def _titled(title: str, text: str) -> Iterator[Content]:
    if text:
        yield Content.assemble((title, "bold $text-accent"), "\n", text)


def _question(question: BankQuestion | None) -> Iterator[Content]:
    if question:
        yield from _titled(f"{question.id} · the answer must carry", question.carries)


def _field(field: Field | None) -> Iterator[Content]:
    if field is None:
        return
    yield from _titled("Ask", field.prompt)
    yield from _titled("Good", field.good)
    yield from _titled("Not so good", field.bad)
    yield from _titled("For example", field.example)


def _script(steps: tuple[Step, ...]) -> Iterator[Content]:
    if not steps:
        return
    lines = []
    for step in steps:
        minutes = f"{step.minutes} min  " if step.minutes else ""
        if step.do:
            lines.append(Content.assemble((minutes, "dim"), step.do))
        if step.say:
            lines.append(Content.assemble((f"“{step.say}”", "italic")))
    yield Content.assemble(("Say and do", "bold $text-accent"), "\n", Content("\n").join(lines))


def _pitfalls(stage: Stage) -> Iterator[Content]:
    if stage.pitfalls:
        lines = [Content.assemble("! ", (trap.sign, "bold"), " ", trap.remedy) for trap in stage.pitfalls]
        yield Content.assemble(("Watch for", "bold $text-accent"), "\n", Content("\n").join(lines))
