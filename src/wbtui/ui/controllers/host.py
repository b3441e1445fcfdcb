"""What a controller may ask of the interface that it runs in."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, Protocol, TypeAlias, TypeVar

if TYPE_CHECKING:
    from wbtui.ui.controllers.questions import Question

T = TypeVar("T")
P = ParamSpec("P")

Severity: TypeAlias = Literal["information", "warning", "error"]


class Host(Protocol):
    """The interface, as controllers see it; a test hands in one of its own."""

    async def ask(self, question: Question[T]) -> T | None:
        """Ask the person, and return the answer; None if the question was closed without one."""

    def notify(
        self, message: str, *, title: str = "", severity: Severity = "information", timeout: float | None = None
    ) -> None:
        """Tell the person something in passing, for `timeout` seconds."""

    def show(self, path: Path) -> None:
        """Open the session in a file and show it, once what is going on now is done."""

    def start(self, work: Coroutine[Any, Any, None], *, group: str = "") -> None:
        """Run `work` in the background; in a group, it takes the place of what runs there."""

    async def in_thread(self, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what `call` returns, which may wait for the disk."""

    def in_loop(self, call: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs) -> None:
        """Have `call` made in the interface's own thread, soon; may be called from any thread."""

    def key(self, command_id: str) -> str:
        """Return the keys of a command as people write them, such as `F10` or `^g V`."""
