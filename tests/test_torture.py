"""Short runs of the tortures, so that they stay in order.

`make torture` runs them all, after the tests that are marked slow.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable

import pytest
from torture import contrast, damaged, disks, kills, monkey, previews, syscalls, terminals, undo
from torture.common import Machine, MissingError, Tally, machine

from wbtui.ui.themes import ANSI_LIGHT

terminal = pytest.mark.terminal
slow = pytest.mark.slow
QUICK = {disks.folder_gone, disks.read_only_folder}


def none_wrong(tally: Tally) -> None:
    assert tally.runs > 0
    assert tally.faults == []


def test_damaged_files_do_not_crash_the_program() -> None:
    none_wrong(damaged.run(280, 7))


@slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_a_few_system_calls_of_a_save() -> None:
    try:
        none_wrong(syscalls.run(29, 1))
    except MissingError as error:
        pytest.skip(str(error))


def test_random_acts_can_be_undone_and_redone() -> None:
    none_wrong(undo.run(3, 7))


@slow
def test_every_screen_is_readable_in_every_theme(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contrast, "THEMES", [ANSI_LIGHT.name])
    none_wrong(contrast.run(1, 7))


@slow
@terminal
def test_no_key_is_lost_when_the_program_is_killed() -> None:
    none_wrong(kills.run(2, 7))


@terminal
@pytest.mark.parametrize(
    "scene",
    [pytest.param(scene, id=scene.__name__, marks=[] if scene in QUICK else slow) for scene in disks.SCENES],
)
def test_failing_disks_lose_nothing(scene: Callable[[Machine, Tally], None]) -> None:
    tally = Tally(runs=1)
    try:
        with machine() as place:
            scene(place, tally)
    except MissingError as error:
        pytest.skip(str(error))
    none_wrong(tally)


@terminal
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are looked at as Linux shows them")
@pytest.mark.parametrize(
    "name",
    [
        pytest.param("SIGTERM", marks=slow),
        "window closed, quiet",
        pytest.param("SIGHUP ignored, busy", marks=slow),
        pytest.param("no controlling terminal", marks=slow),
        pytest.param("frozen, SIGTERM", marks=slow),
        pytest.param("stopped, continued", marks=slow),
        "stopped job, killed",
        "unexpected error",
    ],
)
def test_terminals_keep_the_order_of_keys(name: str) -> None:
    tally = Tally()
    terminals.once(name, terminals.SCENES[name], tally)
    none_wrong(tally)


@slow
@terminal
@pytest.mark.fault("R1")
def test_each_document_has_a_preview() -> None:
    none_wrong(previews.run(1, 7))


@slow
@terminal
def test_random_keys_break_nothing() -> None:
    none_wrong(monkey.rampage(5, 7))
