"""Tests of the lines of the agenda: titles, signs, minutes and progress."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from tests.ui.driver import MORNING, built_in

from wbtui.core.new_session import new_session
from wbtui.core.progress import Progress
from wbtui.core.session import Clock
from wbtui.core.time.schedule import schedule
from wbtui.storage.workbooks import DEFAULT_WORKBOOK
from wbtui.ui.widgets.agenda_lines import AgendaLine, agenda_lines, columns_named

WORKBOOK = built_in()
COLUMN_CELLS = 29


def lines(
    agenda: str, slot: str = "", done: Mapping[str, Progress] | None = None, **spent: float
) -> list[AgendaLine]:
    """Return the lines of an agenda with the room in a slot, after so many minutes in some slots."""
    chosen = WORKBOOK.agenda(agenda)
    assert chosen
    clock = Clock(started=MORNING, spent={id_: minutes * 60 for id_, minutes in spent.items()})
    session = replace(new_session(WORKBOOK, DEFAULT_WORKBOOK, "Clinic", chosen, MORNING), slot=slot, clock=clock)
    return [*agenda_lines(schedule(WORKBOOK.slots(agenda), session, MORNING), WORKBOOK, "", done or {})]


@pytest.mark.fault("S8")
@pytest.mark.parametrize("width", [COLUMN_CELLS, 33])
@pytest.mark.parametrize("agenda", [agenda.id for agenda in WORKBOOK.agendas])
def test_no_title_of_an_agenda_is_cut(agenda: str, width: int) -> None:
    done = {stage.id: Progress(12, 13) for stage in WORKBOOK.stages}
    for line in lines(agenda, done=done):
        drawn = line.drawn(width).plain
        assert len(drawn) == width
        assert "…" not in drawn
        assert drawn[3:].startswith(line.titles)


@pytest.mark.fault("S8")
def test_a_long_title_is_shortened_or_cut_with_an_ellipsis() -> None:
    line = lines("90")[0]
    drawn = [
        replaced.drawn(COLUMN_CELLS).plain[3:21].rstrip()
        for titles in (("Press release draft", "Press rel. draft"), ("A title that is too long for it",))
        for replaced in (AgendaLine("", "✓", titles, "5/13", "20", "", late=False, looked_at=False),)
    ]
    assert drawn == ["Press rel. draft", "A title that is t…"]
    assert line.titles == ("Welcome and roles", "Welcome & roles")


@pytest.mark.parametrize(
    ("slot", "spent", "said"),
    [
        ("customer", 0.0, ""),
        ("customer", 1.0, ""),
        ("customer", 2.0, "¼"),
        ("customer", 5.0, "½"),
        ("customer", 8.0, "¾"),
        ("customer", 9.9, "¾"),
        ("customer", 10.2, "+1"),
        ("customer", 22.0, "+12"),
        ("problem", 0.0, ""),
        ("problem", 7.0, "−3"),
        ("problem", 10.0, "·"),
        ("problem", 12.0, "+2"),
        ("problem", 13.0, "+3"),
    ],
)
def test_a_slot_shows_its_difference_from_the_plan(slot: str, spent: float, said: str) -> None:
    line = lines("90", slot, customer=spent)[1]
    assert line.difference == said
    assert line.drawn(COLUMN_CELLS).plain.endswith(f" 10{said:>3} ")
    assert line.late is (said in ("+3", "+12"))


def test_signs_mark_the_slot_of_the_room_and_the_visited_ones() -> None:
    done = {"customer": Progress(5, 5), "problem": Progress(1, 9), "benefit": Progress(0, 4)}
    found = lines("60", "customer_faq", done, welcome=3, customer=8, problem=7, benefit=0.1)
    assert "".join(line.sign for line in found) == "✓✓◐––▶·–·"
    assert [line.drawn(COLUMN_CELLS).plain[1] for line in found] == [*"✓✓◐  ▶   "]
    assert [line.done for line in found[:3]] == ["", "5/5", "1/9"]


def test_the_first_slot_of_a_stage_shows_its_progress() -> None:
    done = {stage.id: Progress(2, 9) for stage in WORKBOOK.stages}
    found = {line.titles[0]: line.done for line in lines("240", done=done)}
    assert (found["Customer"], found["Evidence check"], found["Break"]) == ("2/9", "", "")


def test_the_columns_are_named_above_their_numbers_and_none_touches_the_edge() -> None:
    done = {"press_release": Progress(5, 13)}
    line = next(line for line in lines("90", "press_release", done, press_release=10) if line.here)
    assert (line.drawn(COLUMN_CELLS).plain, columns_named(COLUMN_CELLS)) == (
        " ▶ Press release 5/13  20  ½ ",
        "                 done min  ± ",
    )
