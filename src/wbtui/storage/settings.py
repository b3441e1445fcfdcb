"""The user's settings: a TOML file that people write by hand, and the program only to remember the theme."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.errors import MissingError, Problem, SaveError, SessionError
from wbtui.storage.disk import fingerprint

if TYPE_CHECKING:
    from wbtui.storage.session_file.toml_lines import Line

MAX_SETTINGS_BYTES = 64 * 1024
"""The size of the file above which it is not read at all."""
MAX_QUOTED_CHARS = 40
_KEYS = "keys"
_THEME = "theme"
_KNOWN = (_THEME, _KEYS)


class ChosenKey(NamedTuple):
    """A key that the user has chosen for a command, as it is written."""

    command: str
    key: str
    """Empty if the command is to have no key."""
    line: int | None = None


class ChosenTheme(NamedTuple):
    """The theme that the user has chosen, as it is written."""

    name: str
    line: int | None = None


class Settings(NamedTuple):
    """The choices of the user, and the mistakes in the file of the settings."""

    theme: ChosenTheme | None = None
    keys: tuple[ChosenKey, ...] = ()
    problems: tuple[Problem, ...] = ()
    file: str = ""


def read_settings(path: Path) -> Settings:
    """Return the settings in a file; without the file there are none."""
    file = str(path)
    try:
        document, text = _parsed(fingerprint.read(path, MAX_SETTINGS_BYTES).data, file)
    except MissingError:
        return Settings()
    except SessionError as error:
        return Settings(problems=(error.problem.in_file(file),), file=file)
    lines = _lines(text)
    theme, wrong_theme = _theme(document.get(_THEME), lines)
    keys, wrong_keys = _keys(document.get(_KEYS, {}), lines)
    unknown = [_unknown(name, lines.get((name,))) for name in document if name not in _KNOWN]
    problems = sorted([*unknown, *wrong_theme, *wrong_keys], key=lambda problem: problem.where.line or 0)
    return Settings(theme, keys, tuple(problem.in_file(file) for problem in problems), file)


def write_theme(path: Path, name: str) -> None:
    """Write the theme into the file of the settings; all other text in it stays as it is.

    Makes the file and its folder if they are missing. Raises SessionError for a file that cannot be read, and
    SaveError for one that cannot be written.
    """
    from wbtui.storage.disk import atomic_file

    try:
        found = fingerprint.read(path, MAX_SETTINGS_BYTES)
    except MissingError:
        atomic_file.create(path, _with_theme("", name).encode())
        return
    before, _ = _parsed(found.data, str(path))
    if isinstance(before.get(_THEME), Mapping):
        raise SessionError("key.text", where=str(path), key=_THEME)
    mark = BOM_UTF8 if found.data.startswith(BOM_UTF8) else b""
    data = mark + _with_theme(found.data.decode("utf-8-sig"), name).encode()
    if _parsed(data, str(path))[0] != {**before, _THEME: name}:
        raise SaveError("settings.theme_place", where=str(path))
    atomic_file.overwrite_file(fingerprint.real_path(path), data, found)


def _with_theme(text: str, name: str) -> str:
    """Return the text of the settings with the theme: in its old place, or else above the first table."""
    from wbtui.storage.session_file.toml_lines import lines_of
    from wbtui.storage.session_file.toml_text import value_text

    eol = "\r\n" if "\r\n" in text else "\n"
    new = f"{_THEME} = {value_text(name)}"
    end = 0
    for line in lines_of(text):
        if line.path == (_THEME,) and line.value:
            return text[: line.value.start] + value_text(name) + text[line.value.end :]
        if line.kind in ("header", "array"):
            # The comments right above a table belong to it.
            return f"{text[:end]}{new}{eol}{eol}{text[end:]}"
        end = end if line.kind == "comment" else line.end
    gap = eol if text and not text.endswith("\n") else ""
    return f"{text}{gap}{new}{eol}"


def _parsed(data: bytes, file: str) -> tuple[Mapping[str, object], str]:
    """Return the values of a file, and its text with LF line ends. Raises SessionError."""
    import tomli

    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        return tomli.loads(text), text
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SessionError("file.not_utf8", where=file, line=line) from error
    except (ValueError, RecursionError) as error:
        from wbtui.storage.session_file.toml_problems import toml_problem

        raise SessionError(toml_problem(error, text).in_file(file)) from error


def _theme(value: object, lines: Mapping[tuple[str, ...], int]) -> tuple[ChosenTheme | None, list[Problem]]:
    line = lines.get((_THEME,))
    if value is None or isinstance(value, str):
        return ChosenTheme(value, line) if value else None, []
    return None, [Problem.of("key.text", key=_THEME, line=line)]


def _keys(table: object, lines: Mapping[tuple[str, ...], int]) -> tuple[tuple[ChosenKey, ...], list[Problem]]:
    if not isinstance(table, Mapping):
        return (), [Problem.of("key.table", key=_KEYS, line=lines.get((_KEYS,)))]
    chosen, problems = list[ChosenKey](), list[Problem]()
    for command, key in table.items():
        line = lines.get((_KEYS, command)) or lines.get((_KEYS,))
        if isinstance(key, str):
            chosen.append(ChosenKey(command, key, line))
        else:
            problems.append(Problem.of("key.text", key=command, line=line))
    return tuple(chosen), problems


def _unknown(name: str, line: int | None) -> Problem:
    """Return the problem of a name that is no setting."""
    from difflib import get_close_matches

    if close := next(iter(get_close_matches(name, _KNOWN, 1)), ""):
        return Problem.of("settings.unknown_but", line=line, name=name[:MAX_QUOTED_CHARS], close=close)
    return Problem.of("settings.unknown", line=line, name=name[:MAX_QUOTED_CHARS])


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
                found.setdefault(here[:1], number)
                found.setdefault(here, number)
            else:
                for path in _paths(here, line):
                    found.setdefault(path[:1], number)
                    found.setdefault(path, number)
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
