"""Makes the README's pictures from a fixed session and a fixed clock. Run by `make pictures`."""

from __future__ import annotations

import asyncio
import re
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

from textual.pilot import Pilot

from wbtui.files.library import Library
from wbtui.files.workbooks import Shelf
from wbtui.ui.app import Surroundings, WorkbookApp

HERE = Path(__file__).parent
SESSIONS = HERE.parent / "sessions"
SESSION = "cargo-trailer-library.toml"
NOON = datetime(2026, 11, 12, 14, 14, 12, tzinfo=timezone(timedelta(hours=1)))
Steps = Callable[[Pilot[int]], Awaitable[None]]


async def picture(
    size: tuple[int, int],
    steps: Steps,
    *,
    start: str | None = SESSION,
    theme: str = "wbtui-dark",
    now: datetime = NOON,
) -> str:
    """The screen as SVG, after the steps."""
    with tempfile.TemporaryDirectory() as folder:
        sessions = Path(folder) / "sessions"
        shutil.copytree(SESSIONS, sessions)
        library = Library(sessions, SESSIONS)
        shelf = Shelf(Path(folder) / "workbooks")
        around = Surroundings(library, shelf, Path(folder) / "state", lambda: now, lambda text: text)
        app = WorkbookApp(around, sessions / start if start else None)
        async with app.run_test(size=size) as pilot:
            app.theme = theme
            await pilot.pause()
            await steps(pilot)
            app.clear_notifications()
            await pilot.pause()
            return plain(app.export_screenshot(title="wbtui"))


def plain(svg: str) -> str:
    """The picture without web fonts (nothing goes over a network) and with ids that do not change."""
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    return re.sub(r"terminal-\d+", "terminal", svg)


async def stage(pilot: Pilot[int]) -> None:
    """The press release, the clock running."""
    await pilot.press("f4")


async def main(folder: Path) -> None:
    """Write every picture into a folder."""
    for name, made in (("stage", picture((120, 36), stage)),):
        (folder / f"{name}.svg").write_text(await made, encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE))
