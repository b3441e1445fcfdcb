"""The protocol through which controllers use the interface."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, Protocol, TypeAlias, TypeVar

if TYPE_CHECKING:
    from wbtui.ui.controllers.command_ids import CommandId, NoCommand
    from wbtui.ui.controllers.questions import Question

T = TypeVar("T")
P = ParamSpec("P")

Severity: TypeAlias = Literal["information", "warning", "error"]


class Host(Protocol):
    """The interface as controllers see it; tests pass a fake."""

    async def ask(self, question: Question[T]) -> T | None:
        """Ask the user, and return the answer; None if the dialog was closed without one."""

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: Severity = "information",
        timeout: float | None = None,
        about: str = "",
        command: CommandId | NoCommand = "",
    ) -> None:
        """Tell the user something in the status line; it replaces what was said `about` the same matter.

        Good news goes after `timeout` seconds or with the next act, bad news stays until it is over. The matter
        is the title, unless it is given. `command` is the id of the command that answers it, such as an undo,
        whose key is shown, too.
        """

    def show(self, path: Path) -> None:
        """Open the session in a file and show it, after the current message has been handled."""

    def start(self, work: Coroutine[Any, Any, None], *, group: str = "") -> None:
        """Run `work` in the background; it cancels any running work of the same non-empty group."""

    async def in_thread(self, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `call`, which may wait for the disk, in a thread and return its result."""

    def in_loop(self, call: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs) -> None:
        """Schedule `call` in the interface's thread, before the keys that wait; may be called from any thread."""

    def key(self, command_id: CommandId) -> str:
        """Return the keys of a command as people write them, such as `F10` or `^g V`."""
