"""The command `wbtui doctor`, which says what this machine, terminal and installation allow."""

from __future__ import annotations

import locale
import os
import platform
import shlex
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wbtui.commands.common import DONE_STATUS, NO_STATUS
from wbtui.commands.output import put, put_json, tell
from wbtui.core.errors import WbtuiError
from wbtui.paths import NOWHERE
from wbtui.storage.disk.lock import peek
from wbtui.storage.disk.probe import probe
from wbtui.storage.library import Library
from wbtui.storage.workbooks import WorkbookLibrary, load
from wbtui.wording import phrase

if TYPE_CHECKING:
    from wbtui.commands import Options
    from wbtui.paths import Paths

MIN_TERMINAL_SIZE = (80, 24)
"""The least columns and lines that the program needs."""
SLOW_SECONDS = 0.5
"""Seconds; a disk that takes longer for a small file delays every save."""
MIN_FREE_BYTES = 50 * 1024 * 1024


class Finding(NamedTuple):
    """One line of the command: what was looked at, what was found, and whether it is as it should be."""

    about: str
    text: str
    fine: bool = True


def doctor(options: Options, places: Paths) -> int:
    """Print a line for each thing that the program needs; the status is 1 if something is wrong with one."""
    findings = [*_installation(), *_terminal(), *_folders(places), *_sessions(places)]
    wrong = [finding for finding in findings if not finding.fine]
    if options.json:
        put_json([finding._asdict() for finding in findings])
    else:
        for finding in findings:
            put(f"{'ok' if finding.fine else '!!'}  {finding.about:<10} {finding.text}")
        tell("Everything is as it should be." if not wrong else f"Look at what is marked with !! ({len(wrong)}).")
    return NO_STATUS if wrong else DONE_STATUS


def _installation() -> Iterator[Finding]:
    yield Finding("wbtui", f"{version('wbtui')}, in {Path(__file__).parents[1]}")
    yield Finding("Python", f"{platform.python_version()}, {sys.executable}")
    yield Finding("Textual", version("textual"), version("textual").startswith("8.2."))
    system = f"{platform.system()} {platform.release()}"
    known = sys.platform in ("linux", "darwin")
    yield Finding("system", system if known else f"{system}: not tested", known)


def _terminal() -> Iterator[Finding]:
    streams = (sys.stdin, sys.stdout, sys.stderr)
    if all(stream is not None and stream.isatty() for stream in streams):
        size = os.get_terminal_size(sys.stdout.fileno())
        fits = all(have >= need for have, need in zip(size, MIN_TERMINAL_SIZE, strict=True))
        needs = "" if fits else f"; {MIN_TERMINAL_SIZE[0]} by {MIN_TERMINAL_SIZE[1]} are needed"
        yield Finding("terminal", f"{size.columns} by {size.lines}, {_colours()}{needs}", fits)
    else:
        yield Finding("terminal", "input or output is not a terminal here; the program itself needs one")
    encoding = locale.getpreferredencoding(do_setlocale=False)
    fine = encoding.lower().replace("-", "") == "utf8"
    advice = "" if fine else "; set LANG to one that ends in .UTF-8, or letters and lines may be wrong"
    yield Finding("locale", f"{encoding}{advice}", fine)


def _colours() -> str:
    """Return what the environment says about colours."""
    name = os.environ.get("TERM", "")
    if os.environ.get("NO_COLOR"):
        return f"{name}, no colours ($NO_COLOR)"
    if os.environ.get("COLORTERM", "") in ("truecolor", "24bit"):
        return f"{name}, all colours"
    return f"{name}, 256 colours" if "256" in name else f"{name or 'no $TERM'}, few colours"


def _folders(places: Paths) -> Iterator[Finding]:
    for about, folder in (("sessions", places.sessions), ("state", places.state)):
        if folder.is_relative_to(NOWHERE):
            yield Finding(about, "there is no home folder, so none is known", fine=False)
            continue
        found = probe(folder)
        if found.problem:
            yield Finding(about, f"{folder}: {phrase(found.problem)}", fine=False)
            continue
        yield Finding(about, str(folder) if found.exists else f"{folder} (made when it is needed)")
        slow, little = found.seconds > SLOW_SECONDS, found.free < MIN_FREE_BYTES
        if slow or not found.locks:
            said = [f"{found.seconds:.1f} s for a small file"] if slow else []
            said += [] if found.locks else ["it cannot lock files: two people would edit at once"]
            yield Finding("disk", f"{found.kind or 'unknown'}: {'; '.join(said)}", fine=False)
        if about == "sessions" or little:
            yield Finding("space", f"{found.free // 1024**2} MB free", not little)


def _sessions(places: Paths) -> Iterator[Finding]:
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "nano"
    try:
        found = shutil.which(shlex.split(editor)[0])
    except (ValueError, IndexError):
        found = None
    without = (
        "is not found, so no answer can be opened in your editor; set $VISUAL or $EDITOR to one that is there"
    )
    yield Finding("editor", editor if found else f"{editor} {without}", bool(found))
    broken = [path.name for path in WorkbookLibrary(places.workbooks).paths() if not _loads(path)]
    if broken:
        yield Finding("workbooks", f"with mistakes: {', '.join(broken)}", fine=False)
    try:
        files = [] if places.sessions.is_relative_to(NOWHERE) else Library(places.sessions).sessions()
    except WbtuiError:
        # The line about the folder has said it.
        return
    unread = [listed.path.name for listed in files if listed.problem]
    yield Finding("files", f"{len(files)} sessions{_named(', cannot be read: ', unread)}", not unread)
    held = [f"{listed.title} ({phrase(holder.who)})" for listed in files if (holder := peek(listed.path))]
    yield Finding("open", _named("", held) or "no session is open in another program")


def _loads(path: Path) -> bool:
    try:
        return bool(load(path))
    except WbtuiError:
        return False


def _named(before: str, names: list[str], most: int = 5) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{before}{', '.join(names[:most])}{more}" if names else ""
