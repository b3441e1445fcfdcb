"""The folders that the program uses on this machine."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from platformdirs import user_config_path, user_data_path, user_state_path

_PACKAGE = Path(__file__).parent


NOWHERE = Path(os.devnull, "wbtui")
"""The folder in place of one that is not known: nothing can be in it, nor be written to it."""


class Paths(NamedTuple):
    """The folders of the program, and the file of its settings. They need not exist."""

    sessions: Path
    workbooks: Path
    """The user's own workbooks."""
    state: Path
    """Data that belongs to this machine only: journals, versions, drafts."""
    settings: Path
    """The file of the user's settings."""
    examples: Path
    why: str
    """The code of the setting or rule that determined `sessions`, for `wbtui locate`."""


def find_paths(option: str, environment: Mapping[str, str], here: Path) -> Paths:
    """Return the folders, given `--sessions` (or an empty text), the environment and the current folder."""
    data = _known(lambda: user_data_path("wbtui", appauthor=False))
    sessions, why = _sessions(option, environment, here, data)
    state, config = environment.get("WBTUI_STATE"), environment.get("WBTUI_CONFIG")
    kept = _known(lambda: user_state_path("wbtui", appauthor=False)) / "state"
    chosen = _known(lambda: user_config_path("wbtui", appauthor=False))
    return Paths(
        sessions=sessions,
        workbooks=data / "workbooks",
        state=Path(os.path.expanduser(state)) if state else kept,
        settings=(Path(os.path.expanduser(config)) if config else chosen) / "settings.toml",
        examples=_examples(),
        why=why,
    )


def _sessions(option: str, environment: Mapping[str, str], here: Path, data: Path) -> tuple[Path, str]:
    if option:
        return (here / os.path.expanduser(option)).absolute(), "paths.option"
    if environment.get("WBTUI_SESSIONS"):
        return (here / os.path.expanduser(environment["WBTUI_SESSIONS"])).absolute(), "paths.environment"
    if any((here / "sessions").glob("*.toml")):
        return here / "sessions", "paths.here"
    return data / "sessions", "paths.none" if data == NOWHERE else "paths.data"


def _known(folder: Callable[[], Path]) -> Path:
    """Return a folder of the user's, or NOWHERE for a user without a home folder, as there are in containers."""
    try:
        found = folder()
    except RuntimeError:
        return NOWHERE
    return found if found.is_absolute() else NOWHERE


def _examples() -> Path:
    """Return the folder of the examples: inside the package in a wheel, at the top level in a checkout."""
    folders = (_PACKAGE / "examples", _PACKAGE.parents[1] / "sessions")
    return next((folder for folder in folders if folder.is_dir()), folders[0])
