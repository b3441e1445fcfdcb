"""The command line. Data goes to stdout, messages to stderr.

The exit status is 0 on success, 1 on a negative result or a failed save, 2 on bad usage or unreadable input.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import io
import os
import sys

from wbtui.writers import WRITERS

# Commands import what they need after the arguments are parsed, so that `--help` starts fast.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, NoReturn

DONE_STATUS, NO_STATUS, BAD_STATUS = 0, 1, 2


class Parser(argparse.ArgumentParser):
    """An argument parser that prints errors in one line."""

    def error(self, message: str) -> NoReturn:
        from wbtui.commands.output import tell

        tell(f"{self.prog}: {message}. `{self.prog} --help` shows how")
        self.exit(BAD_STATUS)

    def print_help(self, file: Any = None) -> None:
        """Print the help. Unlike argparse, raise OSError if that fails."""
        (file or sys.stdout).write(self.format_help())
        sys.stdout.flush()


def parser() -> Parser:
    """Return the parser of the whole command line."""
    top = Parser(
        prog="wbtui",
        description="Run a live Working Backwards workshop in the terminal.",
        epilog="Without a command, wbtui opens home: all sessions. Example: wbtui new 'Pocket Clinic'",
    )
    top.add_argument("--version", action="store_true", help="print the version")
    top.add_argument("--sessions", default="", metavar="DIR", help="the folder with the sessions")
    parts = top.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    _add(parts, "open", "open a session", "wbtui open pocket-clinic", session=True)
    new = _add(parts, "new", "start a session", "wbtui new 'Pocket Clinic' --agenda 90 --start 09:00")
    new.add_argument("title")
    new.add_argument(
        "--agenda", default="", help="an agenda of the workbook, e.g. 60 or review; default: the workbook's own"
    )
    new.add_argument("--workbook", default="working-backwards", metavar="W", help="a name or a file")
    new.add_argument("--start", default="", metavar="HH:MM", help="planned start")
    new.add_argument("--no-open", action="store_true", help="print the path instead of opening the session")
    listing = _add(parts, "list", "list the sessions", "wbtui list --json")
    show = _add(parts, "show", "show progress and time of a session", "wbtui show pocket-clinic", session=True)
    for part in (listing, show):
        part.add_argument("--json", action="store_true", help="as JSON")
    times = _add(
        parts, "schedule", "show the times of a session", "wbtui schedule pocket-clinic --json", session=True
    )
    form = times.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="as JSON")
    form.add_argument("--ics", action="store_true", help="as a calendar file, on stdout")
    export = _add(parts, "export", "export the document", "wbtui export pocket-clinic -o -", session=True)
    export.add_argument(
        "-f", "--format", default="md", choices=[*WRITERS], help=f"the format ({', '.join(WRITERS)}); default: md"
    )
    export.add_argument("-o", "--output", default="", metavar="FILE", help="the file to write; - for stdout")
    export.add_argument("--force", action="store_true", help="replace an existing file")
    _versions(parts)
    _workbook(parts)
    locate = _add(parts, "locate", "show where everything is", "wbtui locate pocket-clinic")
    locate.add_argument("session", nargs="?", default="", help="a session, to show where its versions are")
    doctor = _add(parts, "doctor", "check this machine, terminal and installation", "wbtui doctor")
    doctor.add_argument("--json", action="store_true", help="as JSON")
    return top


def _add(
    parts: argparse._SubParsersAction[Parser], name: str, does: str, example: str, *, session: bool = False
) -> Parser:
    part = parts.add_parser(name, help=does, description=f"{does.capitalize()}.", epilog=f"Example: {example}")
    # Accept `--sessions` after the command, too; if absent there, the value before the command remains.
    part.add_argument("--sessions", default=argparse.SUPPRESS, metavar="DIR", help="the folder with the sessions")
    if session:
        part.add_argument("session", help="a path, or the name or title of a session in the folder")
    return part


def _versions(parts: argparse._SubParsersAction[Parser]) -> None:
    named = "a version: its number in the history, its name, or its id"
    history = _add(parts, "history", "list the versions of a session", "wbtui history pocket-clinic", session=True)
    diff = _add(parts, "diff", "show what changed", "wbtui diff pocket-clinic 2 1", session=True)
    diff.add_argument("a", nargs="?", default="", metavar="A", help=f"{named}; default: the last one that differs")
    diff.add_argument("b", nargs="?", default="", metavar="B", help="another version; default: the file as it is")
    for part in (history, diff):
        part.add_argument("--json", action="store_true", help="as JSON")
    restore = _add(parts, "restore", "restore a version", "wbtui restore pocket-clinic 3", session=True)
    restore.add_argument("which", metavar="VERSION", help=named)


def _workbook(parts: argparse._SubParsersAction[Parser]) -> None:
    part = _add(parts, "workbook", "list, show, check or start workbooks", "wbtui workbook check my-workshop.toml")
    verbs = part.add_subparsers(dest="verb", metavar="VERB", required=True, parser_class=Parser)
    listing = _add(verbs, "list", "list the workbooks", "wbtui workbook list --json")
    show = _add(verbs, "show", "show stages, agendas and banks", "wbtui workbook show working-backwards")
    show.add_argument("workbook", nargs="?", default="working-backwards", help="a name or a file")
    check = _add(verbs, "check", "report every mistake in a workbook", "wbtui workbook check my-workshop.toml")
    check.add_argument("file", help="the file")
    new = _add(verbs, "new", "start a workbook of your own", "wbtui workbook new my-workshop.toml")
    new.add_argument("file", help="the file to write")
    for verb in (listing, show, check):
        verb.add_argument("--json", action="store_true", help="as JSON")


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out a command line; return the exit status."""
    if sys.stdout is None:
        # Closed by the caller: what is to be written there is an error, and not silently lost.
        sys.stdout = io.TextIOWrapper(NoOutput(), write_through=True)
    try:
        status = _carry_out(parser().parse_args(arguments))
        # Flush explicitly: an empty print writes nothing, but fails if the terminal is gone.
        sys.stdout.flush()
        return status
    except OSError as error:
        # The rest of the buffer cannot be written either; drop it, or Python prints an error.
        _discard_output()
        if isinstance(error, BrokenPipeError):
            return DONE_STATUS
        from wbtui.commands.output import tell

        tell(f"wbtui: {error.filename or 'standard output'}: {error.strerror or error}")
        return NO_STATUS


def _discard_output() -> None:
    with contextlib.suppress(io.UnsupportedOperation):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class NoOutput(io.BufferedIOBase):
    """A standard output that the caller has closed: nothing can be written to it."""

    def writable(self) -> bool:
        return True

    def write(self, _data: object, /) -> int:
        """Raise OSError."""
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))


def _carry_out(options: argparse.Namespace) -> int:
    from pathlib import Path

    from wbtui.commands import carry_out
    from wbtui.commands.output import tell
    from wbtui.core.errors import SaveError, WbtuiError
    from wbtui.paths import find_paths

    try:
        return carry_out(options, find_paths(options.sessions, os.environ, Path.cwd()))
    except WbtuiError as error:
        from wbtui.wording import sentence

        tell(f"wbtui: {sentence(error.problem)}")
        return NO_STATUS if isinstance(error, SaveError) else BAD_STATUS


def run() -> NoReturn:
    """Run the command line of this process, and exit with its status."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Print paths as their original bytes, whatever the locale.
        sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape")
    sys.exit(main())
