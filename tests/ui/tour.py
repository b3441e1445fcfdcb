"""Goes through the screens of the program, so that each can be looked at."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

from tests.ui.contrast import faint, faint_thumbs, palettes
from tests.ui.driver import EXAMPLES, House, Room, built_in
from textual.scrollbar import ScrollBar

from wbtui.ui.controllers.status import Status
from wbtui.ui.widgets.bars import AlarmLine, TopBar

KEYS_OVER_STAGE = (
    "ctrl+g",
    "ctrl+l",
    "f1",
    "f7",
    "ctrl+g V",
    "ctrl+g E",
    "ctrl+g =",
    "ctrl+g x",
    "ctrl+g K",
    "ctrl+g C",
    "f8",
)
"""The keys that open something over a stage; Escape closes each."""
ALARM = Status("NOT SAVED: the file is read-only", True)


async def over_the_stage(room: Room) -> AsyncIterator[str]:
    """Open everything that can lie over a stage, one after the other."""
    for keys in KEYS_OVER_STAGE:
        await room.press(*keys.split())
        yield f"after {keys}"
        await room.press("escape")
    await room.menu("g")
    yield "after ctrl+g g"
    await room.press("escape", "escape")


async def the_clock(room: Room) -> AsyncIterator[str]:
    """Let the time of a slot run out, on the stage and on the big clock."""
    yield "not started"
    await room.press("f4")
    for minutes in (1, 16, 5):
        await room.later(minutes=minutes)
        yield f"running, {minutes} min later"
        await room.press("f12")
        yield f"big clock, {minutes} min later"
        await room.press("escape")
    await room.press("f12")
    room.screen.query_one(AlarmLine).show_status(ALARM)
    await room.settle()
    yield "big clock with an alarm"
    await room.press("escape", "f4")
    yield "paused"


async def the_stages(room: Room, *stages: str) -> AsyncIterator[str]:
    """Look at each section of these stages."""
    for stage in (stage for stage in built_in().stages if stage.id in stages):
        await room.look_at(stage.id)
        for section, _ in enumerate(room.stage.outlook.sections):
            yield f"{stage.id}, section {section}"
            await room.press("tab")
            yield f"{stage.id}, section {section}, after Tab"
            if room.stage.bench and room.stage.bench.vote_field:
                await room.menu("y")
                yield f"{stage.id}, section {section}, in a vote"
                await room.press("escape")
            await room.menu("N")
    room.stage.query_one(TopBar).show_status(ALARM)
    await room.settle()
    yield "an alarm while looking elsewhere"


async def the_sessions(room: Room) -> AsyncIterator[str]:
    """Look at the home screen and its dialogs."""
    for keys in ("n", "e", "f1", "slash", "x"):
        await room.press(keys)
        yield f"home after {keys}"
        await room.press("escape")
    await room.press("end")
    yield "home, last row"


def furnish(house: House, name: str = "night-trolley.toml") -> Path:
    """Copy a worked example into the sessions, with a damaged file beside it; return the copy."""
    house.sessions.mkdir(parents=True, exist_ok=True)
    (house.sessions / "zz-damaged.toml").write_text('format = 1\ntitle = "Damaged\n', encoding="utf-8")
    return Path(shutil.copy(EXAMPLES / name, house.sessions))


def faults(room: Room) -> list[str]:
    """Return the texts that are hard to read on the screen, in every palette that the theme must support."""
    strips = room.frame
    bars = [bar for bar in room.screen.query(ScrollBar) if bar.region.height > 1]
    theme = room.app.theme
    return [
        fault
        for palette in palettes(theme)
        for fault in (*faint(strips, palette), *faint_thumbs(bars, strips, palette))
    ]
