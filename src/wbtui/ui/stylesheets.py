"""Where the stylesheets and the examples are: beside the package in a wheel, at the top of a checkout."""

from __future__ import annotations

from pathlib import Path, PurePath

_PACKAGE = Path(__file__).parents[1]


def stylesheets() -> list[str | PurePath]:
    """Every stylesheet, by absolute path."""
    folders = (_PACKAGE / "styles", _PACKAGE.parents[1] / "styles")
    folder = next(folder for folder in folders if folder.is_dir())
    return [*sorted(folder.glob("*.tcss"))]
