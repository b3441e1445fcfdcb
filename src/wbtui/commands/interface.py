"""The commands that open the interface."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from wbtui.commands.common import library_in, now, workbooks_in
from wbtui.paths import NOWHERE
from wbtui.storage.settings import Settings, read_settings
from wbtui.wording.labels import copy_title

if TYPE_CHECKING:
    from wbtui.commands import Options
    from wbtui.paths import Paths


def home(_options: Options, places: Paths) -> int:
    """Open the home screen."""
    return open_interface(places, None)


def open_session(options: Options, places: Paths) -> int:
    """Open a session; an example is copied first."""
    library = library_in(places, options.session)
    return open_interface(places, library.own(library.find(options.session), copy_title, now()))


def open_interface(places: Paths, start: Path | None) -> int:
    """Open the interface with the session file `start`, or with the home screen if that is None."""
    with no_collection_before() as shown:
        from wbtui.ui.launch import launch

        library, workbooks = library_in(places, str(start or "")), workbooks_in(places)
        settings = None if places.settings.is_relative_to(NOWHERE) else places.settings
        chosen = read_settings(settings) if settings else Settings()
        return launch(library, workbooks, places.state, settings, chosen, now, start, shown)


@contextmanager
def no_collection_before() -> Iterator[Callable[[], None]]:
    """Switch the garbage collector off until the yielded function is called, or the block ends.

    Nearly all objects made at start stay alive: without this, a start takes 30 ms (12 %) longer.
    """

    def begin() -> None:
        # The objects that exist now are permanent: spare the collector scanning them while the user types.
        gc.freeze()
        gc.enable()

    gc.disable()
    try:
        yield begin
    finally:
        gc.enable()
