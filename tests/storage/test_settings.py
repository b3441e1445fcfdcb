"""Tests that the program starts whatever the settings file contains, which people write by hand."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from wbtui.core.errors import SaveError, WbtuiError
from wbtui.storage.settings import (
    MAX_SETTINGS_BYTES,
    ChosenKey,
    ChosenTheme,
    Settings,
    read_settings,
    write_theme,
)
from wbtui.wording import sentence


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def told(settings: Settings) -> list[str]:
    """Every problem as a sentence, without the file."""
    return [sentence(problem).removeprefix(f"{settings.file}: ") for problem in settings.problems]


def test_without_a_file_there_are_no_settings(file: Path) -> None:
    assert read_settings(file) == Settings()


def test_keys_are_read_with_their_lines(file: Path) -> None:
    file.write_text('theme = "wbtui-light"\n\n[keys]\n# mine\nstep = "F6"\n"undo"="" # none\n')

    assert read_settings(file).keys == (ChosenKey("step", "F6", 5), ChosenKey("undo", "", 6))
    assert read_settings(file).theme == ChosenTheme("wbtui-light", 1)
    assert read_settings(file).problems == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param('keys.step = "f6"', 1, id="dotted"),
        pytest.param('\nkeys = { pause = "f4", step = "f6" }', 2, id="inline table"),
        pytest.param('\n[keys]\n"step" = "f6"', 3, id="quoted"),
        pytest.param("[keys]\r\n\r\nstep = 'f6'\r\n", 3, id="line ends of Windows"),
        pytest.param('\ufeff[keys]\nstep = """f6"""', 2, id="byte order mark"),
        pytest.param(
            '[at]\nzero = [\n  "paplay",\n  "gong.wav",\n]\n[keys]\nstep = "f6"', 7, id="after a long value"
        ),
    ],
)
def test_the_line_is_right_however_it_is_written(file: Path, text: str, line: int) -> None:
    file.write_bytes(text.encode())
    found = {chosen.command: chosen for chosen in read_settings(file).keys}
    assert found["step"] == ChosenKey("step", "f6", line)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# nothing\n", []),
        ("", []),
        ('theme = ""', []),
        ("theme = 3", ["line 1: theme must be text, in quotes"]),
        ("\n[theme]\nname = 'dark'", ["line 2: theme must be text, in quotes"]),
        (
            "a.b = 1\n[key]\nx = 1\ny = 2",
            ["line 1: there is no setting “a”", "line 2: there is no setting “key”; did you mean keys?"],
        ),
        (
            "[keys]\nstep = 3\n[x]\ny = 1",
            ["line 2: step must be text, in quotes", "line 3: there is no setting “x”"],
        ),
    ],
)
def test_what_is_no_setting_is_told(file: Path, text: str, said: list[str]) -> None:
    file.write_text(text)
    assert told(read_settings(file)) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[keys]\nstep = "f6', "line 2, the end of the file: a quote is not closed"),
        ("[keys]\nstep = f6\n", "line 2: the value after = is not valid (quotes missing?)"),
        ("[keys]\n\nstep = 6\n", "line 3: step must be text, in quotes"),
        ("[keys]\nstep = ['f6', 'f7']\n", "line 2: step must be text, in quotes"),
        ("[keys.step]\nkey = 'f6'\n", "line 1: step must be text, in quotes"),
        ("\nkeys = 'f6'\n", "line 2: keys must be a table"),
        ("[[keys]]\nstep = 'f6'\n", "line 1: keys must be a table"),
        ("[keys]\nstep = 'f6'\nstep = 'f7'\n", "line 3: this name appears twice"),
        ("[keys]\nstep = 'f6'\n[keys]\n", "line 3: [keys] appears twice"),
        (f"x = {'[' * 5000}", "too many brackets or dots inside each other"),
    ],
)
def test_a_mistake_is_reported_with_its_line(file: Path, text: str, said: str) -> None:
    file.write_text(text)
    assert told(read_settings(file)) == [said]


def test_a_wrong_value_leaves_the_other_keys_as_chosen(file: Path) -> None:
    file.write_text("[keys]\nstep = 6\nnext = 'f2'\n")
    assert read_settings(file).keys == (ChosenKey("next", "f2", 3),)


def test_text_that_is_not_utf8_is_reported_with_its_line(file: Path) -> None:
    file.write_bytes(b"[keys]\n# caf\xe9\nstep = 'f6'\n")
    assert told(read_settings(file)) == ["line 2: this is not UTF-8 text"]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no named pipes")
def test_a_named_pipe_is_not_waited_for(file: Path) -> None:
    os.mkfifo(file)
    before = time.monotonic()
    assert told(read_settings(file)) == ["this is not a regular file"]
    assert time.monotonic() - before < 1


def test_a_folder_is_reported(file: Path) -> None:
    file.mkdir()
    assert told(read_settings(file)) == ["this is a folder, not a file"]


def test_a_huge_file_is_not_read(file: Path) -> None:
    with file.open("wb") as sparse:
        sparse.truncate(1 << 40)
    assert told(read_settings(file)) == ["the file is too large"]
    file.write_bytes(b"#" * MAX_SETTINGS_BYTES)
    assert read_settings(file).problems == ()


def test_a_thousand_keys_are_read_quickly(file: Path) -> None:
    file.write_text("[keys]\n" + "".join(f"command_{n} = 'f{n}'\n" for n in range(2500)))
    before = time.monotonic()
    assert len(read_settings(file).keys) == 2500
    assert time.monotonic() - before < 1


# The theme


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "theme = 'T'\n"),
        ("# mine\n", "# mine\ntheme = 'T'\n"),
        ("# mine", "# mine\ntheme = 'T'\n"),
        ("theme = 'x'", "theme = 'T'"),
        ("# a\n  theme='x' # b\n\n# c\n\n\n", "# a\n  theme='T' # b\n\n# c\n\n\n"),
        ('theme = "x"\n', "theme = 'T'\n"),
        ("\"theme\" = 3\n[keys]\nstep = 'f6'\n", "\"theme\" = 'T'\n[keys]\nstep = 'f6'\n"),
        ("# a\n\n# k\n[keys]\ntheme = 'f6'\n\n", "# a\n\ntheme = 'T'\n\n# k\n[keys]\ntheme = 'f6'\n\n"),
        ("keys.step = 'f6'\n", "keys.step = 'f6'\ntheme = 'T'\n"),
        ("[keys]\nstep = 'f6'\n", "theme = 'T'\n\n[keys]\nstep = 'f6'\n"),
        ("[keys]\r\nstep = 'f6'\r\n", "theme = 'T'\r\n\r\n[keys]\r\nstep = 'f6'\r\n"),
        ("\ufeff# a\r\ntheme = 'x'\r\n", "\ufeff# a\r\ntheme = 'T'\r\n"),
    ],
)
def test_the_theme_is_written_and_all_other_text_stays(file: Path, before: str, after: str) -> None:
    file.write_bytes(before.encode())
    keys = [(chosen.command, chosen.key) for chosen in read_settings(file).keys]
    write_theme(file, "light")
    assert file.read_bytes().decode() == after.replace("'T'", '"light"')
    found = read_settings(file)
    assert found.theme
    assert found.theme.name == "light"
    assert [(chosen.command, chosen.key) for chosen in found.keys] == keys


def test_a_missing_file_of_the_settings_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "config" / "wbtui" / "settings.toml"
    write_theme(file, "dark")
    assert file.read_text() == 'theme = "dark"\n'
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "text", ["theme = dark", "[keys\n", "theme.name = 'x'\n", "[theme]\n", "# caf\xe9\ntheme = 'x'"]
)
def test_settings_that_cannot_be_understood_are_not_overwritten(file: Path, text: str) -> None:
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(WbtuiError):
        write_theme(file, "dark")
    assert file.read_bytes() == text.encode("latin-1")
    assert os.listdir(file.parent) == [file.name]


def test_settings_that_are_read_only_are_not_overwritten(file: Path) -> None:
    file.write_text("theme = 'x'\n")
    file.chmod(0o444)
    with pytest.raises(SaveError):
        write_theme(file, "dark")
    assert file.read_text() == "theme = 'x'\n"


def test_a_link_to_the_settings_stays_a_link(file: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.toml"
    real.write_text("theme = 'x'\n")
    file.symlink_to(real)
    write_theme(file, "dark")
    assert file.is_symlink()
    assert real.read_text() == 'theme = "dark"\n'
