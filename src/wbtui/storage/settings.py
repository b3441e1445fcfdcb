"""The user's settings: a TOML file that people write by hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.errors import MissingError, Problem, SessionError
from wbtui.storage.disk import fingerprint

if TYPE_CHECKING:
    from wbtui.storage.session_file.toml_lines import Line

MAX_SETTINGS_BYTES = 64 * 1024
"""The size of the file above which it is not read at all."""
_KEYS = "keys"


class ChosenKey(NamedTuple):
    """A key that the user has chosen for a command, as it is written."""

    command: str
    key: str
    """Empty if the command is to have no key."""
    line: int | None = None


class Settings(NamedTuple):
    """The keys that the user has chosen, and the mistakes in the file of the settings."""

    keys: tuple[ChosenKey, ...] = ()
    problems: tuple[Problem, ...] = ()
    file: str = ""


def read_settings(path: Path) -> Settings:
    """Return the settings in a file; without the file there are none. Other tables than `keys` are left alone."""
    file = str(path)
    try:
        data = fingerprint.read(path, MAX_SETTINGS_BYTES).data
    except MissingError:
        return Settings()
    except SessionError as error:
        return Settings(problems=(error.problem.in_file(file),), file=file)
    return _parsed(data, file)


def _parsed(data: bytes, file: str) -> Settings:
    import tomli

    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        document = tomli.loads(text)
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return Settings(problems=(Problem.of("file.not_utf8", where=file, line=line),), file=file)
    except (ValueError, RecursionError) as error:
        from wbtui.storage.session_file.toml_problems import toml_problem

        return Settings(problems=(toml_problem(error, text).in_file(file),), file=file)
    return _keys(document.get(_KEYS, {}), text, file)


def _keys(table: object, text: str, file: str) -> Settings:
    lines = _lines(text)
    if not isinstance(table, Mapping):
        problem = Problem.of("key.table", where=file, key=_KEYS, line=lines.get((_KEYS,)))
        return Settings(problems=(problem,), file=file)
    chosen, problems = list[ChosenKey](), list[Problem]()
    for command, key in table.items():
        line = lines.get((_KEYS, command)) or lines.get((_KEYS,))
        if isinstance(key, str):
            chosen.append(ChosenKey(command, key, line))
        else:
            problems.append(Problem.of("key.text", where=file, key=command, line=line))
    return Settings(tuple(chosen), tuple(problems), file)


def _lines(text: str) -> dict[tuple[str, ...], int]:
    """Return the line of each key and heading of a valid TOML text, as far as it can be cut into lines."""
    from wbtui.storage.session_file.toml_lines import lines_of

    found: dict[tuple[str, ...], int] = {}
    here: tuple[str, ...] = ()
    at, number = 0, 1
    try:
        for line in lines_of(text):
            number += text.count("\n", at, line.start)
            at = line.start
            if line.kind in ("header", "array"):
                here = line.path
                found.setdefault(here, number)
            else:
                found.update((path, number) for path in _paths(here, line))
    except (ValueError, RecursionError):
        # The lines that are known so far will do.
        return found
    return found


def _paths(here: tuple[str, ...], line: Line) -> list[tuple[str, ...]]:
    """Return the whole path of a key, and those of its members if its value is an inline table."""
    if line.value is None:
        return []
    path = (*here, *line.path)
    return [path, *((*path, *member.key) for member in line.value.members or () if member.key)]
