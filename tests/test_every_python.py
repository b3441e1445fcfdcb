"""Tests of `make test-all`: which Pythons it finds, and what it reports at the end."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tests.every_python import VERSIONS, find, outcome

OURS = f"{sys.version_info.major}.{sys.version_info.minor}"


def program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_a_python_shim_that_does_not_run_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "shims" / f"python{OURS}", "exit 127")
    real = program(tmp_path / "bin" / f"python{OURS}", f'exec {sys.executable} "$@"')
    monkeypatch.setenv("PATH", f"{tmp_path / 'shims'}:{tmp_path / 'bin'}")
    assert find(OURS) == real


def test_pythons_behind_the_shims_of_pyenv_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "shims" / f"python{OURS}", "exit 127")
    program(
        tmp_path / "shims" / "pyenv",
        f'case "$1" in latest) echo "$2.9";; prefix) [ "$2" = {OURS}.9 ] && echo {tmp_path}/hidden;; esac',
    )
    real = program(tmp_path / "hidden" / "bin" / f"python{OURS}", f'exec {sys.executable} "$@"')
    monkeypatch.setenv("PATH", str(tmp_path / "shims"))
    assert find(OURS) == real


def test_a_python_of_another_version_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "bin" / "python3.99", f'exec {sys.executable} "$@"')
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert find("3.99") is None


@pytest.mark.parametrize(
    ("pythons", "failing", "said", "good"),
    [
        (["3.11", "3.12"], [], ["passed: 3.11, 3.12", "not on this machine: 3.13, 3.14, 3.15"], True),
        (
            ["3.11", "3.13"],
            ["3.11"],
            ["passed: 3.13", "FAILED: 3.11", "not on this machine: 3.12, 3.14, 3.15"],
            False,
        ),
        ([], [], ["not on this machine: 3.11, 3.12, 3.13, 3.14, 3.15"], False),
    ],
)
def test_the_outcome_names_the_pythons_that_passed_and_the_missing_ones(
    pythons: list[str], failing: list[str], said: list[str], good: bool
) -> None:
    found = {version: Path("python") if version in pythons else None for version in VERSIONS}
    assert outcome(found, lambda version, _: version not in failing) == (said, good)
