"""Tests of finding sessions in a folder: similar names, composed letters, and files that cannot be examined."""

from __future__ import annotations

import os
import shutil
import unicodedata
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Literal

import pytest
from tests.storage.faults import as_nobody

from wbtui.core.errors import MissingError, SessionError, UsageError
from wbtui.core.text import folded, is_conflict_copy
from wbtui.storage.library import Library
from wbtui.storage.recovery.deleted_sessions import deleted_sessions
from wbtui.storage.workbooks import WorkbookLibrary
from wbtui.ui.controllers.session_folder import SessionFolder
from wbtui.wording import sentence

EXAMPLE = Path(__file__).parents[2] / "sessions" / "night-trolley.toml"
Form = Literal["NFC", "NFD"]
WHOLE = EXAMPLE.read_text()


@pytest.fixture
def library(tmp_path: Path) -> Library:
    folder = tmp_path / "sessions"
    folder.mkdir()
    for n in range(5):
        (folder / f"s{n}.toml").write_text(WHOLE.replace("Night Trolley", f"Session {n}", 1))
    return Library(folder)


# Unreadable files and folders


@pytest.mark.fault("XM2")
@pytest.mark.parametrize("name", ["a.toml", "m.toml", "z.toml"])
def test_a_link_in_a_circle_hides_no_session(library: Library, name: str) -> None:
    link = library.folder / name
    link.symlink_to(link)
    listed = {one.path.name: one for one in library.sessions()}
    assert {f"s{n}.toml" for n in range(5)} <= listed.keys()
    problem = listed[name].problem
    assert problem
    assert problem.code == "disk.loop"


@pytest.mark.fault("XM2")
@pytest.mark.parametrize("target", ["nowhere", "gone/s1.toml", "/nowhere/at all.toml", "s1.toml.bak"])
def test_a_broken_link_is_listed_with_its_problem(library: Library, target: str) -> None:
    (library.folder / "m.toml").symlink_to(target)
    listed = {one.path.name: one for one in library.sessions()}
    assert len(listed) == 6
    problem = listed["m.toml"].problem
    assert problem
    assert sentence(problem).startswith(f"this is a link to {target}, which is missing")
    assert [one.path.name for one in library.files() if one.problem] == ["m.toml"]
    folder = SessionFolder(library, WorkbookLibrary(Path()), library.folder, datetime.now)
    assert folder.read_through(listed["m.toml"]).problem == problem


def test_a_link_to_something_other_than_a_file_is_no_session(library: Library, tmp_path: Path) -> None:
    (library.folder / "folder.toml").symlink_to(tmp_path)
    (library.folder / "null.toml").symlink_to("/dev/null")
    assert len(library.sessions()) == 5


@pytest.mark.fault("XM2")
def test_a_link_into_a_locked_folder_hides_no_session(open_folder: Path) -> None:
    library = Library(open_folder)
    for n in range(5):
        shutil.copy(EXAMPLE, open_folder / f"s{n}.toml")
        (open_folder / f"s{n}.toml").chmod(0o644)
    locked = open_folder / "locked"
    locked.mkdir()
    (open_folder / "m.toml").symlink_to(locked / "x.toml")
    with as_nobody():
        if os.getuid():
            os.chmod(open_folder, 0o755)
    locked.chmod(0o000)
    with as_nobody():
        listed = library.sessions()
    assert sum(one.head is not None for one in listed) == 5
    assert [one.path.name for one in listed if one.problem] == ["m.toml"]


def _file(path: Path) -> None:
    path.write_text("")


def _loop(path: Path) -> None:
    path.symlink_to(path)


def _lost(path: Path) -> None:
    path.symlink_to(path.with_name("nowhere"))


@pytest.mark.fault("XM3")
@pytest.mark.parametrize(
    ("make", "said"),
    [
        (_file, "a file, not a folder"),
        (_loop, "in a circle"),
        (_lost, "no such folder"),
        (os.mkfifo, "a file, not"),
    ],
)
def test_a_folder_that_cannot_be_read_is_not_an_empty_one(
    tmp_path: Path, make: Callable[[Path], None], said: str
) -> None:
    folder = tmp_path / "sessions"
    make(folder)
    with pytest.raises(SessionError) as raised:
        Library(folder).sessions()
    assert said in sentence(raised.value.problem)
    assert "name another folder with --sessions" in sentence(raised.value.problem)
    with pytest.raises(SessionError):
        Library(folder).find("something")
    # Nothing else ends because of it.
    assert deleted_sessions(Library(folder), tmp_path / "state") == ()
    assert Library(tmp_path, folder).example_files() == []


@pytest.mark.fault("XM3")
def test_a_locked_folder_is_not_an_empty_one(open_folder: Path) -> None:
    locked = open_folder / "sessions"
    locked.mkdir()
    locked.chmod(0o000)
    with as_nobody(), pytest.raises(SessionError, match=r"disk.permission"):
        Library(locked).sessions()


def test_a_folder_that_does_not_exist_yet_is_empty(tmp_path: Path) -> None:
    assert Library(tmp_path / "none" / "sessions").sessions() == []


# Names


@pytest.mark.fault("R19")
@pytest.mark.parametrize("title", ["Köln Café", "Žižkov", "Ångström", "한국어", "Ệ"])
@pytest.mark.parametrize("kept", ["NFC", "NFD"])
@pytest.mark.parametrize("asked", ["NFC", "NFD"])
def test_a_session_is_found_however_its_name_is_composed(
    library: Library, title: str, kept: Form, asked: Form
) -> None:
    path = library.folder / unicodedata.normalize(kept, f"{title} file.toml")
    path.write_text(WHOLE.replace("Night Trolley", unicodedata.normalize(kept, title), 1))
    wanted = unicodedata.normalize(asked, title)
    names = (wanted, wanted.upper(), f"{wanted} file", f"{wanted} file.toml")
    for name in (*names, str(library.folder / f"{wanted} file.toml")):
        assert library.find(name) == path, name


@pytest.mark.fault("R19")
@pytest.mark.parametrize("kept", ["NFC", "NFD"])
@pytest.mark.parametrize("asked", ["NFC", "NFD"])
def test_a_workbook_is_found_however_its_name_is_composed(tmp_path: Path, kept: Form, asked: Form) -> None:
    path = tmp_path / unicodedata.normalize(kept, "Rückblick ệ.toml")
    path.write_text("")
    name = unicodedata.normalize(asked, "Rückblick ệ")
    assert WorkbookLibrary(tmp_path).find(name) == path
    assert WorkbookLibrary(tmp_path).find(f"{name}.toml", tmp_path) == path


@pytest.mark.fault("R19")
def test_folding_knows_case_and_composition() -> None:
    assert folded("STRASSE e\u0301") == folded("straße É")
    assert folded("a") != folded("ä")


# Two files of one session

COPIES = [
    "night-trolley (Ada's conflicted copy 2026-11-28).toml",
    "night-trolley (1).toml",
    "night-trolley(2).toml",
    "night-trolley.sync-conflict-20261128-101500-ABCDEF7.toml",
    "night-trolley - Kopie.toml",
    "night-trolley (Adas in Konflikt stehende Kopie).toml",
    "Copy of night-trolley.toml",
    "night-trolley copy 2.toml",
    "night-trolley (Case Conflict 1).toml",
    "night-trolley (copie en conflit de Ada).toml",
]
OTHERS = ["night-trolley.toml", "night-trolley-2.toml", "copyright.toml", "conflict-of-interest.toml"]
OTHERS += ["photocopy.toml", "2026.toml", "kopien.toml"]


@pytest.mark.fault("R13")
@pytest.mark.parametrize("name", COPIES)
def test_a_conflict_copy_is_distinguished_from_the_original(tmp_path: Path, name: str) -> None:
    for file in ("night-trolley.toml", name):
        shutil.copy(EXAMPLE, tmp_path / file)
    library = Library(tmp_path)
    told = {one.path.name: (one.has_other_name, one.is_conflict_copy) for one in library.sessions()}
    assert told == {"night-trolley.toml": (False, False), name: (True, True)}
    with pytest.raises(UsageError) as raised:
        library.find("Night Trolley")
    assert name in sentence(raised.value.problem)
    assert "night-trolley.toml" in sentence(raised.value.problem)
    assert library.find("night-trolley") == tmp_path / "night-trolley.toml"
    assert library.find(name) == tmp_path / name


@pytest.mark.fault("R13")
@pytest.mark.parametrize("name", OTHERS)
def test_other_names_are_no_conflict_copies(name: str) -> None:
    assert not is_conflict_copy(name)


@pytest.mark.fault("R13")
def test_a_title_with_a_number_is_no_conflict_copy(tmp_path: Path) -> None:
    (tmp_path / "plan-(1).toml").write_text(WHOLE.replace("Night Trolley", "Plan (1)", 1))
    (tmp_path / "plan-1.toml").write_text(WHOLE.replace("Night Trolley", "Plan (1)", 1))
    told = {one.path.name: one.is_conflict_copy for one in Library(tmp_path).sessions()}
    assert told == {"plan-(1).toml": True, "plan-1.toml": False}


def test_a_missing_session_is_still_missing(library: Library) -> None:
    with pytest.raises(MissingError):
        library.find("nothing (1)")


@pytest.mark.fault("R13")
@pytest.mark.parametrize("name", ["a (Ada's conflicted copy).toml", "a (1).toml", "a.sync-conflict-20261128.toml"])
def test_a_conflict_copy_of_the_same_time_stands_behind_the_original(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "sessions"
    folder.mkdir()
    for file in ("a.toml", name, "z.toml"):
        shutil.copy(EXAMPLE, folder / file)
    for listed in (Library(folder).files(), Library(folder).sessions()):
        assert [each.path.name for each in listed] == ["a.toml", "z.toml", name]
