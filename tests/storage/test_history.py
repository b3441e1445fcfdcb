"""Tests of versions: their content, order, names and pruning."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from wbtui.core.errors import SaveError
from wbtui.storage.history.versions import MAX_VERSIONS, History, superfluous

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "versions")


def test_versions_are_listed_newest_first_and_read_back_whole(history: History) -> None:
    assert history.versions() == ()
    for n in range(3):
        history.keep(b"version %d" % n, "stage", NOON + n * MINUTE)
    versions = history.versions()
    assert [history.read(version) for version in versions] == [b"version 2", b"version 1", b"version 0"]
    assert [version.reason for version in versions] == ["stage"] * 3
    assert versions[0].at == NOON + 2 * MINUTE
    assert versions[0].path.stat().st_mode & 0o777 == 0o600


def test_content_equal_to_the_newest_version_is_not_kept_again(history: History) -> None:
    first = history.keep(b"same", "stage", NOON)
    assert history.keep(b"same", "minutes", NOON + MINUTE) == first
    assert len(history.versions()) == 1
    history.keep(b"other", "minutes", NOON + MINUTE)
    history.keep(b"same", "minutes", NOON + 2 * MINUTE)
    assert len(history.versions()) == 3


def test_version_names_may_contain_any_characters(history: History) -> None:
    for n, name in enumerate(["before lunch", "../../etc/passwd", "東京 🗼", "a\nb"]):
        kept = history.keep(b"same", "kept", NOON + n * MINUTE, name)
        assert history.versions()[0] == kept
    assert [version.name for version in history.versions()] == [
        "a b",
        "東京 🗼",
        "../../etc/passwd",
        "before lunch",
    ]
    assert {path.parent for path in history.folder.rglob("*")} == {history.folder}


def test_versions_stay_in_order_when_the_clock_is_set_back(history: History) -> None:
    zone = timezone(timedelta(hours=5))
    for n in range(3):
        history.keep(b"%d" % n, "stage", NOON.astimezone(zone) - n * MINUTE)
    assert [history.read(version) for version in history.versions()] == [b"2", b"1", b"0"]


def test_old_versions_are_pruned(history: History) -> None:
    begin = NOON - timedelta(days=3)
    at = begin
    while at <= NOON:
        history.keep(at.isoformat().encode(), "minutes", at)
        at += 5 * MINUTE if NOON - at < timedelta(days=1, hours=1) else 4 * timedelta(hours=1)
    ages = [NOON - version.at for version in history.versions()]
    hour = [age for age in ages if age <= timedelta(hours=1)]
    day = [age for age in ages if timedelta(hours=1) < age <= timedelta(days=1)]
    assert len(hour) == 13
    assert 137 <= len(day) <= 139
    assert 2 <= len(ages) - len(hour) - len(day) <= 4
    assert superfluous(history.versions(), NOON) == []


def test_named_versions_are_never_pruned_and_others_are_limited(history: History) -> None:
    history.keep(b"named", "kept", NOON - timedelta(days=900), "before lunch")
    history.folder.mkdir(exist_ok=True)
    for n in range(MAX_VERSIONS + 20):
        time = NOON - n * timedelta(seconds=2)
        (history.folder / f"{time:%Y%m%dT%H%M%S.%fZ}-minutes.toml").write_bytes(b"%d" % n)
    history.keep(b"one more", "minutes", NOON + MINUTE)
    versions = history.versions()
    assert len(versions) == MAX_VERSIONS + 1
    assert versions[-1].name == "before lunch"
    assert history.read(versions[0]) == b"one more"


def test_pruning_leaves_other_files_alone(history: History) -> None:
    history.keep(b"one", "stage", NOON)
    for name in ("notes.txt", "20261123T120000.000000Z-stage.toml.bak", "99999999T999999.000000Z-stage.toml"):
        (history.folder / name).write_text("mine")
    assert len(history.versions()) == 1
    history.prune(NOON + timedelta(days=99))
    assert len(os.listdir(history.folder)) == 4


def test_failure_to_write_a_version_raises(history: History) -> None:
    history.folder.write_text("in the way")
    with pytest.raises(SaveError):
        history.keep(b"one", "stage", NOON)
