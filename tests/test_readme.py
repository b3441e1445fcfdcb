"""Tests that the program does what the README says and shows."""

from __future__ import annotations

import argparse
import io
import re
import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from docs import pictures
from docs.keys import END, START, tables
from docs.pictures import PICTURES, rows
from markdown_it import MarkdownIt

from wbtui.cli import parser
from wbtui.core.place import Place
from wbtui.core.session import STATUSES
from wbtui.core.workbook.model import KINDS, ROLES
from wbtui.core.workbook.reader import read_workbook
from wbtui.storage.session_file import codec
from wbtui.storage.session_file.toml_document import TomlDocument
from wbtui.storage.workbooks import DEFAULT_WORKBOOK, WorkbookLibrary
from wbtui.ui.commands.chosen_keys import with_chosen
from wbtui.ui.commands.keys import HOME, WORKSHOP
from wbtui.ui.themes import THEMES, short_name
from wbtui.ui.widgets.answer_area import EDITING_KEYS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
FOREIGN_OPTIONS = {"--strict"}
"""Options of other programs that the README mentions."""


def blocks(language: str) -> list[str]:
    """The code blocks in a language."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    return [block for name, block in found if name == language]


def commands() -> list[list[str]]:
    """Every command line of the program that the README shows, without its name."""
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    written = [shlex.split(line, comments=True) for line in (*lines, *re.findall(r"`(wbtui [^`]*)`", README))]
    return [words[1:] for words in written if words and words[0] == "wbtui"]


def options(part: argparse.ArgumentParser) -> Iterator[Sequence[str]]:
    """Every option of a parser and of the parsers below it, each with all its names."""
    for action in part._actions:
        if action.option_strings:
            yield action.option_strings
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from options(below)


def verbs(part: argparse.ArgumentParser) -> Iterator[str]:
    """Every command, such as `list` and `workbook check`."""
    for action in part._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                deeper = list(verbs(below))
                yield from (f"{name} {verb}" for verb in deeper) if deeper else [name]


def table_column(heading: str) -> list[str]:
    """The words in code of the first column of the table that begins with this heading."""
    table = README.split(f"\n| {heading} |", 1)[1].split("\n\n", 1)[0]
    return [name for row in table.splitlines()[2:] for name in re.findall(r"`(\w+)`", row.split("|")[1])]


def test_the_tables_of_keys_match_the_program() -> None:
    shown = README.partition(START)[2].partition(END)[0].strip()

    assert shown == tables(), "make pictures writes them anew"


def error_of(words: list[str]) -> str:
    """Return the error message for a command line; empty if the program accepts it."""
    message = io.StringIO()
    try:
        with redirect_stderr(message):
            parser().parse_args(words)
    except SystemExit:
        return message.getvalue() or "only prints something and exits"
    return ""


def test_every_command_in_the_readme_exists() -> None:
    found = {" ".join(words): error_of(words) for words in commands()}
    assert len(found) > 20
    assert {words: error for words, error in found.items() if error} == {}


@pytest.mark.fault("NB9")
def test_the_command_is_found_after_make_run() -> None:
    """`make run` installs nothing on the PATH, so the README first says where the program is."""
    place = re.search(r"After `make run` it is `([^`]+)`", README)
    path = re.search(r'`export PATH="\$PWD/([^:]+):\$PATH"`', README)

    assert place
    assert path
    assert place[1] == f"{path[1]}/wbtui"
    assert f"BIN := $(VENV)/{Path(path[1]).name}" in MAKEFILE
    assert f"VENV ?= {Path(path[1]).parent}" in MAKEFILE
    assert place.start() < README.index("## Commands")


@pytest.mark.fault("R6")
def test_the_readme_does_not_promise_a_merge_that_git_does_not_make() -> None:
    """The time of the last change and the number of answers differ in any two branches, side by side."""
    written = next(block for block in blocks("toml") if "\n[clock]\n" in block)
    session = codec.read(written.encode()).session
    ours, theirs = (codec.render(replace(session, updated=session.updated + timedelta(n))).text for n in (1, 2))
    differ = [a for a, b in zip(ours.splitlines(), theirs.splitlines(), strict=True) if a != b]

    assert [line.split(" = ")[0] for line in differ] == ["updated"]
    assert "merges as text" not in README
    assert "do not merge by themselves yet" in README


@pytest.mark.fault("R6")
@pytest.mark.skipif(not shutil.which("git"), reason="there is no git to merge with")
def test_git_merges_no_two_branches_because_of_two_lines(tmp_path: Path) -> None:
    """As the README says: `updated` and the last line, and nothing of what two people wrote in two places."""
    written = next(block for block in blocks("toml") if "\n[clock]\n" in block)
    base = codec.read(written.encode())
    question = Place("customer_faq", "questions", "q7f3")
    branches = {
        "base": base.session,
        "ours": base.session.put(Place("customer", "today"), "Ours"),
        "theirs": base.session.put(question.at(part="bank"), "C11").put(question.at(part="owner"), "Theirs"),
    }
    for n, (name, session) in enumerate(branches.items()):
        later = replace(session, updated=session.updated + timedelta(n))
        (tmp_path / name).write_text(codec.render(later, base.toml).text, encoding="utf-8")

    merge = ["git", "merge-file", "-p", "ours", "base", "theirs"]
    merged = subprocess.run(merge, cwd=tmp_path, check=False, capture_output=True, text=True).stdout

    sides = re.findall(r"(?s)<{7} .*?\n(.*?)={7}\n(.*?)>{7} ", merged)
    assert [[text.split(" = ")[0] for text in side] for side in sides] == [
        ["updated", "updated"],
        ["# end: 7 answers\n", "# end: 8 answers\n"],
    ]
    assert "Ours" in merged
    assert "Theirs" in merged


def test_every_command_of_the_program_is_shown() -> None:
    shown = [" ".join(word for word in words if not word.startswith("-")) for words in commands()]

    missing = [verb for verb in verbs(parser()) if not any(f"{line} ".startswith(f"{verb} ") for line in shown)]

    assert missing == []


def test_every_option_exists_and_is_shown() -> None:
    shown = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", README)) - FOREIGN_OPTIONS
    known = list(options(parser()))

    assert {name for name in shown if name.startswith("--")} <= {name for names in known for name in names}
    assert [names for names in known if not shown.intersection(names)] == []


def test_every_link_leads_to_a_file() -> None:
    text = README + (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    inline = [
        child for token in MarkdownIt("commonmark").enable("table").parse(text) for child in token.children or ()
    ]
    targets = [
        str(token.attrs.get("href") or token.attrs["src"]) for token in inline if {"href", "src"} & {*token.attrs}
    ]
    files = [target for target in targets if not target.startswith(("https://", "#"))]
    headings = {heading.lower().replace(" ", "-") for heading in re.findall(r"^#+ (.+)$", README, re.MULTILINE)}

    assert files
    assert [target for target in files if not (ROOT / target).is_file()] == []
    assert {target[1:] for target in targets if target.startswith("#")} <= headings


def test_the_folders_of_the_layout_exist() -> None:
    layout = next(block for block in blocks("") if "src/wbtui/core/" in block)

    assert [path for path in re.findall(r"^\S+", layout, re.MULTILINE) if not (ROOT / path).exists()] == []


def test_every_make_target_in_the_readme_exists() -> None:
    shown = set(re.findall(r"(?:`|^)make ([a-z-]+)", README, re.MULTILINE))

    assert shown
    assert [target for target in shown if f"\n{target}:" not in MAKEFILE] == []


def test_the_workbook_in_the_readme_is_valid_and_has_every_kind_of_part() -> None:
    written = next(block for block in blocks("toml") if "[[stages]]" in block)

    workbook = read_workbook(tomllib.loads(written))

    assert workbook.agendas
    assert workbook.banks
    assert workbook.document
    assert any(stage.groups for stage in workbook.stages)


def test_every_kind_and_role_is_explained() -> None:
    assert tuple(table_column("Kind")) == KINDS
    assert set(table_column("Role")) == set(ROLES)
    assert all(f"`{status}`" in README for status in STATUSES)


def test_the_session_in_the_readme_is_as_the_program_writes_it() -> None:
    written = next(block for block in blocks("toml") if "\n[clock]\n" in block)

    loaded = codec.read(written.encode())
    fresh = codec.render(loaded.session, TomlDocument())

    assert loaded.notes == ()
    assert codec.render(loaded.session, loaded.toml).text == written
    assert codec.read(fresh.text.encode()).session == loaded.session
    assert fresh.ending.strip() in written


def test_the_numbers_of_questions_match_the_banks() -> None:
    workbook = WorkbookLibrary(Path()).load(DEFAULT_WORKBOOK)
    counts = {bank.id: len(bank.questions) for bank in workbook.banks}

    told = re.search(r"(\d+) are ready-made: (\d+) from customers, (\d+) from colleagues, (\d+) on", README)

    assert told
    parts = (counts["customer"], counts["internal"], counts["cost_of_failure"])
    assert tuple(map(int, told.groups())) == (sum(counts.values()), *parts)


def test_the_minutes_of_the_workshop_match_the_agenda() -> None:
    agenda = WorkbookLibrary(Path()).load(DEFAULT_WORKBOOK).agenda("90")

    told = [int(minutes) for minutes in re.findall(r"^\d+\. \*\*[^*]+\*\* \((\d+)", README, re.MULTILINE)]

    assert agenda
    assert told == [slot.minutes for slot in agenda.slots]


def test_every_theme_is_named() -> None:
    table = README.split("\n| Theme |", 1)[1].split("\n\n", 1)[0]

    told = [row.strip("| ").split(" | ")[:2] for row in table.splitlines()[2:]]
    assert told == [[title, f"`{short_name(name)}`"] for name, title in THEMES.items()]


async def test_the_pictures_of_the_readme_exist_and_can_be_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pictures may be out of date: comparing them would fail at each change of a word."""
    files = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.svg")}
    monkeypatch.setattr(pictures, "PICTURES", {"big-clock": PICTURES["big-clock"]})

    await pictures.main(tmp_path)
    (drawn,) = tmp_path.iterdir()
    files |= {"drawn": drawn.read_text(encoding="utf-8")}

    assert drawn.name == "big-clock.svg"
    assert files.keys() == {*PICTURES, "drawn"}
    assert set(re.findall(r"docs/([\w-]+)\.svg", README)) == {*PICTURES}
    assert {name: len(rows(svg)) for name, svg in files.items() if len(rows(svg)) < 5} == {}
    foreign = {
        name: set(re.findall(r"\w+://[^\"\s]*", svg)) - {"http://www.w3.org/2000/svg"}
        for name, svg in files.items()
    }
    assert {name: found for name, found in foreign.items() if found} == {}


def test_the_example_of_keys_is_valid() -> None:
    written = next(block for block in blocks("toml") if "[keys]" in block)
    lines = [(command, key, None) for command, key in tomllib.loads(written)["keys"].items()]

    keys, problems = with_chosen(lines, EDITING_KEYS)

    assert problems == []
    assert keys.changed


def test_every_command_id_is_listed() -> None:
    lists = README.partition("These are the names of the commands:")[2].partition("\n## ")[0].split("\n- ")
    workshop, home = ([*re.findall(r"`(\w+)`", text)] for text in lists[1:])

    assert workshop == ["menu", *(command.id for command in WORKSHOP)]
    assert sorted(home) == sorted(command.id for command in HOME)
