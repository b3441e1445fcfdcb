"""Tests of the order in which a folder lists its sessions."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from wbtui.core.session import Session
from wbtui.storage.library import Library, read_head
from wbtui.storage.session_file import codec

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
YEARS = (2021, 2026, 2023, 2024)


def put(folder: Path, name: str, updated: datetime, *, before: str = "", changed: float = 0.0) -> Path:
    """Write a session that was last changed at `updated`; `changed` is the file's own time."""
    session = Session(name, name, "w", "90", NOON, updated, "one")
    path = folder / f"{name}.toml"
    path.write_text(before + codec.render(session).text)
    os.utime(path, (changed, changed))
    return path


def names(library: Library) -> list[list[str]]:
    return [[listed.path.stem for listed in found] for found in (library.files(), library.sessions())]


@pytest.mark.fault("R14")
def test_sessions_are_ordered_by_their_own_time_not_that_of_the_file(tmp_path: Path) -> None:
    for n, year in enumerate(YEARS):
        put(tmp_path, f"s{year}", NOON.replace(year=year), changed=1e9 + n)
    assert names(Library(tmp_path)) == [["s2026", "s2024", "s2023", "s2021"]] * 2


@pytest.mark.fault("R14")
@pytest.mark.parametrize(
    "before",
    [
        pytest.param("# A comment.\n", id="a comment"),
        pytest.param("# A long comment.\n" * 400, id="long comments"),
        pytest.param("\ufeff", id="a byte order mark"),
        pytest.param('# updated = 1999-01-01T00:00:00Z\nnote = "updated = 1998"\n', id="a similar key"),
    ],
)
def test_time_of_the_last_change_is_found_in_any_head(tmp_path: Path, before: str) -> None:
    put(tmp_path, "new", NOON, before=before)
    put(tmp_path, "old", NOON - timedelta(hours=1), changed=2e9)
    assert names(Library(tmp_path)) == [["new", "old"]] * 2


@pytest.mark.fault("R14")
@pytest.mark.parametrize(
    "written",
    [
        "2026-11-23T12:00:00Z",
        "2026-11-23 12:00:00+00:00",
        "2026-11-23t13:00:00.5+01:00 # noon",
        "2026-11-23T12:00:00Z\r",
    ],
)
def test_every_way_to_write_a_time_counts(tmp_path: Path, written: str) -> None:
    put(tmp_path, "old", NOON - timedelta(minutes=1), changed=2e9)
    path = put(tmp_path, "new", NOON)
    path.write_bytes(path.read_bytes().replace(b"2026-11-23T12:00:00+00:00\nslot", f"{written}\nslot".encode()))
    assert written.encode() in path.read_bytes()
    assert names(Library(tmp_path)) == [["new", "old"]] * 2


@pytest.mark.parametrize("year", [1, 9999])
def test_an_absurd_time_is_replaced_by_the_time_of_the_file(tmp_path: Path, year: int) -> None:
    path = put(tmp_path, "absurd", NOON.replace(year=year), changed=1e9)
    (listed,) = Library(tmp_path).sessions()
    assert (listed.path, listed.changed) == (path, 1e9)


def test_unreadable_file_has_its_own_time(tmp_path: Path) -> None:
    put(tmp_path, "good", NOON)
    for name, data in {"empty": b"", "binary": b"\x00\xff" * 3000, "cut": b'id = "x'}.items():
        (tmp_path / f"{name}.toml").write_bytes(data)
        os.utime(tmp_path / f"{name}.toml", (2e9, 2e9))
    assert [listed.changed for listed in Library(tmp_path).files()] == [2e9, 2e9, 2e9, NOON.timestamp()]


def test_same_time_is_ordered_by_name(tmp_path: Path) -> None:
    for name in ("b", "a", "c"):
        put(tmp_path, name, NOON)
    assert names(Library(tmp_path)) == [["a", "b", "c"]] * 2


def test_order_needs_the_beginning_of_each_file_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(50):
        put(tmp_path, f"s{n}", NOON)
    read: list[int] = []
    real = os.read

    def counted(file: int, length: int) -> bytes:
        read.append(length)
        return real(file, length)

    monkeypatch.setattr(os, "read", counted)
    assert len(Library(tmp_path).files()) == 50
    assert read == [1024] * 50


def test_the_head_has_the_time_of_the_last_change(tmp_path: Path) -> None:
    put(tmp_path, "new", NOON, changed=1e9)
    (listed,) = Library(tmp_path).files()
    assert read_head(listed).changed == listed.changed == NOON.timestamp()
