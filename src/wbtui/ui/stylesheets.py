"""Finds the stylesheets, which lie inside the package in a wheel and beside `src` in a checkout."""

from __future__ import annotations

from pathlib import Path, PurePath

_PACKAGE = Path(__file__).parents[1]


def stylesheets() -> list[str | PurePath]:
    """Return the absolute paths of all stylesheets, sorted by name."""
    folders = (_PACKAGE / "styles", _PACKAGE.parents[1] / "styles")
    folder = next(folder for folder in folders if folder.is_dir())
    return [*sorted(folder.glob("*.tcss"))]
