"""Where things are on this machine."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from platformdirs import user_data_path, user_state_path

_PACKAGE = Path(__file__).parent


class Paths(NamedTuple):
    """The folders of the program; none of them need exist."""

    sessions: Path
    workbooks: Path
    """The person's own workbooks."""
    state: Path
    """Journals, versions, preferences: what only this machine cares about."""
    examples: Path
    why: str
    """Why the sessions are where they are."""


def find_paths(option: str, environment: Mapping[str, str], here: Path) -> Paths:
    """The folders, given `--sessions` (or an empty text), the environment and the current folder."""
    data = user_data_path("wbtui", appauthor=False)
    sessions, why = _sessions(option, environment, here, data)
    state = environment.get("WBTUI_STATE")
    return Paths(
        sessions=sessions,
        workbooks=data / "workbooks",
        state=Path(os.path.expanduser(state)) if state else user_state_path("wbtui", appauthor=False) / "state",
        examples=_examples(),
        why=why,
    )


def _sessions(option: str, environment: Mapping[str, str], here: Path, data: Path) -> tuple[Path, str]:
    if option:
        return (here / os.path.expanduser(option)).absolute(), "--sessions"
    if environment.get("WBTUI_SESSIONS"):
        return (here / os.path.expanduser(environment["WBTUI_SESSIONS"])).absolute(), "$WBTUI_SESSIONS"
    if any((here / "sessions").glob("*.toml")):
        return here / "sessions", "./sessions holds a session"
    return data / "sessions", "the user's data folder"


def _examples() -> Path:
    """Beside the package in a wheel, at the top of a checkout."""
    folders = (_PACKAGE / "examples", _PACKAGE.parents[1] / "sessions")
    return next((folder for folder in folders if folder.is_dir()), folders[0])
