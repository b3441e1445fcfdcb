"""Tests of the wheel: built from the tree, installed in a fresh environment, run from elsewhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
STYLES = sorted(path.name for path in (ROOT / "styles").glob("*.tcss"))
EXAMPLES = ["cargo-trailer-library.toml", "night-trolley.toml", "village-bread-cabinet.toml"]
BIN = "Scripts" if sys.platform == "win32" else "bin"

OPENS = """
import asyncio, sys, time
from pathlib import Path
from wbtui.commands.common import now
from wbtui.clocks import machine_clocks
from wbtui.storage.library import Library
from wbtui.storage.workbooks import WorkbookLibrary
from wbtui.paths import find_paths
from wbtui.ui.app import WorkbookApp
from wbtui.ui.context import AppContext

async def main():
    here = Path(sys.argv[1])
    places = find_paths(str(here / "sessions"), {}, here)
    library = Library(places.sessions, places.examples)
    path = library.duplicate(library.example_files()[0].path, lambda _: "Copy", now())
    context = AppContext(library, WorkbookLibrary(here), here, machine_clocks(now), time.monotonic, str)
    app = WorkbookApp(context, path)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        print(type(app.screen).__name__, app.desk.workshop.session.title, app.screen.styles.layers)
        print(*(Path(file).name for file in app.css_path))
        print(app.screen.query_one("AgendaPanel").region.width)
    app.sessions.flush(5)

asyncio.run(main())
"""


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of a checkout that is in use, built without a network: hatchling is there for the tests."""
    folder = tmp_path_factory.mktemp("wheel")
    tree = folder / "tree"
    for part in ("src", "styles", "sessions"):
        shutil.copytree(ROOT / part, tree / part, ignore=shutil.ignore_patterns("__pycache__", ".trash"))
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(ROOT / name, tree)
    shutil.copy(tree / "sessions" / EXAMPLES[0], tree / "sessions" / "private.toml")
    pip("wheel", "--no-build-isolation", "--wheel-dir", folder, tree)
    (built,) = folder.glob("*.whl")
    return built


def pip(command: str, *arguments: str | Path, python: Path | None = None) -> None:
    """Run this environment's pip, on another one if that is named."""
    other: list[str | Path] = ["--python", python] if python else []
    quiet = [command, "--quiet", "--no-deps", "--no-index"]
    subprocess.run([sys.executable, "-m", "pip", *other, *quiet, *arguments], check=True)


@pytest.fixture(scope="session")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a fresh environment with the wheel; the dependencies are those of this one."""
    folder = tmp_path_factory.mktemp("fresh")
    venv.create(folder, symlinks=sys.platform != "win32")
    python = folder / BIN / Path(sys.executable).name
    pip("install", wheel, python=python)
    asked: list[str | Path] = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    packages = Path(run(asked, folder).strip())
    # Behind its own packages, and without the editable install of this one, which is a .pth file too.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def run(command: list[str | Path], home: Path) -> str:
    """Run a command from the root folder, in an environment that knows nothing of the checkout."""
    environment = {"HOME": str(home), "PATH": os.defpath, "WBTUI_SESSIONS": str(home / "sessions"), "TERM": "dumb"}
    done = subprocess.run(command, cwd="/", env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_what_it_needs_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if not name.endswith(".py")}
    inside = {name for name in names if ".dist-info/" not in name}
    assert inside == {
        "wbtui/py.typed",
        "wbtui/workbooks/working-backwards.toml",
        "wbtui/workbooks/new/workbook.toml",
        *(f"wbtui/styles/{name}" for name in STYLES),
        *(f"wbtui/examples/{name}" for name in EXAMPLES),
    }
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_wheel_runs_outside_the_checkout(python: Path, tmp_path: Path) -> None:
    program = python.parent / "wbtui"
    where = run([python, "-c", "import wbtui; print(wbtui.__file__)"], tmp_path)
    assert Path(where.strip()).is_relative_to(python.parents[1])
    assert "Example: wbtui new" in run([program, "--help"], tmp_path)
    assert "working-backwards  Working Backwards  " in run([program, "workbook", "list"], tmp_path)
    examples = run([program, "locate"], tmp_path).split("examples   ")[1].splitlines()[0]
    assert Path(examples).is_relative_to(python.parents[1])
    assert sorted(path.name for path in Path(examples).iterdir()) == EXAMPLES
    session = run([program, "new", "Pocket Clinic", "--no-open"], tmp_path).strip()
    assert run([program, "export", session, "-o", "-"], tmp_path).startswith("# Pocket Clinic")


def test_the_wheel_opens_with_its_styles(python: Path, tmp_path: Path) -> None:
    screen, files, width = run([python, "-c", OPENS, tmp_path], tmp_path).splitlines()
    assert screen.startswith("StageScreen Copy")
    assert sorted(files.split()) == STYLES
    # Without the styles the panel would be as wide as the screen.
    assert 0 < int(width) < 60
