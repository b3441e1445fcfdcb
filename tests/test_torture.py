"""A little of each torture, so that none of them rots; `make torture` is the whole of them."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable

import pytest
from torture import damaged, disks, kills, monkey, syscalls, terminals
from torture.common import Machine, MissingError, Tally, machine

terminal = pytest.mark.terminal


def none_wrong(tally: Tally) -> None:
    assert tally.runs > 0
    assert tally.faults == []


def test_damaged_files() -> None:
    none_wrong(damaged.run(280, 7))


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_a_few_system_calls_of_a_save() -> None:
    try:
        none_wrong(syscalls.run(29, 1))
    except MissingError as error:
        pytest.skip(str(error))


@terminal
def test_killed_while_keys_are_typed() -> None:
    none_wrong(kills.run(2, 7))


@terminal
@pytest.mark.parametrize("scene", disks.SCENES, ids=lambda scene: scene.__name__)
def test_disks(scene: Callable[[Machine, Tally], None]) -> None:
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
        "SIGTERM",
        "window closed, quiet",
        "SIGHUP ignored, busy",
        "no controlling terminal",
        "frozen, SIGTERM",
        "stopped, continued",
        "stopped job, killed",
        "unexpected error",
    ],
)
def test_terminals(name: str) -> None:
    tally = Tally()
    terminals.once(name, terminals.SCENES[name], tally)
    none_wrong(tally)


@terminal
def test_a_monkey_at_the_keyboard() -> None:
    none_wrong(monkey.rampage(5, 7))
