"""Fixtures of the interface tests."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.ui.driver import House
from textual.css import stylesheet
from textual.css.model import RuleSet
from textual.css.parse import parse
from textual.css.tokenizer import Token


@pytest.fixture(autouse=True)
def colour_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the environment of a terminal with all colours, whatever the machine has."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Return empty folders with the clock at nine in the morning."""
    return House(tmp_path / "house")


@pytest.fixture
def quick_collection() -> None:
    """Exclude the objects of earlier tests from the garbage collections of this one."""
    gc.freeze()


class ParsedOnce:
    """Textual's parser of stylesheets, which parses each of them once and not for each program anew."""

    def __init__(self) -> None:
        self._rules: dict[object, list[RuleSet]] = {}

    def __call__(
        self,
        scope: str,
        css: str,
        read_from: tuple[str, str],
        *,
        variable_tokens: dict[str, list[Token]],
        is_default_rules: bool,
        tie_breaker: int,
    ) -> list[RuleSet]:
        values = tuple((name, *(token.value for token in tokens)) for name, tokens in variable_tokens.items())
        key = scope, css, read_from, values, is_default_rules, tie_breaker
        if key not in self._rules:
            self._rules[key] = list(
                parse(scope, css, read_from, None, variable_tokens, is_default_rules, tie_breaker)
            )
        return self._rules[key]


@pytest.fixture(autouse=True, scope="session")
def stylesheets_are_parsed_once() -> Iterator[None]:
    """Parse stylesheets once, which saves a fifth of each start of the program."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stylesheet, "parse", ParsedOnce())
        yield
