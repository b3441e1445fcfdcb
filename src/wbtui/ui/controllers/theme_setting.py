"""Writes the theme that the user has chosen into the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wbtui.core.errors import WbtuiError
from wbtui.storage.settings import write_theme
from wbtui.wording import sentence

if TYPE_CHECKING:
    from pathlib import Path

    from wbtui.ui.controllers.host import Host

NOWHERE_TEXT = "Not remembered: there is no folder for the settings."


class ThemeSetting:
    """Remembers the theme in the user's settings, and tells if that is not possible."""

    def __init__(self, host: Host, settings: Path | None) -> None:
        """`settings` is the file of the settings; None if there can be none."""
        self._host = host
        self._settings = settings
        self._wanted = ""
        self._writing = False

    def remember(self, name: str) -> None:
        """Write the name of a theme; of several chosen quickly after each other, the last is what stays."""
        self._wanted = name
        if self._settings is None:
            self._tell(NOWHERE_TEXT)
        elif not self._writing:
            self._writing = True
            self._host.start(self._write(self._settings))

    async def _write(self, settings: Path) -> None:
        written = ""
        try:
            while (name := self._wanted) != written:
                await self._host.in_thread(write_theme, settings, name)
                written = name
        except WbtuiError as error:
            self._tell(f"Not remembered: {sentence(error.problem)}")
        finally:
            self._writing = False

    def _tell(self, text: str) -> None:
        self._host.notify(text, title="Theme", severity="warning")
