"""Prints the output and the messages of the commands.

No command prints in another way, so that no text from a file, or from its name, can steer a terminal.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from wbtui.core.text import STEERING, clean_for_terminal, on_one_line

_UNQUOTED = re.compile(STEERING)


def put(text: str) -> None:
    """Print one line of data on standard output."""
    print(_line(text))


def put_text(text: str) -> None:
    """Print data of several lines on standard output."""
    print(clean_for_terminal(text))


def put_json(data: object) -> None:
    """Print data as indented JSON; characters that could steer a terminal are written as `\\u....`."""
    text = json.dumps(data, indent=2, ensure_ascii=False)
    print(_UNQUOTED.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def put_path(path: Path) -> None:
    """Print a path: as it is to a file or a program, which may open it, and cleaned on a terminal."""
    print(_line(str(path)) if sys.stdout.isatty() else path)


def put_document(data: bytes) -> None:
    """Write a document in UTF-8, without what could steer a terminal if that is what reads it."""
    if sys.stdout.isatty():
        data = clean_for_terminal(data.decode()).encode()
    sys.stdout.buffer.write(data)


def tell(text: str) -> None:
    """Print a message in one line on standard error, if there is one."""
    # With `file=None` print would write to standard output.
    if sys.stderr is not None:
        print(_line(text), file=sys.stderr)


def _line(text: str) -> str:
    return on_one_line(clean_for_terminal(text))
