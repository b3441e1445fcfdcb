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
"""An interpreter that cannot make an environment is none."""


def candidates(version: str) -> Iterator[Path]:
    """Whatever is called like this Python: on the PATH, and what pyenv has behind shims that may not run."""
    for folder in os.get_exec_path():
        yield Path(folder) / f"python{version}"
    if shutil.which("pyenv"):
        latest = _said("pyenv", "latest", version)
        yield Path(_said("pyenv", "prefix", latest) if latest else "") / "bin" / f"python{version}"


def _said(*command: str) -> str:
    """What a command prints, nothing if it fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def find(version: str) -> Path | None:
    """An interpreter of this version that runs."""
    return next((path for path in candidates(version) if _said(str(path), "-c", ASK) == version), None)


def passes(version: str, python: Path) -> bool:
    """Whether `make test` does, in `.venv-VERSION`."""
    print(f"== Python {version} ({python})", flush=True)
    command = ["make", "--no-print-directory", "test", f"VENV=.venv-{version}", f"PYTHON={python}"]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def outcome(pythons: Mapping[str, Path | None], passes: Callable[[str, Path], bool]) -> tuple[list[str], bool]:
    """What is to be said at the end, and whether it is good; to have tried none is not."""
    results = {version: passes(version, python) for version, python in pythons.items() if python}
    lists = {
        "passed": [version for version, good in results.items() if good],
        "FAILED": [version for version, good in results.items() if not good],
        "not on this machine": [version for version in pythons if version not in results],
    }
    said = [f"{what}: {', '.join(versions)}" for what, versions in lists.items() if versions]
    return said, bool(results) and all(results.values())


if __name__ == "__main__":
    lines, good = outcome({version: find(version) for version in VERSIONS}, passes)
    print(*lines, sep="\n")
    sys.exit(0 if good else 1)
