"""Files that strangers send: workbooks and sessions with markers in every text, and files that are neither."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import tomli
import tomli_w

EXAMPLES = Path(__file__).parents[1] / "sessions"
BUILT_IN = Path(__file__).parents[1] / "src" / "wbtui" / "workbooks" / "working-backwards.toml"
MARK = "\x1b]52;c;SEVMTE8=\x07\x1b[2J\x9d0;pwn\x9c\x9b31m\u202eX\u2066\x00\x85\u2028\r"
"""Sequences that set the clipboard and the title, clear the screen, change the colour and reverse the line."""
STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Matches the characters of a file, or of its name, that must never reach a terminal."""
REFERENCES = {
    *(
        "id",
        "kind",
        "role",
        "stage",
        "include",
        "bank",
        "derive",
        "derive_from",
        "audience",
        "group",
        "by",
        "owner",
        "due",
        "row",
        "offer",
        "carried",
        "asked_from",
        "field",
        "is",
    ),
    *("default_agenda", "capture_decision", "language"),
}
"""The keys of a workbook whose texts are names that must match each other."""
SHORT_CHARS = 6
"""The characters that are kept of the title of a step, which must be short even with the marker."""


def marked(value: object, key: str = "") -> object:
    """Return a parsed file with a marker in every text that nothing refers to."""
    if isinstance(value, str):
        return value if key in REFERENCES else f"{value}{MARK}"
    if isinstance(value, dict):
        short = {"title": value["title"][:SHORT_CHARS]} if key == "script" and "title" in value else {}
        return {name: marked(item, name) for name, item in (value | short).items()}
    return [marked(item, key) for item in value] if isinstance(value, list) else value


@cache
def marked_workbook() -> str:
    """Return the built-in workbook with a marker in every text."""
    return tomli_w.dumps(_marked_tables(BUILT_IN))


def _marked_tables(path: Path) -> dict[str, object]:
    return {name: marked(value, name) for name, value in tomli.loads(path.read_text()).items()}


@cache
def marked_session(workbook: str) -> str:
    """Return an example with a marker in every text and in the names of a stage, a field and a part."""
    data = _marked_tables(EXAMPLES / "night-trolley.toml")
    stages = data["stages"]
    assert isinstance(stages, dict)
    stages[f"gone{MARK}"] = {
        f"field{MARK}": f"text{MARK}",
        f"list{MARK}": [{"id": "e1", f"part{MARK}": MARK + "x"}],
    }
    data |= {"workbook": workbook, "slot": f"customer{MARK}", "agenda": f"90{MARK}", "id": f"m1{MARK}"}
    return tomli_w.dumps(data)


def _bytes(data: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data)


def _edited(*changes: tuple[str, str]) -> Callable[[Path], object]:
    """Return a function that writes the example with some texts replaced."""

    def write(path: Path) -> None:
        text = WHOLE.decode()
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        path.write_text(text)

    return write


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(4 * 1024**3)


def _loop(path: Path) -> None:
    path.symlink_to(path)


HUGE = "0x" + "f" * 5000
WHOLE = (EXAMPLES / "night-trolley.toml").read_bytes()

NO_SESSIONS: Mapping[str, Callable[[Path], object]] = {
    "empty": _bytes(b""),
    "zeros": _bytes(b"\x00" * 4096),
    "binary": _bytes(bytes(range(256)) * 64),
    "utf-16": lambda path: path.write_bytes(WHOLE.decode().encode("utf-16")),
    "latin-1": _bytes(b'format = 1\ntitle = "caf\xe9"\n'),
    "half": _bytes(WHOLE[: len(WHOLE) // 2] + b"\n[broken"),
    "unmerged": _bytes(b"<<<<<<< ours\n" + WHOLE + b"=======\n>>>>>>> theirs\n"),
    "markdown": _bytes(b"# A document\n\nAnd *nothing* else.\n"),
    "json": _bytes(b'{"format": 1}'),
    "no head": _bytes(b'[stages.customer]\nwho = "Parents"\n'),
    "huge hex": _edited(("[stages.customer]\n", f"[stages.customer]\nage = {HUGE}\n")),
    "huge octal": _edited(("[clock.spent]\n", f"[clock.spent]\nlunch = 0o{'7' * 6000}\n")),
    "huge binary": _edited(("format = 1\n", f"format = 1\nmine = [0, 0b{'1' * 70}]\n")),
    "huge decimal": _edited(("format = 1\n", f"format = 1\nmine = {'9' * 6000}\n")),
    "last moment": _edited(("[clock]\n", "[clock]\nstarts = 9999-12-31T23:59:59-23:59\n")),
    "first moment": _edited(("[clock]\n", "[clock]\nrunning_since = 0001-01-01T00:00:00+23:59\n")),
    "infinite clock": _edited(("[clock.planned]\n", "[clock.planned]\nlunch = inf\n")),
    "deep": _bytes(b"format = 1\na = " + b"[" * 100_000),
    "dots": _bytes(b"a" + b".a" * 400_000 + b" = 1\n"),
    "9 MB": _bytes(b'format = 1\nx = "' + b"x" * 9_000_000 + b'"\n'),
    "4 GB": _sparse,
    "fifo": os.mkfifo,
    "folder": Path.mkdir,
    "loop": _loop,
    "device": lambda path: path.symlink_to("/dev/zero"),
    "gone": lambda path: path.symlink_to(path.with_name("nowhere")),
}
"""Functions that make the files that have the name of a session and are not one."""
