"""Tests of the themes: what can be read, what a colour means, and which theme is chosen."""

from __future__ import annotations

import pytest
from tests.ui import tour
from tests.ui.driver import BOTH, House

from wbtui.ui.themes import ANSI_LIGHT, DARK

QUICK = (DARK.name, ANSI_LIGHT.name)
"""The themes looked at here; `python -m torture.contrast` looks at all."""


@pytest.mark.parametrize("size", BOTH)
@pytest.mark.parametrize("theme", QUICK)
async def test_everything_over_a_stage_can_be_read(house: House, theme: str, size: tuple[int, int]) -> None:
    async with house.room(tour.furnish(house), size) as room:
        room.app.theme = theme
        await room.look_at("press_release")
        seen = {scene: tour.faults(room) async for scene in tour.over_the_stage(room)}
    assert {scene: found for scene, found in seen.items() if found} == {}


@pytest.mark.parametrize("size", BOTH)
@pytest.mark.parametrize("theme", QUICK)
async def test_the_clock_can_be_read(house: House, theme: str, size: tuple[int, int]) -> None:
    async with house.room(size=size, at="press_release") as room:
        room.app.theme = theme
        seen = {scene: tour.faults(room) async for scene in tour.the_clock(room)}
    assert {scene: found for scene, found in seen.items() if found} == {}


@pytest.mark.parametrize("size", BOTH)
@pytest.mark.parametrize("theme", QUICK)
async def test_the_stages_can_be_read(house: House, theme: str, size: tuple[int, int]) -> None:
    async with house.room(tour.furnish(house), size) as room:
        room.app.theme = theme
        seen = {scene: tour.faults(room) async for scene in tour.the_stages(room, "problem", "customer_faq")}
    assert {scene: found for scene, found in seen.items() if found} == {}


@pytest.mark.parametrize("size", BOTH)
@pytest.mark.parametrize("theme", QUICK)
async def test_the_sessions_can_be_read(house: House, theme: str, size: tuple[int, int]) -> None:
    tour.furnish(house)
    async with house.home(size) as room:
        room.app.theme = theme
        seen = {scene: tour.faults(room) async for scene in tour.the_sessions(room)}
    assert {scene: found for scene, found in seen.items() if found} == {}
