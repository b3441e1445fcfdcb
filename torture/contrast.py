"""Measures the contrast of every screen in every theme at every size, and without colours."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from tests.ui import tour
from tests.ui.driver import House, Room, built_in

from torture.common import Tally, main
from wbtui.ui.themes import THEMES

SIZES = ((80, 24), (100, 30), (120, 40), (200, 60), (300, 80))
STAGES = tuple(stage.id for stage in built_in().stages)
TERMINAL = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
TOURS: dict[str, Callable[[Room], AsyncIterator[str]]] = {
    "over the stage": tour.over_the_stage,
    "the clock": tour.the_clock,
    "the stages": lambda room: tour.the_stages(room, *STAGES),
}


@asynccontextmanager
async def rooms(size: tuple[int, int], *, full: bool) -> AsyncIterator[Room]:
    """Run the program with a worked example or with an empty session."""
    with tempfile.TemporaryDirectory(prefix="wbtui-torture-") as folder:
        house = House(Path(folder) / "house")
        async with house.room(tour.furnish(house) if full else None, size) as room:
            yield room


async def look(room: Room, scenes: AsyncIterator[str], where: str, tally: Tally) -> None:
    """Measure each scene of a tour."""
    async for scene in scenes:
        tally.note("frames")
        for fault in tour.faults(room):
            tally.faults.append(f"{where}, {scene}: {fault}")


async def all_screens(theme: str, size: tuple[int, int], where: str, tally: Tally) -> None:
    """Look at everything in one theme at one size."""
    for full in (True, False):
        for name, scenes in TOURS.items():
            async with rooms(size, full=full) as room:
                room.app.theme = theme
                await look(room, scenes(room), f"{where}, {'full' if full else 'empty'}, {name}", tally)
    with tempfile.TemporaryDirectory(prefix="wbtui-torture-") as folder:
        house = House(Path(folder) / "house")
        tour.furnish(house)
        async with house.home(size) as room:
            room.app.theme = theme
            await look(room, tour.the_sessions(room), f"{where}, home", tally)


def run(amount: int, seed: int) -> Tally:
    """Look at everything at the first `amount` sizes; nothing here is random."""
    tally = Tally()
    os.environ.update(TERMINAL)
    for size in SIZES[:amount]:
        for colours in (True, False):
            os.environ.pop("NO_COLOR", None)
            if not colours:
                os.environ["NO_COLOR"] = "1"
            for theme in THEMES:
                tally.runs += 1
                where = f"{theme}{'' if colours else ' without colours'}, {size[0]}×{size[1]}"
                asyncio.run(all_screens(theme, size, where, tally))
    os.environ.pop("NO_COLOR", None)
    return tally


if __name__ == "__main__":
    main(Path(__file__).stem, __doc__ or "", run, len(SIZES), "sizes")
