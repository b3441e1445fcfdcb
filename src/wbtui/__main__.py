"""python -m wbtui, and the entry point of the command `wbtui`."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

INTERRUPTED_STATUS = 128 + 2


def start() -> NoReturn:
    """Run the program; Ctrl+C ends it without a traceback, also while it is still being imported."""
    try:
        from wbtui.cli import run

        run()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED_STATUS)


if __name__ == "__main__":
    start()
