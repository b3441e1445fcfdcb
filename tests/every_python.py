"""`make test` on every Python that this machine has, each in an environment of its own. Run by `make test-all`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
VERSIONS = ("3.11", "3.12", "3.13", "3.14", "3.15")
ASK = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"
"""The program that prints its version. It imports what is needed to make an environment."""


def candidates(version: str) -> Iterator[Path]:
    """Yield the paths that may be this Python: those on the PATH, and that of pyenv, whose shims may not run."""
    for folder in os.get_exec_path():
        yield Path(folder) / f"python{version}"
    if shutil.which("pyenv"):
        latest = _output("pyenv", "latest", version)
        yield Path(_output("pyenv", "prefix", latest) if latest else "") / "bin" / f"python{version}"


def _output(*command: str) -> str:
    """Return what a command prints; empty if it fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def find(version: str) -> Path | None:
    """Return the path of an interpreter of this version that runs."""
    return next((path for path in candidates(version) if _output(str(path), "-c", ASK) == version), None)


def passes(version: str, python: Path) -> bool:
    """Run `make test` in `.venv-VERSION`, and return whether it passes."""
    print(f"== Python {version} ({python})", flush=True)
    command = ["make", "--no-print-directory", "test", f"VENV=.venv-{version}", f"PYTHON={python}"]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def outcome(pythons: Mapping[str, Path | None], passes: Callable[[str, Path], bool]) -> tuple[list[str], bool]:
    """Return the lines to print at the end, and whether all passed; having tried none counts as a failure."""
    results = {version: passes(version, python) for version, python in pythons.items() if python}
    lists = {
        "passed": [version for version, good in results.items() if good],
        "FAILED": [version for version, good in results.items() if not good],
        "not on this machine": [version for version in pythons if version not in results],
    }
    report = [f"{what}: {', '.join(versions)}" for what, versions in lists.items() if versions]
    return report, bool(results) and all(results.values())


if __name__ == "__main__":
    lines, good = outcome({version: find(version) for version in VERSIONS}, passes)
    print(*lines, sep="\n")
    sys.exit(0 if good else 1)
