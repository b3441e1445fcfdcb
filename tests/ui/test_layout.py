"""Tests of the breakpoints of the stage screen."""

from __future__ import annotations

from itertools import product

import pytest
from tests.ui import tour
from tests.ui.driver import House

from wbtui.ui.screens.layout import MAX_LINE_LETTERS, Layout, layout
from wbtui.ui.widgets.agenda_panel import AgendaPanel
from wbtui.ui.widgets.stage_head import StageHead

ROW, FOOT = 0, 0
EDGE_CARET_AND_BARS = 7
"""The cells beside a line of an answer: the edge, the caret, the scroll bar, and blanks."""


@pytest.mark.parametrize(
    ("columns", "agenda", "measure", "coach"),
    [
        (60, ROW, 84, FOOT),
        (80, ROW, 84, FOOT),
        (99, ROW, 84, FOOT),
        (100, ROW, 72, 26),
        (119, ROW, 72, 26),
        (120, 29, 60, 24),
        (159, 29, 60, 24),
        (160, 29, 84, 40),
        (199, 29, 84, 40),
        (200, 33, 84, 48),
        (300, 33, 84, 48),
    ],
)
def test_agenda_fields_and_coach_share_the_columns(columns: int, agenda: int, measure: int, coach: int) -> None:
    found = layout(columns, 40)
    assert (found.agenda, found.measure, found.coach) == (agenda, measure, coach)


@pytest.mark.parametrize(
    ("columns", "agenda", "measure", "beside"),
    [
        (99, ROW, 84, False),
        (119, ROW, 72, False),
        (120, ROW, 84, False),
        (159, ROW, 84, False),
        (160, 29, 84, True),
        (200, 33, 84, True),
    ],
)
def test_a_list_has_the_columns_of_the_agenda_or_stands_beside_its_entry(
    columns: int, agenda: int, measure: int, beside: bool
) -> None:
    found = layout(columns, 40, broad=True)
    assert (found.agenda, found.measure, found.beside) == (agenda, measure, beside)


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (120, 40), (200, 60), (300, 80)])
@pytest.mark.parametrize("broad", [False, True])
def test_a_line_is_never_longer_than_84_letters_and_fits(size: tuple[int, int], broad: bool) -> None:
    found = layout(*size, broad=broad)
    middle = size[0] - found.agenda - found.coach
    assert 60 <= found.measure <= MAX_LINE_LETTERS == 84
    assert middle >= 60 + EDGE_CARET_AND_BARS


@pytest.mark.parametrize(("rows", "compact"), [(24, True), (29, True), (30, False), (49, False), (50, False)])
def test_blank_rows_are_left_out_where_there_are_few(rows: int, compact: bool) -> None:
    assert layout(80, rows).compact is compact


def test_the_whole_script_is_shown_where_there_is_room_for_it() -> None:
    assert [columns for columns in (119, 199, 200, 300) if layout(columns, 40).script] == [200, 300]


@pytest.mark.parametrize(
    ("columns", "page", "measure"), [(199, 0, 84), (200, 48, 64), (220, 48, 84), (221, 49, 84), (300, 128, 84)]
)
def test_a_page_has_what_the_fields_leave(columns: int, page: int, measure: int) -> None:
    found = layout(columns, 60, paged=True)
    assert (found.page, found.measure) == (page, measure)
    assert found.agenda + found.measure + 7 + found.page + found.coach <= columns
    assert layout(columns, 60, broad=True, paged=True).page == layout(columns, 60).page == 0


@pytest.mark.parametrize(("rows", "form", "list_"), [(18, 2, 2), (23, 2, 2), (24, 4, 3), (60, 4, 3)])
def test_the_coach_has_more_rows_at_the_foot_where_there_are_24(rows: int, form: int, list_: int) -> None:
    assert (layout(80, rows).foot, layout(80, rows, broad=True).foot) == (form, list_)


def test_only_the_rows_change_with_the_rows() -> None:
    assert layout(120, 24) == layout(120, 80)._replace(compact=True) == Layout(29, 60, 24, compact=True)


async def test_the_screen_is_laid_out_as_the_table_says(house: House) -> None:
    """Compare the regions of the widgets with the table at each of its breakpoints."""
    async with house.room(tour.furnish(house), (80, 24)) as room:
        for slot, columns in product(("problem", "customer_faq"), (99, 100, 120, 159, 160, 200)):
            await room.look_at(slot)
            await room.pilot.resize_terminal(columns, 40)
            await room.settle()
            stage, form = room.stage, room.stage.form
            assert form
            want = layout(columns, 40, broad=slot == "customer_faq")
            agenda = stage.query_one(AgendaPanel)
            assert (agenda.region.width if agenda.display else 0) == want.agenda, (slot, columns)
            assert bool(stage.query_one(StageHead).agenda) is not bool(want.agenda)
            coach = stage.stand.script if want.script else stage.stand.coach
            # A form leaves rows free for the coach at the foot, a list does not.
            foot = (columns, 3 if stage.bench else 5)
            assert coach.region.size == ((want.coach, 35) if want.coach else foot), (slot, columns)
            assert max(editor.content_size.width for editor in room.fields) <= want.measure + 1
            if stage.bench:
                rows = stage.bench.rows.region
                assert (rows.y == form.region.y and rows.right <= form.region.x) is want.beside
                assert (rows.bottom <= form.region.y) is not want.beside
