"""Tests of the commands `history`, `diff` and `restore`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.session_edits import with_answer
from tests.storage.desk import Seat
from tests.test_cli import Wbtui, clinic, machine, wbtui

from wbtui.commands.common import now
from wbtui.core.place import Place
from wbtui.storage.session.opening import open_session
from wbtui.storage.session_file import codec

__all__ = ("clinic", "machine", "wbtui")

WHO = Place("customer", "who")


@contextmanager
def opened(path: Path, machine: Path) -> Iterator[Seat]:
    handle = open_session(path, state_dir=machine / "state", now=now, on_status=lambda _: None)
    yield Seat(handle, now)
    assert handle.close()


@pytest.fixture
def worked(clinic: Path, machine: Path) -> Path:
    """A session with a named version and a change after it."""
    with opened(clinic, machine) as session:
        session.update(with_answer(session.session, WHO, "Parents of small children"))
        session.handle.keep_version(session.session, "before lunch")
        session.update(with_answer(session.session, WHO, "Parents of [small] twins\x1b[2J"))
    return clinic


def test_history_lists_the_versions(wbtui: Wbtui, worked: Path) -> None:
    done = wbtui("history", "pocket-clinic")
    assert (done.status, done.err) == (0, "")
    words = [line.split(maxsplit=3)[3] for line in done.out.splitlines()]
    assert words == ["closed", "'before lunch'", "opened"]
    listed = wbtui("history", worked, "--json").json
    assert set(listed[0]) == {"id", "at", "reason", "name", "path"}
    assert all(Path(version["path"]).is_file() for version in listed)


def test_history_without_versions_says_so(wbtui: Wbtui, clinic: Path) -> None:
    done = wbtui("history", clinic)
    assert (done.status, done.out) == (0, "")
    assert "no versions yet" in done.err
    assert wbtui("diff", clinic).err == "No differences.\n"


def test_diff_marks_the_words(wbtui: Wbtui, worked: Path) -> None:
    done = wbtui("diff", worked, "before lunch")
    assert done.out == "customer.who\n    Parents of {+[+}small[- children-]{+] twins+}\n"
    (change,) = wbtui("diff", worked, "before lunch", "--json").json
    assert (change["place"], change["was"]) == ("customer.who", "Parents of small children")
    assert "".join(part["text"] for part in change["words"] if part["kind"] != "new") == change["was"]
    assert "".join(part["text"] for part in change["words"] if part["kind"] != "gone") == change["is"]
    assert wbtui("diff", worked, "1", "1").out == ""


def test_diff_names_the_last_version_that_differs(wbtui: Wbtui, worked: Path) -> None:
    assert "{+] twins+}" in wbtui("diff", worked).out


@pytest.mark.parametrize("name", ["nothing", "99", "", "2026"])
def test_a_version_that_is_not_there(wbtui: Wbtui, worked: Path, name: str) -> None:
    before = worked.read_bytes()
    done = wbtui("restore", worked, name)
    assert (done.status, done.out) == (2, "")
    assert "`wbtui history SESSION` lists them" in done.err
    assert worked.read_bytes() == before


def test_a_restore_from_the_command_line_can_be_reverted(wbtui: Wbtui, worked: Path) -> None:
    text = codec.read(worked.read_bytes()).session.text(WHO)
    done = wbtui("restore", worked, "before lunch")
    assert (done.status, done.out) == (0, "")
    assert codec.read(worked.read_bytes()).session.text(WHO) == "Parents of small children"
    texts = []
    for version in wbtui("history", worked, "--json").json:
        texts.append(codec.read(Path(version["path"]).read_bytes()).session.text(WHO))
    number = texts.index(text) + 1
    assert wbtui("restore", worked, str(number)).status == 0
    assert codec.read(worked.read_bytes()).session.text(WHO) == text


def test_restore_of_what_is_open_elsewhere_names_the_holder(wbtui: Wbtui, worked: Path, machine: Path) -> None:
    before = worked.read_bytes()
    with opened(worked, machine):
        done = wbtui("restore", worked, "1")
        assert done.status == 1
        assert "is editing" in done.err
        assert worked.read_bytes() == before


def test_restore_of_a_file_that_cannot_be_read_keeps_it(wbtui: Wbtui, worked: Path) -> None:
    worked.write_text("[broken")
    done = wbtui("restore", worked, "1")
    assert done.status == 0
    assert "is now pocket-clinic.broken-" in done.err
    assert codec.read(worked.read_bytes()).session.text(WHO).startswith("Parents")
    (broken,) = worked.parent.glob("*.broken-*.toml")
    assert broken.read_text() == "[broken"
    assert "broken" not in wbtui("list").out


def test_locate_names_the_versions_and_the_journal(wbtui: Wbtui, worked: Path, machine: Path) -> None:
    with opened(worked, machine) as session:
        session.update(with_answer(session.session, WHO, "Nurses"))
        lines = [line.split(maxsplit=1) for line in wbtui("locate", worked).out.splitlines()]
        assert [name for name, _ in lines] == ["session", "versions", "journal"]
        assert Path(lines[0][1]) == worked
        assert len(list(Path(lines[1][1]).glob("*.toml"))) == 3
        assert list(Path(lines[2][1]).glob("journal-*"))


def test_a_newer_format_can_be_shown(wbtui: Wbtui, worked: Path) -> None:
    worked.write_text(worked.read_text().replace("format = 1", "format = 2"))
    before = worked.read_bytes()
    assert wbtui("show", worked).status == 0
    assert "Parents of" in wbtui("export", worked, "-o", "-").out
    done = wbtui("restore", worked, "1")
    assert done.status == 1
    assert "newer version" in done.err
    assert worked.read_bytes() == before
