"""Makes the README's pictures from fixed sessions and a fixed clock. Run by `make pictures`."""

from __future__ import annotations

import asyncio
import html
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import MappingProxyType

from textual.pilot import Pilot

from wbtui.core.time.gaps import ClockSample
from wbtui.storage.library import Library
from wbtui.storage.workbooks import WorkbookLibrary
from wbtui.ui.app import WorkbookApp
from wbtui.ui.context import AppContext
from wbtui.ui.widgets.bars import TopBar

HERE = Path(__file__).parent
SESSIONS = HERE.parent / "sessions"
WINTER = timezone(timedelta(hours=1))
SAVE_SECONDS = 10.0
"""The seconds that a save may take before a picture is given up."""
TEXT = re.compile(r'<text class="(?P<style>[^"]*)" x="(?P<x>[\d.]+)" y="(?P<y>[\d.]+)"[^>]*>(?P<text>.*?)</text>')
"""A run of text as Rich writes it."""
CELL, LINE, BASELINE = 12.2, 24.65, 18.5
"""The width and height that Rich gives a character, and the height of its baseline."""

Steps = Callable[[Pilot[int]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to draw: its session, the moment, the size in cells, and the steps to the screen."""

    session: str
    now: datetime
    steps: Steps
    size: tuple[int, int] = (120, 36)
    theme: str = "wbtui-dark"

    async def draw(self) -> str:
        """The screen as SVG. Everything the program writes goes to a folder that is thrown away."""
        with tempfile.TemporaryDirectory() as folder:
            sessions = Path(folder) / "sessions"
            sessions.mkdir()
            path = Path(shutil.copy(SESSIONS / self.session, sessions))
            workbooks = WorkbookLibrary(Path(folder) / "workbooks")
            still = ClockSample(self.now, 0.0)
            context = AppContext(
                Library(sessions, SESSIONS), workbooks, Path(folder) / "state", lambda: still, lambda: 0.0, str
            )
            app = WorkbookApp(context, path)
            async with app.run_test(size=self.size) as pilot:
                app.theme = self.theme
                await pilot.pause()
                await self.steps(pilot)
                app.host.news.clear()
                await pilot.pause()
                svg = app.export_screenshot(title="wbtui")
                # Nothing may still be written when the folder goes.
                await app.sessions.close()
            return plain(svg)


def plain(svg: str) -> str:
    """The picture without anything from outside (web fonts, addresses) and with ids that do not change."""
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = re.sub(r"terminal-\d+", "terminal", svg)
    svg = svg.replace("font-family: Fira Code, monospace", "font-family: ui-monospace, Menlo, monospace")
    svg = TEXT.sub(_without_seams, svg)
    return "\n".join(line.rstrip() for line in svg.splitlines() if line.strip()) + "\n"


def _without_seams(text: re.Match[str]) -> str:
    """Blocks with a rectangle behind them: as characters alone they show the gaps between the lines."""
    x, top = float(text["x"]), float(text["y"]) - BASELINE
    return text[0] + "".join(
        f'<rect class="{text["style"]}" x="{x + blocks.start() * CELL:.1f}" y="{top:.1f}"'
        f' width="{len(blocks[0]) * CELL:.1f}" height="{LINE}"/>'
        for blocks in re.finditer("█+", html.unescape(text["text"]))
    )


def rows(svg: str) -> list[str]:
    """The text of a picture, row by row, one space wherever there is any."""
    lines: dict[float, list[tuple[float, str]]] = {}
    for text in TEXT.finditer(svg):
        lines.setdefault(float(text["y"]), []).append((float(text["x"]), html.unescape(text["text"])))
    texts = (" ".join(text for _, text in sorted(lines[y])) for y in sorted(lines))
    return [" ".join(text.split()) for text in texts]


async def start_clock(pilot: Pilot[int]) -> None:
    """Start the clock, and wait until the file says so."""
    await pilot.press("f4")
    await saved(pilot)


async def saved(pilot: Pilot[int]) -> None:
    """Wait for the bar at the top to say when the session was saved."""
    await pilot.press("ctrl+s")
    bar = pilot.app.screen.query_one(TopBar)
    async with asyncio.timeout(SAVE_SECONDS):
        while not bar.right.startswith("saved"):
            await pilot.pause(0.02)


async def stage(pilot: Pilot[int]) -> None:
    """The press release in the middle of a sentence, the clock running."""
    await start_clock(pilot)
    await pilot.press(*["tab"] * 5, "ctrl+end")


async def workbench(pilot: Pilot[int]) -> None:
    """The customer FAQ with one question open; the room has come back to it."""
    await pilot.press("ctrl+g", "5", "ctrl+g", "r")
    await start_clock(pilot)
    await pilot.press("down", "down")


async def big_clock(pilot: Pilot[int]) -> None:
    """The clock for the room."""
    await start_clock(pilot)
    await pilot.press("f12")


async def preview(pilot: Pilot[int]) -> None:
    """The document as its readers get it."""
    await pilot.press("f8")


async def menu(pilot: Pilot[int]) -> None:
    """Every command with its letter."""
    await start_clock(pilot)
    await pilot.press("ctrl+g")


LIBRARY, LIBRARY_AT = "cargo-trailer-library.toml", datetime(2026, 11, 12, 14, 14, 12, tzinfo=WINTER)
TROLLEY, TROLLEY_AT = "night-trolley.toml", datetime(2026, 10, 15, 11, 45, tzinfo=WINTER)

PICTURES: Mapping[str, Picture] = MappingProxyType(
    {
        "stage": Picture(LIBRARY, LIBRARY_AT, stage),
        "workbench": Picture(TROLLEY, TROLLEY_AT, workbench),
        "big-clock": Picture(LIBRARY, LIBRARY_AT, big_clock, size=(100, 26)),
        "preview": Picture(TROLLEY, TROLLEY_AT, preview, size=(100, 36)),
        "menu": Picture(LIBRARY, LIBRARY_AT, menu),
    }
)
"""Each goes to `docs/<name>.svg`."""


async def main(folder: Path) -> None:
    """Write every picture into a folder."""
    for name, picture in PICTURES.items():
        (folder / f"{name}.svg").write_text(await picture.draw(), encoding="utf-8")


if __name__ == "__main__":
    os.environ.pop("NO_COLOR", None)
    asyncio.run(main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE))
