"""Keeps the news for the status line: the effects of acts, and problems until they are over."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from wbtui.ui.controllers.command_ids import CommandId, NoCommand
    from wbtui.ui.controllers.host import Severity

GOOD_SECONDS = 6.0
"""Seconds for which good news is shown, unless the notice has another time."""
READ_SECONDS = 2.0
"""Seconds for which news with a longer time than `GOOD_SECONDS` stays in spite of the next act."""
BAD_SECONDS = 10.0
"""Minimum seconds for which bad news is shown; after that the next command removes it."""


class Notice(NamedTuple):
    """One piece of news."""

    text: str
    severity: Severity = "information"
    about: str = ""
    """The matter that it is about; empty if no later news replaces it."""
    command: CommandId | NoCommand = ""
    """The id of the command that answers it, such as an undo; empty if there is none."""
    seconds: float = GOOD_SECONDS
    """The seconds for which good news is shown."""
    next_time: CommandId | NoCommand = ""
    """The id of a command that was found in the menu, if its own key is to be told."""

    @property
    def bad(self) -> bool:
        """True if something is wrong."""
        return self.severity != "information"


class Shown(NamedTuple):
    """The notice in the status line."""

    notice: Notice | None = None
    waiting: int = 0
    """The number of other notices that wait below it."""


@dataclass(slots=True)
class _Kept:
    notice: Notice
    since: float | None = None
    """The time at which it was first shown, in seconds; None while it waits."""


class News:
    """Keeps the current notices; the latest is shown, good news before bad."""

    def __init__(self, seconds: Callable[[], float], changed: Callable[[], None]) -> None:
        """`seconds` returns the time since any fixed moment; `changed` is called when another notice is shown."""
        self._seconds = seconds
        self._changed = changed
        self._kept: list[_Kept] = []
        """The notices, the one that is shown last."""
        self._said = False
        """True if a notice has come since the last act began."""

    @property
    def shown(self) -> Shown:
        """The notice that is shown now."""
        return Shown(self._kept[-1].notice, len(self._kept) - 1) if self._kept else Shown()

    @property
    def has_good(self) -> bool:
        """True if there is good news, which the next act removes."""
        return any(not kept.notice.bad for kept in self._kept)

    def say(self, notice: Notice) -> None:
        """Show a notice; it replaces one about the same matter, and those that have been read."""
        about, self._said = notice.about, True
        rest = [kept for kept in self._unread if not about or kept.notice.about != about]
        self._keep([*rest, _Kept(notice)])

    def add_tip(self, command_id: CommandId, title: str) -> None:
        """Add the key of a command to the notice of its act; without one, show its title with the key."""
        last = self._kept[-1] if self._kept else None
        if last and not last.notice.bad and self._said:
            self._keep([*self._kept[:-1], _Kept(last.notice._replace(next_time=command_id), last.since)])
        else:
            self.say(Notice(title, about="tip", next_time=command_id))

    def acted(self, *, by_command: bool = False) -> None:
        """Remove the notices that an act makes untrue; a command also removes bad news shown long enough."""
        self._said = False
        over = BAD_SECONDS if by_command else math.inf
        self._keep([kept for kept in self._unread if not kept.notice.bad or self._shown_for(kept) < over])

    def end(self, about: str) -> None:
        """Take away what was said about a matter that is over."""
        self._keep([kept for kept in self._kept if kept.notice.about != about])

    def pass_time(self) -> None:
        """Remove good news whose time is over."""
        last = self._kept[-1] if self._kept else None
        if last and not last.notice.bad and self._shown_for(last) >= last.notice.seconds:
            self._keep(self._kept[:-1])

    def clear(self) -> None:
        """Forget all notices."""
        self._keep([])

    @property
    def _unread(self) -> list[_Kept]:
        """The notices without the good news that was read, or that the next act makes untrue."""
        return [kept for kept in self._kept if kept.notice.bad or self._protects(kept)]

    def _protects(self, kept: _Kept) -> bool:
        long = kept.notice.seconds > GOOD_SECONDS and not kept.notice.command
        return long and self._shown_for(kept) < READ_SECONDS

    def _shown_for(self, kept: _Kept) -> float:
        return 0.0 if kept.since is None else self._seconds() - kept.since

    def _keep(self, rest: list[_Kept]) -> None:
        before = self.shown
        self._kept = sorted(rest, key=lambda kept: not kept.notice.bad)
        for kept in self._kept[:-1]:
            if not kept.notice.bad:
                # It will have its whole time once it is shown again.
                kept.since = None
        if self._kept and self._kept[-1].since is None:
            self._kept[-1].since = self._seconds()
        if self.shown != before:
            self._changed()
